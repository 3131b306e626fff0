"""Finding the sessions that count among a member's sittings."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from supervision.policy.clock.values import CompiledRule, SittingRow, WorkedRow


def known(today: int, rows: Sequence[SittingRow] | Sequence[WorkedRow]) -> int:
    """Return how many of `rows`, sorted and led by their day, are known today: those up to it."""
    if not rows or rows[-1][0] <= today:
        return len(rows)
    return bisect_left(rows, (today + 1,))


def last_counted(rule: CompiledRule, sittings: Sequence[SittingRow], upto: int) -> int | None:
    """Return the day of the last counting session among the first `upto` sittings."""
    counts, least = rule.counts, rule.min_minutes
    while upto:
        upto -= 1
        day, minutes, kind, _ = sittings[upto]
        if minutes >= least and kind in counts:
            return day
    return None


def counting_days(rule: CompiledRule, sittings: Sequence[SittingRow], start: int, upto: int) -> list[int]:
    """Return the days from `start` on of the counting sessions among the first `upto` sittings, sorted."""
    counts, least = rule.counts, rule.min_minutes
    first = bisect_left(sittings, (start,), 0, upto)
    return [day for day, minutes, kind, _ in sittings[first:upto] if minutes >= least and kind in counts]
