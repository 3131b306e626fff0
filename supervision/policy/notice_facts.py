"""What messages about clocks say, worked out when they are sent; nothing, once they are no longer true."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from supervision.languages import day_words, worded
from supervision.notices.facts import (
    DigestFacts,
    DueSoonFacts,
    OverdueFacts,
    PickFacts,
    PickWords,
    ReturnOfferFacts,
    SupervisorWantedFacts,
    ToldAs,
)
from supervision.notices.models import Notice
from supervision.people.models import Member, Relationship
from supervision.policy import selectors
from supervision.policy.clock import explain
from supervision.policy.inputs import read
from supervision.policy.models import Clock
from supervision.policy.telling import leads_of
from supervision.policy.times import Pick, suggested, supervisors_by_person
from supervision.policy.wanted import administrators, wanted_for
from supervision.scheduling.days import local_day
from supervision.scheduling.zone_words import zone_name
from supervision.sessions.choosing import value_of
from supervision.sessions.models import Session


def due_soon(notice: Notice, now: datetime) -> DueSoonFacts | None:
    """A clock comes due and nothing is booked; said to the member and to who supervises them."""
    member, told_as = about(notice, now)
    due_on = due_soon_on(notice, member, now) if member is not None else None
    if member is None or told_as is None or due_on is None:
        return None
    return {
        "told_as": told_as,
        "due_on": due_on,
        "sentence": own_sentence(member, due_on, told_as, now),
        "picks": picks_for(member, notice.recipient, due_on, now=now),
    }


def overdue(notice: Notice, now: datetime) -> OverdueFacts | None:
    """An hour is owed; said to who supervises the member and to who leads them."""
    return owed(notice, now, ("overdue", "escalated"))


def escalated(notice: Notice, now: datetime) -> OverdueFacts | None:
    """An hour is still owed; said to the next lead up."""
    return owed(notice, now, ("escalated",))


def owed(notice: Notice, now: datetime, states: tuple[str, ...]) -> OverdueFacts | None:
    member, told_as = about(notice, now)
    if member is None or told_as is None:
        return None
    due_on = earliest(notice, states)
    if due_on is None:
        return None
    return {
        "told_as": told_as,
        "due_on": due_on,
        "days_owed": (local_day(now, member.zone) - due_on).days,
        "booked_on": next_booked_on(member, now),
        "sentence": "",
    }


def return_offer(notice: Notice, now: datetime) -> ReturnOfferFacts | None:
    """A member is back from a long pause; said to them and to who supervises them, while it is news."""
    member, told_as = about(notice, now)
    until = return_offer_until(notice, member, now) if member is not None else None
    if member is None or told_as is None or until is None:
        return None
    picks = picks_for(member, notice.recipient, until, now=now)
    return {"told_as": told_as, "offer_until": until, "picks": picks}


def picks_for(member: Member, reader: Member, due_on: date, *, now: datetime) -> PickFacts:
    """Return three free times for a member's next session, in the reader's wall time; maybe none are free.

    Each leads to the page that books it, with that time chosen. For a supervisor, times with them.
    """
    zone = reader.zone
    own = supervisors_by_person([member.pk], on=local_day(now, member.zone)).get(member.pk, [])
    picks = picks_of(member, reader, due_on, now=now)
    page = settings.BASE_URL + reverse("sessions:book")

    def words(pick: Pick) -> PickWords:
        starts = pick.starts_at.astimezone(zone)
        ends = pick.ends_at.astimezone(zone)
        asked = {
            "for": member.pk,
            "with": pick.supervisor_id,
            "first": starts.date(),
            "slot": value_of(pick.starts_at, pick.supervisor_id),
        }
        return {
            "day": day_words(starts.date(), this_year=now.astimezone(zone).year),
            "starts": f"{starts:%H:%M}",
            "ends": f"{ends:%H:%M}",
            "link": f"{page}?{urlencode(asked)}",
            "value": pick.value,
        }

    return {
        "times": [words(pick) for pick in picks],
        "is_usual": all(
            pick.supervisor_id == (own[0] if reader.pk == member.pk else reader.pk) for pick in picks
        ),
        "zone": worded(zone_name(zone)),
        "more": f"{page}?{urlencode({'for': member.pk})}",
    }


def picks_of(member: Member, reader: Member, due_on: date, *, now: datetime) -> Sequence[Pick]:
    """Return up to three free times for a member's next session; for a supervisor, times with them."""
    own = supervisors_by_person([member.pk], on=local_day(now, member.zone)).get(member.pk, [])
    supervisors = own if reader.pk == member.pk else [reader.pk]
    found = suggested({member.pk: supervisors}, {member.pk: due_on}, now=now) if supervisors else {}
    return found[member.pk].picks if found else ()


