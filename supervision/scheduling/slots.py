"""When a session can start, for one person: free of everything, with its buffers, breaks and limits.

Values in, cells out: bit i of an answer says that a session can start with cell i of the frame. What
several people share is the intersection of their answers, what any of several has is read off by
`bits.whose`. What is kept free around a session must be free of other sessions and of what blocks
(busy spans, protected time), but may lie outside somebody's hours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, permutations
from typing import NamedTuple
from zoneinfo import ZoneInfo

from supervision.scheduling.bits import (
    CELL,
    QUARTER,
    Frame,
    covering,
    every,
    lowest,
    ones,
    run,
    runs,
    spread,
    spread_down,
)
from supervision.scheduling.hours import MONDAY, cells_of_days, day_starts, local_days_of
from supervision.scheduling.spans import Span

HEAVY_MINUTES = 15
"""So much stays free before and after each session on a day marked heavy."""


class Need(NamedTuple):
    """What a session takes of one person: its minutes, and what stays free before and after it."""

    minutes: int
    before: int = 0
    after: int = 0

    @property
    def heavy(self) -> Need:
        """The same on a heavy day: a quarter of an hour at least on both sides."""
        return Need(self.minutes, max(self.before, HEAVY_MINUTES), max(self.after, HEAVY_MINUTES))


class Limits(NamedTuple):
    """How many sessions somebody facilitates at most; None is without limit.

    `most_in_a_row`: after so many sessions, each beginning less than `break_minutes` after the one
    before it ended, `break_minutes` without one follow.
    """

    most_a_day: int | None = None
    most_a_week: int | None = None
    most_in_a_row: int | None = None
    break_minutes: int = 0


NO_LIMITS = Limits()


class Kept(NamedTuple):
    """Minutes that must stay free somewhere in each of some windows, wherever the day leaves them (lunch).

    `windows` are (first cell, past cell), one a day, in order.
    """

    windows: tuple[tuple[int, int], ...]
    minutes: int


@dataclass(slots=True)
class Diary:
    """One person's time in a frame, as far as a new session must know it.

    `open`: cells inside hours and free of all that blocks; `blocked`: cells that keep a buffer out as
    well (busy spans, protected time). `taken`: what sessions and held times take, buffers included,
    in order. `facilitated`: the sessions themselves among them at which this person is the
    supervisor, in order, some days beyond the frame included. `heavy`: days in `zone`.
    """

    zone: ZoneInfo
    open: int
    blocked: int = 0
    taken: Sequence[Span] = ()
    facilitated: Sequence[Span] = ()
    heavy: Sequence[int] = ()
    kept: Sequence[Kept] = ()


def startable(diary: Diary, need: Need, limits: Limits, frame: Frame) -> int:
    """Return the cells with which a session of `need` could start for this person."""
    if 0 in limits[:3]:
        return 0
    taken = covering(diary.taken, frame) if diary.taken else 0
    free = diary.open & ~taken if taken else diary.open
    length = cells_in(need.minutes)
    can = runs(free, length)
    if not can:
        return 0
    busy = taken | diary.blocked
    if diary.heavy:
        heavy = cells_of_days(diary.heavy, diary.zone, frame)
        usual, calm = can & ~heavy, can & heavy
        can = _fitting(usual, need, busy, diary.kept) | _fitting(calm, need.heavy, busy, diary.kept)
    else:
        can = _fitting(can, need, busy, diary.kept)
    if can and diary.facilitated and limits != NO_LIMITS:
        can &= ~_over_limits(diary, need, limits, frame)
    return can


def cells_in(minutes: int) -> int:
    """Return how many cells minutes fill, rounded up."""
    return -(-minutes // CELL)


def _fitting(can: int, need: Need, busy: int, kept: Sequence[Kept]) -> int:
    """Return those of `can` that leave room for what stays free around them, and for minutes kept."""
    if not can:
        return 0
    if busy:
        quiet = ~busy  # without end upwards: nothing is known against what lies past the frame
        if need.after:
            can &= runs(quiet, cells_in(need.after)) >> cells_in(need.minutes)
        if need.before:
            before = cells_in(need.before)
            can &= runs(quiet, before) << before
    if kept and can:
        can &= ~_breaking(kept, need, busy)
    return can


# ---------------------------------------------------------------- minutes kept somewhere (lunch)
def _breaking(kept: Sequence[Kept], need: Need, busy: int) -> int:
    """Return the starts of sessions that would leave some window without the minutes it must keep."""
    if len(kept) == 1:
        return _breaking_one(kept[0], need, busy)
    clusters: list[list[tuple[int, int, int]]] = []
    reach = 0
    for first, past, minutes in sorted((*window, each.minutes) for each in kept for window in each.windows):
        if clusters and first < reach:
            clusters[-1].append((first, past, cells_in(minutes)))
        else:
            clusters.append([(first, past, cells_in(minutes))])
        reach = max(reach, past)
    found = 0
    for cluster in clusters:
        if len(cluster) == 1:
            first, past, length = cluster[0]
            found |= _breaking_window(first, past, length, need, busy)
        else:
            found |= _breaking_cluster(cluster, need, busy)
    return found


def _breaking_one(kept: Kept, need: Need, busy: int) -> int:
    """The same for windows of one thing kept: all of them at once, if they lie far enough apart."""
    plan = _plan(kept, need)
    if not plan.whole & busy:
        return plan.undisturbed
    length = cells_in(kept.minutes)
    if plan.is_apart:
        places = runs(plan.whole & ~busy, length)
        ends_before = spread(places, plan.reach) << (length + cells_in(need.before))
        begins_after = spread_down(places, plan.reach) >> plan.takes_after
        return plan.touching & ~(ends_before | begins_after)
    found = 0
    for first, past in kept.windows:
        found |= _breaking_window(first, past, length, need, busy)
    return found


class _Plan(NamedTuple):
    """What is the same whenever a session of one need meets the windows of one thing kept.

    `whole`: all cells of the windows; `touching`: the starts of sessions that touch one;
    `undisturbed`: the starts that break one while nothing lies in any. `is_apart`: each lies so far from
    the next that what is within `reach` of one touches no other.
    """

    whole: int
    touching: int
    undisturbed: int
    takes_after: int
    reach: int
    is_apart: bool


@lru_cache(maxsize=4096)
def _plan(kept: Kept, need: Need) -> _Plan:
    length = cells_in(kept.minutes)
    takes_after = cells_in(need.minutes) + cells_in(need.after)
    takes_before = cells_in(need.before)
    whole = touching = undisturbed = longest = 0
    for first, past in kept.windows:
        whole |= run(first, past)
        touching |= run(max(0, first - takes_after + 1), past + takes_before)
        undisturbed |= _breaking_window(first, past, length, need, 0)
        longest = max(longest, past - first)
    reach = longest + takes_after + takes_before
    nearest = min((other[0] - one[1] for one, other in pairwise(kept.windows)), default=None)
    is_apart = nearest is None or nearest > 2 * (reach + takes_after + takes_before)
    return _Plan(whole, touching, undisturbed, takes_after, reach, is_apart)


def _breaking_window(first: int, past: int, length: int, need: Need, busy: int) -> int:
    """Return the starts that break one window of cells, of which `length` in a row must stay free.

    A session leaves them room if the earliest place for them ends before it, or the latest begins after
    it. Where there is no place as it is, whatever touches the window is refused: what is left stays.
    """
    takes_after = cells_in(need.minutes) + cells_in(need.after)
    takes_before = cells_in(need.before)
    places = runs(~(busy >> first) & ones(past - first), length)
    if places:
        earliest, latest = first + lowest(places), first + places.bit_length() - 1
        return run(max(0, latest - takes_after + 1), earliest + length + takes_before)
    return run(max(0, first - takes_after + 1), past + takes_before)


def _breaking_cluster(cluster: list[tuple[int, int, int]], need: Need, busy: int) -> int:
    """The same for windows that overlap, each of which needs its own minutes: every start is tried."""
    takes_after = cells_in(need.minutes) + cells_in(need.after)
    takes_before = cells_in(need.before)
    low = min(first for first, _, _ in cluster)
    high = max(past for _, past, _ in cluster)
    touching = run(max(0, low - takes_after + 1), high + takes_before)
    if not _all_placed(cluster, busy):
        found = 0
        for first, past, _ in cluster:
            found |= run(max(0, first - takes_after + 1), past + takes_before)
        return found
    found = 0
    for start in range(-(-max(0, low - takes_after + 1) // QUARTER) * QUARTER, high + takes_before, QUARTER):
        with_it = busy | run(max(0, start - takes_before), start + takes_after)
        if not _all_placed(cluster, with_it):
            found |= 1 << start
    return found & touching


def _all_placed(cluster: list[tuple[int, int, int]], busy: int) -> bool:
    """Say whether each of a cluster finds a place of its own: in some order, as early as it can."""
    for order in permutations(cluster):
        filled = busy
        for first, past, length in order:
            places = runs(~(filled >> first) & ones(past - first), length)
            if not places:
                break
            at = first + lowest(places)
            filled |= run(at, at + length)
        else:
            return True
    return False


# ---------------------------------------------------------------- limits
def _over_limits(diary: Diary, need: Need, limits: Limits, frame: Frame) -> int:
    """Return the starts of sessions that would be one too many: of their day, their week or in a row."""
    found = 0
    if limits.most_a_day is not None or limits.most_a_week is not None:
        days = local_days_of((start for start, _ in diary.facilitated), diary.zone, frame)
        if limits.most_a_day is not None:
            full = (day for day, number in Counter(days).items() if number >= limits.most_a_day)
            found |= cells_of_days(full, diary.zone, frame)
        if limits.most_a_week is not None:
            mondays = Counter(day - (day - MONDAY) % 7 for day in days)
            for monday in (day for day, number in mondays.items() if number >= limits.most_a_week):
                begins, *_, ends = day_starts(diary.zone, monday, 7)
                found |= frame.between(begins, ends)
    if limits.most_in_a_row is not None:
        found |= _one_too_many_in_a_row(diary.facilitated, need.minutes, limits, frame)
    return found


def _one_too_many_in_a_row(facilitated: Sequence[Span], minutes: int, limits: Limits, frame: Frame) -> int:
    """Return the starts that would make a row of sessions longer than it may be, before a break."""
    most = limits.most_in_a_row
    if most is None:
        return 0
    pause = max(limits.break_minutes, 1)
    rows: list[tuple[int, int, int]] = []  # start of the first, end of the last, how many
    for start, end in facilitated:
        if rows and start - rows[-1][1] < pause:
            first, last, number = rows[-1]
            rows[-1] = (first, max(last, end), number + 1)
        else:
            rows.append((start, end, 1))
    found = 0
    for first, last, number in rows:
        if number >= most:
            found |= frame.between(last, last + pause)
            found |= frame.between(first - minutes - pause + 1, first - minutes + 1)
    for (_, last, number), (first, _, following) in pairwise(rows):
        if number + following >= most:
            start = max(last, first - minutes - pause + 1)
            found |= frame.between(start, min(last + pause, first - minutes + 1))
    return found


# ---------------------------------------------------------------- several people, and a whole search
def offered(can: Iterable[int], within: int) -> int:
    """Return the starts that everybody can, among those of `within`."""
    for each in can:
        within &= each
        if not within:
            return 0
    return within


def quarters(frame: Frame) -> int:
    """Return the cells that begin a quarter of an hour."""
    return every(QUARTER, frame.cells)
