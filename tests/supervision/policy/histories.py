"""Random members and rules, nasty on purpose, told once to the clock and once to the oracle."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from supervision.policy.clock import Leave, Membership, Rule, Sitting, Worked, parse_stages
from supervision.policy.clock.values import KINDS
from tests.supervision.policy.clock_oracle import OracleMember, OracleRule

LEAVE_KINDS = ["annual", "study", "sickness", "parental", "sabbatical", "other"]
FTES = ["1", "1", "1", "0.5", "0.8", "0.37", "0.4", "0.6", "0.01", "0.99", "1.2", "0.333333", "0.05"]
MOST = {"calendar_minutes": "minutes", "rolling": "interval", "count": "count", "units": "none"}


class History(NamedTuple):
    today: date
    rule: Rule
    membership: Membership
    sittings: list
    leave: list
    worked: list
    oracle_rule: OracleRule
    oracle_member: OracleMember

    @property
    def given(self):
        return {
            "rule": self.rule,
            "membership": self.membership,
            "sittings": self.sittings,
            "leave": self.leave,
            "worked": self.worked,
        }


def some_day(dice, around, spread):
    return around + timedelta(days=dice.randint(-spread, spread))


def a_today(dice):
    edges = [date(2024, 2, 29), date(2023, 2, 28), date(2024, 12, 31), date(2026, 3, 29), date(2026, 10, 25)]
    edges += [date(2028, 3, 1), date(2026, 1, 1), date(2026, 1, 31), date(2000, 2, 29), date(2099, 12, 31)]
    return dice.choice(edges) if dice.random() < 0.3 else some_day(dice, date(2026, 11, 3), 1500)


def a_start(dice, today):
    roll = dice.random()
    if roll < 0.05:
        return today
    if roll < 0.25:
        return (today - timedelta(days=dice.randint(0, 200))).replace(day=1)
    if roll < 0.5:
        return today - timedelta(days=dice.randint(1, 70))
    if roll < 0.8:
        return today - timedelta(days=dice.randint(300, 420))
    return today - timedelta(days=dice.randint(70, 1500))


def some_leave(dice, today, start):
    leave = []
    for _ in range(dice.choice([0, 0, 1, 2, 3, 5, 12])):
        first = some_day(dice, today, 60) if dice.random() < 0.4 else some_day(dice, today, 500)
        if dice.random() < 0.1:
            first = start - timedelta(days=dice.randint(0, 20))
        roll = dice.random()
        if roll < 0.25:
            first = first.replace(day=1)
        length = dice.choice([1, 1, 2, 5, 14, 28, 31, 60, 100, 250, 400])
        last = first + timedelta(days=length - 1)
        if roll < 0.1:
            last = (first + timedelta(days=31 * dice.randint(1, 4))).replace(day=1) - timedelta(days=1)
        if dice.random() < 0.08:
            last = None
        leave.append((first, last, dice.choice(LEAVE_KINDS)))
        if dice.random() < 0.2 and last is not None:  # one that touches it
            leave.append((last + timedelta(days=1), last + timedelta(days=length), dice.choice(LEAVE_KINDS)))
    return leave


def some_sessions(dice, today, start):
    sessions = []
    gap = dice.choice([5, 12, 28, 40, 90])
    day = some_day(dice, start, 30) if dice.random() < 0.3 else start + timedelta(days=dice.randint(0, 30))
    day = max(day, today - timedelta(days=800))
    until = today + timedelta(days=dice.choice([-200, -40, -5, 0, 0, 30]))
    while day <= until:
        kind = dice.choice(["individual", "individual", "group", "peer"])
        attended = 1 if kind == "individual" else dice.randint(1, 7)
        sessions.append((day, dice.choice([20, 30, 44, 45, 50, 60, 61, 90, 105, 120]), kind, attended))
        if dice.random() < 0.05:
            sessions.append((day, 60, "individual", 1))
        day += timedelta(days=dice.randint(0, 2 * gap))
    if dice.random() < 0.1:
        sessions.append((today, 60, "individual", 1))
    if dice.random() < 0.15:
        sessions = []
    return sessions


def some_worked(dice, today, start):
    days = sorted({some_day(dice, today, 90) for _ in range(dice.choice([0, 5, 20, 60]))})
    if dice.random() < 0.2:
        days = sorted({*days, start, start - timedelta(days=1)})
    return [(day, dice.choice(["0.5", "1", "1", "7.25", "0.1", "0"])) for day in days]


def a_history(seed, kind=None):
    dice = random.Random(seed)
    kind = kind or dice.choice(KINDS)
    today = a_today(dice)
    start = a_start(dice, today)
    end = dice.choice([None, None, None, today, today + timedelta(days=dice.randint(0, 90))])
    fte = dice.choice(FTES)
    leave = some_leave(dice, today, start)
    sessions = some_sessions(dice, today, start)
    worked = some_worked(dice, today, start) if kind == "units" or dice.random() < 0.1 else []
    values = {
        "counts": dice.choice([{"individual"}, {"individual", "group"}, {"individual", "group", "peer"}]),
        "pausing_leave": dice.choice([set(), {"sickness", "parental", "sabbatical"}, set(LEAVE_KINDS)]),
        "min_minutes": dice.choice([0, 30, 45, 60]),
        "credit": dice.choice(["full", "half", "divide", "bacp", "babcp"]),
        "interval_days": dice.choice([1, 7, 21, 28, 42, 45, 91]),
        "first_within_days": dice.choice([0, 1, 14, 30]),
        "max_interval_days": dice.choice([None, 28, 42, 56, 90]),
        "minutes": dice.choice([1, 45, 60, 90, 91]),
        "sessions_a_year": dice.choice([1, 2, 4, 10, 12, 26, 52, 364, 365, 400]),
        "part_time": dice.choice(["none", MOST[kind]]),
        "warn_days": dice.choice([0, 7, 14]),
        "grace_days": dice.choice([0, 3, 7]),
        "escalate_after_days": dice.choice([0, 14, 30]),
        "owed_from": dice.choice([None] * 6 + [some_day(dice, today, 40), some_day(dice, today, 300)]),
    }
    stages = dice.choice(["", "42:7;182:14", "90:14", "10:1;42:7;365:30"])
    units = dice.choice(["8", "5.5", "0.1", "20"])
    rule = Rule(
        kind=kind,
        **{
            **values,
            "counts": frozenset(values["counts"]),
            "pausing_leave": frozenset(values["pausing_leave"]),
            "stages": parse_stages(stages),
            "units": Decimal(units),
        },
    )
    return History(
        today=today,
        rule=rule,
        membership=Membership(start, end, Fraction(fte)),
        sittings=[Sitting.on(*session) for session in sessions],
        leave=[Leave(*row) for row in leave],
        worked=[Worked.on(day, units) for day, units in worked],
        oracle_rule=OracleRule(kind=kind, stages=stages, units=Fraction(units), **values),
        oracle_member=OracleMember(
            start, end, Fraction(fte), sessions, leave, [(day, Fraction(units)) for day, units in worked]
        ),
    )