def due_soon_on(notice: Notice, member: Member, now: datetime) -> date | None:
    """Return by when an hour comes due, as long as none is booked; else None."""
    return None if next_booked_on(member, now) else earliest(notice, ("due_soon",))


def return_offer_until(notice: Notice, member: Member, now: datetime) -> date | None:
    """Return up to when an hour is offered to who is back; None once it is booked or late, or while away."""
    until = date.fromisoformat(notice.about["day"])
    is_away = Clock.objects.filter(member=member, state="paused").exists()
    is_over = is_away or local_day(now, member.zone) > until or next_booked_on(member, now)
    return None if is_over else until


def digest(notice: Notice, now: datetime) -> DigestFacts | None:
    """A lead's week: how many of their people stand where."""
    return selectors.digest_for(notice.recipient, now=now)


def supervisor_wanted(notice: Notice, now: datetime) -> SupervisorWantedFacts | None:
    """Somebody has no supervisor, or soon none; said to an administrator, until one is found."""
    here = Member.objects.of(notice.organisation_id).select_related("organisation")
    member = here.filter(pk=notice.about["member"]).first()
    if member is None or wanted_for(member, now=now) is None:
        return None
    today = local_day(now, member.zone)
    if not administrators(notice.organisation_id, on=today).filter(pk=notice.recipient_id).exists():
        return None
    return {"is_soon": Relationship.objects.on(today).filter(supervisee=member).exists()}


def about(notice: Notice, now: datetime) -> tuple[Member | None, ToldAs | None]:
    """Return whose clock a notice is about, and as what its reader is told; None if they no longer are."""
    member = Member.objects.filter(
        pk=notice.about.get("member"), organisation_id=notice.organisation_id
    ).first()
    if member is None:
        return None, None
    reader = notice.recipient_id
    if reader == member.pk:
        return member, "own"
    day = local_day(now, member.zone)
    supervises = Relationship.objects.on(day).filter(supervisee=member, supervisor_id=reader).exists()
    if supervises and notice.kind != "escalated":
        return member, "supervisor"
    leads = leads_of([member.organisation_id], now=now)[member.organisation_id]
    first, second = leads.told(member.team_id, member.pk)
    if reader not in (second if notice.kind == "escalated" else first):
        return member, None
    return member, "lead" if reader in leads.leads_who_hear(member.team_id, member.pk) else "admin"


def earliest(notice: Notice, states: tuple[str, ...]) -> date | None:
    """Return the first due date among the clocks a notice is about, in these states; None if none is.

    Those are the clock of its rule, wherever its due date has moved to, and any other of the member's
    that was due on the same day and shares the message.
    """
    about = notice.about
    its_own = Q(rule=about["rule"]) | Q(due_on=about["day"]) if "rule" in about else Q()
    return (
        Clock.objects.filter(its_own, member=about["member"], state__in=states, due_on__isnull=False)
        .order_by("due_on")
        .values_list("due_on", flat=True)
        .first()
    )


def next_booked_on(member: Member, now: datetime) -> date | None:
    """Return the member's own day of their next booked session; None if nothing is booked."""
    starts_at = (
        Session.objects.upcoming(now)
        .filter(attendances__member=member)
        .order_by("starts_at")
        .values_list("starts_at", flat=True)
        .first()
    )
    return None if starts_at is None else local_day(starts_at, member.zone)


def own_sentence(member: Member, due_on: date, told_as: ToldAs, now: datetime) -> str:
    """Return the sentence that explains a date to the one it is about; empty for anybody else."""
    if told_as != "own":
        return ""
    today = local_day(now, member.zone)
    (facts,) = read([member.pk])
    for _, answer in facts.answers_on(today):
        if answer.due_on == due_on:
            return worded(explain(answer, today, you=True))
    return ""


def member_page(notice: Notice) -> str:
    return f"/people/{notice.about['member']}/"


def place_page(notice: Notice) -> str:
    return f"/organisation/people/{notice.about['member']}/"


def board(notice: Notice) -> str:
    return "/board/"
