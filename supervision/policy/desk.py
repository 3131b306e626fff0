"""A supervisor's desk: the week ahead in each of their organisations, what waits for them, and their room.

One person looks, from each of their own places in turn. What stands in a column was read by the member
of that organisation, who would see the same there; nothing of one column goes into another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from supervision.availability.rules import Rules
from supervision.availability.sources import rules_of
from supervision.languages import both
from supervision.people.models import Member, Relationship
from supervision.policy import board as boards
from supervision.policy.looks import count_words
from supervision.policy.standings import standings
from supervision.practice.directory import open_requests_to
from supervision.practice.models import SupervisorRequest
from supervision.scheduling.days import day_starts_at, local_day
from supervision.sessions import access
from supervision.sessions.models import Beside, Proposal, Session
from supervision.sessions.selectors import next_session, to_confirm
from supervision.sessions.telling import Telling, how_words, tell
from supervision.sessions.words import planned_minutes

DAYS = 8
"""Today and the next seven days."""


@dataclass(frozen=True, slots=True)
class Hour:
    """A session in somebody's week: who comes, and how. `is_open` while it is still to end."""

    session_id: int
    starts_at: datetime
    ends_at: datetime
    who: str
    how: str
    is_today: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class Request:
    """Other times that the other side proposed for a session, waiting until `until`."""

    session_id: int
    who: str
    instead_of: datetime
    times: Sequence[datetime]
    until: datetime


@dataclass(slots=True)
class Column:
    """One organisation: the viewer's hours there, and what waits for them there."""

    place: Member
    is_here: bool
    people: int
    rules: Rules
    hours: list[Hour] = field(default_factory=list)
    confirms: list[Telling] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    asks: list[SupervisorRequest] = field(default_factory=list)

    @property
    def room_words(self) -> str:
        """What saying yes to one more person would make of what the viewer offered here."""
        most = self.rules.most_supervisees
        words = (
            _("With them you would have {number} at {name}.")
            if most is None
            else _("With them you would have {number} of the {most} you offered at {name}.")
        )
        return words.format(number=self.people + 1, most=most, name=self.place.organisation.name)


@dataclass(frozen=True, slots=True)
class Meter:
    """How much of something is taken. `most` is None where nobody set a limit."""

    label: str
    number: int
    most: int | None
    note: str = ""

    @property
    def is_full(self) -> bool:
        return self.most is not None and self.number >= self.most

    @property
    def words(self) -> str:
        if self.most is None:
            return str(self.number)
        return _("{number} of {most}").format(number=self.number, most=self.most)


@dataclass(frozen=True, slots=True)
class Desk:
    """The whole page. `own` is the viewer's own clock, `next` their next own supervision."""

    columns: Sequence[Column]
    meters: Sequence[Meter]
    own: boards.Row | None
    next: Telling | None
    lead: str

    @property
    def requests(self) -> list[tuple[Column, Request]]:
        return [(column, one) for column in self.columns for one in column.requests]

    @property
    def asks(self) -> list[tuple[Column, SupervisorRequest]]:
        return [(column, one) for column in self.columns for one in column.asks]

    @property
    def confirms(self) -> list[tuple[Column, Telling]]:
        return [(column, one) for column in self.columns for one in column.confirms]


def desk_of(viewer: Member, places: Sequence[Member], *, now: datetime) -> Desk:
    """Return the desk of the person behind `viewer`, over those of their own `places` they supervise in.

    Days and hours are those where the viewer looks from. The number of statements depends on how many
    places there are, and on nothing else.
    """
    places = sorted((one for one in places if one.is_supervisor), key=lambda one: one.pk != viewer.pk)
    today = local_day(now, viewer.zone)
    columns = _columns(viewer, places, today)
    sessions = _sessions(viewer, places, today)
    for column in columns:
        _fill(column, sessions[column.place.pk], viewer, today, now)
        column.confirms = to_confirm(column.place, now=now)
    _ask(columns, now=now)
    by_place = {column.place.pk: column for column in columns}
    for asked in open_requests_to(list(by_place)):
        by_place[asked.supervisor_id].asks.append(asked)
    standing = standings(Member.objects.filter(pk=viewer.pk).tracked_at(now), now=now)
    rows = boards.rows_of(viewer, standing, now=now, own_only=False)
    return Desk(
        columns=columns,
        meters=_meters(viewer, columns, sessions, today),
        own=rows[0] if rows else None,
        next=next_session(viewer, now=now),
        lead=_lead(columns),
    )


def _columns(viewer: Member, places: Sequence[Member], today: date) -> list[Column]:
    ids = [place.pk for place in places]
    rows = Relationship.objects.on(today).filter(supervisor__in=ids).values("supervisor")
    people = {
        row["supervisor"]: row["number"] for row in rows.annotate(number=Count("supervisee", distinct=True))
    }
    rules = rules_of(ids)
    return [
        Column(place, place.pk == viewer.pk, people.get(place.pk, 0), rules[place.pk]) for place in places
    ]


