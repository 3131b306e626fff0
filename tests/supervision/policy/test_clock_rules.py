"""Tables on each side of every edge, one kind of rule after another."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from supervision.policy.clock import Leave, Membership, Rule, Sitting, Worked, clock_on, half_up, parse_stages
from tests.supervision.policy.clocks import BOTH, ask, away, d, every_units, held, monthly, rolling, yearly

# What counts


@pytest.mark.parametrize(
    ("sitting", "counts"),
    [
        (Sitting.on(d("2026-11-01"), 45, "individual"), True),
        (Sitting.on(d("2026-11-01"), 44, "individual"), False),
        (Sitting.on(d("2026-11-01"), 90, "group", 7), True),
        (Sitting.on(d("2026-11-01"), 90, "peer"), False),
        (Sitting.on(d("2026-11-03"), 45, "individual"), True),  # today
        (Sitting.on(d("2026-11-04"), 45, "individual"), False),  # not known yet
    ],
)
def test_a_session_counts_by_kind_length_and_day(sitting, counts):
    answer = ask(rolling(), "2026-11-03", [sitting])
    assert (answer.last_counted_on is not None) == counts


def test_a_session_without_credit_still_counts():
    rule = monthly(credit="babcp")
    answer = ask(rule, "2026-11-03", held("2026-11-02", kind="group", attended=5))
    assert answer.last_counted_on == d("2026-11-02")
    assert answer.minutes_this_month == 0


# Rolling


@pytest.mark.parametrize(
    ("leave", "due"),
    [
        ([], "2026-11-01"),
        ([away("2026-10-04", "2026-10-04")], "2026-11-01"),  # the day of the session itself
        ([away("2026-10-05", "2026-10-05")], "2026-11-02"),
        ([away("2026-11-01", "2026-11-01")], "2026-11-02"),  # the due day itself
        ([away("2026-11-02", "2026-11-30")], "2026-11-01"),  # the day after
        ([away("2026-10-10", "2026-10-19"), away("2026-10-15", "2026-10-24")], "2026-11-16"),
        ([away("2026-10-10", "2026-10-19"), away("2026-10-20", "2026-10-24")], "2026-11-16"),
        ([away("2026-10-10", "2026-10-19", "annual")], "2026-11-01"),  # does not pause this rule
        ([away("2026-11-02")], "2026-11-01"),  # endless, but after the due date
        ([away("2026-11-01")], None),
    ],
)
def test_leave_moves_a_rolling_due_date_day_by_day(leave, due):
    answer = ask(rolling(), "2026-10-04", held("2026-10-04"), leave)
    assert answer.due_on == (d(due) if due else None)


def test_a_rule_that_no_leave_pauses_is_a_plain_gap():
    rule = Rule(kind="rolling", counts=BOTH, interval_days=28)
    answer = ask(rule, "2026-10-10", held("2026-10-04"), [away("2026-10-05")])
    assert (answer.due_on, answer.state) == (d("2026-11-01"), "on_track")


def test_leap_days_count_like_others():
    assert ask(rolling(), "2028-02-29", held("2028-02-01")).due_on == d("2028-02-29")
    assert ask(rolling(), "2027-02-20", held("2027-02-01")).due_on == d("2027-03-01")


@pytest.mark.parametrize(
    ("after_start", "every"),
    [(-10, 7), (0, 7), (41, 7), (42, 14), (181, 14), (182, 28), (400, 28)],
)
def test_stages_hold_while_the_last_session_is_early_enough(after_start, every):
    start = d("2025-03-01")
    last = start + timedelta(days=after_start)
    rule = rolling(stages=parse_stages("42:7;182:14"))
    answer = clock_on(
        today=d("2026-11-03"),
        rule=rule,
        membership=Membership(start),
        sittings=[Sitting.on(last, 60)],
    )
    assert answer.due_on == last + timedelta(days=every)


@pytest.mark.parametrize(
    ("fte", "interval", "cap", "every"),
    [
        ("1", 28, 56, 28),
        ("0.8", 28, 56, 35),
        ("0.37", 28, None, 76),  # 75.68
        ("0.37", 28, 56, 56),
        ("0.8", 21, 42, 26),  # 26.25
        ("0.8", 22, 42, 28),  # 27.5, half up
        ("0.4", 21, None, 53),  # 52.5, half up
        ("0.333333", 7, None, 21),  # 21.00002
        ("1.2", 28, 56, 23),  # 23.33
        ("1", 60, 42, 42),
    ],
)
def test_part_time_stretches_the_interval(fte, interval, cap, every):
    rule = rolling(part_time="interval", interval_days=interval, max_interval_days=cap)
    answer = ask(rule, "2026-11-03", held("2026-11-01"), fte=fte)
    assert answer.due_on == d("2026-11-01") + timedelta(days=every)


def test_part_time_stretches_a_stage_too():
    rule = rolling(part_time="interval", stages=parse_stages("90:14"))
    answer = ask(rule, "2026-11-03", held("2026-11-01"), start=d("2026-10-01"), fte="0.4")
    assert answer.due_on == d("2026-12-06")


def test_the_first_session_is_never_pro_rata():
    rule = rolling(part_time="interval")
    answer = ask(rule, "2026-11-03", start=d("2026-11-03"), fte="0.1")
    assert (answer.due_on, answer.last_counted_on) == (d("2026-11-17"), None)


def test_leave_that_began_before_the_start_holds_the_first_session_back():
    answer = ask(rolling(), "2026-11-20", start=d("2026-11-02"), leave=[away("2026-10-01", "2026-11-10")])
    assert answer.due_on == d("2026-11-24")


# Minutes a month


@pytest.mark.parametrize(
    ("sittings", "due"),
    [
        ([], "2026-10-31"),  # October was owed and missed
        (held("2026-10-31", minutes=90), "2026-11-30"),
        (held("2026-10-31", minutes=89), "2026-10-31"),
        (held("2026-10-31", "2026-10-01", minutes=45), "2026-11-30"),
        (held("2026-09-30", "2026-10-01", minutes=60), "2026-10-31"),  # nothing is carried over
        (held("2026-11-01", minutes=90), "2026-12-31"),  # this month met: October is forgiven
        (held("2026-10-10", "2026-11-01", minutes=90), "2026-12-31"),
        (held("2026-10-10", minutes=180, kind="group", attended=2), "2026-11-30"),
        (held("2026-10-10", minutes=180, kind="group", attended=5), "2026-10-31"),
    ],
)
def test_a_month_is_met_by_its_own_minutes(sittings, due):
    assert ask(monthly(), "2026-11-20", sittings).due_on == d(due)


@pytest.mark.parametrize(
    ("start", "today", "due"),
    [
        ("2026-11-01", "2026-11-01", "2026-11-30"),  # a start on the 1st makes the month full
        ("2026-11-02", "2026-11-02", "2026-12-31"),
        ("2026-11-02", "2026-12-01", "2026-12-31"),
        ("2026-11-02", "2027-01-01", "2026-12-31"),
        ("2026-12-31", "2026-12-31", "2027-01-31"),
    ],
)
def test_the_first_month_owed_is_the_first_full_one(start, today, due):
    assert ask(monthly(), today, start=d(start)).due_on == d(due)


@pytest.mark.parametrize(
    ("leave", "today", "due"),
    [
        (away("2026-11-01", "2026-11-30"), "2026-11-10", "2026-12-31"),  # exempt
        (away("2026-11-01", "2026-11-29"), "2026-11-10", "2026-10-31"),  # one day short of exempt
        (away("2026-10-01", "2026-10-31"), "2026-11-10", "2026-11-30"),  # the month before was exempt
        (away("2026-10-02", "2026-10-31"), "2026-11-10", "2026-10-31"),
        (away("2026-11-01", "2027-02-28"), "2026-11-10", "2027-03-31"),  # passed over
        (away("2026-11-01", "2027-02-27"), "2026-11-10", "2027-02-28"),
        (away("2026-11-01"), "2026-11-10", None),
    ],
)
def test_a_month_wholly_away_is_exempt(leave, today, due):
    assert ask(monthly(), today, leave=[leave]).due_on == (d(due) if due else None)


@pytest.mark.parametrize(
    ("fte", "minutes", "met"),
    [
        ("0.8", 72, True),
        ("0.8", 71, False),
        ("0.37", 34, True),  # 33.3
        ("0.37", 33, False),
        ("0.333333", 30, True),  # 29.99997
        ("0.33334", 30, False),  # 30.0006
    ],
)
def test_part_time_is_compared_exactly(fte, minutes, met):
    rule = monthly(part_time="minutes")
    answer = ask(rule, "2026-11-20", held("2026-11-02", minutes=minutes), fte=fte)
    assert (answer.due_on == d("2026-12-31")) == met


@pytest.mark.parametrize(
    ("top", "bottom", "shown"),
    [(0, 1, 0), (1, 2, 1), (49, 100, 0), (3, 2, 2), (5, 2, 3), (90, 7, 13), (100, 3, 33)],
)
def test_halves_are_shown_rounded_up(top, bottom, shown):
    assert half_up(top, bottom) == shown


def test_this_months_minutes_are_exact_and_shown_rounded():
    answer = ask(monthly(credit="half"), "2026-11-20", held("2026-11-02", minutes=61, attended=2))
    assert (answer.minutes_this_month, answer.minutes_shown) == (Fraction(61, 2), 31)
    assert ask(rolling(), "2026-11-20").minutes_shown is None


# A count a year


@pytest.mark.parametrize(
    ("a_year", "start", "due"),
    [
        (1, "2026-01-01", "2026-12-30"),  # floor(1 x 365 / 365) only on the 365th day
        (2, "2026-01-01", "2026-07-01"),  # 2 x 183 / 365 on 2 July
        (10, "2026-01-01", "2026-02-05"),  # 10 x 37 / 365 on the 37th day
        (10, "2024-02-01", "2024-03-07"),  # a leap day is a day
    ],
)
def test_nothing_held_is_enough_until_the_first_is_owed(a_year, start, due):
    for today in (start, due):
        assert ask(yearly(sessions_a_year=a_year), today, start=d(start)).due_on == d(due)
    the_day_after = d(due) + timedelta(days=1)
    assert ask(yearly(sessions_a_year=a_year), str(the_day_after), start=d(start)).due_on == d(due)


def test_a_session_drops_out_after_365_days():
    answer = ask(yearly(sessions_a_year=1), "2026-11-03", held("2026-11-03"))
    assert answer.due_on == d("2027-11-02")


def test_sessions_before_the_start_do_not_count_towards_the_year_but_are_the_last_counted():
    answer = ask(yearly(), "2026-11-03", held("2026-10-31"), start=d("2026-11-01"))
    assert (answer.due_on, answer.last_counted_on) == (d("2026-12-06"), d("2026-10-31"))


def test_part_time_scales_the_year_before_it_is_floored():
    # 10 x 0.37 = 3.7 a year: the first is owed once 365 / 3.7 = 98.6 days are countable.
    answer = ask(yearly(part_time="count"), "2026-01-01", start=d("2026-01-01"), fte="0.37")
    assert answer.due_on == d("2026-01-01") + timedelta(days=97)


def test_leave_lets_too_few_become_enough_again():
    sittings = held("2026-01-10")
    rule = yearly(sessions_a_year=2)
    leave = [away("2026-09-01", "2027-03-31")]
    start = d("2025-09-01")
    assert ask(rule, "2026-08-31", sittings, leave, start=start).due_on == d("2026-08-30")
    assert ask(rule, "2026-12-31", sittings, leave, start=start).due_on > d("2026-12-31")


def test_a_clock_that_fails_and_recovers_within_one_leave_says_to_look_again():
    # The only session drops out on 1 June, when 190 countable days still owe one; eight days on they do not.
    fails = d("2026-06-01")
    sittings = [Sitting.on(fails - timedelta(days=365), 60)]
    leave = [Leave(fails - timedelta(days=174), fails + timedelta(days=200), "sickness")]
    rule = yearly(sessions_a_year=2)
    before = ask(rule, "2026-05-20", sittings, leave)
    recovered = ask(rule, str(fails + timedelta(days=8)), sittings, leave)
    assert (before.state, before.due_on) == ("paused", fails - timedelta(days=1))
    assert recovered.due_on != before.due_on
    assert before.recheck_on is not None and before.recheck_on <= fails + timedelta(days=8)


def test_less_than_one_a_year_is_never_due():
    answer = ask(yearly(sessions_a_year=1, part_time="count"), "2026-11-03", fte="0.99")
    assert (answer.due_on, answer.state) == (None, "on_track")


# Units


@pytest.mark.parametrize(
    ("worked", "due"),
    [
        ([("2026-10-10", "8")], None),  # on the day of the session itself
        ([("2026-10-11", "8")], "2026-10-11"),
        ([("2026-10-11", "7.5"), ("2026-10-20", "0.5"), ("2026-10-21", "1")], "2026-10-20"),
        ([("2026-10-11", "7.9")], None),
        ([("2026-10-11", "0.1")] * 80, "2026-10-11"),  # exact: no rounding on the way
        ([("2026-11-03", "8")], "2026-11-03"),
        ([("2026-11-04", "8")], None),  # not known yet
    ],
)
def test_units_are_counted_after_the_day_of_the_last_session(worked, due):
    rows = [Worked(d(day).toordinal(), Decimal(units)) for day, units in worked]
    answer = ask(every_units(), "2026-11-03", held("2026-10-10"), worked=rows)
    assert answer.due_on == (d(due) if due else None)


def test_without_a_session_units_count_from_the_start():
    rows = [Worked.on(d("2026-10-09"), 5), Worked.on(d("2026-10-10"), 3), Worked.on(d("2026-10-11"), 5)]
    assert ask(every_units(), "2026-11-03", worked=rows, start=d("2026-10-10")).due_on == d("2026-10-11")
