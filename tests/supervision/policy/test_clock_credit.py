from fractions import Fraction

import pytest

from supervision.policy.clock import credit
from supervision.policy.clock.credit import FORMULAS


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("full", [90, 90, 90, 90, 90, 90, 90]),
        ("half", [90, 45, 45, 45, 45, 45, 45]),
        ("divide", [90, 45, 30, Fraction(45, 2), 18, 15, Fraction(90, 7)]),
        ("bacp", [90, 45, 45, 45, 18, 15, Fraction(90, 7)]),
        ("babcp", [90, 90, 60, 45, 0, 0, 0]),
    ],
)
def test_ninety_minutes_are_credited_as_each_body_does(formula, expected):
    assert [credit(formula, 90, attended) for attended in range(1, 8)] == expected


@pytest.mark.parametrize("formula", FORMULAS)
def test_alone_a_supervisee_has_all_of_it(formula):
    assert credit(formula, 61, 1) == 61


def test_odd_minutes_stay_exact():
    assert credit("half", 61, 3) == Fraction(61, 2)
    assert credit("babcp", 50, 3) == Fraction(100, 3)


def test_a_session_nobody_attended_and_an_unknown_formula_are_refused():
    with pytest.raises(ValueError, match="attended"):
        credit("full", 60, 0)
    with pytest.raises(ValueError, match="no credit formula"):
        credit("bapc", 60, 1)
