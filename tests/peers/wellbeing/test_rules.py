"""When it stays heavy: both sides of every edge."""

from datetime import date, timedelta

import pytest

from peers.wellbeing.rules import Check, is_heavy, stays_heavy
from peers.wellbeing.signs import ANSWERS, HEAVIEST, SIGNS

TODAY = date(2026, 11, 6)
KEYS = [sign.key for sign in SIGNS]


def check(ago, heavy=0, light=12, weight=3, **weights):
    """Return a check so many days ago, of which so many signs were heavy, and the rest of `light` light."""
    said = dict.fromkeys(KEYS[:light], 0) | dict.fromkeys(KEYS[:heavy], weight) | weights
    return Check(TODAY - timedelta(days=ago), said)


def test_every_sign_that_the_field_names_is_asked_about_once():
    assert len(KEYS) == len(set(KEYS)) == 12
    assert len(ANSWERS) == 5


def test_a_good_sign_weighs_the_less_the_more_often():
    sleep = next(sign for sign in SIGNS if sign.key == "sleep")
    dread = next(sign for sign in SIGNS if sign.key == "dread")
    assert [sleep.weight(answer) for answer in range(5)] == [4, 3, 2, 1, 0]
    assert [dread.weight(answer) for answer in range(5)] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("heavy", "answered", "weight", "expected"),
    [
        (4, 12, 3, True),  # a third
        (3, 12, 3, False),  # less
        (12, 12, 2, False),  # in between is not heavy
        (2, 6, 3, True),  # six answers are enough
        (1, 6, 3, False),
        (5, 5, 4, False),  # five are not
        (0, 0, 3, False),
    ],
)
def test_a_check_is_heavy_from_a_third_of_six_answers_on(heavy, answered, weight, expected):
    assert is_heavy(check(0, heavy=heavy, light=answered, weight=weight)) is expected


@pytest.mark.parametrize(
    ("checks", "expected"),
    [
        ([], False),
        ([check(0, 4)], False),  # one alone is a bad fortnight
        ([check(14, 4), check(0, 4)], True),
        ([check(10, 4), check(0, 4)], True),  # ten days apart
        ([check(9, 4), check(0, 4)], False),  # nine
        ([check(42, 4), check(0, 4)], True),  # six weeks ago
        ([check(43, 4), check(0, 4)], False),  # longer ago
        ([check(42, 4), check(32, 4)], True),  # the latest need not be today's
        ([check(14, 4), check(0, 3)], False),  # lighter again
        ([check(14, 3), check(0, 4)], False),
        ([check(28, 4), check(14, 0), check(0, 4)], False),  # not in a row
        ([check(28, 4), check(9, 0), check(0, 4)], True),  # what lies nearer than ten days is passed over
        ([check(14, 0, images=4), check(0, 0, images=4)], True),  # one sign at its heaviest in both
        ([check(14, 0, images=4), check(0, 0, images=3)], False),
        ([check(14, 0, images=4), check(0, 0, dread=4)], False),  # not the same one
        ([check(14, 4), check(-1, 4)], False),  # a day that has not been yet
    ],
)
def test_it_stays_heavy_when_two_checks_at_least_ten_days_apart_were(checks, expected):
    assert (stays_heavy(checks, today=TODAY) is not None) is expected
    assert (stays_heavy(reversed(checks), today=TODAY) is not None) is expected


def test_it_says_which_checks_and_which_sign_it_was():
    found = stays_heavy([check(14, 0, sleep=HEAVIEST), check(0, 0, sleep=HEAVIEST)], today=TODAY)

    assert (found.first, found.second) == (TODAY - timedelta(days=14), TODAY)
    assert (found.is_much, found.signs) == (False, ("sleep",))
