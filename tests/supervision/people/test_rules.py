"""What may be said of organisations, teams and members: tables on each side of every edge."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.people import rules

DAY = date(2026, 11, 2)


@pytest.mark.parametrize("value", ["0.00000001", "1", "9.99999999", 0.6, 1, Decimal("0.33333333")])
def test_a_share_of_full_time_is_kept_as_given(value):
    assert rules.checked_fte(value) == Decimal(str(value))


@pytest.mark.parametrize("value", ["0", "-1", "10", "0.000000001", "NaN", "Infinity", "half", ""])
def test_what_is_no_share_of_full_time_is_refused(value):
    with pytest.raises(rules.NotAShare):
        rules.checked_fte(value)


@pytest.mark.parametrize(
    ("days", "kept"),
    [(["Fri", "Mon"], "Mon,Fri"), ("Sun,Mon", "Mon,Sun"), (["Tue", "Tue"], "Tue")],
)
def test_working_days_are_kept_in_the_order_of_the_week(days, kept):
    assert rules.checked_working_days(days) == kept


@pytest.mark.parametrize("days", [[], "", ["Mon", "Someday"], "mon"])
def test_no_working_day_is_refused(days):
    with pytest.raises(rules.NoWorkingDay):
        rules.checked_working_days(days)


@pytest.mark.parametrize("number", ["", "999", "0808 157 0123", "+44 (20) 7946-0123"])
def test_a_number_that_can_be_rung_is_kept(number):
    assert rules.checked_phone(number) == number


@pytest.mark.parametrize("number", ["ring us", "1", "+", "12;34", "javascript:1", "0" * 41])
def test_what_cannot_be_rung_is_refused(number):
    with pytest.raises(rules.NotAPhoneNumber):
        rules.checked_phone(number)


def test_a_name_loses_its_stray_spaces():
    assert rules.checked_name("  Adult   services ", "A team") == "Adult services"


@pytest.mark.parametrize("name", ["", " \n ", "x" * 121])
def test_a_name_that_says_nothing_or_too_much_is_refused(name):
    with pytest.raises(rules.NameMissing):
        rules.checked_name(name, "A team")


def test_a_time_zone_is_one_that_exists():
    assert rules.checked_zone("Pacific/Apia") == "Pacific/Apia"
    with pytest.raises(rules.UnknownZone):
        rules.checked_zone("Europe/Northmoor")


def test_one_day_is_a_stretch_and_the_day_before_is_not():
    rules.check_stretch(DAY, DAY)
    rules.check_stretch(DAY, None)
    with pytest.raises(rules.EndsBeforeStart):
        rules.check_stretch(DAY, DAY - timedelta(days=1))


TREE = {1: None, 2: 1, 3: 2, 4: 1}


@pytest.mark.parametrize(("team", "parent"), [(2, None), (3, 1), (2, 4), (1, None)])
def test_a_team_moves_anywhere_but_under_itself(team, parent):
    rules.check_parent(team, parent, TREE)


@pytest.mark.parametrize(("team", "parent"), [(1, 1), (1, 3), (2, 3)])
def test_a_team_never_stands_under_itself(team, parent):
    with pytest.raises(rules.TeamUnderItself):
        rules.check_parent(team, parent, TREE)


def test_below_a_team_is_the_team_and_all_under_it():
    assert rules.below(1, TREE) == {1, 2, 3, 4}
    assert rules.below(2, TREE) == {2, 3}


@given(moves=st.lists(st.tuples(st.integers(0, 7), st.none() | st.integers(0, 7)), max_size=40))
def test_no_order_of_moves_ever_makes_a_circle(moves):
    parents = dict.fromkeys(range(8))
    for team, parent in moves:
        try:
            rules.check_parent(team, parent, parents)
        except rules.TeamUnderItself:
            continue
        parents[team] = parent

    for team in parents:
        step, seen = team, set()
        while step is not None:
            assert step not in seen
            seen.add(step)
            step = parents[step]


_days = st.integers(0, 12)


@given(_days, st.none() | _days, _days, st.none() | _days)
def test_two_stretches_overlap_when_they_share_a_day(starts, length, other_starts, other_length):
    def days(first, more):
        return set(range(first, 40 if more is None else first + more + 1))

    def on(day):
        return DAY + timedelta(days=day)

    assert rules.overlaps(
        on(starts),
        None if length is None else on(starts + length),
        on(other_starts),
        None if other_length is None else on(other_starts + other_length),
    ) == bool(days(starts, length) & days(other_starts, other_length))


def test_the_last_administrator_stays():
    rules.check_admin_stays(staying_before={1, 2}, staying_after={2})
    rules.check_admin_stays(staying_before=set(), staying_after=set())
    with pytest.raises(rules.LastAdmin):
        rules.check_admin_stays(staying_before={1}, staying_after=set())


def test_every_refusal_has_a_code_of_its_own():
    refusals = [
        each for each in vars(rules).values() if isinstance(each, type) and issubclass(each, rules.Refusal)
    ]
    codes = [each.code for each in refusals]

    assert len(set(codes)) == len(codes)