def _sessions(viewer: Member, places: Sequence[Member], today: date) -> dict[int, list[Session]]:
    """Return what is booked or was held, from Monday to seven days ahead, by who holds it or is beside."""
    monday = today - timedelta(days=today.weekday())
    last = max(today + timedelta(days=DAYS), monday + timedelta(days=7))
    found: dict[int, list[Session]] = defaultdict(list)
    ids = [place.pk for place in places]
    for session in (
        Session.objects.filter(
            Q(supervisor__in=ids) | Q(pk__in=Beside.objects.filter(member__in=ids).values("session")),
            status__in=[Session.Status.BOOKED, Session.Status.HELD],
            starts_at__gte=day_starts_at(monday, viewer.zone),
            starts_at__lt=day_starts_at(last, viewer.zone),
        )
        .with_people()
        .order_by("starts_at", "pk")
    ):
        for pk in (session.supervisor_id, *access.beside(session)):
            found[pk].append(session)
    return found


def _fill(column: Column, sessions: Sequence[Session], viewer: Member, today: date, now: datetime) -> None:
    """Put into a column its hours of today and the next seven days."""
    for session in sessions:
        day = local_day(session.starts_at, viewer.zone)
        if not today <= day < today + timedelta(days=DAYS):
            continue
        how = how_words(session.medium, session.place)
        minutes = _("{number} minutes").format(number=planned_minutes(session))
        column.hours.append(
            Hour(
                session_id=session.pk,
                starts_at=session.starts_at,
                ends_at=session.ends_at,
                who=tell(session, column.place, now=now).other,
                how=f"{how[0].upper()}{how[1:]}, {minutes}" if how else minutes,
                is_today=day == today,
                is_open=session.ends_at > now,
            )
        )


def _ask(columns: Sequence[Column], *, now: datetime) -> None:
    """Put into each column the other times that somebody else proposed to its member."""
    by_place = {column.place.pk: column for column in columns}
    theirs = Q(session__supervisor__in=by_place) | Q(session__attendances__member__in=by_place)
    proposals = (
        Proposal.objects.open(now)
        .filter(theirs, session__status=Session.Status.BOOKED)
        .exclude(proposed_by__in=by_place)
        .distinct()
        .select_related("session__supervisor__person", "session__organisation")
        .prefetch_related(
            "times",
            "session__attendances__member__person",
            "session__besides__member__person",
            "session__accounts__member__person",
        )
        .order_by("expires_at", "pk")
    )
    for proposal in proposals:
        session = proposal.session
        for pk in (session.supervisor_id, *access.invited(session)):
            if pk in by_place:
                column = by_place[pk]
                column.requests.append(
                    Request(
                        session_id=session.pk,
                        who=tell(session, column.place, now=now).other,
                        instead_of=session.starts_at,
                        times=sorted(one.starts_at for one in proposal.times.all()),
                        until=proposal.expires_at,
                    )
                )


def _meters(
    viewer: Member, columns: Sequence[Column], sessions: dict[int, list[Session]], today: date
) -> list[Meter]:
    """Return how full today and this week are, all places together, and each place's people.

    The limits of a day and a week are those of the place the viewer looks from; sessions of all places
    count towards them, as they do when times are looked for.
    """
    here = next((column.rules for column in columns if column.is_here), None)
    if here is None:
        return []
    monday = today - timedelta(days=today.weekday())
    days = [local_day(one.starts_at, viewer.zone) for rows in sessions.values() for one in rows]
    a_day, a_week = days.count(today), sum(monday <= day < monday + timedelta(days=7) for day in days)
    meters = [
        Meter(_("Today"), a_day, here.most_a_day, _day_note(a_day, here.most_a_day)),
        Meter(_("This week"), a_week, here.most_a_week, _week_note(a_week, here.most_a_week)),
    ]
    for column in columns:
        label = _("People")
        if len(columns) > 1:
            label = f"{label}, {column.place.organisation.name}"
        meters.append(Meter(label, column.people, column.rules.most_supervisees))
    return meters


def _day_note(number: int, most: int | None) -> str:
    return _("Your most in a day. Nobody can book another.") if most is not None and number >= most else ""


def _week_note(number: int, most: int | None) -> str:
    if most is None:
        return ""
    if number >= most:
        return _("Your most in a week. Nobody can book another.")
    return _("{number} left").format(number=count_words(most - number).capitalize())


def _lead(columns: Sequence[Column]) -> str:
    """Return the sentence at the top: "Three sessions today, in two organisations. One request waits ..."."""
    today = [sum(hour.is_today for hour in column.hours) for column in columns]
    number, busy = sum(today), sum(1 for one in today if one)
    if not number:
        first = _("No session today")
    else:
        first = ngettext("{number} session today", "{number} sessions today", number)
        first = first.format(number=count_words(number).capitalize())
    if busy > 1:
        first = ngettext(
            "{sessions}, in {number} organisation", "{sessions}, in {number} organisations", busy
        ).format(sessions=first, number=count_words(busy))
    requests = sum(len(column.requests) + len(column.asks) for column in columns)
    confirms = sum(len(column.confirms) for column in columns)
    waits = []
    if requests:
        waits.append(
            ngettext("{number} request waits for you", "{number} requests wait for you", requests).format(
                number=count_words(requests)
            )
        )
    if confirms:
        waits.append(
            ngettext("{number} session wants your nod", "{number} sessions want your nod", confirms).format(
                number=count_words(confirms)
            )
        )
    rest = both(waits)
    return f"{first}. {rest[0].upper()}{rest[1:]}." if rest else f"{first}."
