"""The calendar_minutes rule: so many minutes of credit in each calendar month."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from supervision.policy.clock.counted import known
from supervision.policy.clock.values import CompiledRule, Found, MonthWhy, SittingRow, WorkedRow
from supervision.scheduling.days import FOR_GOOD, Spans, first_of_month, first_of_next_month


@lru_cache(maxsize=4096)
def months_around(day: int) -> tuple[int, int, int]:
    """Return the first days of the month before, the month of `day`, and the month after."""
    this = first_of_month(day)
    return first_of_month(this - 1), this, first_of_next_month(day)


def next_owed_month(month: int, origin: int, away: Spans) -> int | None:
    """Return the first month from `month` on that is owed; None if there never is one.

    Owed is a month that is full since `origin` and not wholly away. Months are their first days.
    """
    if month < origin:
        month = first_of_month(origin)
        if month < origin:
            month = first_of_next_month(origin)
    if month >= FOR_GOOD:
        return None
    span = away.span_at(month)
    if span is not None and span[1] >= first_of_next_month(month):
        # Spans are merged, so the day after one is not away, and the month it lies in is owed.
        return None if span[1] >= FOR_GOOD else first_of_month(span[1])
    return month


def calendar_minutes(
    today: int,
    rule: CompiledRule,
    start: int,
    fte: tuple[int, int],
    sittings: Sequence[SittingRow],
    away: Spans,
    worked: Sequence[WorkedRow],
) -> Found:
    """Return (due, last counted, credit, why, changes on) under minutes a month. Days are ordinals.

    A month is owed from the first full one since the start, unless it is wholly away. If this month
    is met, away or not owed yet: due on the last day of the next owed month. Else, if the month before
    was owed and missed: its last day. Else the last day of this month.
    Source: product.md, "The clock", calendar_minutes.
    """
    before, this, after = months_around(today)
    origin = start if start >= rule.owed_from else rule.owed_from

    counts, least = rule.counts, rule.min_minutes
    top, bottom = 0, 1  # this month
    old_top, old_bottom = 0, 1  # the month before
    last = None
    i = known(today, sittings)
    while i:
        i -= 1
        day, minutes, kind, attended = sittings[i]
        if day < before and last is not None:
            break
        if minutes < least or kind not in counts:
            continue
        if last is None:
            last = day
        if day < before:
            break
        if attended == 1:
            t, b = minutes, 1
        else:
            t, b = rule.formula(minutes, attended)
        if day >= this:
            top, bottom = (top + t, bottom) if b == bottom else (top * b + t * bottom, bottom * b)
        elif b == old_bottom:
            old_top += t
        else:
            old_top, old_bottom = old_top * b + t * old_bottom, old_bottom * b

    need, parts = rule.minutes, 1
    if rule.is_pro_rata:
        need, parts = need * fte[0], fte[1]

    if top * parts >= need * bottom:
        stands = "met"
    elif this < origin:
        stands = "early"
    elif away.edges and away.covers(this, after):
        stands = "away"
    else:
        stands = "short"

    if before < origin:
        stood = "early"
    elif old_top * parts >= need * old_bottom:
        stood = "met"
    elif away.edges and away.covers(before, this):
        stood = "away"
    else:
        stood = "short"

    if stands != "short":
        month = next_owed_month(after, origin, away)
        due = None if month is None else first_of_next_month(month) - 1
    elif stood == "short":
        month, due = before, this - 1
    else:
        month, due = this, after - 1

    credit = (top, bottom)
    why = MonthWhy(
        month,
        this,
        stands,
        credit,
        before,
        stood,
        (old_top, old_bottom),
        (need, parts),
        rule.owed_from,
        start,
    )
    return due, last, credit, why, after
