"""Check-ins as calendars have them: held times, that say when and nothing else; and what calendars answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from peers.checkins.models import Seat
from peers.checkins.rules import NoPartner
from peers.checkins.services import another_time
from supervision.availability.booked import Booked
from supervision.notices.calendars.addresses import is_answer_address
from supervision.notices.calendars.answers import DECLINED, Answer
from supervision.notices.calendars.sources import Source
from supervision.notices.calendars.writing import Entry
from supervision.notices.letters import BadAddress, wire_address
from supervision.people.access import open_on
from supervision.people.models import Member


def entries_of(member: Member, since: datetime) -> Iterable[Entry]:
    """Yield the times of check-ins held for a member from `since` on. One query."""
    for seat in _held(member).filter(pair__ends_at__gt=since):
        pair = seat.pair
        if pair is not None and pair.starts_at is not None and pair.ends_at is not None:
            yield Entry(pair.pk.hex, pair.sequence, pair.starts_at, pair.ends_at, pair.changed_at)


def _held(member: Member):
    seats = Seat.objects.of(member).together().exclude(pair__starts_at=None).select_related("pair")
    return seats.order_by("pair__starts_at", "pk")


def page_of(member: Member, name: str) -> str | None:
    """Return one's own page for a check-in of theirs that calendars call `name`."""
    pair = _uuid(name)
    is_theirs = pair is not None and Seat.objects.of(member).filter(pair=pair).exists()
    return reverse("checkins:page") if is_theirs else None


def booked_from(member: Member, now: datetime) -> Iterable[Booked]:
    """Give the check-ins of a member that are held and have yet to start, for the page of their hours."""
    for seat in _held(member).filter(pair__starts_at__gt=now):
        pair = seat.pair
        if pair is not None and pair.starts_at is not None and pair.ends_at is not None:
            yield Booked(pair.starts_at, pair.ends_at, "Check-in", reverse("checkins:page"))


def take_answer(answer: Answer, addresses: frozenset[str], now: datetime) -> str | None:
    """Take what somebody's calendar answered: a no lets the time go, as “another time” does.

    It counts when it came to the address that only its giver was sent, speaks for their own address, and
    is about the time as it stands.
    """
    pair = _uuid(answer.name)
    seats = Seat.objects.filter(pair=pair).select_related("pair", "member__person", "member__organisation")
    found = list(seats) if pair is not None else []
    if not found:
        return None
    giver = next(
        (
            seat
            for seat in found
            if any(is_answer_address(address, answer.name, seat.member_id) for address in addresses)
        ),
        None,
    )
    if giver is None or giver.pair is None:
        return "not authentic"
    if not _is_own(giver.member, answer.attendee):
        return "not theirs"
    if giver.pair.starts_at is None or giver.pair.starts_at <= now or not open_on(giver.member, now):
        return "over"
    if answer.sequence != giver.pair.sequence:
        return "about an earlier state"
    if answer.said == DECLINED:
        try:
            another_time(giver.member, now=now)
        except NoPartner:
            return "over"
    return "noted"


def _is_own(member: Member, address: str) -> bool:
    try:
        return wire_address(member.person.email).casefold() == address.casefold()
    except BadAddress:
        return False


def _uuid(name: str) -> UUID | None:
    try:
        return UUID(hex=name) if len(name) == 32 else None
    except ValueError:
        return None


SOURCE = Source(entries=entries_of, page=page_of, answer=take_answer)
