"""Meetings of circles as calendars have them: held times, under a name of one's own, that say when alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from peers.circles import services
from peers.circles.models import Absence, Meeting, Place
from peers.circles.telling import held_name
from supervision.availability.booked import Booked
from supervision.errors import Refusal
from supervision.notices.calendars.addresses import is_answer_address
from supervision.notices.calendars.answers import ACCEPTED, DECLINED, Answer
from supervision.notices.calendars.sources import Source
from supervision.notices.calendars.writing import Entry
from supervision.people.access import open_on
from supervision.people.models import Member

NOTED, NOT_AUTHENTIC, STALE, OVER = "noted", "not authentic", "about an earlier state", "over"


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
    return ((owner, meeting) for owner, meeting, is_away in _all_of(member, since) if not is_away)


def _all_of(member: Member, since: datetime) -> Iterator[tuple[UUID, Meeting, bool]]:
    """Give the same with those that they leave out, for which the third value is true."""
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
            yield meeting.pk, meeting, False
            continue
        owner = single.get(meeting.pk) or standing.get(meeting.circle_id)
        if owner is not None:
            yield owner, meeting, (owner, meeting.pk) in away


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
    """Take what somebody's calendar answered: a no gives a place up, or leaves one meeting out.

    A yes after that no comes after all, as long as the place is still theirs (in a standing circle). A no of
    whoever holds it calls nothing off: it is noted by nobody, and their desk asks. It counts when it came to
    the address that only its giver was sent, for their own address, about the meeting as it stands.
    """
    found = _called(answer, now)
    if found is None:
        return None
    member, owner, meeting, is_away = found
    if not any(is_answer_address(address, answer.name, member.pk) for address in addresses):
        return NOT_AUTHENTIC
    if meeting.starts_at <= now or not open_on(member, now):
        return OVER
    if answer.sequence != meeting.sequence:
        return STALE
    place = Place.objects.of(member).held().with_all().filter(pk=owner).first()
    try:
        if place is None or answer.proposed is not None:
            return NOTED
        if answer.said == DECLINED and place.meeting_id is not None:
            services.leave(place, now=now)
        elif answer.said == DECLINED and not is_away:
            services.stay_away(place, meeting, now=now)
        elif answer.said == ACCEPTED and is_away:
            services.come_after_all(place, meeting, now=now)
    except Refusal:
        return OVER
    return NOTED


def _called(answer: Answer, now: datetime) -> tuple[Member, UUID, Meeting, bool] | None:
    """Return whose held time an answer is about: the member, the owner of its name, and the meeting.

    Names are made from ids and can't be turned back: whom the answer speaks for says whose to look through.
    """
    members = Member.objects.filter(person__email__iexact=answer.attendee).select_related(
        "person", "organisation"
    )
    for member in members.order_by("pk"):
        for owner, meeting, is_away in _all_of(member, now):
            if held_name(owner, meeting.pk).hex == answer.name:
                return member, owner, meeting, is_away
    return None


def booked_from(member: Member, now: datetime) -> Iterator[Booked]:
    """Give what a member is in and has yet to start, for their own page of hours."""
    for _, meeting in held_for(member, now):
        if meeting.starts_at > now:
            href = reverse("circles:meeting", args=[meeting.pk])
            yield Booked(meeting.starts_at, meeting.ends_at, meeting.circle.title, href)


SOURCE = Source(entries=entries_of, page=page_of, answer=take_answer)
