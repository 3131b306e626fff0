"""Dates, times and lengths as calendars write them, rightly or nearly so.

Plain Python, for the guarded process alone. A `Moment` is a date, a wall time without a zone, or an
aware moment.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

FIRST_YEAR, LAST_YEAR = 1600, 2200
LONGEST = timedelta(days=10_000)

_TIME = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[Tt ]?(\d\d):?(\d\d)(?::?(\d\d)(?:\.\d+)?)?\s*([Zz]|[+-]\d\d:?\d\d)?)?\s*"
)
_LENGTH = re.compile(
    r"([+-]?)P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?",
    re.IGNORECASE,
)


def moment_of(text: str, zone: tzinfo | None) -> date | datetime:
    """Return the date or moment that `text` writes; `zone` is what its line names, if it names one.

    A time with Z or an offset is aware by itself. Raises ValueError.
    """
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise ValueError("This is no date.")
    day = date(int(found[1]), int(found[2]), int(found[3]))
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError("This is no year that anybody means.")
    if found[4] is None:
        return day
    hour, minute, second = int(found[4]), int(found[5]), int(found[6] or 0)
    if hour == 24 and minute == second == 0:  # midnight, as the end of a day
        hour, day = 0, day + timedelta(days=1)
    moment = datetime(day.year, day.month, day.day, hour, minute, min(second, 59))  # noqa: DTZ001 - a wall time
    if found[7] is None:
        return moment.replace(tzinfo=zone)
    if found[7] in "Zz":
        return moment.replace(tzinfo=UTC)
    sign = -1 if found[7][0] == "-" else 1
    offset = timedelta(hours=int(found[7][1:3]), minutes=int(found[7][-2:]))
    return moment.replace(tzinfo=timezone(sign * offset))


def length_of(text: str) -> timedelta:
    """Return the length that `text` writes (PT1H30M, P1D, P2W); may be negative. Raises ValueError."""
    found = _LENGTH.fullmatch(text.strip())
    if found is None or not any(found.groups()[1:]):
        raise ValueError("This is no length.")
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in found.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    if length > LONGEST:
        raise ValueError("This is no length that anybody means.")
    return -length if found[1] == "-" else length


def is_whole_day(moment: date | datetime) -> bool:
    return not isinstance(moment, datetime)


def on_the_wall(moment: date | datetime, zone: tzinfo) -> datetime:
    """Return the wall time of `moment` in `zone`, without a zone; a date begins at midnight."""
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001 - a wall time
    if moment.tzinfo is None or moment.tzinfo is zone:
        return moment.replace(tzinfo=None)
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)
