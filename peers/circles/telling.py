"""Leaving messages about circles in the outbox, and knowing when somebody would read one.

A message holds ids alone: the place and the meeting. Who gave a place up has no row any more; their
entry in a calendar can still be taken out, since its name follows from those two ids.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db.models import Q

from peers.circles import guests
from peers.circles.models import Circle, Meeting, Place
from peers.pool.access import apart, joined_members
from peers.pool.models import CIRCLES
from supervision.notices import rules as hours_of
from supervision.notices.models import Hours, Notice
from supervision.notices.services import Message, queue_notices
from supervision.people.models import Leave, Member

JOINED, CAME_FREE = "circle_joined", "circle_came_free"
MOVED, CALLED_OFF, LET_GO = "circle_moved", "circle_called_off", "circle_let_go"
TOMORROW = "circle_tomorrow"
ASKS, ANSWERED = "circle_asks", "circle_answered"
HANDS, HANDED, NEW_HOST = "circle_hands", "circle_handed", "circle_new_host"
NEW = "circle_new"
ABOUT_PLACES = (JOINED, CAME_FREE, MOVED, CALLED_OFF, LET_GO, TOMORROW)
SOFT = frozenset({TOMORROW, ASKS, NEW_HOST, NEW})


def held_name(owner: UUID, meeting: UUID) -> UUID:
    """Return the number under which one person's time for one meeting is taken, and known to calendars.

    `owner` is their place, or the meeting itself for whoever holds it. No two people share one, so that
    two calendars laid side by side don't tell that their owners meet.
    """
    return uuid5(owner, meeting.hex)


def tell(
    kind: str, places: Iterable[Place], meeting: Meeting | None, *, circle: Circle, now: datetime, **more
) -> None:
    """Leave a message of `kind` for the holder of each of these places; guests get a letter."""
    places = list(places)
    messages = [
        _message(kind, circle, place.member_id, place.pk, meeting, now, more)
        for place in places
        if place.member_id
    ]
    if messages:
        queue_notices(messages, now=now)
    guests.write_to(kind, [place for place in places if place.guest_id], meeting, now=now, **more)


def tell_host(kind: str, circle: Circle, meeting: Meeting | None, *, now: datetime, **more) -> None:
    """Leave a message of `kind` for whoever holds the circle."""
    owner = meeting.pk if meeting else circle.pk
    about = {"host": True, **more}
    queue_notices([_message(kind, circle, circle.facilitator_id, owner, meeting, now, about)], now=now)


def tell_administrators(circle: Circle, *, now: datetime) -> None:
    """Tell the organisation's administrators that a circle asks to be opened to people from outside."""
    day = now.date().isoformat()
    queue_notices(
        [
            Message(
                organisation_id=circle.organisation_id,
                recipient_id=member,
                kind=ASKS,
                notice_class="S",
                key=f"{ASKS}:{circle.pk}:{member}:{day}",
                not_before=now,
                about={"circle": str(circle.pk)},
            )
            for member in Member.objects.of(circle.organisation_id)
            .filter(is_admin=True)
            .present(now.date())
            .order_by("pk")
            .values_list("pk", flat=True)
        ],
        now=now,
    )


def tell_hands(circle: Circle, members: Iterable[int], *, now: datetime) -> None:
    """Ask each of these members whether they would hold a circle from now on; once for each asking."""
    queue_notices([_of_circle(HANDS, circle, member, now, {}) for member in members], now=now)


def tell_handed(circle: Circle, to: Member, *, is_yes: bool, now: datetime) -> None:
    """Tell whoever asked somebody to hold a circle what came of it."""
    queue_notices([_of_circle(HANDED, circle, to.pk, now, {"is_yes": is_yes})], now=now)


def tell_new_host(circle: Circle, *, now: datetime) -> None:
    """Tell everybody with a place that another one holds a circle now. Guests read it on their page."""
    held = Place.objects.filter(Q(meeting=None) | Q(meeting__starts_at__gt=now), circle=circle).held()
    members = sorted(set(held.exclude(member=None).values_list("member", flat=True)))
    queue_notices([_of_circle(NEW_HOST, circle, member, now, {}) for member in members], now=now)


