"""What messages about circles are told when they are sent, and whether they still hold.

| kind | `about` beside `circle`, `place`, `meeting`, `sequence` |
| --- | --- |
| `circle_joined`, `circle_came_free`, `circle_tomorrow` | nothing |
| `circle_moved` | `was`, the start before |
| `circle_called_off` | `told_as`: `few` or `host` |
| `circle_let_go` | `told_as`: `left`, `clash` when elsewhere, `team` when of another one |
| `circle_asks`, `circle_answered` | `circle` alone |
| `circle_hands`, `circle_new_host`, `circle_new` | `circle` alone |
| `circle_handed` | `circle`, `is_yes` |

`host` stands in those to whoever holds the circle. None names the circle, an alias or anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypedDict
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse

from peers.circles import handing
from peers.circles.held_times import entry_of
from peers.circles.models import Circle, Meeting, Place
from supervision.languages import day_words, worded
from supervision.notices.calendars.writing import Entry
from supervision.notices.facts import TimeWords
from supervision.notices.models import Notice
from supervision.people.models import Member
from supervision.scheduling.zone_words import zone_name


class HeldCircleFacts(TypedDict):
    """`circle_joined`, `circle_came_free`, `circle_tomorrow`. `repeats`: it is the first of several."""

    time: TimeWords
    repeats: bool
    entry: Entry | None


class MovedCircleFacts(TypedDict):
    """`circle_moved`. `was` is the time before."""

    time: TimeWords
    was: TimeWords
    entry: Entry | None


class OffCircleFacts(TypedDict):
    """`circle_called_off` and `circle_let_go`. `told_as`: few, host, left, clash or team."""

    told_as: str
    is_host: bool
    time: TimeWords
    entry: Entry | None


class OutsideFacts(TypedDict):
    """`circle_asks` and `circle_answered`. `is_yes` says what was answered."""

    is_yes: bool


class HandsFacts(TypedDict):
    """`circle_hands`. `leaves`: whoever holds it leaves; `is_one`: nobody else is asked."""

    leaves: bool
    is_one: bool


class NewHostFacts(TypedDict):
    """`circle_new_host` and `circle_new`: the next time, or the first."""

    time: TimeWords


def held(notice: Notice, now: datetime) -> HeldCircleFacts | None:
    """Return the time that is held; None once it is given up, off, begun, or told of later."""
    meeting = _standing(notice, now)
    if meeting is None or not _is_in(notice, meeting):
        return None
    return {
        "time": _time(meeting, notice.recipient, now),
        "repeats": meeting.circle.is_standing and notice.kind != "circle_tomorrow",
        "entry": _entry(notice, meeting),
    }


def tomorrow(notice: Notice, now: datetime) -> HeldCircleFacts | None:
    """Return the time that comes; None as in `held`, and when it is hardly worth a word any more."""
    found = held(notice, now)
    meeting = _standing(notice, now)
    if found is None or meeting is None or meeting.starts_at <= now + timedelta(hours=1):
        return None
    return {**found, "entry": None}


def moved(notice: Notice, now: datetime) -> MovedCircleFacts | None:
    """Return the new time and the one before; None as in `held`."""
    meeting = _standing(notice, now)
    if meeting is None or not _is_in(notice, meeting):
        return None
    was = datetime.fromisoformat(notice.about["was"])
    return {
        "time": _time(meeting, notice.recipient, now),
        "was": words_of(was, meeting.ends_at - meeting.starts_at, notice.recipient, now),
        "entry": _entry(notice, meeting),
    }


def called_off(notice: Notice, now: datetime) -> OffCircleFacts | None:
    """Return the time that was called off; None once it would have ended, or stands again."""
    meeting = _meeting(notice)
    if meeting is None or meeting.state != Meeting.State.OFF or meeting.ends_at <= now:
        return None
    place = Place.objects.filter(pk=notice.about["place"]).first()
    waited = place is not None and place.state == Place.State.WAITING
    return {
        "told_as": notice.about["told_as"],
        "is_host": bool(notice.about.get("host")),
        "time": _time(meeting, notice.recipient, now),
        "entry": None if waited else _entry(notice, meeting, is_off=True),
    }


def let_go(notice: Notice, now: datetime) -> OffCircleFacts | None:
    """Return the time that is the reader's own again."""
    meeting = _meeting(notice)
    if meeting is None or meeting.ends_at <= now:
        return None
    return {
        "told_as": notice.about["told_as"],
        "is_host": False,
        "time": _time(meeting, notice.recipient, now),
        "entry": _entry(notice, meeting, is_off=True),
    }


def asks(notice: Notice, now: datetime) -> OutsideFacts | None:
    """A circle asks to be opened; None once that is answered, or the reader no longer answers it."""
    asked = Circle.objects.going().filter(pk=notice.about["circle"], outside=Circle.Outside.ASKED)
    return {"is_yes": False} if notice.recipient.is_admin and asked.exists() else None


