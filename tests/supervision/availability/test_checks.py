"""What may be said of hours, protected time and limits, on each side of every edge."""

from datetime import date, timedelta

import pytest

from supervision.availability import checks
from supervision.availability.checks import (
    HoursWrong,
    LimitsWrong,
    NoHours,
    Protected,
    ProtectedWrong,
    Stretch,
)

TODAY = date(2026, 11, 2)
NINE, NOON, FIVE = 540, 720, 1020


def problems_of(*windows):
    try:
        checks.checked_windows(windows)
    except HoursWrong as wrong:
        return wrong.problems
    return {}


def test_stretches_come_back_in_the_order_of_the_week():
    friday, monday, later = Stretch(NINE, NOON, weekday=4), Stretch(NINE, NOON), Stretch(NOON, FIVE)

    assert checks.checked_windows([friday, later, monday]) == [monday, later, friday]


@pytest.mark.parametrize(
    ("starts", "ends", "field", "says"),
    [
        (FIVE, NINE, "ends", "before it starts at 17:00"),
        (NINE, NINE, "ends", "starts and ends at 09:00"),
        (NINE + 5, NOON, "starts", "quarter hours"),
        (NINE, NOON + 1, "ends", "quarter hours"),
        (NINE, 1455, "ends", "a time of the day"),
        (-15, NOON, "starts", "a time of the day"),
    ],
)
def test_a_stretch_that_cannot_be_is_named_with_the_field(starts, ends, field, says):
    found = problems_of(Stretch(NINE, NOON, weekday=1), Stretch(starts, ends))

    assert says in found[f"windows.1.{field}"]


@pytest.mark.parametrize(("starts", "ends"), [(0, 1440), (0, 15), (1425, 1440)])
def test_a_day_goes_from_midnight_to_midnight(starts, ends):
    assert problems_of(Stretch(starts, ends)) == {}


def test_hours_past_midnight_are_told_how_to_be_written():
    assert "one from 00:00 on the day after" in problems_of(Stretch(22 * 60, 6 * 60))["windows.0.ends"]


def test_neighbours_do_not_overlap_and_a_quarter_of_an_hour_does():
    assert problems_of(Stretch(NINE, NOON), Stretch(NOON, FIVE)) == {}

    found = problems_of(Stretch(NINE, NOON), Stretch(NOON - 15, FIVE))

    assert list(found) == ["windows.1.starts"]
    assert "11:45 to 17:00 overlaps 09:00 to 12:00" in found["windows.1.starts"]


def test_a_stretch_within_another_overlaps_and_so_does_the_one_after_it():
    found = problems_of(Stretch(NINE, FIVE), Stretch(600, 660), Stretch(960, 1080))

    assert list(found) == ["windows.1.starts", "windows.2.starts"]


def test_the_same_hours_of_two_days_are_no_overlap():
    assert problems_of(Stretch(NINE, FIVE), Stretch(NINE, FIVE, weekday=1)) == {}


def test_a_stretch_needs_a_way_to_meet_and_in_person_a_place():
    found = problems_of(Stretch(NINE, NOON, ()), Stretch(NOON, FIVE, ("in_person",), " "))

    assert set(found) == {"windows.0.media", "windows.1.place"}


def test_a_place_without_meeting_in_person_is_dropped():
    (window,) = checks.checked_windows([Stretch(NINE, NOON, ("video",), "Mill Street")])

    assert window.place == ""


def test_a_day_has_eight_stretches_at_most():
    quarters = [Stretch(NINE + 30 * n, NINE + 30 * n + 15) for n in range(9)]

    assert problems_of(*quarters[:8]) == {}
    assert "8 stretches at most" in problems_of(*quarters)["windows.8.starts"]


def test_a_week_without_hours_is_refused():
    with pytest.raises(NoHours):
        checks.checked_week([])


