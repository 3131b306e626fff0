"""Rules, sittings and leave in few words, and the clock asked about them."""

from datetime import date
from fractions import Fraction

from supervision.policy.clock import Leave, Membership, Rule, Sitting, clock_on

LONG = frozenset({"sickness", "parental", "sabbatical"})
BOTH = frozenset({"individual", "group"})
LONG_AGO = date(2020, 1, 1)


def d(text):
    return date.fromisoformat(text)


def rolling(**changes):
    values = {"interval_days": 28, "first_within_days": 14, "max_interval_days": 56, **changes}
    return Rule(kind="rolling", counts=BOTH, min_minutes=45, pausing_leave=LONG, **values)


def monthly(**changes):
    values = {"minutes": 90, "credit": "bacp", **changes}
    return Rule(kind="calendar_minutes", counts=BOTH, min_minutes=30, pausing_leave=LONG, **values)


def yearly(**changes):
    values = {"sessions_a_year": 10, "warn_days": 14, **changes}
    return Rule(kind="count", counts=BOTH, min_minutes=45, pausing_leave=LONG, **values)


def every_units(**changes):
    values = {"units": 8, **changes}
    return Rule(kind="units", counts=BOTH, min_minutes=45, pausing_leave=LONG, **values)


def held(*days, minutes=60, kind="individual", attended=1):
    return [Sitting.on(d(day), minutes, kind, attended) for day in days]


def away(first, last=None, kind="sickness"):
    return Leave(d(first), d(last) if last else None, kind)


def ask(rule, today, sittings=(), leave=(), worked=(), start=LONG_AGO, end=None, fte=1):
    return clock_on(
        today=d(today),
        rule=rule,
        membership=Membership(start, end, Fraction(fte)),
        sittings=sittings,
        leave=leave,
        worked=worked,
    )
