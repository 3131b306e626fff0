"""What may go into the clock: stages, rules, and how long somebody is a member."""

from decimal import Decimal
from fractions import Fraction

import pytest

from supervision.policy.clock import Membership, Rule, parse_stages
from tests.supervision.policy.clocks import BOTH, LONG_AGO, d


@pytest.mark.parametrize(
    ("text", "stages"),
    [("", ()), ("42:7", ((42, 7),)), ("42:7;182:14", ((42, 7), (182, 14))), (" 42 : 7 ; ", ((42, 7),))],
)
def test_stages_are_read(text, stages):
    assert parse_stages(text) == stages


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("42", "no stage"),
        ("42:", "no stage"),
        ("a:7", "no stage"),
        ("42:7:3", "no stage"),
        ("-1:7", "no stage"),
        ("42:0", "at least 1"),
        ("0:7", "at least 1"),
        ("182:14;42:7", "must rise"),
        ("42:7;42:9", "must rise"),
    ],
)
def test_stages_that_cannot_be_kept_are_refused(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        parse_stages(text)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"kind": "weekly"}, "no kind of rule"),
        ({"kind": "rolling"}, "needs interval_days"),
        ({"kind": "rolling", "interval_days": 0}, "at least 1"),
        ({"kind": "rolling", "interval_days": 7, "credit": "bapc"}, "credit formula"),
        ({"kind": "rolling", "interval_days": 7, "part_time": "count"}, "does not go with"),
        ({"kind": "rolling", "interval_days": 7, "part_time": "some"}, "no part-time rule"),
        ({"kind": "rolling", "interval_days": 7, "counts": frozenset()}, "which kinds"),
        ({"kind": "rolling", "interval_days": 7, "warn_days": -1}, "less than 0"),
        ({"kind": "rolling", "interval_days": 7, "max_interval_days": 0}, "at least 1"),
        ({"kind": "calendar_minutes"}, "needs minutes"),
        ({"kind": "count"}, "needs sessions_a_year"),
        ({"kind": "units"}, "needs units"),
        ({"kind": "units", "units": 0}, "more than 0"),
        ({"kind": "units", "units": 7.5}, "exact"),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused(values, sentence):
    with pytest.raises(ValueError, match=sentence):
        Rule(**{"counts": BOTH, **values})


@pytest.mark.parametrize("fte", [0.5, Fraction(0), Decimal("-1")])
def test_full_time_equivalent_is_exact_and_more_than_nothing(fte):
    with pytest.raises(ValueError, match="Full-time"):
        Membership(LONG_AGO, None, fte)


@pytest.mark.parametrize(
    ("day", "tracked"),
    [("2026-10-31", False), ("2026-11-01", True), ("2026-11-30", True), ("2026-12-01", False)],
)
def test_a_member_is_tracked_from_start_to_end(day, tracked):
    assert Membership(d("2026-11-01"), d("2026-11-30")).tracked_on(d(day)) == tracked
