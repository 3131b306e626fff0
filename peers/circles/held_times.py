"""Meetings of circles as calendars have them: held times, under a name of one's own, that say when alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from peers.circles.models import Absence, Meeting, Place
from peers.circles.telling import held_name
from supervision.availability.booked import Booked
from supervision.notices.calendars.answers import Answer
from supervision.notices.calendars.sources import Source
from supervision.notices.calendars.writing import Entry
from supervision.people.models import Member


def entry_of(owner: UUID, meeting: Meeting, *, stamped_at: datetime, is_off: bool = False) -> Entry:
    """Return a meeting as an entry of one calendar. `owner`: their place, or the meeting for its host."""
    return Entry(
        name=held_name(owner, meeting.pk).hex,
        sequence=meeting.sequence + (is_off and meeting.state != Meeting.State.OFF),
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        stamped_at=stamped_at,
        is_off=is_off,
    )


def held_for(member: Member, since: datetime) -> Iterator[tuple[UUID, Meeting]]:
    """Give all that a member is in from `since` on, as (owner, meeting), those they hold among them.

    One query for whoever is in none, three at most, however many there are.
    """
    mine = Place.objects.of(member).held()
    theirs = Q(circle__facilitator=member) | Q(pk__in=mine.values("meeting"))
    theirs |= Q(circle__in=mine.filter(meeting=None).values("circle"))
    on = Meeting.objects.on().filter(theirs, ends_at__gt=since).select_related("circle")
    meetings = list(on.order_by("starts_at", "pk"))
    places = []
    if any(meeting.circle.facilitator_id != member.pk for meeting in meetings):
        places = list(mine.values_list("pk", "circle_id", "meeting_id"))
    single = {meeting: pk for pk, _, meeting in places if meeting}
    standing = {circle: pk for pk, circle, meeting in places if not meeting}
    away: set[tuple[UUID, UUID]] = set()
    if standing:
        absences = Absence.objects.filter(place__in=list(standing.values()))
        away = set(absences.values_list("place_id", "meeting_id"))
    for meeting in meetings:
        if meeting.circle.facilitator_id == member.pk:
            yield meeting.pk, meeting
            continue
        owner = single.get(meeting.pk) or standing.get(meeting.circle_id)
        if owner is not None and (owner, meeting.pk) not in away:
            yield owner, meeting


def entries_of(member: Member, since: datetime) -> Iterable[Entry]:
    """Yield what is held for a member in this place from `since` on."""
    for owner, meeting in held_for(member, since):
        yield entry_of(owner, meeting, stamped_at=meeting.changed_at)


def page_of(member: Member, name: str) -> str | None:
    """Return the page of the meeting that this member's calendar calls `name`; None unless it is theirs."""
    long_ago = datetime.min.replace(tzinfo=member.zone)
    found = (
        meeting for owner, meeting in held_for(member, long_ago) if held_name(owner, meeting.pk).hex == name
    )
    meeting = next(found, None)
    return reverse("circles:meeting", args=[meeting.pk]) if meeting else None


def take_answer(answer: Answer, addresses: frozenset[str], now: datetime) -> str | None:
    """Calendars are not asked about circles: a place is given up on its page, or from a message."""
    return None


def booked_from(member: Member, now: datetime) -> Iterator[Booked]:
    """Give what a member is in and has yet to start, for their own page of hours."""
    for _, meeting in held_for(member, now):
        if meeting.starts_at > now:
            href = reverse("circles:meeting", args=[meeting.pk])
            yield Booked(meeting.starts_at, meeting.ends_at, meeting.circle.title, href)


SOURCE = Source(entries=entries_of, page=page_of, answer=take_answer)
