"""What the pages of circles show: the list, one meeting, and the desk of whoever holds it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.utils.translation import gettext

from peers.circles import access, rules, words
from peers.circles.models import Absence, Circle, Meeting, Place
from peers.circles.sealing import names_of, notes_of, who_came
from supervision.people.models import Member

AHEAD = timedelta(days=92)
"""How far ahead the list looks."""
OPENS_BEFORE = timedelta(minutes=10)
"""So long before a meeting its link is shown to those in it."""
LATER_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Row:
    """One circle in the list, by its next meeting. `standing`: "yours", "waiting", "host" or nothing."""

    circle: Circle
    meeting: Meeting
    left: int
    standing: str = ""
    is_away: bool = False

    @property
    def left_words(self) -> str:
        return words.left_words(self.left, places=self.circle.places)

    @property
    def kind_words(self) -> str:
        return words.kind_words(self.circle)


@dataclass(slots=True)
class Shown:
    """The list of circles as one member sees it."""

    yours: list[Row] = field(default_factory=list)
    open: list[Row] = field(default_factory=list)
    groups: list[Row] = field(default_factory=list)
    series: list[Row] = field(default_factory=list)
    team: list[Row] = field(default_factory=list)


def list_for(member: Member, *, now: datetime) -> Shown:
    """Return the circles that a member may join, and theirs, each with its next meeting.

    At most twelve queries, however many there are.
    """
    circles = {one.pk: one for one in Circle.objects.visible_to(member).going().with_host()}
    places = list(Place.objects.of(member).filter(circle__in=circles))
    hidden = access.groups_apart(
        member, [pk for pk, one in circles.items() if one.kind == rules.GROUP], now=now
    )
    meetings = Meeting.objects.ahead(now).filter(circle__in=circles, starts_at__lte=now + AHEAD)
    by_circle: dict[UUID, list[Meeting]] = defaultdict(list)
    for meeting in meetings.order_by("starts_at", "pk"):
        by_circle[meeting.circle_id].append(meeting)
    taken = _taken(circles)
    own = {(place.circle_id, place.meeting_id): place for place in places}
    away = set(Absence.objects.filter(place__in=places).values_list("meeting_id", flat=True))
    shown = Shown()
    for pk, found in by_circle.items():
        circle = circles[pk]
        for meeting in found:
            meeting.circle = circle
        row = _row(circle, found, member, own, taken, away)
        if row.standing:
            shown.yours.append(row)
            nothing_else = circle.is_standing or row.standing == "host"
            others = [] if nothing_else else [one for one in found if (pk, one.pk) not in own]
            if others:
                shown.open.append(Row(circle, others[0], _left(circle, others[0], taken)))
        elif pk not in hidden:
            _kind_of(shown, circle).append(row)
    for rows in (shown.yours, shown.open, shown.groups, shown.series, shown.team):
        rows.sort(key=lambda row: (row.meeting.starts_at, row.circle.title, str(row.circle.pk)))
    return shown


def _kind_of(shown: Shown, circle: Circle) -> list[Row]:
    return {
        rules.OPEN: shown.open,
        rules.GROUP: shown.groups,
        rules.SERIES: shown.series,
        rules.TEAM: shown.team,
    }[circle.kind]


def _taken(circles: Iterable[UUID]) -> Counter:
    """Return how many speaking places are taken at each table, by (circle, meeting)."""
    held = Place.objects.held().filter(circle__in=circles, seat_kind=rules.SPEAK)
    rows = held.values_list("circle", "meeting").annotate(number=Count("pk")).order_by()
    return Counter({(circle, meeting): number for circle, meeting, number in rows})


def _left(circle: Circle, meeting: Meeting, taken: Counter) -> int:
    table = None if circle.is_standing else meeting.pk
    return max(circle.places - taken[circle.pk, table], 0)


def _row(circle: Circle, found: list[Meeting], member: Member, own, taken: Counter, away: set[UUID]) -> Row:
    """Return the row of a circle: by the next meeting that the member is in, else by the next of all."""
    if circle.facilitator_id == member.pk:
        return Row(circle, found[0], _left(circle, found[0], taken), "host")
    for meeting in found:
        place = own.get((circle.pk, None if circle.is_standing else meeting.pk))
        if place is not None:
            standing = "yours" if place.state == Place.State.HELD else "waiting"
            return Row(circle, meeting, _left(circle, meeting, taken), standing, meeting.pk in away)
    return Row(circle, found[0], _left(circle, found[0], taken))


# ---------------------------------------------------------------- one meeting
@dataclass(slots=True)
class Page:
    """One meeting as somebody sees it who may join it, is in it, or comes from outside."""

    circle: Circle
    meeting: Meeting | None
    places_words: str
    left: int
    listening_left: int
    is_host: bool = False
    place: Place | None = None
    alias: str = ""
    position: int = 0
    link: str = ""
    is_over: bool = False
    later: list[Meeting] = field(default_factory=list)
    away: set[UUID] = field(default_factory=set)
    turns: list[tuple[str, str, str]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    @property
    def is_held(self) -> bool:
        return self.place is not None and self.place.state == Place.State.HELD

    @property
    def agreed(self) -> tuple[str, ...]:
        return words.AGREED[self.circle.kind]

    @property
    def kind_words(self) -> str:
        return words.kind_words(self.circle)

    @property
    def smallest_words(self) -> str:
        return words.number_words(self.circle.smallest).capitalize()

    @property
    def card(self) -> list[dict]:
        return card_of(self.circle)


def card_of(circle: Circle) -> list[dict]:
    """Return the timing card of a circle's meetings, in words."""
    return [
        {"name": words.PART_WORDS[part.name][0], "how": words.PART_WORDS[part.name][1], "part": part}
        for part in rules.timing_card(circle.kind, circle.minutes)
    ]


