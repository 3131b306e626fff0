"""Days: which one it is, where it begins, and counting them.

Inside calculations a day is its ordinal (`date.toordinal()`), because whole numbers add and compare
many times faster than dates. Sets of days are `Spans`: sorted, merged, half-open stretches.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo, available_timezones

FOR_GOOD = date.max.toordinal() + 1
"""The end of a stretch that has no end: one past the last day the calendar knows."""


def local_day(now: datetime, zone: ZoneInfo) -> date:
    """Return the day it is in `zone` at the aware moment `now`."""
    if now.tzinfo is None:
        raise ValueError("A day exists only in a zone: the moment must be aware.")
    return now.astimezone(zone).date()


def zones_apart(now: datetime) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of the zones where it is the day after the one in UTC at `now`, and the day before."""
    # What the day is changes on whole minutes, whatever the zone.
    return _zones_apart(now.astimezone(UTC).replace(second=0, microsecond=0))


@lru_cache(maxsize=8)
def _zones_apart(now: datetime) -> tuple[frozenset[str], frozenset[str]]:
    days = {name: local_day(now, zone) for name, zone in _every_zone().items()}
    here = now.date()
    return (
        frozenset(name for name, day in days.items() if day > here),
        frozenset(name for name, day in days.items() if day < here),
    )


@cache
def _every_zone() -> dict[str, ZoneInfo]:
    return {name: ZoneInfo(name) for name in available_timezones()}


def day_starts_at(day: date, zone: ZoneInfo) -> datetime:
    """Return, in UTC, the first instant whose date in `zone` is `day`.

    Midnight does not exist everywhere: where the clocks skip it, the day begins the moment they
    have moved. A midnight that happens twice begins the day the first time. A day that a zone left
    out altogether (Apia, 30 December 2011) begins, and ends, where the next one begins.
    Source: engineering.md, "Time".
    """
    midnight = datetime.combine(day, time(), tzinfo=zone)
    begins = midnight.astimezone(UTC)
    if begins.astimezone(zone).replace(tzinfo=None) == datetime.combine(day, time()):
        return begins
    # Midnight was skipped. `begins` reads the old offset, so it lies at or after the jump.
    before, after = begins - timedelta(days=1), begins
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle <= before:
            break
        if middle.astimezone(zone).date() < day:
            before = middle
        else:
            after = middle
    return after


def first_of_month(day: int) -> int:
    """Return the first day of the month in which `day` lies. Days are ordinals."""
    return day - date.fromordinal(day).day + 1


def first_of_next_month(day: int) -> int:
    """Return the first day of the month after the one in which `day` lies. Days are ordinals.

    After December 9999 comes `FOR_GOOD`, the day past the calendar's end.
    """
    on = date.fromordinal(day)
    if on.month < 12:
        return date(on.year, on.month + 1, 1).toordinal()
    return date(on.year + 1, 1, 1).toordinal() if on.year < 9999 else FOR_GOOD


class Spans:
    """A set of days: sorted stretches that neither overlap nor touch. Made by `merge`.

    `edges` holds start, end, start, end ... with starts included and ends not, so that the number of
    edges at or before a day is odd exactly when the day is in the set.
    """

    __slots__ = ("_before", "edges")

    def __init__(self, edges: list[int]):
        self.edges = edges
        self._before: list[int] | None = None

    @property
    def before(self) -> list[int]:
        """`before[i]` is how many days the first `i` stretches hold. Counted when first asked for."""
        if self._before is None:
            lengths = (end - start for start, end in zip(self.edges[::2], self.edges[1::2], strict=True))
            self._before = [0, *accumulate(lengths)]
        return self._before

    def __bool__(self) -> bool:
        return bool(self.edges)

    def __contains__(self, day: int) -> bool:
        return bisect_right(self.edges, day) & 1 == 1

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """Give the stretches in order, each as (start, end), end not included."""
        return iter(list(zip(self.edges[::2], self.edges[1::2], strict=True)))

    def __repr__(self) -> str:
        return f"Spans({self.edges})"

    def before_day(self, day: int) -> int:
        """Return how many days of the set lie before `day`."""
        i = bisect_right(self.edges, day)
        if i & 1:
            return self.before[i >> 1] + day - self.edges[i - 1]
        return self.before[i >> 1]

    def within(self, start: int, end: int) -> int:
        """Return how many days of the set lie from `start` (included) to `end` (not included)."""
        return self.before_day(end) - self.before_day(start)

    def span_at(self, day: int) -> tuple[int, int] | None:
        """Return the stretch that holds `day`, end not included, or None."""
        i = bisect_right(self.edges, day)
        return (self.edges[i - 1], self.edges[i]) if i & 1 else None

    def next_edge(self, day: int) -> int:
        """Return the first day after `day` on which the set begins or stops holding; `FOR_GOOD` if none."""
        i = bisect_right(self.edges, day)
        return self.edges[i] if i < len(self.edges) else FOR_GOOD

    def covers(self, start: int, end: int) -> bool:
        """Say whether every day from `start` (included) to `end` (not included) is in the set."""
        i = bisect_right(self.edges, start)
        return i & 1 == 1 and self.edges[i] >= end

    def is_endless(self) -> bool:
        """Say whether the last stretch has no end."""
        return bool(self.edges) and self.edges[-1] >= FOR_GOOD


NO_DAYS = Spans([])


def merge(spans: Iterable[tuple[int, int]]) -> Spans:
    """Return the days in any of `spans`, given as half-open pairs of ordinals in any order.

    A pair that ends before it starts holds no day and is left out.
    """
    ordered = sorted(spans)
    if not ordered:
        return NO_DAYS
    edges: list[int] = []
    last = -1  # where the latest stretch ends
    for start, end in ordered:
        if start > last:
            if start < end:
                edges += (start, end)
                last = end
        elif end > last:
            edges[-1] = last = end
    return Spans(edges)


def after_countable_days(base: int, days: int, away: Spans) -> int | None:
    """Return the day on which `days` days outside `away` have passed since `base`.

    The count begins on the day after `base`; the day returned is itself countable (or `base`, if
    `days` is 0). None if an endless absence comes first, or the calendar ends.
    """
    due = base + days
    edges = away.edges
    if edges:
        i = bisect_right(edges, base + 1)
        if i & 1:  # the day after `base` is away
            due += edges[i] - base - 1
            i += 1
        while i < len(edges) and edges[i] <= due:
            due += edges[i + 1] - edges[i]
            i += 2
        if days == 0:
            return base
    return due if due < FOR_GOOD else None
