"""What a recurrence would cost, asked before it is worked out: a few bytes can ask for a billion times.

Plain Python, for the guarded process alone.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo

from supervision.availability.calendars.times import moment_of, on_the_wall

MOST_STEPS = 60_000
"""The most steps one series may take, from its first day on. Daily for 160 years is less."""
LONGEST_RULE = 600
STEP = {
    "YEARLY": timedelta(days=365),
    "MONTHLY": timedelta(days=28),
    "WEEKLY": timedelta(days=7),
    "DAILY": timedelta(days=1),
    "HOURLY": timedelta(hours=1),
    "MINUTELY": timedelta(minutes=1),
}
DAYS_IN = {"YEARLY": 366, "MONTHLY": 31, "WEEKLY": 7}

_NUMBERS = re.compile(r"[+-]?\d{1,3}(,[+-]?\d{1,3})*")
_WEEKDAYS = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)(,([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU))*")
_ONE_WEEKDAY = re.compile(r"MO|TU|WE|TH|FR|SA|SU")
BOUNDS = {
    "BYMONTH": (1, 12),
    "BYMONTHDAY": (-31, 31),
    "BYYEARDAY": (-366, 366),
    "BYWEEKNO": (-53, 53),
    "BYSETPOS": (-366, 366),
    "BYHOUR": (0, 23),
    "BYMINUTE": (0, 59),
    "BYSECOND": (0, 59),
}


class TooCostly(Exception):
    """This recurrence asks for more than any diary holds."""


def checked_rule(text: str, *, start: datetime, whole_days: bool, zone: tzinfo, last: datetime) -> str:
    """Return the rule as it is worked out: in wall time, and hardly beyond `last`.

    `start` and `last` are wall times in `zone`. Raises ValueError for a malformed rule and TooCostly for
    one that takes more than MOST_STEPS steps, whether they give anything or not.
    """
    if len(text) > LONGEST_RULE:
        raise TooCostly
    parts = _parts_of(text)
    frequency = parts.get("FREQ", "")
    if frequency == "SECONDLY":
        raise TooCostly
    if frequency not in STEP:
        raise ValueError("A rule says how often.")
    interval = _number(parts.get("INTERVAL", "1"), most=10_000)
    count = _number(parts["COUNT"], most=10**9) if "COUNT" in parts else None
    until = min(_until(parts["UNTIL"], zone, whole_days), last) if "UNTIL" in parts else last
    days = _check_lists(parts, frequency)
    steps = steps_of(parts, frequency, interval, count, start, until, days)
    if steps > MOST_STEPS:
        raise TooCostly
    if count is not None and "UNTIL" not in parts:
        parts["COUNT"] = str(min(count, steps + 1))
    else:
        parts.pop("COUNT", None)
        parts["UNTIL"] = f"{until:%Y%m%d}" if whole_days else f"{until:%Y%m%dT%H%M%S}"
    return ";".join(f"{name}={value}" for name, value in parts.items())


def steps_of(
    parts: dict[str, str],
    frequency: str,
    interval: int,
    count: int | None,
    start: datetime,
    until: datetime,
    days: int,
) -> int:
    """Return how many times a rule must be looked at between `start` and `until`, at most."""
    periods = max(0, (until - start) // (STEP[frequency] * interval)) + 1
    if count is not None and not any(name.startswith("BY") for name in parts):
        periods = min(periods, count)
    times = 1
    for name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        times *= len(set(parts[name].split(","))) if name in parts else 1
    return periods * days * times


def _parts_of(text: str) -> dict[str, str]:
    parts = {}
    for piece in text.upper().replace(" ", "").split(";"):
        if not piece:
            continue
        name, equals, value = piece.partition("=")
        if not equals or name in parts:
            raise ValueError("A rule is a list of names and values.")
        if name in ("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", *BOUNDS) and value:
            parts[name] = value
        elif value and not name.startswith("X-"):
            raise ValueError("A part that changes what the rule means, and that nobody here knows.")
    if "WKST" in parts and not _ONE_WEEKDAY.fullmatch(parts["WKST"]):
        del parts["WKST"]
    return parts


def _number(text: str, *, most: int) -> int:
    if not re.fullmatch(r"\d{1,12}", text) or not 1 <= int(text) <= most:
        raise ValueError("This is no number of times.")
    return int(text)


def _until(text: str, zone: tzinfo, whole_days: bool) -> datetime:
    """Return the wall time up to which a rule goes. A date means the whole of it, whatever the start is.

    With whole days a time and its zone mean nothing, though some write midnight in UTC.
    """
    moment = moment_of(text, None)
    if whole_days:
        return datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001 - a wall time
    wall = on_the_wall(moment, zone)
    return wall if isinstance(moment, datetime) else wall + timedelta(days=1, seconds=-1)


def _check_lists(parts: dict[str, str], frequency: str) -> int:
    """Return how many days a period may give. Raises ValueError for a list out of its bounds."""
    days = 1
    for name, (least, most) in BOUNDS.items():
        if name not in parts:
            continue
        if not _NUMBERS.fullmatch(parts[name]):
            raise ValueError("A list holds numbers.")
        numbers = [int(number) for number in parts[name].split(",")]
        if any(not least <= number <= most or (number == 0 and least != 0) for number in numbers):
            raise ValueError("A list keeps within its bounds.")
    if "BYDAY" in parts:
        if not _WEEKDAYS.fullmatch(parts["BYDAY"]) or len(parts["BYDAY"]) > 200:
            raise ValueError("A list holds days of the week.")
        if frequency in ("WEEKLY", "DAILY", "HOURLY", "MINUTELY"):
            # "The second Tuesday" of a week is nothing; some write it, and mean the Tuesday.
            parts["BYDAY"] = ",".join(_ONE_WEEKDAY.findall(parts["BYDAY"]))
    if any(name in parts for name in ("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH")):
        days = DAYS_IN.get(frequency, 1)
    return days
