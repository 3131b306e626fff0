"""When members are free, read for any number of them at once: what rooms that take time look at first.

Free is what is open (hours, less leave, holidays, protected time and what their calendars say), less
what is taken by anything. It says when, and never by what somebody is taken. What is read here may have
changed by the time one takes it: `taking.take` looks again under the lock.
"""

# ruff: noqa: S608 - only names of tables and columns are written into statements; values never are.

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from supervision.availability import taking
from supervision.availability.models import HeavyDay, OpenWeek, ProtectedTime
from supervision.availability.open_time import OPEN, OpenTime
from supervision.availability.opening import frame_of, weeks_in, worked_out
from supervision.availability.sources import parties_of, weekdays_of, zone_of
from supervision.people.models import Member
from supervision.scheduling.bits import DAY_CELLS, WEEK_CELLS, Frame, covering, runs
from supervision.scheduling.hours import EPOCH, MONDAY, daily_windows, local_day_of
from supervision.scheduling.slots import NO_LIMITS, Diary, Kept, Need, cells_in, startable
from supervision.scheduling.spans import Span
from supervision.sets import fetch, is_postgres, one_of

WEEK = OpenWeek._meta.db_table
HEAVY = HeavyDay._meta.db_table
PROTECTED = ProtectedTime._meta.db_table
UTC_ZONE = ZoneInfo("UTC")
OPEN_WEEK, KEPT, HEAVY_DAY, TAKEN = "w", "k", "h", "t"
"""What a row of the one statement is."""
Row = tuple[Any, ...]


@dataclass(slots=True)
class Free:
    """One member's time in a frame, as cells. `open`: in hours and free; `blocked`: busy or protected."""

    open: int = 0
    blocked: int = 0
    days: dict[int, str] = field(default_factory=dict)
    taken: list[Span] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    heavy: list[int] = field(default_factory=list)

    def letter(self, day: int) -> str:
        """Return what a day (an ordinal) is on the member's wall, a letter of `open_time`."""
        week, weekday = divmod(day - MONDAY, 7)
        letters = self.days.get(week)
        return letters[weekday] if letters else OPEN


class FreeTimes:
    """When members are free between two minutes since 1970. Everything asked of it runs no query."""

    def __init__(self, frame: Frame, start: int, end: int, by: dict[int, Free]):
        self.frame, self.start, self.end, self.by = frame, start, end, by
        self._within = frame.between(start, end)

    def starts(self, member: int, minutes: int) -> int:
        """Return the cells of `frame` with which so many minutes can begin, all of them before `end`.

        What must stay free somewhere in a stretch (lunch) stays free.
        """
        free = self.by[member]
        if free.taken or free.kept:
            diary = Diary(UTC_ZONE, free.open & self._within, free.blocked, taken=free.taken, kept=free.kept)
            return startable(diary, Need(minutes), NO_LIMITS, self.frame)
        return runs(free.open & self._within, cells_in(minutes))

    def without(self, busy: int, minutes: int) -> int:
        """Return the cells with which so many minutes can begin that share none with `busy`, at any hour."""
        return runs(self._within & ~busy, cells_in(minutes))

    def common(self, members: Iterable[int], minutes: int) -> int:
        """Return the cells with which so many minutes can begin for all of these members."""
        found = self._within
        for member in members:
            found &= self.starts(member, minutes)
        return found

    def is_around(self, member: int, minutes: int, *, zone: ZoneInfo) -> bool:
        """Say whether nothing is in the way of so many minutes from `start` on, whatever the hours.

        On a day of theirs on which they work at all, and neither taken nor busy then.
        """
        free = self.by[member]
        if free.letter(local_day_of(self.start, zone)) != OPEN:
            return False
        span = (self.start, self.start + minutes)
        wanted = covering([span], self.frame)
        in_the_way = free.blocked | (covering(free.taken, self.frame) if free.taken else 0)
        return not wanted & in_the_way

    def is_heavy(self, member: int, minute: int, *, zone: ZoneInfo) -> bool:
        """Say whether somebody marked the day of a minute as heavy for themselves."""
        heavy = self.by[member].heavy
        return bool(heavy) and local_day_of(minute, zone) in heavy

    def minute(self, cell: int) -> int:
        """Return the minute at which a cell begins."""
        return self.frame.minute(cell)


