"""The clock itself: due date, state, and when to look again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from operator import itemgetter

from supervision.policy.clock.calendar_minutes import calendar_minutes
from supervision.policy.clock.count import count
from supervision.policy.clock.counted import known
from supervision.policy.clock.credit import FORMULAS
from supervision.policy.clock.rolling import rolling
from supervision.policy.clock.units import units
from supervision.policy.clock.values import (
    DUE_SOON,
    ESCALATED,
    ON_TRACK,
    OVERDUE,
    PAUSED,
    Answer,
    CompiledRule,
    Leave,
    Membership,
    Rule,
    Sitting,
    SittingRow,
    Worked,
    WorkedRow,
    pauses,
)
from supervision.scheduling.days import FOR_GOOD, Spans

BY_KIND = {"rolling": rolling, "calendar_minutes": calendar_minutes, "count": count, "units": units}

_day = date.fromordinal


def compile_rule(rule: Rule) -> CompiledRule:
    """Make `rule` ready for `evaluate`; done once for all the members it is owed to."""
    ready = CompiledRule()
    for name in (
        "kind",
        "counts",
        "min_minutes",
        "interval_days",
        "stages",
        "max_interval_days",
        "minutes",
        "sessions_a_year",
        "units",
        "warn_days",
        "grace_days",
        "escalate_after_days",
        "pausing_leave",
    ):
        setattr(ready, name, getattr(rule, name))
    ready.find_due = BY_KIND[rule.kind]
    ready.formula = FORMULAS[rule.credit]
    ready.is_pro_rata = rule.part_time != "none"
    # With nothing said about the first session, the interval holds for it too.
    if rule.first_within_days is not None:
        ready.first_within_days = rule.first_within_days
    elif rule.interval_days is not None:
        ready.first_within_days = rule.interval_days
    # Units have no date to come until they are worked, so none says nothing about leave.
    ready.never_means_paused = rule.kind != "units"
    ready.owed_from = 0 if rule.owed_from is None else rule.owed_from.toordinal()
    return ready


def evaluate(
    today: int,
    rule: CompiledRule,
    start: int,
    end: int | None,
    fte: tuple[int, int],
    sittings: Sequence[SittingRow],
    away: Spans,
    worked: Sequence[WorkedRow] = (),
) -> Answer:
    """Return a member's clock under one rule today; the inner entry, for many members at a time.

    Days are ordinals. `start` and `end` (or None) are the first and last tracked days; `fte` is a
    fraction, (top, bottom). `sittings` and `worked` are sorted by day; those after today are not known
    yet. `away` is the leave that pauses this rule, from `pauses`. The member must be tracked today.

    Paused: today is in a pausing leave, or a pausing leave without end keeps any due date from coming.
    Source: product.md, "The clock", state today.
    """
    due, last, credit, why, recheck = rule.find_due(today, rule, start, fte, sittings, away, worked)

    span = None
    edges = away.edges
    if edges:
        i = bisect_right(edges, today)
        if i < len(edges):
            if edges[i] < recheck:
                recheck = edges[i]
            if i & 1:
                span = (edges[i - 1], edges[i])
        if due is None and span is None and edges[-1] >= FOR_GOOD and rule.never_means_paused:
            span = (edges[-2], edges[-1])
    if sittings and sittings[-1][0] > today:
        recheck = min(recheck, sittings[known(today, sittings)][0])
    if end is not None and end < recheck:
        recheck = end + 1

    if due is None:
        state = ON_TRACK if span is None else PAUSED
        due_on = due_soon_on = overdue_on = escalated_on = None
    else:
        due_soon, overdue, escalated = (
            due - rule.warn_days,
            due + rule.grace_days + 1,
            due + rule.escalate_after_days + 1,
        )
        if span is not None:
            state = PAUSED
        elif today < due_soon:
            state = ON_TRACK
        elif today >= escalated:
            state = ESCALATED
        elif today >= overdue:
            state = OVERDUE
        else:
            state = DUE_SOON
        due_on = _day(due)
        due_soon_on = _day(due_soon) if due_soon > 0 else date.min
        overdue_on = _day(overdue) if overdue < FOR_GOOD else None
        escalated_on = _day(escalated) if escalated < FOR_GOOD else None
    return Answer(
        state,
        due_on,
        None if last is None else _day(last),
        due_soon_on,
        overdue_on,
        escalated_on,
        None if recheck >= FOR_GOOD else _day(recheck),
        credit,
        why,
        span,
    )


def clock_on(
    *,
    today: date,
    rule: Rule | CompiledRule,
    membership: Membership,
    sittings: Iterable[Sitting] = (),
    leave: Iterable[Leave] = (),
    worked: Iterable[Worked] = (),
) -> Answer:
    """Return a member's clock under `rule` on `today`, a day in the member's own zone.

    Sessions and units after `today` are not known yet; leave is. Order does not matter. Ask
    `membership.tracked_on(today)` first: the answer means nothing for a member who is not tracked.
    Source: product.md, "The clock (exact)".
    """
    ready = rule if isinstance(rule, CompiledRule) else compile_rule(rule)
    return evaluate(
        today.toordinal(),
        ready,
        membership.start.toordinal(),
        None if membership.end is None else membership.end.toordinal(),
        (membership.fte.numerator, membership.fte.denominator),
        sorted(sittings, key=itemgetter(0)),
        pauses(leave, ready.pausing_leave),
        sorted(worked, key=itemgetter(0)),
    )
