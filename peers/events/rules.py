"""Which offers follow when something has happened, and when. Values in, answers out."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from supervision.errors import Refusal
from supervision.scheduling.wall_time import resolve
from supervision.wording import noted, sentence

FIRST, STILL_HERE, EARLIER, LATER, LAST = 1, 2, 3, 4, 5
DAYS_AFTER = {STILL_HERE: 3, EARLIER: 7, LATER: 28}
MONTHS = 3
"""After so many months the last offer goes out, and the link to the people is erased. Source: product.md."""
ONE_RUN = timedelta(hours=72)
"""Who was offered something so lately is not offered it again, whoever names them."""
STILL_WORTH_IT = timedelta(days=14)
"""A last offer that is later than this is left out: nothing links it to anybody by then."""
WHEN = {0: noted("Today"), 1: noted("Yesterday"), 2: noted("Before that")}
MOST_PEOPLE = 200
MOST_A_WEEK = 10
KEPT_IN_MIND = timedelta(days=7)
HEAVIER = "heavy"
HOW_NOW = {
    "lighter": noted("Lighter than it was"),
    "there": noted("It’s still there at times"),
    HEAVIER: noted("It’s heavy"),
}
"""The one light question, and what can be said to it. No answer is kept."""
MIDNIGHT = 24 * 60
GRAIN = 5


class NotOffered(Refusal):
    """A value that is not among those on offer; `problems` names each field."""

    code = "not_offered"
    status = 422

    def __init__(self, problems: dict[str, str]):
        super().__init__(" ".join(problems.values()))
        self.problems = problems


class Nobody(Refusal):
    code = "nobody_named"
    status = 422


class TooMany(Refusal):
    """More than is sent out at once, or by one person in a week."""

    code = "too_many"


class DayIsOver(Refusal):
    code = "day_is_over"


@dataclass(frozen=True, slots=True)
class Rest:
    """The rest of a day, in minutes on the wall, up to the midnight that ends it."""

    day: date
    starts: int
    ends: int = MIDNIGHT


def check_people(number: int) -> None:
    """Raises Nobody and TooMany for a number of people to whom no offers go out at once."""
    if not number:
        raise Nobody("Choose at least one person. You may be one of them.")
    if number > MOST_PEOPLE:
        raise TooMany(
            sentence(
                "At most {most} people at once: a team at a time, or the nearest first.", most=MOST_PEOPLE
            )
        )


def happened_on(days_ago: int, *, today: date) -> date:
    """Return the day it happened; "before that" counts as two days ago. Raises NotOffered."""
    if days_ago not in WHEN:
        raise NotOffered({"days_ago": noted("Today, yesterday or before that.")})
    return today - timedelta(days=days_ago)


def moments(*, happened: date, noted_at: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Return, in UTC, from when on each of the five offers stands.

    The first at once; then three, seven and 28 days and three months after the day it happened, at the time
    on the wall at which it was noted. A day that its month does not have is that month's last.
    """
    at = noted_at.astimezone(zone).time().replace(tzinfo=None)
    days = [happened + timedelta(days=after) for after in DAYS_AFTER.values()]
    days.append(months_after(happened, MONTHS))
    return (noted_at, *(max(noted_at, resolve(datetime.combine(day, at), zone)) for day in days))


def months_after(day: date, number: int) -> date:
    """Return the same day so many months on, or the last that the month has."""
    at = day.year * 12 + day.month - 1 + number
    year, month = at // 12, at % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def step_at(now: datetime, all_moments: Sequence[datetime]) -> int:
    """Return which offer stands at `now`: the latest whose moment has come."""
    return max(1, sum(moment <= now for moment in all_moments))


def is_new_run(last_noted_at: datetime | None, *, now: datetime) -> bool:
    """Say whether somebody gets offers of their own: not within 72 hours of the last ones."""
    return last_noted_at is None or now - last_noted_at >= ONE_RUN


def rest_of_day(now: datetime, zone: ZoneInfo) -> Rest:
    """Return the rest of the day at `now`, from the five minutes that have begun. Raises DayIsOver."""
    local = now.astimezone(zone)
    starts = (local.hour * 60 + local.minute) // GRAIN * GRAIN
    if MIDNIGHT - starts < 2 * GRAIN:
        raise DayIsOver("This day is over in a moment. Tomorrow’s can be protected under Availability.")
    return Rest(local.date(), starts)