def free_times(people: Mapping[int, int], start: int, end: int, *, now: datetime) -> FreeTimes:
    """Read when these members (each with their person) are free between two minutes since 1970.

    One query while their open weeks are kept, seven more if not.
    """
    frame = frame_of(start, max(end, start + 1))
    weeks, others = _read(people, frame, start, end, now=now)
    found = _open(people, frame, weeks)
    by_person: dict[int, list[Free]] = {}
    for member, person in people.items():
        by_person.setdefault(person, []).append(found[member])
    _note(by_person, frame, others)
    return FreeTimes(frame, start, end, found)


def free_times_of(members: Iterable[Member], start: int, end: int, *, now: datetime) -> FreeTimes:
    """The same for members at hand."""
    return free_times({member.pk: member.person_id for member in members}, start, end, now=now)


def _read(
    people: Mapping[int, int], frame: Frame, start: int, end: int, *, now: datetime
) -> tuple[list[Row], list[Row]]:
    """Read open weeks by member; by person what is taken, what stays free in a stretch, and heavy days.

    One query for all of them, and the open weeks apart from the rest.
    """
    weeks = weeks_in(frame)
    members, member_ids = one_of(people)
    persons, person_ids = one_of(set(people.values()))
    days = "(day - date '1970-01-01')" if is_postgres() else "cast(julianday(day) - 2440587.5 as integer)"
    taken, of_taken = taking.statement_of(set(people.values()), frame.start, frame.end, now=now)
    rows: list[Row] = fetch(
        f"select '{OPEN_WEEK}', member_id, week, days, bits, blocked, null, null, null from {WEEK}"
        f" where member_id {members} and week >= %s and week < %s"
        " union all"
        f" select '{KEPT}', person_id, starts, weekdays, null, null, ends, minutes, time_zone"
        f" from {PROTECTED} where person_id {persons} and shape = 'within'"
        " union all"
        f" select '{HEAVY_DAY}', person_id, {days}, null, null, null, null, null, null from {HEAVY}"
        f" where person_id {persons} and {days} >= %s and {days} <= %s"
        " union all"
        f" select '{TAKEN}', t.person_id, t.starts, null, null, null, t.ends, null, null from ({taken}) t",
        [
            *(member_ids, weeks.start, weeks.stop),
            person_ids,
            *(person_ids, start // 1440 - 1, end // 1440 + 1),
            *of_taken,
        ],
    )
    of_weeks = [row[1:] for row in rows if row[0] == OPEN_WEEK]
    return of_weeks, [row for row in rows if row[0] != OPEN_WEEK]


def _open(people: Mapping[int, int], frame: Frame, rows: Iterable[Row]) -> dict[int, Free]:
    weeks = weeks_in(frame)
    found = {member: Free() for member in people}
    for member, week, days, bits, blocked, *_ in rows:
        free = found[member]
        at = DAY_CELLS + (week - weeks.start) * WEEK_CELLS
        free.open |= int.from_bytes(bits, "little") << at
        if blocked:
            free.blocked |= int.from_bytes(blocked, "little") << at
        free.days[week] = days
    missing = [member for member, free in found.items() if len(free.days) < len(weeks)]
    if missing:
        for member, fresh in worked_out(parties_of(missing), frame).items():
            found[member] = _from(fresh)
    return found


def _from(fresh: OpenTime) -> Free:
    return Free(fresh.general, fresh.blocked, fresh.days)


def _note(by_person: Mapping[int, list[Free]], frame: Frame, rows: Iterable[Row]) -> None:
    """Note what is taken, what must stay free somewhere in a stretch, and days marked heavy."""
    for kind, person, starts, weekdays, _, _, ends, minutes, zone in sorted(rows, key=itemgetter(0, 1, 2)):
        for free in by_person[person]:
            if kind == TAKEN:
                free.taken.append((starts, ends))
            elif kind == HEAVY_DAY:
                free.heavy.append(EPOCH + starts)
            else:
                windows = daily_windows(weekdays_of(weekdays), starts, ends, zone_of(zone), frame)
                free.kept.append(Kept(windows, minutes))
