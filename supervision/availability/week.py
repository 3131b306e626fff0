"""The week that comes of somebody's hours, as their own page draws it; and what is booked outside of it.

Drawn for its owner alone: it tells protected time from what calendars say. Minutes of the day are on
the wall of the member's zone; 1440 is the midnight that ends a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from supervision.availability import open_time as opens
from supervision.availability.booked import Booked, booked_with
from supervision.availability.checks import DAY_MINUTES, MEDIA, Stretch, between, clock
from supervision.availability.opening import frame_of
from supervision.availability.selectors import Kept, heavy_days_of, protected_of
from supervision.availability.sources import Party, Sources, parties_of, sources_of
from supervision.availability.words import UNNAMED
from supervision.languages import listed
from supervision.people.countries import public_holidays
from supervision.people.models import Member
from supervision.people.rules import WEEKDAYS
from supervision.people.services import local_today
from supervision.scheduling.bits import Frame, stretches
from supervision.scheduling.days import day_starts_at
from supervision.scheduling.spans import Span, union
from supervision.scheduling.wall_time import resolve

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST, LATEST = 8 * 60, 18 * 60
"""A drawn day goes at least from eight to six."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one drawn day, in minutes on the wall, and where it lies in the picture, in per cent."""

    starts: int
    ends: int
    name: str = ""
    x: float = 0
    width: float = 0

    @property
    def words(self) -> str:
        return between(self.starts, self.ends)

    @property
    def past(self) -> float:
        """Where it ends in the picture."""
        return round(self.x + self.width, 2)


@dataclass(slots=True)
class DrawnDay:
    """One day: what can be booked, what is busy, what its owner keeps; and why there is nothing, if so.

    `loose` are stretches in which some minutes are kept somewhere (lunch), `within` says so in words.
    """

    day: date
    why: str
    open: list[Piece] = field(default_factory=list)
    busy: list[Piece] = field(default_factory=list)
    mine: list[Piece] = field(default_factory=list)
    loose: list[Piece] = field(default_factory=list)
    within: list[str] = field(default_factory=list)
    is_heavy: bool = False
    is_today: bool = False
    is_past: bool = False


@dataclass(slots=True)
class DrawnWeek:
    """Seven days from a Monday on, over the same hours. `marks`: hours written under it, in per cent."""

    days: list[DrawnDay]
    marks: list[tuple[float, str]]
    before: date | None
    after: date

    @property
    def first(self) -> date:
        return self.days[0].day

    @property
    def last(self) -> date:
        return self.days[-1].day


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def draw_week(
    member: Member, *, first: date, windows: Sequence[Stretch] | None = None, now: datetime
) -> DrawnWeek:
    """Return the week from Monday `first` on, as it would be with these `windows`, if any are given."""
    days = [first + timedelta(days=ahead) for ahead in range(7)]
    party, sources, frame = _read(member, days)
    if windows is not None:
        sources.week = _as_sources(windows)
    found = opens.open_time(party, sources, frame)
    zone = party.zone
    free = _by_day(_spans(found.bits, frame), zone)
    busy = _by_day(union(sources.busy), zone)
    kept = protected_of(member, now=now)
    own = _by_day_named(_shielded(kept, days, sources), zone)
    loose = _by_day_named(_loose(kept, days), zone)
    heavy, today = set(heavy_days_of(member, now=now)), local_today(member, now)
    drawn = [
        DrawnDay(
            day=day,
            why=_why(party, day, found.letter(day.toordinal())),
            open=free.get(day, []),
            busy=busy.get(day, []),
            mine=own.get(day, []),
            loose=loose.get(day, []) if free.get(day) else [],
            within=_within(kept, day) if free.get(day) else [],
            is_heavy=day in heavy,
            is_today=day == today,
            is_past=day < today,
        )
        for day in days
    ]
    marks, _ = _place(drawn)
    before = first - timedelta(days=7)
    return DrawnWeek(drawn, marks, before if before >= monday_of(today) else None, first + timedelta(days=7))


def outside(member: Member, *, now: datetime) -> list[Booked]:
    """Return what is booked with a member and lies, wholly or partly, outside what they offer now.

    Calendars from outside don't count: they may show the very same session. Nothing is moved by it.
    """
    booked = booked_with(member, now=now)
    if not booked:
        return []
    first, last = (moment.astimezone(member.zone).date() for moment in _ends(booked))
    days = [date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1)]
    party, sources, frame = _read(member, days)
    sources.busy = []
    found = opens.open_time(party, sources, frame)
    offered = _spans(found.bits, frame)
    return [each for each in booked if not _covers(offered, _minute(each.starts_at), _minute(each.ends_at))]