@pytest.mark.parametrize(("ahead", "is_fine"), [(-1, False), (0, True), (731, True), (732, False)])
def test_a_day_is_from_today_to_two_years_ahead(ahead, is_fine):
    if is_fine:
        checks.check_day(TODAY + timedelta(days=ahead), today=TODAY)
    else:
        with pytest.raises(checks.DayWrong):
            checks.check_day(TODAY + timedelta(days=ahead), today=TODAY)


# ---------------------------------------------------------------- protected time
@pytest.mark.parametrize(
    ("wanted", "fields"),
    [
        (Protected("weekly"), {"weekdays", "starts", "ends"}),
        (Protected("once"), {"day", "starts", "ends"}),
        (Protected("within"), {"weekdays", "starts", "ends", "minutes"}),
        (Protected("after_long"), {"minutes", "long_minutes"}),
        (Protected("now and then"), {"shape"}),
        (Protected("weekly", "", ("Thu",), None, FIVE, NINE), {"ends"}),
        (Protected("weekly", "", ("Thu",), None, NINE + 1, FIVE), {"starts"}),
        (Protected("weekly", "", ("Thursday",), None, NINE, FIVE), {"weekdays"}),
        (Protected("weekly", "x" * 61, ("Thu",), None, NINE, FIVE), {"name"}),
        (Protected("once", "", (), TODAY - timedelta(days=1), NINE, FIVE), {"day"}),
        (Protected("within", "", ("Mon",), None, NOON, NOON + 30, 35), {"minutes"}),
        (Protected("within", "", ("Mon",), None, NOON, FIVE, 7), {"minutes"}),
        (Protected("after_long", minutes=0, long_minutes=90), {"minutes"}),
        (Protected("after_long", minutes=45, long_minutes=10), {"long_minutes"}),
    ],
)
def test_protected_time_says_what_its_shape_needs(wanted, fields):
    with pytest.raises(ProtectedWrong) as refused:
        checks.checked_protected(wanted, today=TODAY)

    assert set(refused.value.problems) == fields


def test_what_a_shape_does_not_need_is_left_out():
    wanted = Protected("after_long", " A  walk ", ("Mon",), TODAY, NINE, FIVE, 45, 90)

    assert checks.checked_protected(wanted, today=TODAY) == Protected(
        "after_long", "A walk", minutes=45, long_minutes=90
    )


def test_lunch_may_fill_its_whole_stretch_and_its_days_come_in_order():
    wanted = Protected("within", "Lunch", ("Fri", "Mon"), None, NOON, NOON + 30, 30)

    assert checks.checked_protected(wanted, today=TODAY).weekdays == ("Mon", "Fri")


def test_a_day_that_is_over_may_stay():
    before = TODAY - timedelta(days=1)
    wanted = Protected("once", "", (), before, NINE, FIVE)

    assert checks.checked_protected(wanted, today=TODAY, before=before).day == before


# ---------------------------------------------------------------- limits
@pytest.mark.parametrize("name", checks.LIMITS)
def test_a_limit_has_a_least_and_a_most(name):
    limit = checks.LIMITS[name]

    for value in (limit.least, limit.most, None):
        assert checks.checked_limits({name: value}) == {name: value}
    for value in (limit.least - limit.step, limit.most + limit.step):
        with pytest.raises(LimitsWrong) as refused:
            checks.checked_limits({name: value})
        assert set(refused.value.problems) == {name}


def test_lengths_go_by_fives():
    with pytest.raises(LimitsWrong):
        checks.checked_limits({"individual_minutes": 52})


def test_a_day_cannot_have_more_than_its_week():
    with pytest.raises(LimitsWrong):
        checks.checked_limits({"most_a_day": 5, "most_a_week": 4})
    assert checks.checked_limits({"most_a_day": 4, "most_a_week": 4})


def test_a_limit_nobody_knows_is_a_mistake():
    with pytest.raises(TypeError):
        checks.checked_limits({"most_a_month": 4})