def tell_new(circle: Circle, *, now: datetime) -> None:
    """Tell those who wanted to hear of it that there is a new circle for them; once a week at most each."""
    day = now.astimezone(circle.organisation.zone).date()
    wanted = joined_members(CIRCLES, circle.organisation, on=day).exclude(pk=circle.facilitator_id)
    if circle.kind == Circle.Kind.TEAM:
        wanted = wanted.filter(team=circle.team_id)
    elif circle.kind == Circle.Kind.GROUP:
        host = circle.facilitator_id
        wanted = wanted.exclude(pk__in=apart([host], on=day)[host])
    week = "{}-{}".format(*day.isocalendar())
    members = wanted.values_list("pk", flat=True)
    queue_notices(
        [replace(_of_circle(NEW, circle, pk, now, {}), key=f"{NEW}:{pk}:{week}") for pk in members], now=now
    )


def _of_circle(kind: str, circle: Circle, recipient: int, now: datetime, more: dict) -> Message:
    """Return a message about a circle as a whole, left at `now`: one for each kind, reader and moment."""
    return Message(
        organisation_id=circle.organisation_id,
        recipient_id=recipient,
        kind=kind,
        notice_class="S" if kind in SOFT else "R",
        key=f"{kind}:{circle.pk}:{recipient}:{int(now.timestamp())}",
        not_before=now,
        about={"circle": str(circle.pk)} | more,
    )


def _message(
    kind: str,
    circle: Circle,
    recipient: int,
    owner: UUID,
    meeting: Meeting | None,
    now: datetime,
    more: dict,
) -> Message:
    about: dict[str, object] = {"circle": str(circle.pk), "place": str(owner)}
    more = dict(more)
    not_before = more.pop("not_before", now)
    if meeting is not None:
        about |= {"meeting": str(meeting.pk), "sequence": meeting.sequence}
    which = f"{meeting.pk}:{meeting.sequence}" if meeting else circle.pk
    occasion = more.pop("occasion", "")
    return Message(
        organisation_id=circle.organisation_id,
        recipient_id=recipient,
        kind=kind,
        notice_class="S" if kind in SOFT else "R",
        key=f"{kind}:{owner}:{which}:{recipient}{occasion}",
        not_before=max(not_before, now),
        not_after=meeting.ends_at if meeting else None,
        about=about | more,
    )


def reached_at(members: Iterable[Member], *, now: datetime) -> dict[int, datetime | None]:
    """Return when each of these would read a message that is left at `now`; None for whoever is away.

    Their own working days and hours, as messages keep them. Two queries.
    """
    members = list(members)
    kept = {hours.pk: hours for hours in Hours.objects.filter(pk__in=[one.pk for one in members])}
    leaves = Leave.objects.filter(member__in=members, starts_on__lte=now.date() + timedelta(days=9))
    away: dict[int, list[Leave]] = {}
    for leave in leaves.filter(Q(ends_on=None) | Q(ends_on__gte=now.date() - timedelta(days=1))):
        away.setdefault(leave.member_id, []).append(leave)
    found: dict[int, datetime | None] = {}
    for one in members:
        own = kept.get(one.pk)
        weekdays = hours_of.weekdays_of(one.working_days)
        window = (
            hours_of.Window(one.zone, weekdays, own.opens_at, own.closes_at)
            if own
            else hours_of.Window(one.zone, weekdays)
        )
        at = hours_of.may_reach_at(now, window)
        day = at.astimezone(one.zone).date()
        is_away = any(
            leave.starts_on <= day and (leave.ends_on is None or day <= leave.ends_on)
            for leave in away.get(one.pk, ())
        )
        found[one.pk] = None if is_away or day < one.start_date else at
    return found


def erase_messages(meetings: Iterable[UUID]) -> None:
    """Erase what the outbox still knows of who was told about these meetings."""
    wanted = [str(pk) for pk in meetings]
    if wanted:
        Notice.objects.filter(kind__in=ABOUT_PLACES, about__meeting__in=wanted).exclude(
            state__in=("claimed", "sending")
        ).delete()
