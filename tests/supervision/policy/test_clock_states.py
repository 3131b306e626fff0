"""Each state begins on its day, a new rule on its own, and an answer says when to look again."""

import pytest

from supervision.policy.clock import Worked
from tests.supervision.policy.clocks import ask, away, d, every_units, held, monthly, rolling, yearly

# State


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2026-10-24", "on_track"),
        ("2026-10-25", "due_soon"),
        ("2026-11-01", "due_soon"),
        ("2026-11-04", "due_soon"),  # within the grace
        ("2026-11-05", "overdue"),
        ("2026-11-15", "overdue"),
        ("2026-11-16", "escalated"),
    ],
)
def test_each_state_begins_on_its_day(today, state):
    answer = ask(rolling(), today, held("2026-10-04"))
    assert (answer.state, answer.due_on) == (state, d("2026-11-01"))
    assert (answer.due_soon_on, answer.overdue_on) == (d("2026-10-25"), d("2026-11-05"))
    assert answer.escalated_on == d("2026-11-16")


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2026-11-09", "overdue"),
        ("2026-11-10", "paused"),
        ("2026-11-12", "paused"),
        ("2026-11-13", "overdue"),
    ],
)
def test_a_clock_is_paused_from_the_first_to_the_last_day_of_leave(today, state):
    answer = ask(rolling(), today, held("2026-10-04"), [away("2026-11-10", "2026-11-12")])
    assert (answer.state, answer.due_on) == (state, d("2026-11-01"))


def test_leave_that_does_not_pause_the_rule_changes_no_state():
    answer = ask(rolling(), "2026-11-10", held("2026-10-04"), [away("2026-11-10", "2026-11-12", "annual")])
    assert answer.state == "overdue"


@pytest.mark.parametrize(
    ("rule", "leave", "state"),
    [
        (rolling(), "2026-11-10", "paused"),
        (monthly(minutes=60), "2026-12-01", "paused"),  # November is met
        (yearly(sessions_a_year=2), "2026-11-10", "paused"),
        (every_units(), "2026-11-10", "on_track"),  # no date either way
    ],
)
def test_endless_leave_ahead_pauses_a_clock_whose_due_date_it_keeps_from_coming(rule, leave, state):
    sittings = held("2026-10-20", "2026-11-02")
    answer = ask(rule, "2026-11-03", sittings, [away(leave)], start=d("2026-10-01"))
    assert (answer.state, answer.due_on) == (state, None)


def test_endless_leave_ahead_does_not_hide_a_month_still_owed_before_it():
    answer = ask(monthly(), "2026-11-20", held("2026-10-02", minutes=90), [away("2026-11-25")])
    assert (answer.state, answer.due_on) == ("on_track", d("2026-11-30"))


# A rule that begins while people are tracked


@pytest.mark.parametrize(
    ("rule", "due"),
    [
        (rolling(owed_from=d("2026-11-23")), "2026-12-07"),
        (monthly(owed_from=d("2026-11-23")), "2026-12-31"),
        (monthly(owed_from=d("2026-12-01")), "2026-12-31"),
        (yearly(owed_from=d("2026-11-23")), "2026-12-28"),
        (every_units(owed_from=d("2026-11-23")), None),
    ],
)
def test_a_new_rule_owes_nothing_for_days_before_it(rule, due):
    rows = [Worked.on(d("2026-11-20"), 20)]
    answer = ask(rule, "2026-11-22", worked=rows)
    assert (answer.state, answer.due_on) == ("on_track", d(due) if due else None)


def test_a_new_rule_is_never_due_before_it_begins():
    rule = rolling(owed_from=d("2026-11-23"))
    assert ask(rule, "2026-11-22", held("2026-03-01")).due_on == d("2026-11-23")
    assert ask(rule, "2026-11-22", held("2026-11-20")).due_on == d("2026-12-18")


def test_a_new_rule_changes_nothing_for_those_who_start_after_it():
    rule = rolling(owed_from=d("2026-01-01"))
    assert ask(rule, "2026-11-22", start=d("2026-11-20")).due_on == d("2026-12-04")


# When to look again


@pytest.mark.parametrize(
    ("rule", "leave", "end", "recheck"),
    [
        (rolling(), [], None, None),
        (rolling(), [], "2026-11-30", "2026-12-01"),
        (rolling(), [away("2026-12-05", "2026-12-06")], None, "2026-12-05"),
        (rolling(), [away("2026-11-01", "2026-11-05")], None, "2026-11-06"),
        (rolling(), [away("2026-11-01")], None, None),
        (monthly(), [], None, "2026-12-01"),
        (yearly(), [], None, None),
        (every_units(), [], None, "2026-11-09"),
    ],
)
def test_an_answer_says_when_to_look_again(rule, leave, end, recheck):
    rows = [Worked.on(d("2026-11-09"), 1)] if rule.kind == "units" else []
    answer = ask(rule, "2026-11-03", held("2026-10-20"), leave, rows, end=d(end) if end else None)
    assert answer.recheck_on == (d(recheck) if recheck else None)
