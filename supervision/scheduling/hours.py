"""From hours on the wall to cells of UTC, exact over every change of the clocks.

A minute of UTC is inside hours when the wall clock of their zone then shows a time inside them. So
hours that the clocks skip hold nothing, and hours that they repeat hold twice the time; but only the
first of two equal wall times is ever offered as a start (`repeated`).
Days are ordinals (`date.toordinal()`), minutes are those of UTC since 1970.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from supervision.scheduling.bits import CELL, DAY_CELLS, Frame, ones, run
from supervision.scheduling.days import day_starts_at
from supervision.scheduling.spans import Span

DAY_MINUTES = 24 * 60
EPOCH = date(1970, 1, 1).toordinal()
MONDAY = date(1970, 1, 5).toordinal()


class Stretch(NamedTuple):
    """Minutes of UTC from `start` to `end`, not included, in which a zone keeps one offset, in minutes."""

    start: int
    end: int
    offset: int


def offset_at(zone: ZoneInfo, minute: int) -> int:
    """Return by how many minutes the wall clock of a zone is ahead of UTC at a minute."""
    ahead = datetime.fromtimestamp(minute * 60, zone).utcoffset()
    return 0 if ahead is None else ahead.days * DAY_MINUTES + ahead.seconds // 60


@lru_cache(maxsize=4096)
def offsets(zone: ZoneInfo, start: int, end: int) -> tuple[Stretch, ...]:
    """Return the stretches of one offset from minute `start` to `end`, not included, in order.

    Looks once a day and searches in a day whose ends differ: no zone changes its clocks twice in one.
    """
    found = []
    begins = known = start  # at `known` the offset holds
    offset = offset_at(zone, start)
    while known < end - 1:
        ahead = min(known + DAY_MINUTES, end - 1)
        there = offset_at(zone, ahead)
        if there != offset:
            low, high = known, ahead
            while high - low > 1:
                middle = (low + high) // 2
                if offset_at(zone, middle) == offset:
                    low = middle
                else:
                    high = middle
            found.append(Stretch(begins, high, offset))
            begins, offset = high, there
        known = ahead
    found.append(Stretch(begins, end, offset))
    return tuple(found)


@lru_cache(maxsize=4096)
def repeated(zone: ZoneInfo, frame: Frame) -> int:
    """Return the cells whose wall time the clocks of a zone show for the second time."""
    found = 0
    before: Stretch | None = None
    for stretch in offsets(zone, frame.start - DAY_MINUTES, frame.end):
        if before is not None and stretch.offset < before.offset:
            found |= frame.between(stretch.start, stretch.start + before.offset - stretch.offset)
        before = stretch
    return found


def wall_days(frame: Frame) -> tuple[int, int]:
    """Return the first day and the number of days that hold every wall time of a frame, in any zone."""
    first = frame.start // DAY_MINUTES - 1
    return EPOCH + first, -(-frame.end // DAY_MINUTES) + 1 - first


def of_day(windows: Iterable[Span], *, outwards: bool = False) -> int:
    """Return the cells of one day, from midnight on its wall, that windows hold (minutes of the day).

    Rounded inwards to whole cells, as what is free is, or `outwards`, as what is busy is.
    """
    cells = 0
    for starts, ends in windows:
        if outwards:
            cells |= run(starts // CELL, -(-ends // CELL))
        else:
            cells |= run(-(-starts // CELL), ends // CELL)
    return cells


def of_days(week: Sequence[int], first: int, days: int, instead: Mapping[int, int] | None = None) -> int:
    """Return the wall's cells of `days` days from day `first`: of each weekday those that `week` gives.

    `week` begins with Monday. `instead` gives the cells of single days in place of their weekday's.
    """
    weekday = (first - MONDAY) % 7
    one_week = 0
    for cells in reversed([*week[weekday:], *week[:weekday]]):
        one_week = one_week << DAY_CELLS | cells
    weeks = -(-days // 7)
    # One week after another: multiply by 1 + 2^2016 + 2^4032 + ...
    wall = one_week * (ones(7 * DAY_CELLS * weeks) // ones(7 * DAY_CELLS)) & ones(days * DAY_CELLS)
    if instead:
        for day, cells in instead.items():
            at = (day - first) * DAY_CELLS
            if 0 <= at < days * DAY_CELLS:
                wall ^= ((wall >> at & ones(DAY_CELLS)) ^ cells) << at
    return wall


def to_utc(wall: int, first: int, zone: ZoneInfo, frame: Frame) -> int:
    """Return the cells of a frame in which the wall clock of `zone` shows a cell of `wall`.

    `wall` begins at midnight of day `first`, not after `wall_days(frame)` says, and rounds to cells
    as it likes: every offset of our days is a multiple of a quarter of an hour.
    """
    origin = (first - EPOCH) * DAY_MINUTES
    stretches = offsets(zone, frame.start, frame.end)
    if len(stretches) == 1:
        return wall >> (frame.start + stretches[0].offset - origin) // CELL & frame.full
    found = 0
    for start, end, offset in stretches:
        there = wall >> (frame.start + offset - origin) // CELL
        found |= there & run(frame.next_cell(start), frame.next_cell(end))
    return found


def day_starts(zone: ZoneInfo, first: int, days: int) -> list[int]:
    """Return the minute at which each of `days` days in a zone begins, from day `first` on, and that
    at which the last one ends."""
    return [_day_starts(zone, day) for day in range(first, first + days + 1)]


@lru_cache(maxsize=65536)
def _day_starts(zone: ZoneInfo, day: int) -> int:
    begins = day_starts_at(date.fromordinal(day), zone)
    return int(begins.timestamp()) // 60


def local_day_of(minute: int, zone: ZoneInfo) -> int:
    """Return the day in a zone on which a minute lies."""
    return EPOCH + (minute + offset_at(zone, minute)) // DAY_MINUTES


def local_days_of(minutes: Iterable[int], zone: ZoneInfo, frame: Frame) -> list[int]:
    """Return the day in a zone on which each of these minutes lies, inside a frame or near it."""
    stretches = offsets(zone, frame.start, frame.end)
    if len(stretches) > 1:
        return [local_day_of(minute, zone) for minute in minutes]
    ((start, end, offset),) = stretches
    return [
        EPOCH + (minute + offset) // DAY_MINUTES if start <= minute < end else local_day_of(minute, zone)
        for minute in minutes
    ]


def cells_of_days(days: Iterable[int], zone: ZoneInfo, frame: Frame) -> int:
    """Return the cells of a frame that lie on any of these days in a zone."""
    found = 0
    for day in days:
        found |= frame.between(_day_starts(zone, day), _day_starts(zone, day + 1))
    return found


@lru_cache(maxsize=4096)
def daily_windows(
    weekdays: tuple[int, ...], starts: int, ends: int, zone: ZoneInfo, frame: Frame
) -> tuple[tuple[int, int], ...]:
    """Return, for each day on one of `weekdays`, the cells of a frame from `starts` to `ends` on the wall.

    As (first cell, past cell), rounded inwards, in order; what lies outside the frame is cut off. On
    a day whose clocks change inside the window it reaches from its first minute to its last.
    """
    found: dict[int, tuple[int, int]] = {}
    for low, high, offset in offsets(zone, frame.start, frame.end):
        for day in range((low + offset) // DAY_MINUTES, (high + offset) // DAY_MINUTES + 1):
            if (day + EPOCH - MONDAY) % 7 not in weekdays:
                continue
            begins = max(day * DAY_MINUTES + starts - offset, low)
            past = min(day * DAY_MINUTES + ends - offset, high)
            first, last = frame.next_cell(begins), (past - frame.start) // CELL
            if first < last:
                before = found.get(day)
                found[day] = (before[0], last) if before else (first, last)
    return tuple(found[day] for day in sorted(found))
