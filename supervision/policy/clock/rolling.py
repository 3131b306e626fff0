"""The rolling rule: a session every so many days."""

from __future__ import annotations

from collections.abc import Sequence

from supervision.policy.clock.counted import known, last_counted
from supervision.policy.clock.values import CompiledRule, Found, RollingWhy, SittingRow, WorkedRow, half_up
from supervision.scheduling.days import FOR_GOOD, Spans, after_countable_days


def every_days(rule: CompiledRule, *, after_start: int, fte: tuple[int, int]) -> int:
    """Return how many days may pass after a session held `after_start` days after the start.

    The first stage the session is early enough for, else the rule's interval; pro rata for part time,
    rounded half up, at most the rule's longest interval.
    """
    days = rule.interval_days
    for below, every in rule.stages:
        if after_start < below:
            days = every
            break
    if rule.is_pro_rata:
        top, bottom = fte
        days = half_up(days * bottom, top)
        if rule.max_interval_days is not None and days > rule.max_interval_days:
            days = rule.max_interval_days
    return days


def rolling(
    today: int,
    rule: CompiledRule,
    start: int,
    fte: tuple[int, int],
    sittings: Sequence[SittingRow],
    away: Spans,
    worked: Sequence[WorkedRow],
) -> Found:
    """Return (due, last counted, credit, why, changes on) under a rolling rule. Days are ordinals.

    Due on the day on which the interval's countable days have passed since the last counting session
    or, before the first, `first_within_days` since the start. Source: product.md, "The clock", rolling.
    """
    began = rule.owed_from
    last = last_counted(rule, sittings, known(today, sittings))
    if last is None:
        days = rule.first_within_days
        base, since = (start, "joined") if start >= began else (began, "began")
    else:
        days = every_days(rule, after_start=last - start, fte=fte)
        base, since = last, "held"
    due = counted_to = after_countable_days(base, days, away)
    if due is not None and due < began:
        due = began
    return due, last, None, RollingWhy(base, since, days, counted_to, began), FOR_GOOD
