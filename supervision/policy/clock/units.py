"""The units rule: a session for every so many units worked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from supervision.policy.clock.counted import known, last_counted
from supervision.policy.clock.values import Amount, CompiledRule, Found, SittingRow, UnitsWhy, WorkedRow
from supervision.scheduling.days import FOR_GOOD, Spans


def units(
    today: int,
    rule: CompiledRule,
    start: int,
    fte: tuple[int, int],
    sittings: Sequence[SittingRow],
    away: Spans,
    worked: Sequence[WorkedRow],
) -> Found:
    """Return (due, last counted, credit, why, changes on) under units worked. Days are ordinals.

    Due on the day on which the units worked after the day of the last counting session, or since the
    start, reached the rule's number; None until then. Source: product.md, "The clock", units.
    """
    began = rule.owed_from
    last = last_counted(rule, sittings, known(today, sittings))
    if last is None:
        base, since, first = start, "joined", start
    else:
        base, since, first = last, "held", last + 1
    if first < began:
        base, since, first = began, "began", began

    wanted = rule.units
    total: Amount = 0
    due = None
    i, size = bisect_left(worked, (first,)), len(worked)
    while i < size:
        day, amount = worked[i]
        if day > today:
            break
        total += amount
        if total >= wanted:
            due = day
            break
        i += 1
    after = known(today, worked)
    changes_on = worked[after][0] if after < size else FOR_GOOD
    return due, last, None, UnitsWhy(base, since, total, wanted), changes_on
