"""What a page shows where a time is chosen: two weeks of days, some times of each, the best one chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Protocol
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from supervision.people.models import Member
from supervision.scheduling.days import local_day

DAYS = 14
SHOWN = 4
"""Times of one day that show at once; the rest are one tap away."""
MONDAY, WEDNESDAY, SATURDAY = 0, 2, 5


class Free(Protocol):
    """A free time, as it was found."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def supervisors(self) -> tuple[int, ...]: ...
    @property
    def place(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Choice:
    """A time that can be chosen: what its radio sends, when it is, and who is free then."""

    value: str
    starts_at: datetime
    ends_at: datetime
    supervisor: int
    who: str
    is_best: bool = False


@dataclass(frozen=True, slots=True)
class DayShown:
    """A day with the times it shows, those it folds away, and why it has none."""

    day: date
    choices: Sequence[Choice]
    more: Sequence[Choice]
    reason: str


@dataclass(frozen=True, slots=True)
class WeekShown:
    first: date
    days: Sequence[DayShown]


@dataclass(frozen=True, slots=True)
class Weeks:
    """Two weeks of days with their free times. `chosen` is the one whose radio is set, if any is free."""

    first: date
    last: date
    weeks: Sequence[WeekShown]
    chosen: Choice | None
    earlier: date | None
    later: date | None

    @property
    def is_empty(self) -> bool:
        return not any(day.choices for week in self.weeks for day in week.days)


def value_of(starts_at: datetime, supervisor: int) -> str:
    """Return what the radio of a time sends: "2026-11-10T10:00Z/12"."""
    return f"{moment_value(starts_at)}/{supervisor}"


def moment_value(at: datetime) -> str:
    """Return a moment as `read_moment` reads it."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def read_value(value: str) -> tuple[datetime, int] | None:
    """Return the moment and the supervisor's id that a radio sent; None for anything else."""
    moment, _, supervisor = value.partition("/")
    starts_at = read_moment(moment)
    return (starts_at, int(supervisor)) if starts_at and supervisor.isdecimal() else None


def read_moment(text: str) -> datetime | None:
    """Return a moment written "2026-11-10T10:00Z"; None for anything else."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def first_shown(asked: date | None, *, today: date) -> date:
    """Return the Monday from which two weeks show: that of the week asked for, never one that is over.

    With nothing asked, this week's up to Wednesday, and next week's from Thursday on.
    """
    this_week = today - timedelta(days=today.weekday())
    if asked is None:
        return this_week if today.weekday() <= WEDNESDAY else this_week + timedelta(days=7)
    return max(asked - timedelta(days=asked.weekday()), this_week)


def last_shown(first: date) -> date:
    return first + timedelta(days=DAYS - 1)


def weeks_shown(
    days: Iterable[tuple[date, Sequence[Free], str]],
    *,
    first: date,
    names: Mapping[int, str],
    place: str = "",
    chosen: str,
    prefer: datetime | None,
    zone: ZoneInfo,
    now: datetime,
) -> Weeks:
    """Return two weeks from `first`, with the free times of each day in `days` (day, times, reason).

    A weekend day without times is left out. `chosen` is the value of a radio that is to stay set while
    it is free; else the free time nearest to `prefer` on the same weekday and hour is, else the first.
    A time that meets elsewhere than at `place` says where.
    """
    found = [
        (
            day,
            [_choice(slot, names, place) for slot in slots],
            reason if local_day(now, zone) <= day else "Gone by",
        )
        for day, slots, reason in days
    ]
    everything = [choice for _, choices, _ in found for choice in choices]
    best = best_of(everything, prefer=prefer, zone=zone)
    kept = next((one for one in everything if one.value == chosen), None) or _same_time(everything, chosen)
    picked = kept or best
    shown = [
        _day_shown(
            day, choices, reason, keep={one.value for one in (picked, best) if one}, best=best, zone=zone
        )
        for day, choices, reason in found
        if choices or day.weekday() < SATURDAY
    ]
    this_week = local_day(now, zone) - timedelta(days=local_day(now, zone).weekday())
    return Weeks(
        first=first,
        last=last_shown(first),
        weeks=[WeekShown(start, list(some)) for start, some in groupby(shown, key=_monday_of)],
        chosen=picked,
        earlier=max(first - timedelta(days=DAYS), this_week) if first > this_week else None,
        later=first + timedelta(days=DAYS),
    )


def best_of(choices: Sequence[Choice], *, prefer: datetime | None, zone: ZoneInfo) -> Choice | None:
    """Return the time to suggest: the first at the usual weekday and hour, else the first on a full hour.

    `prefer` is when these two met last. With no time on a full hour, the first there is.
    """
    if prefer is not None:
        usual = prefer.astimezone(zone)
        for choice in choices:
            local = choice.starts_at.astimezone(zone)
            if (local.weekday(), local.time()) == (usual.weekday(), usual.time()):
                return choice
    on_the_hour = (one for one in choices if one.starts_at.astimezone(zone).minute == 0)
    return next(on_the_hour, next(iter(choices), None))


def spread(choices: Sequence[Choice], *, keep: set[str], zone: ZoneInfo) -> list[Choice]:
    """Return a few of a day's times, in order, spread over it: full hours before half and quarter hours.

    Two never lie less than an hour apart, but for those in `keep`, which always show.
    """
    picked = [choice for choice in choices if choice.value in keep]
    by_roundness = sorted(
        choices, key=lambda one: (one.starts_at.astimezone(zone).minute % 60 != 0, one.starts_at)
    )
    room = [one for one in by_roundness if one.value not in keep]
    apart = timedelta(hours=1)
    fitting: list[Choice] = []
    for one in room:
        if all(abs(one.starts_at - other.starts_at) >= apart for other in [*picked, *fitting]):
            fitting.append(one)
    wanted = max(SHOWN - len(picked), 0)
    fitting.sort(key=lambda one: one.starts_at)
    if len(fitting) > wanted:
        step = len(fitting) / wanted if wanted else 0
        fitting = [fitting[int(number * step)] for number in range(wanted)]
    return sorted([*picked, *fitting], key=lambda one: one.starts_at)


def _day_shown(
    day: date, choices: list[Choice], reason: str, *, keep: set[str], best: Choice | None, zone: ZoneInfo
) -> DayShown:
    marked = [
        Choice(one.value, one.starts_at, one.ends_at, one.supervisor, one.who, is_best=one is best)
        for one in choices
    ]
    shown = spread(marked, keep=keep, zone=zone)
    values = {one.value for one in shown}
    return DayShown(day, shown, [one for one in marked if one.value not in values], reason)


def _monday_of(shown: DayShown) -> date:
    return shown.day - timedelta(days=shown.day.weekday())


def _choice(slot: Free, names: Mapping[int, str], place: str) -> Choice:
    first = slot.supervisors[0]
    elsewhere = slot.place if slot.place != place else ""
    return Choice(
        value_of(slot.starts_at, first),
        slot.starts_at,
        slot.ends_at,
        first,
        ", ".join(word for word in (who_words(slot.supervisors, names), elsewhere) if word),
    )


def _same_time(choices: Sequence[Choice], chosen: str) -> Choice | None:
    """Return the free time that starts when the chosen one did: with somebody else now, if need be."""
    read = read_value(chosen)
    return next((one for one in choices if read and one.starts_at == read[0]), None)


def who_words(supervisors: Sequence[int], names: Mapping[int, str]) -> str:
    """Return who is free: "Judith", "either" of two, "any of three"; nothing when only one could be."""
    if len(names) < 2:
        return ""
    if len(supervisors) == 1:
        return names.get(supervisors[0], "")
    if len(supervisors) == 2:
        if len(names) == 2:
            return _("either")
        first, last = (names.get(pk, "") for pk in supervisors)
        return _("{first} or {last}").format(first=first, last=last)
    return _("any of them")


def hours_apart(zone: ZoneInfo, people: Iterable[Member], *, at: datetime) -> list[str]:
    """Return a sentence for each of `people` whose clock is not that of `zone` at this moment.

    "Judith is an hour ahead; her hours..." is said without her: "Judith’s clock is an hour ahead."
    """
    found = []
    for member in people:
        apart = _offset(member.zone, at) - _offset(zone, at)
        if apart:
            minutes = abs(int(apart.total_seconds() // 60))
            words = (
                _("{name}’s clock is {length} ahead; these times are yours.")
                if apart > timedelta()
                else _("{name}’s clock is {length} behind; these times are yours.")
            )
            found.append(words.format(name=member.person.get_short_name(), length=_length(minutes)))
    return found


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    words = ngettext("an hour", "{number} hours", hours).format(number=hours) if hours else ""
    if not rest:
        return words
    more = _("{number} minutes").format(number=rest)
    return _("{hours} and {minutes}").format(hours=words, minutes=more) if words else more
