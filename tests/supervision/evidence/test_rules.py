"""Credits as bodies count them over a year of individual and group sessions; years of registration."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.evidence import rules
from supervision.evidence.rules import BY_SLUG, Registration, Sat, Year

DAY = date(2026, 9, 24)
BACP, BABCP, MINUTES = BY_SLUG["bacp"], BY_SLUG["babcp"], BY_SLUG["minutes"]


# Source: product.md, "The clock", credit: 90 minutes, bacp for n = 2..6, babcp for n = 2..5; alone all of it.
@pytest.mark.parametrize(
    ("body", "came", "worth", "why"),
    [
        ("bacp", 1, 90, "All of it"),
        ("bacp", 2, 45, "90 ÷ 2, up to four"),
        ("bacp", 3, 45, "90 ÷ 2, up to four"),
        ("bacp", 4, 45, "90 ÷ 2, up to four"),
        ("bacp", 5, 18, "90 ÷ 5, from five on"),
        ("bacp", 6, 15, "90 ÷ 6, from five on"),
        ("babcp", 1, 90, "All of it"),
        ("babcp", 2, 90, "All of it"),
        ("babcp", 3, 60, "90 × 2 ÷ 3, up to four"),
        ("babcp", 4, 45, "90 × 2 ÷ 4, up to four"),
        ("babcp", 5, 0, "Not counted: a group of five or more"),
        ("ncip", 4, 45, "90 ÷ 2, in a group"),
        ("ncps", 6, 90, "All of it"),
        ("minutes", 6, 90, "All of it"),
        ("social-work", 4, 0, "Not counted: one to one only"),
    ],
)
def test_a_group_of_ninety_minutes_is_worth_what_the_body_says(body, came, worth, why):
    sat = Sat(DAY, 90, "group", came)

    assert rules.credited(BY_SLUG[body], sat) == worth
    assert rules.why(BY_SLUG[body], sat) == why


@pytest.mark.parametrize("body", [one.slug for one in rules.COUNTINGS])
def test_one_to_one_counts_in_full_from_the_minutes_that_the_body_asks_for(body):
    counting = BY_SLUG[body]
    long, short = Sat(DAY, 90, "individual", 1), Sat(DAY, 89, "individual", 1)

    assert rules.credited(counting, long) == 90
    assert rules.credited(counting, short) == (0 if body == "social-work" else 89)


def test_a_year_of_both_kinds_gives_the_minutes_that_each_body_credits():
    year = Year(date(2026, 2, 1), date(2027, 1, 31))
    sats = [Sat(date(2026, month, 10), 60, "individual", 1) for month in range(2, 13)]  # 11 x 60
    sats += [Sat(date(2026, 3, 20), 90, "group", n) for n in (2, 3, 4, 5, 6)]
    sats += [Sat(date(2027, 1, 31), 50, "individual", 1), Sat(date(2027, 2, 1), 60, "individual", 1)]
    sats += [Sat(date(2026, 1, 31), 60, "individual", 1)]  # the last day of the year before

    def of(counting):
        return rules.tally(counting, sats, year, today=date(2027, 3, 1))

    assert of(MINUTES).minutes == of(BACP).minutes == 11 * 60 + 5 * 90 + 50
    assert of(MINUTES).credited == 11 * 60 + 5 * 90 + 50
    assert of(BACP).credited == 11 * 60 + (45 + 45 + 45 + 18 + 15) + 50
    assert of(BABCP).credited == 11 * 60 + (90 + 60 + 45 + 0 + 0) + 50 + 90 * 0 + 0
    assert of(BACP).sessions == 17
    # Only March had ninety minutes or more: 60 + 168.
    assert (of(BACP).months_met, of(BACP).months_that_count) == (1, 12)


def test_thirds_are_added_exactly_and_rounded_only_for_show():
    year = Year(date(2026, 1, 1), date(2026, 12, 31))
    sats = [Sat(date(2026, 5, day), 50, "group", 3) for day in (1, 2, 3)]

    tally = rules.tally(BABCP, sats, year, today=date(2026, 6, 1))

    assert tally.credited == 100
    assert rules.minutes_words(Fraction(100, 3)) == "33.3"
    assert rules.minutes_words(Fraction(45, 2)) == "22.5"
    assert (rules.minutes_words(60), rules.minutes_words(0)) == ("60", "0")
    assert rules.hours_words(738) == "12 h 18 min"
    assert (rules.hours_words(Fraction(45, 2)), rules.hours_words(120)) == ("23 min", "2 h")


def test_a_month_under_way_fell_short_of_nothing():
    year = Year(date(2026, 2, 1), date(2027, 1, 31))
    sats = [Sat(date(2026, 2, 10), 90, "individual", 1)]

    months = rules.tally(BACP, sats, year, today=date(2026, 4, 15), since=date(2026, 2, 9)).months

    assert [month.stands for month in months[:4]] == ["met", "short", "under way", "ahead"]
    assert rules.tally(BACP, sats, year, today=date(2026, 4, 15)).months_that_count == 2


def test_months_before_the_first_day_are_left_alone():
    year = Year(date(2026, 1, 1), date(2026, 12, 31))

    tally = rules.tally(BACP, [], year, today=date(2026, 4, 15), since=date(2026, 3, 2))

    assert [month.stands for month in tally.months[:4]] == ["before", "before", "short", "under way"]
    assert tally.months_that_count == 1


@pytest.mark.parametrize(
    ("today", "month", "day", "first", "last"),
    [
        (date(2026, 2, 1), 2, 1, date(2026, 2, 1), date(2027, 1, 31)),
        (date(2026, 1, 31), 2, 1, date(2025, 2, 1), date(2026, 1, 31)),
        (date(2026, 11, 22), 4, 15, date(2026, 4, 15), date(2027, 4, 14)),
        (date(2027, 3, 1), 2, 29, date(2027, 2, 28), date(2028, 2, 28)),
        (date(2028, 2, 28), 2, 29, date(2027, 2, 28), date(2028, 2, 28)),
        (date(2028, 2, 29), 2, 29, date(2028, 2, 29), date(2029, 2, 27)),
    ],
)
def test_a_year_of_registration_begins_on_its_day(today, month, day, first, last):
    assert rules.year_around(today, Registration("bacp", month, day)) == Year(first, last)


def test_years_go_back_to_the_first_session_and_no_further():
    registration = Registration("bacp", 2, 1)

    years = rules.years_back(date(2026, 11, 22), date(2024, 12, 5), registration)

    assert [year.first for year in years] == [date(2026, 2, 1), date(2025, 2, 1), date(2024, 2, 1)]
    assert len(rules.years_back(date(2026, 11, 22), None, registration)) == 1


@pytest.mark.parametrize(("month", "day"), [(2, 30), (13, 1), (0, 1), (4, 31), (1, 0)])
def test_a_day_that_no_year_has_is_refused(month, day):
    with pytest.raises(rules.NoSuchYear):
        rules.checked(Registration("bacp", month, day))


def test_a_body_that_is_not_on_the_list_is_refused():
    with pytest.raises(rules.NoSuchBody):
        rules.checked(Registration("guild"))


DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@st.composite
def registrations(draw):
    month = draw(st.integers(1, 12))
    return Registration("bacp", month, draw(st.integers(1, monthrange(2028, month)[1])))


@given(DAYS, registrations())
def test_years_and_their_months_lie_side_by_side_without_gap(day, registration):
    year = rules.year_around(day, registration)
    months = rules.months_of(year)

    assert year.first <= day <= year.last
    assert rules.year_around(year.last + timedelta(days=1), registration).first == year.last + timedelta(
        days=1
    )
    assert (months[0].first, months[-1].last, len(months)) == (year.first, year.last, 12)
    assert all(one.last + timedelta(days=1) == other.first for one, other in pairwise(months))


def slow_bacp(minutes: int, came: int) -> Decimal:
    """Return BACP's credit as its page says it, by another arithmetic than ours."""
    if came == 1:
        return Decimal(minutes)
    return Decimal(minutes) / (2 if came < 5 else came)


