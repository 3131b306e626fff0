"""Counts of people: nothing of fewer than five, nor what the rest would give away."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.evidence import periods
from supervision.evidence.hiding import NOT_SHOWN, in_bands, of_five, shown
from supervision.evidence.periods import NoSuchPeriod, Period


@pytest.mark.parametrize(
    ("number", "words"), [(0, NOT_SHOWN), (1, NOT_SHOWN), (4, NOT_SHOWN), (5, "5"), (60, "60")]
)
def test_none_and_too_few_look_the_same(number, words):
    assert of_five(number) == words


@pytest.mark.parametrize(
    ("sizes", "left"),
    [
        ({1: 5, 2: 9}, {1, 2}),
        ({1: 4, 2: 9}, set()),  # four are left out, and so is whoever would give them away
        ({1: 4, 2: 9, 3: 6}, {2}),
        ({1: 3, 2: 2, 3: 12}, {3}),  # the two together are five
        ({1: 4}, set()),
        ({1: 5}, {1}),
        ({1: 0, 2: 8}, {2}),
        ({}, set()),
    ],
)
def test_a_team_is_left_out_where_the_sum_would_give_another_away(sizes, left):
    assert shown(sizes) == left


@given(st.dictionaries(st.integers(0, 9), st.integers(0, 30), max_size=8))
def test_what_is_left_out_is_nobody_or_at_least_five(sizes):
    left = shown(sizes)

    hidden = sum(sizes.values()) - sum(sizes[group] for group in left)
    assert all(sizes[group] >= 5 for group in left)
    assert hidden == 0 or hidden >= 5 or not left


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (7, 12, "7 of 12"),
        (8, 12, "8 or more of 12"),
        (12, 12, "8 or more of 12"),
        (5, 12, "5 of 12"),
        (4, 12, "fewer than 5 of 12"),
        (0, 12, "fewer than 5 of 12"),
        (8, 8, NOT_SHOWN),
        (4, 9, "fewer than 5 of 9"),
        (5, 9, "5 or more of 9"),
    ],
)
def test_a_part_of_a_team_stands_in_bands(part, whole, words):
    assert in_bands(part, whole) == words


@given(st.integers(0, 60).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_no_band_tells_one_to_four_apart_from_none(drawn):
    part, whole = drawn
    alike = {number for number in range(whole + 1) if in_bands(number, whole) == in_bands(part, whole)}

    for few in (range(5), range(whole - 4, whole + 1)):
        inside = {number for number in few if 0 <= number <= whole}
        assert part not in inside or inside <= alike


# ---------------------------------------------------------------- months
@pytest.mark.parametrize(
    ("today", "first"),
    [
        (date(2026, 11, 7), date(2026, 9, 1)),
        (date(2026, 11, 8), date(2026, 10, 1)),
        (date(2026, 12, 7), date(2026, 10, 1)),
        (date(2027, 1, 3), date(2026, 11, 1)),
    ],
)
def test_a_month_settles_on_the_eighth_day_after_it(today, first):
    assert periods.last_settled(today) == first


def test_whole_quarters_come_first_and_the_one_under_way_only_so_far():
    words = [period.words for period in periods.offered(date(2026, 11, 22))]

    assert words == [
        "July to September 2026",
        "October 2026",
        "April to June 2026",
        "January to March 2026",
        "October to December 2025",
        "November 2025 to October 2026",
    ]
    assert [one.words for one in periods.offered(date(2026, 10, 3))][:2] == [
        "April to June 2026",
        "July to August 2026",
    ]


def test_no_other_days_can_be_chosen():
    today = date(2026, 11, 22)
    assert periods.chosen(date(2026, 7, 1), date(2026, 9, 30), today=today).quarters == [date(2026, 7, 1)]
    for since, until in [
        (date(2026, 7, 2), date(2026, 9, 30)),
        (date(2026, 7, 1), date(2026, 8, 31)),
        (date(2026, 10, 1), date(2026, 11, 30)),
    ]:
        with pytest.raises(NoSuchPeriod):
            periods.chosen(since, until, today=today)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_what_is_offered_is_over_and_made_of_whole_months(today):
    for period in periods.offered(today):
        assert period.until + periods.SETTLES < today
        assert period.since.day == 1
        assert Period(period.months[0], periods.last_of(period.months[-1])) == period
        assert len(period.months) in (1, 2, 3, 12)
