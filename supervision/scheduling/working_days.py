"""Which day somebody works: the one before, the first of a month. Values in, answers out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

FURTHEST = 60
"""So many days are looked at: whoever works on none of them is taken to work on every day."""


def working_day_before(day: date, *, weekdays: Collection[int], closed: Collection[date] = ()) -> date:
    """Return the last day before `day` that is on one of `weekdays` (Monday is 0) and not `closed`."""
    return _first(day - timedelta(days=1), -1, weekdays, closed)


def working_day_from(day: date, *, weekdays: Collection[int], closed: Collection[date] = ()) -> date:
    """Return the first day from `day` on, itself included, that is on one of `weekdays` and not `closed`."""
    return _first(day, 1, weekdays, closed)


def _first(day: date, step: int, weekdays: Collection[int], closed: Collection[date]) -> date:
    for number in range(FURTHEST):
        there = day + timedelta(days=step * number)
        if there.weekday() in weekdays and there not in closed:
            return there
    return day
