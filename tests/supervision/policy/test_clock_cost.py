"""A clock costs the same however long the history. Ratios within one run, so a slow machine passes too."""

from datetime import date, timedelta
from time import process_time

import pytest

from supervision.policy.clock import Leave, Rule, Sitting, compile_rule, evaluate, pauses

TODAY = date(2026, 11, 3)
LONG = frozenset({"sickness"})
RULES = {
    "rolling": Rule(kind="rolling", counts=frozenset({"individual"}), interval_days=28, pausing_leave=LONG),
    "calendar_minutes": Rule(
        kind="calendar_minutes", counts=frozenset({"individual"}), minutes=90, pausing_leave=LONG
    ),
    "count": Rule(kind="count", counts=frozenset({"individual"}), sessions_a_year=10, pausing_leave=LONG),
}


def seconds(rule, sessions, leaves):
    today = TODAY.toordinal()
    sittings = [Sitting(today - 5 - 30 * i, 60, "individual") for i in range(sessions)][::-1]
    leave = [
        Leave(TODAY - timedelta(days=20 + 60 * i), TODAY - timedelta(days=16 + 60 * i), "sickness")
        for i in range(leaves)
    ]
    ready, away = compile_rule(rule), pauses(leave, LONG)
    best = 1e9
    for _ in range(7):
        began = process_time()
        for _ in range(300):
            evaluate(today, ready, today - 4000, None, (1, 1), sittings, away, ())
        best = min(best, process_time() - began)
    return best


@pytest.mark.parametrize("kind", RULES)
def test_ten_years_cost_no_more_than_one(kind):
    uniform, long = seconds(RULES[kind], 12, 6), seconds(RULES[kind], 500, 60)
    assert long < 3 * uniform  # measured 1.1 to 1.5; counting every session would be 20
