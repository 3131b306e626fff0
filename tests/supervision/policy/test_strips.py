"""Where the marks of a clock's strip stand, and the words beside it."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from supervision.policy import looks
from supervision.policy.clock import Leave, Membership, Rule, Sitting, clock_on
from supervision.policy.standings import lead_sentence
from supervision.policy.strips import Bar, months_on, strip_of

TODAY = date(2026, 11, 5)
EVERY_28 = Rule(kind="rolling", counts=frozenset({"individual"}), interval_days=28, first_within_days=14)
PAUSING = Rule(
    kind="rolling",
    counts=frozenset({"individual"}),
    interval_days=28,
    first_within_days=14,
    pausing_leave=frozenset({"sickness"}),
)


def answer(*, rule=EVERY_28, held=(), start=date(2020, 1, 6), leave=()):
    sittings = [Sitting.on(day, 60) for day in held]
    return clock_on(today=TODAY, rule=rule, membership=Membership(start), sittings=sittings, leave=leave)


def test_a_covered_clock_is_drawn_from_its_last_session_to_its_due_date():
    strip = strip_of(answer(held=[date(2026, 10, 13)]), TODAY, booked_on=date(2026, 11, 10))
    assert (strip.held, strip.span, strip.gap) == ("33.7%", Bar("33.7%", "28.6%"), None)
    assert (strip.now, strip.booked) == ("57.1%", "62.2%")


def test_what_we_owe_is_dotted_from_the_due_date_to_today():
    strip = strip_of(answer(held=[date(2026, 9, 25)]), TODAY)
    assert strip.span == Bar("15.3%", "28.6%")
    assert strip.gap == ("45.4%", "57.1%")


def test_leave_that_moved_the_date_is_drawn_after_what_the_session_covered():
    held, away = [date(2026, 10, 2)], [Leave(date(2026, 10, 5), date(2026, 10, 18), "sickness")]
    strip = strip_of(answer(rule=PAUSING, held=held, leave=away), TODAY)
    assert (strip.span, strip.leave) == (Bar("22.4%", "28.6%"), Bar("51.0%", "14.3%"))


def test_what_lies_before_the_strip_begins_at_its_edge():
    strip = strip_of(answer(held=[date(2025, 1, 6)]), TODAY)
    assert (strip.held, strip.span, strip.gap) == (None, None, ("0.0%", "57.1%"))


def test_a_booking_beyond_the_strip_is_left_to_the_words():
    strip = strip_of(answer(held=[date(2026, 10, 13)]), TODAY, booked_on=TODAY + timedelta(days=43))
    assert strip.booked is None


def test_a_paused_clock_has_no_marks_but_today():
    away = [Leave(date(2026, 11, 1), None, "sickness")]
    strip = strip_of(answer(rule=PAUSING, held=[date(2026, 10, 2)], leave=away), TODAY)
    assert (strip.span, strip.leave, strip.gap, strip.held, strip.now) == (None, None, None, None, "57.1%")


def test_months_are_named_where_they_begin_and_never_over_today():
    assert months_on(TODAY) == [("21.4%", "Oct"), ("83.7%", "Dec")]
    for day in range(366):
        for place, _ in months_on(date(2026, 1, 1) + timedelta(days=day)):
            assert not 39.1 < float(place[:-1]) < 67.1


@pytest.mark.parametrize(
    ("look", "days", "words"),
    [
        ("owed", -13, "Owed, 13 days"),
        ("owed", -1, "Owed, 1 day"),
        ("owed", -1365, "Owed, 1,365 days"),
        ("soon", 8, "Due in 8 days"),
        ("soon", 1, "Due tomorrow"),
        ("soon", 0, "Due today"),
        ("soon", -1, "Due yesterday"),
        ("soon", -3, "Due 3 days ago"),
        ("covered", 20, "Covered"),
        ("paused", -20, "Paused"),
        ("none", None, "Nothing owed"),
    ],
)
def test_the_words_beside_the_shape(look, days, words):
    due_on = None if days is None else TODAY + timedelta(days=days)
    assert looks.status_words(look, due_on, TODAY) == words


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        (
            {"owed": 2, "soon": 2, "covered": 7, "paused": 1},
            "We owe two people a supervision. Two more come due soon, and seven are covered.",
        ),
        (
            {"owed": 1, "soon": 1, "covered": 1},
            "We owe one person a supervision. One more comes due soon, and one is covered.",
        ),
        ({"covered": 12}, "We owe nobody a supervision. 12 are covered."),
        ({"soon": 1}, "We owe nobody a supervision. One comes due soon."),
        ({"owed": 300}, "We owe 300 people a supervision."),
        ({"paused": 1}, "We owe nobody a supervision."),
        ({}, "Nobody is here yet."),
    ],
)
def test_the_board_says_first_what_we_owe(counts, sentence):
    assert lead_sentence(Counter(counts)) == sentence


NOON = datetime(2026, 11, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("state", "soon", "overdue", "look"),
    [
        ("on_track", NOON + HOUR, NOON + 2 * HOUR, "covered"),
        ("on_track", NOON, NOON + HOUR, "soon"),
        ("due_soon", NOON - HOUR, NOON, "owed"),
        ("on_track", None, None, "covered"),
        ("paused", NOON - HOUR, NOON - HOUR, "paused"),
    ],
)
def test_a_kept_clock_moves_by_its_own_moments_though_no_sweep_came(state, soon, overdue, look):
    assert looks.look_at(state, soon, overdue, NOON) == look
