from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from peers.checkins.rules import (
    APART,
    Candidate,
    circle_of,
    due_round,
    eve_of,
    is_away,
    spread_over,
    waited,
    who_rings,
)
from supervision.scheduling.matching import pair_up

MONDAY = date(2026, 11, 2)
LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("last", "today", "due"),
    [
        (None, MONDAY, MONDAY),
        (None, MONDAY + timedelta(days=1), None),
        (MONDAY, MONDAY, None),
        (MONDAY, MONDAY + timedelta(days=13), None),
        (MONDAY, MONDAY + timedelta(days=14), MONDAY + timedelta(days=14)),
        (MONDAY, MONDAY + timedelta(days=20), MONDAY + timedelta(days=14)),
        # Nothing ran for five weeks: one round, not two.
        (MONDAY, MONDAY + timedelta(days=36), MONDAY + timedelta(days=28)),
    ],
)
def test_a_round_is_due_every_so_many_days_and_made_once_however_late(last, today, due):
    assert due_round(last, every_days=14, today=today) == due


@pytest.mark.parametrize(
    ("leaves", "away"),
    [
        ([], False),
        ([(MONDAY, MONDAY + timedelta(days=6))], False),
        ([(MONDAY, MONDAY + timedelta(days=7))], True),
        ([(MONDAY - timedelta(days=30), None)], True),
        ([(MONDAY + timedelta(days=20), None)], False),
        # Two that overlap count each day once.
        ([(MONDAY, MONDAY + timedelta(days=4)), (MONDAY, MONDAY + timedelta(days=4))], False),
    ],
)
def test_whoever_is_away_for_most_of_a_round_is_not_in_it(leaves, away):
    assert is_away(leaves, first=MONDAY, last=MONDAY + timedelta(days=13)) is away


def test_the_left_out_come_before_the_new_and_the_new_before_the_rest():
    assert waited(left_out=2, is_new=False) > waited(left_out=1, is_new=True)
    assert waited(left_out=1, is_new=False) > waited(left_out=0, is_new=True) > 0
    assert waited(left_out=0, is_new=False) == 0
    assert waited(left_out=500, is_new=True) == waited(left_out=501, is_new=True)


HOURS = (1 << 40) - 1


def test_nobody_is_paired_without_a_quarter_of_an_hour_in_common():
    people = [Candidate(1, 0b0011), Candidate(2, 0b1100), Candidate(3, 0b0110), Candidate(4, 0)]
    found = circle_of(people, on=MONDAY)
    assert list(found.may) == [0b0100, 0b0100, 0b0011, 0]


def test_nobody_is_paired_with_whom_they_are_kept_apart_from():
    people = [Candidate(1, HOURS, apart={2}), Candidate(2, HOURS, apart={1}), Candidate(3, HOURS)]
    assert list(circle_of(people, on=MONDAY).may) == [0b100, 0b100, 0b011]


@pytest.mark.parametrize(("ago", "again"), [(83, True), (84, False), (364, False)])
def test_two_meet_again_after_twelve_weeks(ago, again):
    assert timedelta(days=84) == APART
    day = MONDAY - timedelta(days=ago)
    people = [Candidate(1, HOURS, met={2: day}), Candidate(2, HOURS, met={1: day})]
    assert circle_of(people, on=MONDAY).is_again(0, 1) is again


def test_a_pair_weighs_more_for_common_time_and_for_having_met_long_ago():
    few, many = Candidate(2, 0b1), Candidate(3, HOURS)
    found = circle_of([Candidate(1, HOURS), few, many], on=MONDAY)
    assert found.weight(0, 1) + 40 < found.weight(0, 2)
    for days, least, most in ((84, 300, 300), (364, 0, 0), (224, 150, 150)):
        met = {2: MONDAY - timedelta(days=days)}
        known = circle_of([Candidate(1, HOURS, met=met), Candidate(2, HOURS)], on=MONDAY).weight(0, 1)
        never = circle_of([Candidate(1, HOURS), Candidate(2, HOURS)], on=MONDAY).weight(0, 1)
        assert least <= never - known <= most


def test_weights_are_symmetrical_and_differ_from_round_to_round():
    people = [Candidate(number, HOURS) for number in range(1, 7)]
    found, later = circle_of(people, on=MONDAY), circle_of(people, on=MONDAY + timedelta(days=14))
    pairs = [(one, other) for one in range(6) for other in range(6) if one != other]
    assert all(found.weight(one, other) == found.weight(other, one) for one, other in pairs)
    assert all(0 <= found.weight(one, other) <= 1000 for one, other in pairs)
    assert [found.weight(*pair) for pair in pairs] != [later.weight(*pair) for pair in pairs]


def test_two_take_turns_to_ring():
    assert who_rings([1, 2], rang_last=1, on=MONDAY) == 2
    assert who_rings([2, 1], rang_last=2, on=MONDAY) == 1
    assert who_rings([1, 2, 3], rang_last=None, on=MONDAY) in (1, 2, 3)


def test_times_are_spread_over_the_days_there_are():
    def day_of(minute):
        return minute // 1440

    days = [start + 1440 * day for day in range(5) for start in range(600, 900, 15)]
    chosen = spread_over(days, number=3, day_of=day_of)
    assert [day_of(minute) for minute in chosen] == [0, 2, 4]
    one_day = spread_over(list(range(600, 900, 15)), number=3, day_of=day_of)
    assert len(one_day) == 3
    assert all(after - before >= 60 for before, after in pairwise(one_day))
    assert spread_over([600], number=3, day_of=day_of) == [600]
    assert spread_over([], number=3, day_of=day_of) == []


@pytest.mark.parametrize(
    ("starts_at", "eve"),
    [
        (datetime(2026, 11, 10, 12, 30, tzinfo=UTC), datetime(2026, 11, 9, 12, 30, tzinfo=UTC)),
        (datetime(2026, 11, 9, 12, 30, tzinfo=UTC), datetime(2026, 11, 6, 12, 30, tzinfo=UTC)),
        # The clocks go back on 25 October: the reminder keeps its time on the wall.
        (datetime(2026, 10, 26, 12, 30, tzinfo=UTC), datetime(2026, 10, 23, 11, 30, tzinfo=UTC)),
    ],
)
def test_a_reminder_comes_on_the_working_day_before_at_the_same_time_on_the_wall(starts_at, eve):
    assert eve_of(starts_at, LONDON, frozenset(range(5))) == eve


def test_pairing_takes_the_circle_as_it_is():
    people = [Candidate(number, HOURS) for number in range(1, 8)]
    pairing = pair_up(circle_of(people, on=MONDAY))
    assert (len(pairing.pairs), len(pairing.threes), pairing.alone) == (2, 1, [])