def answered(notice: Notice, now: datetime) -> OutsideFacts | None:
    """What was answered to whoever asked; None once it is asked anew, or closed again."""
    circle = Circle.objects.going().filter(pk=notice.about["circle"]).first()
    if circle is None or circle.outside not in (Circle.Outside.OPENED, Circle.Outside.REFUSED):
        return None
    return {"is_yes": circle.outside == Circle.Outside.OPENED}


def hands(notice: Notice, now: datetime) -> HandsFacts | None:
    """Somebody is asked to hold a circle; None once that is settled."""
    circle = _whole(notice)
    if circle is None or handing.asked_of(notice.recipient, circle, now=now) is None:
        return None
    host = circle.facilitator
    return {"leaves": host.end_date is not None, "is_one": circle.hand_over.to_id is not None}


def waits_to_be_held(notices: Sequence[Notice], now: datetime) -> set[int]:
    """Return those of these messages whose reader is still asked to hold a circle."""
    return {notice.pk for notice in notices if hands(notice, now) is not None}


def handed(notice: Notice, now: datetime) -> OutsideFacts | None:
    """What came of asking somebody to hold a circle; None once the circle is gone."""
    circle = _whole(notice)
    return None if circle is None else {"is_yes": bool(notice.about["is_yes"])}


def new_host(notice: Notice, now: datetime) -> NewHostFacts | None:
    """The next time that another one holds; None for whoever has no place any more."""
    circle = _whole(notice)
    if circle is None or circle.facilitator_id == notice.recipient_id:
        return None
    for meeting in Meeting.objects.ahead(now).filter(circle=circle).order_by("starts_at", "pk"):
        if Place.objects.coming(meeting).of(notice.recipient).exists():
            meeting.circle = circle
            return {"time": _time(meeting, notice.recipient, now)}
    return None


def new(notice: Notice, now: datetime) -> NewHostFacts | None:
    """The first time of a new circle; None once it has begun, or for whoever is in it or may not see it."""
    seen = Circle.objects.visible_to(notice.recipient).going().filter(pk=notice.about["circle"]).first()
    meeting = Meeting.objects.ahead(now).filter(circle=seen).order_by("starts_at").first() if seen else None
    if seen is None or meeting is None or meeting.starts_at <= now:
        return None
    is_in = Place.objects.filter(circle=seen, member=notice.recipient_id).exists()
    return None if is_in else {"time": _time(meeting, notice.recipient, now)}


def entry(notice: Notice, context: Mapping[str, Any]) -> Entry | None:
    """Return what the message does to the reader's calendar."""
    found: Entry | None = context["entry"]
    return found


# ---------------------------------------------------------------- where the one link leads
def meeting_page(notice: Notice) -> str:
    if notice.about.get("host"):
        return reverse("circles:desk", args=[notice.about["circle"]])
    return reverse("circles:meeting", args=[notice.about["meeting"]])


def list_page(notice: Notice) -> str:
    return reverse("circles:list")


def asking_page(notice: Notice) -> str:
    return reverse("circles:asking")


def desk_page(notice: Notice) -> str:
    return reverse("circles:desk", args=[notice.about["circle"]])


def hold_page(notice: Notice) -> str:
    return reverse("circles:hold", args=[notice.about["circle"]])


def circle_page(notice: Notice) -> str:
    return reverse("circles:circle", args=[notice.about["circle"]])


# ---------------------------------------------------------------- whether it still holds
def _whole(notice: Notice) -> Circle | None:
    return Circle.objects.going().with_host().filter(pk=notice.about["circle"]).first()


def _meeting(notice: Notice) -> Meeting | None:
    return Meeting.objects.select_related("circle").filter(pk=notice.about["meeting"]).first()


def _standing(notice: Notice, now: datetime) -> Meeting | None:
    """Return the meeting of a message as long as it is on, ahead, and as it was when the message was left."""
    meeting = _meeting(notice)
    if meeting is None or meeting.state == Meeting.State.OFF or meeting.starts_at <= now:
        return None
    return meeting if meeting.sequence == notice.about["sequence"] else None


def _is_in(notice: Notice, meeting: Meeting) -> bool:
    if notice.about.get("host"):
        return meeting.circle.facilitator_id == notice.recipient_id
    coming = Place.objects.coming(meeting).filter(pk=notice.about["place"], member=notice.recipient_id)
    return coming.exists()


def _entry(notice: Notice, meeting: Meeting, *, is_off: bool = False) -> Entry:
    owner = UUID(notice.about["place"])
    return entry_of(owner, meeting, stamped_at=notice.created_at, is_off=is_off)


def _time(meeting: Meeting, reader: Member, now: datetime) -> TimeWords:
    return words_of(meeting.starts_at, meeting.ends_at - meeting.starts_at, reader, now)


def words_of(starts_at: datetime, length: timedelta, reader: Member | Circle, now: datetime) -> TimeWords:
    """Return a stretch of time in the wall time of its reader; of a circle, where there is none."""
    zone = ZoneInfo(reader.time_zone)
    starts, ends = starts_at.astimezone(zone), (starts_at + length).astimezone(zone)
    return {
        "day": day_words(starts.date(), this_year=now.astimezone(zone).year, long=True),
        "starts": f"{starts:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "zone": worded(zone_name(zone)),
        "how": "",
    }
