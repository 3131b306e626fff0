"""What availability holds of people."""

from __future__ import annotations

from typing import Any

from supervision.availability.calendars import sealing
from supervision.availability.models import Calendar, ProtectedTime
from supervision.availability.selectors import SEALED
from supervision.people.encryption import CannotUnseal, unseal
from supervision.people.holdings import NOBODYS, PERSON, UNTIL_DELETED, Activity, activity, holds
from supervision.people.models import Member
from supervision.people.visibility import Thing

AREA = "availability"


def register_holdings() -> None:
    activity(
        Activity(
            AREA,
            "When people can be booked",
            "To book nobody outside their hours, into their recovery, or twice at a time.",
            "Legitimate interests: Art. 6(1)(f). A calendar from outside: consent, Art. 6(1)(a).",
        )
    )
    hours: dict[str, Any] = {"area": AREA, "whose": ("member",), "thing": Thing.AVAILABILITY}
    holds("supervision_availability.WeeklyHours", "Your week", **hours)
    holds("supervision_availability.DayHours", "Days that differ from it", **hours)
    holds(
        "supervision_availability.BookingRules",
        "How many sessions you let yourself have",
        area=AREA,
        whose=("member",),
        thing=Thing.LIMITS,
    )
    holds(
        "supervision_availability.OpenWeek",
        "What is open of your weeks, worked out beforehand",
        **hours,
        in_export=False,
    )
    own: dict[str, Any] = {"area": AREA, "fate": PERSON, "whose": ("person",), "kept": UNTIL_DELETED}
    holds(
        "supervision_availability.ProtectedTime",
        "Your protected time, and what you call it",
        **own,
        thing=Thing.PROTECTED,
        read=_protected,
    )
    holds("supervision_availability.HeavyDay", "Days you marked as heavy", **own, thing=Thing.HEAVY_DAYS)
    holds(
        "supervision_availability.Calendar",
        "The calendars you link",
        **own,
        thing=Thing.CALENDARS,
        read=_calendars,
    )
    holds(
        "supervision_availability.BusySpan",
        "When they say busy, and nothing else of them",
        **own,
        thing=Thing.CALENDARS,
        in_export=False,
    )
    holds("supervision_availability.ClosedDay", "", area=AREA, fate=NOBODYS)


def _protected(member: Member) -> list[dict[str, Any]]:
    found = []
    for row in ProtectedTime.objects.filter(person=member.person_id).order_by("pk"):
        try:
            kept = bytes(row.name_sealed)
            name = unseal(kept, person=row.person_id, row=row.pk, **SEALED).decode() if kept else ""
        except CannotUnseal:
            name = ""
        found.append(
            {
                "name": name,
                "shape": row.shape,
                "weekdays": row.weekdays,
                "day": row.day.isoformat() if row.day else "",
                "starts_minute": row.starts,
                "ends_minute": row.ends,
                "time_zone": row.time_zone,
            }
        )
    return found


def _calendars(member: Member) -> list[dict[str, Any]]:
    rows = list(Calendar.objects.filter(person=member.person_id).order_by("pk"))
    names, addresses = sealing.opened_many(rows, "name"), sealing.opened_many(rows, "address")
    return [
        {
            "name": names[row.pk],
            "address": addresses[row.pk],
            "kind": row.kind,
            "added_at": row.created_at.isoformat(),
        }
        for row in rows
    ]
