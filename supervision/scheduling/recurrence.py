"""The days and moments of a series: weekly to monthly, until a day or so many times, on the wall.

A series keeps its wall time: ten o'clock stays ten o'clock over every change of the clocks.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from supervision.scheduling.wall_time import resolve

WEEKLY = "weekly"
FORTNIGHTLY = "fortnightly"
FOUR_WEEKLY = "four_weekly"
MONTHLY_DATE = "monthly_date"
MONTHLY_WEEKDAY = "monthly_weekday"
PATTERNS = (WEEKLY, FORTNIGHTLY, FOUR_WEEKLY, MONTHLY_DATE, MONTHLY_WEEKDAY)

EVERY_DAYS = {WEEKLY: 7, FORTNIGHTLY: 14, FOUR_WEEKLY: 28}
MOST = 120
"""So many sessions has a series at most."""


def days_of(first: date, pattern: str, *, until: date | None = None, number: int | None = None) -> list[date]:
    """Return the days of a series that begins on `first`: `number` of them, or those up to `until`, included.

    Every month on the same date: a month that is too short has its last day instead, and the next long
    one the date again (31 January, 28 February, 31 March). Every month on the same weekday: the first
    to the fourth of it, as `first` is; whoever begins on a fifth has the last one of each month.
    Raises ValueError for an unknown pattern, for no end or two, and for more than `MOST` days.
    """
    if (until is None) == (number is None):
        raise ValueError("A series ends on a day or after a number.")
    found: list[date] = []
    for day in _endless(first, pattern):
        if (until is not None and day > until) or len(found) == number:
            return found
        if len(found) == MOST:
            raise ValueError(f"A series has {MOST} sessions at most.")
        found.append(day)
    return found  # the calendar ended first


def _endless(first: date, pattern: str) -> Iterator[date]:
    """Give the days of a series for as long as the calendar lasts."""
    if pattern in EVERY_DAYS:
        every = EVERY_DAYS[pattern]
        last = date.max.toordinal()
        for ordinal in range(first.toordinal(), last + 1, every):
            yield date.fromordinal(ordinal)
    elif pattern in (MONTHLY_DATE, MONTHLY_WEEKDAY):
        for ahead in count():
            years, month = divmod(first.month - 1 + ahead, 12)
            year = first.year + years
            if year > date.max.year:
                return
            yield (_same_date if pattern == MONTHLY_DATE else _same_weekday)(first, year, month + 1)
    else:
        raise ValueError(f"There is no pattern {pattern!r}.")


def _same_date(first: date, year: int, month: int) -> date:
    return date(year, month, min(first.day, monthrange(year, month)[1]))


def _same_weekday(first: date, year: int, month: int) -> date:
    which = (first.day - 1) // 7  # 0 for the first of its weekday in the month
    begins, length = monthrange(year, month)
    day = 1 + (first.weekday() - begins) % 7 + 7 * which
    return date(year, month, day if day <= length else day - 7)


def moments_of(days: list[date], starts: int, zone: ZoneInfo) -> list[datetime]:
    """Return, in UTC, when a series starts on each of its days: at `starts` minutes on the wall of `zone`.

    Where the clocks skip that time it starts as much later as they skip; where they repeat it, the
    first time.
    """
    return [resolve(datetime.combine(day, time()) + timedelta(minutes=starts), zone) for day in days]
