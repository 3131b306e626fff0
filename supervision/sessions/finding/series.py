"""A series before it is booked: each of its sessions, what stands against it, and what could be instead."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from supervision.scheduling.bits import listed
from supervision.scheduling.hours import DAY_MINUTES
from supervision.scheduling.recurrence import EVERY_DAYS, days_of, moments_of
from supervision.scheduling.slots import offered
from supervision.sessions.finding.diaries import Diaries
from supervision.sessions.finding.reasons import Reasons
from supervision.sessions.finding.search import diaries_for, rows_of
from supervision.sessions.finding.values import Occurrence, Search, minute_of, slot_of

NEARBY_DAYS = 6
"""An alternative lies at most so many days away; in a weekly series half as many."""


def plan_series(
    search: Search,
    first: datetime,
    pattern: str,
    *,
    until: date | None = None,
    number: int | None = None,
    now: datetime,
) -> list[Occurrence]:
    """Return each session of a series that begins at `first`, with what clashes and an alternative.

    It keeps the wall time of `first` in `search.zone`, over every change of the clocks; `until` is the
    last day it may fall on, included. The days of `search` do not matter. The first session lies within
    the supervisor's horizon, the later ones as far ahead as they must. Where any of several supervisors
    would do, one holds the whole series: whoever has the fewest clashes, the first named of equals.
    Raises ValueError for an unknown pattern, none or two ends, or more than 120 sessions.
    """
    there = first.astimezone(search.zone)
    days = days_of(there.date(), pattern, until=until, number=number)
    if not days:
        return []
    starts = [minute_of(at) for at in moments_of(days, there.hour * 60 + there.minute, search.zone)]
    starts[0] = minute_of(first)
    reach = 3 if EVERY_DAYS.get(pattern) == 7 else NEARBY_DAYS
    diaries = diaries_for(
        search, starts[0] - reach * DAY_MINUTES, starts[-1] + (reach + 1) * DAY_MINUTES, now=now
    )
    supervisors, free = _whoever_fits_best(search, diaries, starts)
    one = replace(search, supervisors=supervisors)
    choices = listed(free, diaries.frame)
    reasons = Reasons(one, diaries, within_horizon=False)
    first_reasons = Reasons(one, diaries)
    planned = []
    for i, minute in enumerate(starts):
        clash = ""
        if not _has(free, minute, diaries):
            clash = (reasons if i else first_reasons).for_moment(minute)
        instead = None
        if clash:
            low = starts[i - 1] + DAY_MINUTES if i else diaries.now
            high = starts[i + 1] - DAY_MINUTES if i + 1 < len(starts) else minute + (reach + 1) * DAY_MINUTES
            chosen = _nearest(choices, minute, max(low, minute - reach * DAY_MINUTES), high, reach)
            instead = (
                None
                if chosen is None
                else slot_of(chosen, search.minutes, supervisors, diaries.place(supervisors, chosen))
            )
        planned.append(Occurrence(slot_of(minute, search.minutes, ()).starts_at, clash, instead, supervisors))
    return planned


def _whoever_fits_best(
    search: Search, diaries: Diaries, starts: Sequence[int]
) -> tuple[tuple[int, ...], int]:
    """Return who holds the series, and all starts that they and the supervisees have."""
    frame = diaries.frame
    later = frame.between(diaries.now, frame.end)
    rows = rows_of(search, diaries, later, within_horizon=False)
    soon = rows_of(search, diaries, frame.between(diaries.now, starts[0] + 1))
    # Up to the first session the horizon counts, after it not.
    rows = [
        row & ~frame.between(frame.start, starts[0] + 1) | near for row, near in zip(rows, soon, strict=True)
    ]
    if search.all_of or len(rows) == 1:
        return search.supervisors, offered(rows[1:], rows[0])
    clashes = [sum(not _has(row, minute, diaries) for minute in starts) for row in rows]
    best = clashes.index(min(clashes))
    return (search.supervisors[best],), rows[best]


def _has(free: int, minute: int, diaries: Diaries) -> bool:
    return minute % 5 == 0 and bool(free >> diaries.frame.cell(minute) & 1)


def _nearest(choices: Sequence[int], wanted: int, low: int, high: int, reach: int) -> int | None:
    """Return the choice nearest to a wanted minute: the same day if it can be, else the nearest day.

    Within a day that which is closest to the wanted time of the day; the earlier of equals. A day here is
    24 hours around the wanted time.
    """
    begin, end = bisect_left(choices, low), bisect_left(choices, high)
    half = DAY_MINUTES // 2

    def distance(minute: int) -> tuple[int, int, int]:
        days = (minute - wanted + half) // DAY_MINUTES
        return abs(days), abs(minute - wanted - days * DAY_MINUTES), minute

    near = [minute for minute in choices[begin:end] if distance(minute)[0] <= reach]
    return min(near, key=distance, default=None)