def page_of(circle: Circle, meeting: Meeting | None, viewer: Member | None, *, now: datetime) -> Page:
    """Return a meeting as `viewer` sees it; nobody for a guest, whose own place is added by the caller."""
    table = None if circle.is_standing else meeting
    places = list(Place.objects.at(circle, table).in_order())
    held = [one for one in places if one.state == Place.State.HELD]
    speaking = sum(one.seat_kind == rules.SPEAK for one in held)
    left = max(circle.places - speaking, 0)
    page = Page(
        circle=circle,
        meeting=meeting,
        places_words=places_words(circle, left),
        left=left,
        listening_left=max(circle.listening - (len(held) - speaking), 0),
        is_over=meeting is None or meeting.starts_at <= now or meeting.state == Meeting.State.OFF,
        later=_later(circle, meeting, now=now),
    )
    taken = list(names_of(circle, places).values())
    page.names = rules.names_left(taken, begin=(viewer.pk if viewer else int(now.timestamp())) % 40)
    if viewer is not None:
        page.is_host = circle.facilitator_id == viewer.pk
        own = next((one for one in places if one.member_id == viewer.pk), None)
        if own is not None:
            add_own(page, own, places, now=now)
        if circle.kind == rules.GROUP and (page.is_held or page.is_host) and meeting is not None:
            page.turns = turns_of(circle, meeting, held)
    return page


def places_words(circle: Circle, left: int) -> str:
    size = words.number_words(circle.places).capitalize()
    left_words = words.left_words(left, places=circle.places)
    if circle.places > 16:
        return f"{size}. {left_words}"
    return gettext("{size}, so that everyone can be heard. {left}").format(size=size, left=left_words)


def add_own(page: Page, own: Place, places: Iterable[Place], *, now: datetime) -> None:
    """Add to a page what only the holder of a place sees: its name, the line, the link in time."""
    page.place = own
    page.alias = names_of(page.circle, [own]).get(own.pk, "")
    if own.state == Place.State.WAITING:
        before = [one for one in places if one.state == own.state and one.seat_kind == own.seat_kind]
        page.position = 1 + sum((one.asked_at, one.pk) < (own.asked_at, own.pk) for one in before)
    page.away = set(own.absences.values_list("meeting_id", flat=True))
    meeting = page.meeting
    if meeting is not None and page.is_held and meeting.pk not in page.away:
        page.link = link_at(page.circle, meeting, now=now)


def link_at(circle: Circle, meeting: Meeting, *, now: datetime) -> str:
    """Return the link to meet by from ten minutes before until the end; empty at any other time."""
    is_time = meeting.starts_at - OPENS_BEFORE <= now < meeting.ends_at
    return circle.link if is_time and meeting.state != Meeting.State.OFF else ""


def _later(circle: Circle, meeting: Meeting | None, *, now: datetime) -> list[Meeting]:
    found = circle.meetings.on().filter(starts_at__gt=now).order_by("starts_at", "pk")
    if meeting is not None and not circle.is_standing:
        found = found.exclude(pk=meeting.pk)
    return list(found[:LATER_SHOWN])


