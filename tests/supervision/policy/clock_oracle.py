"""A second opinion on the clock: slow, plain, written from the text alone.

Every sentence of docs "The clock (exact)" is a loop over days here, with dates and Fractions.
It shares no line with the package it checks; keep it so. Where the two differ, the text decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import floor

ONE = timedelta(days=1)


@dataclass
class OracleRule:
    kind: str
    counts: set
    pausing_leave: set
    min_minutes: int = 0
    credit: str = "full"
    interval_days: int = 28
    stages: str = ""
    first_within_days: int = 14
    max_interval_days: int | None = None
    minutes: int = 0
    sessions_a_year: int = 0
    units: Fraction = Fraction(0)
    part_time: str = "none"
    warn_days: int = 7
    grace_days: int = 3
    escalate_after_days: int = 14
    owed_from: date | None = None


@dataclass
class OracleMember:
    start: date
    end: date | None
    fte: Fraction
    sessions: list  # (day, minutes, kind, supervisees who attended), held and attended by this member
    leave: list  # (first day, last day or None, kind)
    worked: list  # (day, units)


def credit(formula, minutes, attended):
    minutes, n = Fraction(minutes), attended
    if n == 1:
        return minutes
    if formula == "full":
        return minutes
    if formula == "half":
        return minutes / 2
    if formula == "divide":
        return minutes / n
    if formula == "bacp":
        return minutes / 2 if n <= 4 else minutes / n
    if formula == "babcp":
        return min(minutes, 2 * minutes / n) if n <= 4 else Fraction(0)
    raise AssertionError(formula)


def half_up(number):
    return floor(number + Fraction(1, 2))


def is_countable(rule, member, day):
    for first, last, kind in member.leave:
        if kind in rule.pausing_leave and first <= day and (last is None or day <= last):
            return False
    return True


def endless_from(rule, member):
    """The first day of a pausing leave that never ends, if there is one."""
    starts = [first for first, last, kind in member.leave if kind in rule.pausing_leave and last is None]
    return min(starts) if starts else None


def counting(rule, member, today):
    """The sessions that count and are known today, oldest first."""
    return sorted(
        s for s in member.sessions if s[0] <= today and s[2] in rule.counts and s[1] >= rule.min_minutes
    )


def origin(rule, member):
    return member.start if rule.owed_from is None else max(member.start, rule.owed_from)


def rolling_due(rule, member, today):
    held = counting(rule, member, today)
    if held:
        day = held[-1][0]
        n = rule.interval_days
        if rule.stages:
            for stage in rule.stages.split(";"):
                below, every = stage.split(":")
                if (day - member.start).days < int(below):
                    n = int(every)
                    break
        if rule.part_time == "interval":
            n = half_up(n / member.fte)
            if rule.max_interval_days is not None:
                n = min(n, rule.max_interval_days)
    else:
        day = origin(rule, member)
        n = rule.first_within_days
    for_good = endless_from(rule, member)
    passed = 0
    while passed < n:
        day += ONE
        if for_good is not None and day >= for_good:
            return None
        if is_countable(rule, member, day):
            passed += 1
    if rule.owed_from is not None:
        day = max(day, rule.owed_from)
    return day


def month_after(first):
    return (first + timedelta(days=31)).replace(day=1)


def month_before(first):
    return (first - ONE).replace(day=1)


def days_of_month(first):
    day, days = first, []
    while day.month == first.month:
        days.append(day)
        day += ONE
    return days


def month_minutes(rule, member, first, today):
    days = set(days_of_month(first))
    return sum(
        (credit(rule.credit, s[1], s[3]) for s in counting(rule, member, today) if s[0] in days), Fraction(0)
    )


def calendar_due(rule, member, today):
    need = Fraction(rule.minutes)
    if rule.part_time == "minutes":
        need *= member.fte

    def is_exempt(first):
        return not any(is_countable(rule, member, day) for day in days_of_month(first))

    def is_since_start(first):
        return origin(rule, member) <= first

    def is_met(first):
        return month_minutes(rule, member, first, today) >= need

    this = today.replace(day=1)
    before = month_before(this)
    if is_met(this) or is_exempt(this) or not is_since_start(this):
        month = month_after(this)
        for_good = endless_from(rule, member)
        while is_exempt(month) or not is_since_start(month):
            if for_good is not None and month >= for_good:
                return None
            month = month_after(month)
        return days_of_month(month)[-1]
    if is_since_start(before) and not is_exempt(before) and not is_met(before):
        return days_of_month(before)[-1]
    return days_of_month(this)[-1]


def count_due(rule, member, today):
    begins = origin(rule, member)
    a_year = Fraction(rule.sessions_a_year)
    if rule.part_time == "count":
        a_year *= member.fte
    held = [s[0] for s in counting(rule, member, today)]
    finite = [last for _, last, kind in member.leave if kind in rule.pausing_leave and last is not None]
    horizon = max([today, begins, *finite]) + timedelta(days=800)
    countable_until, running, day = {begins - ONE: 0}, 0, begins
    while day <= horizon:
        running += is_countable(rule, member, day)
        countable_until[day] = running
        day += ONE

    def holds(day):
        stretch = max(day - timedelta(days=364), begins)
        if stretch > day:
            return True
        sessions = sum(1 for s in held if stretch <= s <= day)
        countable = countable_until[day] - countable_until[stretch - ONE]
        return sessions >= floor(a_year * countable / 365)

    day = today
    if holds(day):
        while holds(day + ONE):
            day += ONE
            if day >= horizon - ONE:
                return None
        due = day
    else:
        while not holds(day):
            day -= ONE
        due = day
    return due if rule.owed_from is None else max(due, rule.owed_from)


def units_due(rule, member, today):
    held = counting(rule, member, today)
    since = held[-1][0] + ONE if held else member.start
    if rule.owed_from is not None:
        since = max(since, rule.owed_from)
    total, day = Fraction(0), since
    while day <= today:
        total += sum((Fraction(units) for on, units in member.worked if on == day), Fraction(0))
        if total >= rule.units:
            return day
        day += ONE
    return None


def answer(rule, member, today):
    """Return (state, due_on, last_counted_on, minutes_this_month)."""
    by_kind = {
        "rolling": rolling_due,
        "calendar_minutes": calendar_due,
        "count": count_due,
        "units": units_due,
    }
    due = by_kind[rule.kind](rule, member, today)
    held = counting(rule, member, today)
    minutes = None
    if rule.kind == "calendar_minutes":
        minutes = month_minutes(rule, member, today.replace(day=1), today)

    never_ends = endless_from(rule, member) is not None and rule.kind != "units"
    if not is_countable(rule, member, today) or (due is None and never_ends):
        state = "paused"
    elif due is None:
        state = "on_track"
    elif today > due + timedelta(days=rule.escalate_after_days):
        state = "escalated"
    elif today > due + timedelta(days=rule.grace_days):
        state = "overdue"
    elif today >= due - timedelta(days=rule.warn_days):
        state = "due_soon"
    else:
        state = "on_track"
    return state, due, held[-1][0] if held else None, minutes
