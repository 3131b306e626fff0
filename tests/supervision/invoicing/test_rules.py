"""What is payable of hours that were called off, on each side of every edge."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from supervision.invoicing import rules
from supervision.practice import terms

LONDON = ZoneInfo("Europe/London")
START = datetime(2026, 11, 10, 10, tzinfo=UTC)
SUPERVISEE, ORGANISATION, SUPERVISOR = "supervisee", "organisation", "supervisor"


def before(hours=0, minutes=0, seconds=0):
    return START - timedelta(hours=hours, minutes=minutes, seconds=seconds)


def given_up(at, *, start=START, side=SUPERVISEE):
    return rules.GivenUp(start, at, side)


def payable(*times, hours=48, by=SUPERVISEE, elsewhere=False):
    return rules.is_payable(times, hours=hours, by=by, stands_elsewhere=elsewhere)


@pytest.mark.parametrize(
    ("at", "is_late"),
    [
        (before(48, seconds=1), False),
        (before(48), False),  # exactly so many hours before is in time
        (before(47, 59, 59), True),
        (before(0, 1), True),
        (before(), True),
    ],
)
def test_it_is_payable_from_less_than_so_many_hours_before(at, is_late):
    assert payable(given_up(at)) is is_late
    assert terms.Late(48, 50).is_late(START, at) is is_late


@pytest.mark.parametrize(
    ("start", "wall", "is_late"),
    [
        # The clocks go back on Sunday 25 October 2026: Monday 10:00 is 49 hours after Saturday 10:00.
        ((2026, 10, 26, 10), (2026, 10, 24, 10), False),
        ((2026, 10, 26, 10), (2026, 10, 24, 11), False),  # 48 hours to the minute
        ((2026, 10, 26, 10), (2026, 10, 24, 11, 1), True),
        # They go forward on Sunday 29 March 2026 at 01:00: Monday 10:00 is 47 hours after Saturday 10:00.
        ((2026, 3, 30, 10), (2026, 3, 28, 10), True),
        ((2026, 3, 30, 10), (2026, 3, 28, 9), False),
        ((2026, 3, 30, 10), (2026, 3, 28, 9, 1), True),
    ],
)
def test_hours_are_those_that_pass_when_the_clocks_change(start, wall, is_late):
    begins, said = datetime(*start, tzinfo=LONDON), datetime(*wall, tzinfo=LONDON)
    begins, said = begins.astimezone(UTC), said.astimezone(UTC)
    assert payable(given_up(said, start=begins)) is is_late
    assert terms.Late(48, 50).is_late(begins, said) is is_late
    assert (said <= terms.Late(48, 50).in_time_until(begins)) is not is_late


@pytest.mark.parametrize(
    ("by", "is_payable"), [(SUPERVISEE, True), (ORGANISATION, True), (SUPERVISOR, False)]
)
def test_what_the_supervisor_calls_off_never_is(by, is_payable):
    assert payable(given_up(before(1), side=by), by=by) is is_payable


def test_moved_or_booked_anew_it_costs_nothing():
    assert not payable(given_up(before(1)), elsewhere=True)


def test_moved_late_and_then_called_off_in_time_is_no_way_round():
    moved_late = given_up(before(1))
    off_in_time = given_up(before(0), start=START + timedelta(days=14))
    assert payable(moved_late, off_in_time)
    assert not payable(given_up(before(72)), off_in_time)
    # The supervisor moved it; whoever is supervised had all the time they needed.
    assert not payable(given_up(before(1), side=SUPERVISOR), off_in_time)


def test_moved_late_and_then_called_off_by_the_supervisor_it_is_theirs():
    assert not payable(given_up(before(1)), given_up(before(0), side=SUPERVISOR), by=SUPERVISOR)


def test_what_nobody_knows_the_moment_of_is_not_counted():
    assert not payable(given_up(None))
    assert not payable()


@pytest.mark.parametrize(
    ("minutes", "pence", "percent", "comes_to"),
    [
        (60, 7000, 100, 7000),
        (90, 7000, 100, 10500),
        (50, 7001, 100, 5834),  # 5834.17
        (30, 6501, 50, 1625),  # 1625.25
        (60, 6501, 50, 3251),  # half a penny, rounded up
        (1, 29, 100, 0),
        (1, 30, 100, 1),
        (60, 0, 100, 0),
    ],
)
def test_an_amount_is_rounded_once_half_up(minutes, pence, percent, comes_to):
    assert rules.amount(minutes, rules.Rate(date(2026, 1, 1), pence, "GBP"), percent=percent) == comes_to


def test_without_a_rate_there_is_no_amount():
    assert rules.amount(60, None) is None


def test_a_rate_holds_from_its_day_on():
    rates = [rules.Rate(date(2026, 4, 1), 7000, "GBP"), rules.Rate(date(2026, 1, 1), 6000, "GBP")]
    found = [rules.rate_on(day, rates) for day in (date(2025, 12, 31), date(2026, 3, 31), date(2026, 4, 1))]
    assert [one and one.pence for one in found] == [None, 6000, 7000]


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-1", "26-01", "2026-01-01", "abcd-ef", "", "1999-12", "٢٠٢٦-01"]
)
def test_only_a_month_is_a_month(text):
    assert rules.month_of(text) is None


def test_months_follow_each_other():
    assert rules.month_of("2026-02") == date(2026, 2, 1)
    assert rules.month_after(date(2026, 12, 1)) == date(2027, 1, 1)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", "\tx", "\rx"])
def test_no_cell_is_taken_for_a_formula(text):
    assert rules.safe_cell(text) == f"'{text}"
    assert rules.safe_cell("Nia") == "Nia"


def test_money_and_initials_in_words():
    assert rules.money_words(123456, "GBP") == "£1,234.56"
    assert rules.money_words(5, "EUR") == "€0.05"
    assert rules.initials("Siobhán Mary Kelly-Ŵyn") == "SK"
    assert rules.initials("Cher") == "C"


# ---------------------------------------------------------------- the terms themselves
@pytest.mark.parametrize(
    "wrong",
    [
        {"hours": 48, "percent": None},
        {"hours": None, "percent": 50},
        {"hours": 0, "percent": 50},
        {"hours": 337, "percent": 50},
        {"hours": 48, "percent": 0},
        {"hours": 48, "percent": 101},
        {"hours": 48, "percent": 50, "name": "nickname"},
    ],
)
def test_terms_are_whole_and_within_reason(wrong):
    with pytest.raises(terms.TermsWrong):
        terms.checked(**wrong)


def test_terms_come_back_as_they_were_kept_and_an_older_version_has_none():
    for one in (
        terms.Terms(),
        terms.Terms(None, terms.NAME),
        terms.checked(hours=48, percent=50, is_free_when_ill=False),
    ):
        assert terms.read(terms.kept(one)) == one
    assert terms.read(None) == terms.Terms()


def test_terms_are_said_in_a_sentence():
    assert terms.late_words(terms.Late(48, 50)) == (
        "Called off within 48 hours of it: half is payable. Moved instead, nothing is. "
        "Nothing is, for illness."
    )
    assert terms.late_words(terms.Late(1, 33, False)) == (
        "Called off within an hour of it: 33 per cent is payable. Moved instead, nothing is."
    )
    assert terms.words_of(terms.Terms()) == {}