def turns_of(circle: Circle, meeting: Meeting, held: Iterable[Place]) -> list[tuple[str, str, str]]:
    """Return who has which turn at a meeting of a standing group: the turn, what it is, the name."""
    people = sorted(held, key=lambda one: (one.asked_at, one.pk))
    away = set(meeting.absences.values_list("place_id", flat=True))
    names = names_of(circle, people)
    found = rules.turns(meeting.number, [one.pk for one in people], away)
    return [(*words.ROLE_WORDS[role], names.get(pk, "")) for role, pk in found.items()]


def roles_of(meeting: Meeting, held: Iterable[Place], own: UUID) -> list[str]:
    """Return which turns one place has at a meeting of a standing group."""
    people = sorted(held, key=lambda one: (one.asked_at, one.pk))
    away = set(meeting.absences.values_list("place_id", flat=True))
    return [
        role
        for role, pk in rules.turns(meeting.number, [one.pk for one in people], away).items()
        if pk == own
    ]


def next_meeting(circle: Circle, *, now: datetime) -> Meeting | None:
    """Return the meeting of a circle that goes on or comes next; None when none does."""
    return Meeting.objects.ahead(now).filter(circle=circle).order_by("starts_at", "pk").first()


# ---------------------------------------------------------------- the desk
@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody in a circle as whoever holds it sees them: a name that they chose, and nothing else."""

    place: Place
    name: str
    note: str
    listens: bool
    is_away: bool
    came: bool


@dataclass(slots=True)
class Desk:
    """A circle on the desk of whoever holds it, by one of its meetings."""

    circle: Circle
    meeting: Meeting | None
    seated: list[Seated]
    waiting: list[Seated]
    coming: int
    decides_at: datetime | None
    has_begun: bool
    is_noted: bool
    turns: list[tuple[str, str, str]]
    card: list[dict]
    ahead: list[Meeting]
    past: list[Meeting]

    @property
    def is_enough(self) -> bool:
        return self.coming >= self.circle.smallest


def desk_of(circle: Circle, meeting: Meeting | None, *, now: datetime) -> Desk:
    """Return the desk of a circle: names and notes, never who is behind them; for its facilitator alone."""
    places = list(Place.objects.for_meeting(meeting).in_order()) if meeting else []
    names, notes = names_of(circle, places), notes_of(circle, places)
    away = set(meeting.absences.values_list("place_id", flat=True)) if meeting else set()
    if meeting is not None:
        meeting.circle = circle
    came = who_came(meeting) if meeting else None
    rows = [
        Seated(
            place=one,
            name=names.get(one.pk, gettext("Not readable any more")),
            note=notes.get(one.pk, ""),
            listens=one.seat_kind == rules.LISTEN,
            is_away=one.pk in away,
            came=one.pk in (came or ()),
        )
        for one in places
    ]
    held = [row for row in rows if row.place.state == Place.State.HELD]
    others = circle.meetings.order_by("starts_at", "pk")
    return Desk(
        circle=circle,
        meeting=meeting,
        seated=held,
        waiting=[row for row in rows if row.place.state == Place.State.WAITING],
        coming=sum(not row.is_away for row in held),
        decides_at=meeting.starts_at - timedelta(hours=circle.decides_hours) if meeting else None,
        has_begun=meeting is not None and meeting.starts_at <= now,
        is_noted=came is not None,
        turns=turns_of(circle, meeting, [row.place for row in held])
        if meeting and circle.kind == rules.GROUP
        else [],
        card=card_of(circle),
        ahead=list(others.filter(ends_at__gt=now, state__in=["planned", "going"])[:12]),
        past=list(others.filter(ends_at__lte=now, erased_at=None).exclude(state="off").reverse()[:6]),
    )


def zone_of(circle: Circle) -> ZoneInfo:
    return ZoneInfo(circle.time_zone)


def asking(organisation_id: int) -> list[Circle]:
    """Return the circles that asked to be opened to people from outside, or are, for an administrator."""
    circles = Circle.objects.going().filter(organisation_id=organisation_id, outside__in=["asked", "opened"])
    return list(circles.with_host().order_by("outside", "title", "pk"))


def beside(circles: Iterable[Circle], *, now: datetime) -> dict[str, dict]:
    """Return, by circle, the `next` meeting of each and how many places are `left` in it: two queries."""
    by_pk = {one.pk: one for one in circles}
    ahead = Meeting.objects.ahead(now).filter(circle__in=by_pk, starts_at__lte=now + AHEAD)
    following: dict[UUID, Meeting] = {}
    for meeting in ahead.order_by("starts_at", "pk"):
        following.setdefault(meeting.circle_id, meeting)
    taken = _taken(by_pk)
    left = {pk: _left(by_pk[pk], meeting, taken) for pk, meeting in following.items()}
    return {"next": following, "left": left}
