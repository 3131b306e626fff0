"""When a message may reach somebody, and when to try again. Values in, answers out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OPENS_AT, CLOSES_AT = time(8), time(18)
TOPIC_REST = timedelta(days=7)
MOST_ATTEMPTS = 14
LONGEST_WAIT = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Window:
    """When messages may reach somebody: on these weekdays (Monday is 0), between two local wall times.

    `closes_at` is not included; one that is not after `opens_at` lies on the morning after.
    """

    zone: ZoneInfo
    weekdays: frozenset[int]
    opens_at: time = OPENS_AT
    closes_at: time = CLOSES_AT

    def opening(self, day: date) -> tuple[datetime, datetime]:
        """Return, in UTC, from when to when the window of local `day` is open.

        A wall time that the clocks skip takes the offset before the gap, one that comes twice its first
        coming (`fold=0` says both). Source: engineering.md, "Time".
        """
        last = day if self.closes_at > self.opens_at else day + timedelta(days=1)
        opens = datetime.combine(day, self.opens_at, tzinfo=self.zone)
        closes = datetime.combine(last, self.closes_at, tzinfo=self.zone)
        return opens.astimezone(UTC), closes.astimezone(UTC)


@lru_cache(maxsize=256)
def weekdays_of(words: str) -> frozenset[int]:
    """Return the weekdays (Monday is 0) in "Mon,Wed,Fri" or "Mon-Thu"; Monday to Friday if none."""
    days: set[int] = set()
    for part in words.lower().replace(";", ",").split(","):
        ends = [
            WEEKDAYS.index(word) for word in (end.strip()[:3] for end in part.split("-")) if word in WEEKDAYS
        ]
        if ends:
            days.update((ends[0] + step) % 7 for step in range((ends[-1] - ends[0]) % 7 + 1))
    return frozenset(days or range(5))


def may_reach_at(now: datetime, window: Window) -> datetime:
    """Return the first moment at or after `now` at which `window` is open, in UTC; `now` itself if it is."""
    today = now.astimezone(window.zone).date()
    for ahead in range(-1, 9):
        day = today + timedelta(days=ahead)
        if day.weekday() not in window.weekdays:
            continue
        opens, closes = window.opening(day)
        if now < closes:
            return max(now, opens)
    raise ValueError("A window opens on at least one weekday.")


def opens_after_today(now: datetime, window: Window) -> datetime:
    """Return, in UTC, when `window` opens for the first time on a local day later than today's."""
    today = now.astimezone(window.zone).date()
    days = (today + timedelta(days=ahead) for ahead in range(1, 9))
    return next(window.opening(day)[0] for day in days if day.weekday() in window.weekdays)


def summary_at(now: datetime, window: Window, *, weekly: bool) -> datetime:
    """Return, in UTC, when the next summary comes, later than `now`: as `window` opens.

    Each day on which it does, or with `weekly` on the first such day of the week.
    """
    days = {min(window.weekdays)} if weekly else window.weekdays
    today = now.astimezone(window.zone).date()
    for ahead in range(-1, 9):
        day = today + timedelta(days=ahead)
        if day.weekday() in days and (opens := window.opening(day)[0]) > now:
            return opens
    raise ValueError("A window opens on at least one weekday.")


def summary_of_now(now: datetime, window: Window, *, weekly: bool) -> datetime | None:
    """Return, in UTC, when the summary came in whose day `now` lies; None where none came in it."""
    days = {min(window.weekdays)} if weekly else window.weekdays
    today = now.astimezone(window.zone).date()
    for day in (today, today - timedelta(days=1)):
        opens, closes = window.opening(day)
        if day.weekday() in days and opens <= now < closes:
            return opens
    return None


def wait_after(attempts: int, *, chance: float) -> timedelta:
    """Return how long to wait after so many attempts: a minute, doubled each time, six hours at most.

    `chance`, from 0 up to 1, moves it by a quarter either way, so that what failed together does not
    come back together.
    """
    wait = min(timedelta(minutes=1) * 2 ** min(max(attempts, 1) - 1, 12), LONGEST_WAIT)
    return wait * (0.75 + chance / 2)