@dataclass(frozen=True, slots=True)
class DrawnToday:
    """A day of which some is its owner's: how much, in words; and where now is drawn, in per cent."""

    heading: str
    length: str
    day: DrawnDay
    marks: list[tuple[float, str]]
    now: float | None


def draw_today(member: Member, *, now: datetime) -> DrawnToday | None:
    """Return today with the time that a member protects on it; None on a day that has none."""
    kept = protected_of(member, now=now)
    if not kept:
        return None
    day = local_today(member, now)
    party, sources, _ = _read(member, [day])
    own = _by_day_named(_shielded(kept, [day], sources), party.zone).get(day, [])
    placed = sum(piece.ends - piece.starts for piece in own)
    minutes = placed + sum(
        one.said.minutes or 0 for one in kept if one.said.shape == "within" and _is_on(one, day)
    )
    if not minutes:
        return None
    booked = [(_minute(each.starts_at), _minute(each.ends_at)) for each in booked_with(member, now=now)]
    busy = _by_day(union(sources.busy, booked), party.zone).get(day, [])
    loose = _by_day_named(_loose(kept, [day]), party.zone).get(day, [])
    drawn = DrawnDay(day, "", busy=busy, mine=own, loose=loose, within=_within(kept, day), is_today=True)
    local = now.astimezone(party.zone)
    here = Piece(local.hour * 60 + local.minute, local.hour * 60 + local.minute)
    marks, found = _place([drawn], here)
    pattern = gettext("{length} today is yours") if minutes == 60 else gettext("{length} today are yours")
    length = _length(minutes)
    return DrawnToday(pattern.format(length=length), length, drawn, marks, found)


def busy_and_kept(
    member: Member, days: Sequence[date], *, now: datetime
) -> tuple[list[Span], list[tuple[int, int, str]]]:
    """Return when a member's outside calendars say busy on days in a row, and what they protect, by name.

    Both in minutes of UTC since 1970. What is kept somewhere in a stretch (lunch) is not among it.
    """
    _, sources, _ = _read(member, days)
    return union(sources.busy), _shielded(protected_of(member, now=now), days, sources)


def _length(minutes: int) -> str:
    """Return "45 minutes", "An hour", "2 hours and 30 minutes"."""
    hours, rest = divmod(minutes, 60)
    parts = [ngettext("an hour", "%(number)s hours", hours) % {"number": hours}] if hours else []
    parts += [ngettext("%(number)s minute", "%(number)s minutes", rest) % {"number": rest}] if rest else []
    return capfirst(listed(parts))


# ---------------------------------------------------------------- inside
def _ends(booked: Sequence[Booked]) -> tuple[datetime, datetime]:
    return booked[0].starts_at, max(each.ends_at for each in booked)


def _read(member: Member, days: Sequence[date]) -> tuple[Party, Sources, Frame]:
    """Return what one member's open time is made of, over these days in a row."""
    parties = parties_of([member.pk])
    zone = parties[member.pk].zone
    starts = _minute(day_starts_at(days[0], zone))
    ends = _minute(day_starts_at(days[-1] + timedelta(days=1), zone))
    frame = frame_of(starts, ends)
    return parties[member.pk], sources_of(parties, frame)[member.pk], frame


def _as_sources(windows: Iterable[Stretch]) -> dict[int, list]:
    week: dict[int, list] = {}
    for window in windows:
        by = tuple(medium in window.media for medium in MEDIA)
        week.setdefault(window.weekday, []).append((window.starts, window.ends, by))
    return week


