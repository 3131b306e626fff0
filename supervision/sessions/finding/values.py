"""What is looked for, and what is found."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Slot(NamedTuple):
    """A time at which a session could be booked, in UTC, and the members who could supervise it.

    They stand in the order in which they were asked for. When all were asked for at once, all of them.
    `place`: where one meets the first of them in person, if that was asked for and they named one.
    """

    starts_at: datetime
    ends_at: datetime
    supervisors: tuple[int, ...]
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for: a session of so many minutes between some members, given by their ids.

    Any one of `supervisors` will do, unless it must be `all_of` them; all `supervisees` must come.
    `medium` is one of the supervisor's ways of meeting, or empty for any; with `place` they must name it
    for those hours. Days are those of `zone`,
    `first` and `last` included. `leaving_out` is a session whose own time counts as free: it moves.
    """

    supervisors: tuple[int, ...]
    supervisees: tuple[int, ...]
    minutes: int
    kind: str = "individual"
    medium: str = ""
    place: str = ""
    all_of: bool = False
    first: date
    last: date
    zone: ZoneInfo
    leaving_out: int | None = None

    @property
    def members(self) -> tuple[int, ...]:
        """Everybody whose time is asked about, each once."""
        return tuple(dict.fromkeys((*self.supervisors, *self.supervisees)))


@dataclass(slots=True)
class DayFound:
    """A day and its slots, soonest first. `reason` says in a few words why there are none."""

    day: date
    slots: list[Slot] = field(default_factory=list)
    reason: str = ""


@dataclass(slots=True)
class Found:
    """Every day that was asked about, in order, with its slots or the reason for having none."""

    days: list[DayFound]

    @property
    def slots(self) -> list[Slot]:
        """All slots, soonest first."""
        return [slot for day in self.days for slot in day.slots]


class Suggestion(NamedTuple):
    """A time for somebody's next session, and one sentence that says why this one."""

    slot: Slot
    sentence: str


class Occurrence(NamedTuple):
    """One session of a series that is planned, in UTC.

    `clash`: in a few words why it cannot be then; empty if it can. `alternative`: the nearest slot
    instead, if there is one. `supervisors`: who would hold it.
    """

    starts_at: datetime
    clash: str
    alternative: Slot | None
    supervisors: tuple[int, ...] = ()


def moment_of(minute: int) -> datetime:
    """Return the moment, in UTC, of a minute since 1970."""
    return EPOCH + timedelta(minutes=minute)


def minute_of(moment: datetime) -> int:
    """Return the whole minutes of UTC since 1970 at an aware moment, rounded down."""
    return int(moment.timestamp() // 60)


def slot_of(minute: int, minutes: int, supervisors: tuple[int, ...], place: str = "") -> Slot:
    """Return the slot that begins at a minute since 1970."""
    starts_at = moment_of(minute)
    return Slot(starts_at, starts_at + timedelta(minutes=minutes), supervisors, place)