def slow_babcp(minutes: int, came: int) -> Decimal:
    if came > 4:
        return Decimal(0)
    return min(Decimal(minutes), Decimal(2) * minutes / came)


SATS = st.lists(
    st.tuples(st.integers(0, 364), st.integers(1, 240), st.integers(1, 9)),
    max_size=40,
)


@given(SATS)
def test_a_year_adds_up_as_a_slow_sum_does(drawn):
    year = Year(date(2026, 2, 1), date(2027, 1, 31))
    sats = [
        Sat(year.first + timedelta(days=d), t, "group" if n > 1 else "individual", n) for d, t, n in drawn
    ]
    for counting, slow in ((BACP, slow_bacp), (BABCP, slow_babcp)):
        tally = rules.tally(counting, sats, year, today=year.last)

        expected = sum((slow(sat.minutes, sat.attended) for sat in sats), Decimal(0))
        shown = Decimal(tally.credited.numerator) / tally.credited.denominator
        assert abs(shown - expected) < Decimal("1e-20")
        assert sum((month.credited for month in tally.months), Fraction(0)) == tally.credited
        assert Decimal(rules.minutes_words(tally.credited)) == expected.quantize(
            Decimal("0.1"), ROUND_HALF_UP
        ) or abs(expected * 10 % 1 - Decimal("0.5")) < Decimal("1e-15")