def _minute(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(minutes=1)


def _spans(cells: int, frame: Frame) -> list[Span]:
    return [(frame.minute(start), frame.minute(end)) for start, end in stretches(cells)]


def _covers(offered: Iterable[Span], starts: int, ends: int) -> bool:
    return any(start <= starts and ends <= end for start, end in offered)


def _by_day(spans: Iterable[Span], zone: ZoneInfo) -> dict[date, list[Piece]]:
    return _by_day_named([(start, end, "") for start, end in spans], zone)


def _by_day_named(spans: Iterable[tuple[int, int, str]], zone: ZoneInfo) -> dict[date, list[Piece]]:
    """Return minutes of UTC as pieces of the days on which they lie in a zone."""
    found: dict[date, list[Piece]] = {}
    for start, end, name in sorted(spans):
        at, last = ((EPOCH + timedelta(minutes=minute)).astimezone(zone) for minute in (start, end))
        day = at.date()
        while day <= last.date():
            starts = at.hour * 60 + at.minute if day == at.date() else 0
            ends = last.hour * 60 + last.minute if day == last.date() else DAY_MINUTES
            if ends > starts:
                found.setdefault(day, []).append(Piece(starts, ends, name))
            day += timedelta(days=1)
    return found


def _shielded(kept: Iterable[Kept], days: Sequence[date], sources: Sources) -> list[tuple[int, int, str]]:
    """Return when protected time blocks by itself around these days, in minutes of UTC, with its name."""
    around = [days[0] - timedelta(days=1), *days, days[-1] + timedelta(days=1)]
    found = []
    for one in kept:
        said, name = one.said, one.said.name or gettext(UNNAMED)
        if said.shape == "after_long":
            long = [span for span in union(sources.busy) if span[1] - span[0] >= (said.long_minutes or 1)]
            found += [(end, end + (said.minutes or 0), name) for _, end in long]
        elif said.shape in ("weekly", "once"):
            zone = ZoneInfo(one.time_zone)
            for day in around:
                if day == said.day or WEEKDAYS[day.weekday()] in said.weekdays:
                    starts, ends = (_wall(day, minutes or 0, zone) for minutes in (said.starts, said.ends))
                    found.append((starts, ends, name))
    return found


def _loose(kept: Iterable[Kept], days: Sequence[date]) -> list[tuple[int, int, str]]:
    """Return the stretches in which minutes are kept somewhere, in minutes of UTC, with their names."""
    return [
        (
            _wall(day, one.said.starts or 0, ZoneInfo(one.time_zone)),
            _wall(day, one.said.ends or 0, ZoneInfo(one.time_zone)),
            one.said.name or gettext(UNNAMED),
        )
        for one in kept
        if one.said.shape == "within"
        for day in (days[0] - timedelta(days=1), *days, days[-1] + timedelta(days=1))
        if _is_on(one, day)
    ]


def _wall(day: date, minutes: int, zone: ZoneInfo) -> int:
    return _minute(resolve(datetime.combine(day, datetime.min.time()) + timedelta(minutes=minutes), zone))


def _within(kept: Iterable[Kept], day: date) -> list[str]:
    return [
        gettext("{name}: {minutes} minutes between {starts} and {ends}").format(
            name=one.said.name or gettext(UNNAMED),
            minutes=one.said.minutes,
            starts=clock(one.said.starts or 0),
            ends=clock(one.said.ends or 0),
        )
        for one in kept
        if one.said.shape == "within" and _is_on(one, day)
    ]


def _is_on(one: Kept, day: date) -> bool:
    return WEEKDAYS[day.weekday()] in one.said.weekdays


def _why(party: Party, day: date, letter: str) -> str:
    """Return why a day has no hours, in words; nothing where it has some."""
    if letter == opens.HOLIDAY:
        return public_holidays(party.country, party.subdivision, day.year).get(
            day, gettext("A public holiday")
        )
    return {
        opens.NO_HOURS: gettext("No hours"),
        opens.CLOSED: gettext("{name} is closed").format(name=party.organisation),
        opens.AWAY: gettext("Away"),
        opens.NOT_HERE: gettext("Not here"),
    }.get(letter, "")


def _place(
    days: Iterable[DrawnDay], here: Piece | None = None
) -> tuple[list[tuple[float, str]], float | None]:
    """Say of each piece where it lies in the picture.

    Returns the hours to write under it, and where `here` is; None for outside of it.
    """
    pieces = [piece for day in days for piece in (*day.open, *day.mine, *day.loose)]
    earliest = min([EARLIEST, *(piece.starts // 60 * 60 for piece in pieces)])
    latest = max([LATEST, *(-(-piece.ends // 60) * 60 for piece in pieces)])
    whole = latest - earliest

    def placed(piece: Piece) -> Piece:
        starts, ends = max(piece.starts, earliest), min(piece.ends, latest)
        x = 100 * (starts - earliest) / whole
        return replace(piece, x=round(x, 2), width=round(100 * max(ends - starts, 0) / whole, 2))

    for day in days:
        day.open, day.mine = [placed(each) for each in day.open], [placed(each) for each in day.mine]
        day.loose = [placed(each) for each in day.loose]
        day.busy = [piece for each in day.busy if (piece := placed(each)).width > 0]
    step = 60 * (2 if whole <= 12 * 60 else 4)
    hours = range(-(-earliest // step) * step, latest + 1, step)
    marks = [(round(100 * (hour - earliest) / whole, 2), f"{hour // 60:02}") for hour in hours]
    return marks, placed(here).x if here and earliest <= here.starts <= latest else None
