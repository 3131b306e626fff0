"""From when on each of the five offers stands, on each side of every edge."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peers.events import rules

LONDON, APIA = ZoneInfo("Europe/London"), ZoneInfo("Pacific/Apia")
NOTED = datetime(2026, 11, 5, 14, 20, tzinfo=UTC)
THURSDAY = date(2026, 11, 5)


def wall(moments, zone=LONDON):
    return [f"{one.astimezone(zone):%a %d %b %H:%M}" for one in moments]


def test_the_five_offers_stand_at_once_and_after_3_7_and_28_days_and_three_months():
    found = rules.moments(happened=THURSDAY, noted_at=NOTED, zone=LONDON)

    assert wall(found) == [
        "Thu 05 Nov 14:20", "Sun 08 Nov 14:20", "Thu 12 Nov 14:20", "Thu 03 Dec 14:20", "Fri 05 Feb 14:20",
    ]  # fmt: skip
    assert found[1] - found[0] == timedelta(hours=72)


def test_days_are_counted_from_when_it_happened_and_nothing_stands_before_it_was_noted():
    found = rules.moments(happened=THURSDAY - timedelta(days=2), noted_at=NOTED, zone=LONDON)

    assert wall(found)[:2] == ["Thu 05 Nov 14:20", "Fri 06 Nov 14:20"]
    long_ago = rules.moments(happened=THURSDAY - timedelta(days=20), noted_at=NOTED, zone=LONDON)
    assert long_ago[0] == long_ago[1] == long_ago[2] == NOTED < long_ago[3]


@pytest.mark.parametrize(
    ("noted_at", "second"),
    [
        # The clocks go back between: 72 hours on the wall are 73.
        (datetime(2026, 10, 24, 9, 0, tzinfo=UTC), datetime(2026, 10, 27, 10, 0, tzinfo=UTC)),
        # The third day's 01:30 is skipped, and takes the offset before the gap.
        (datetime(2026, 3, 26, 1, 30, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
    ],
)
def test_the_time_on_the_wall_is_kept_when_the_clocks_change(noted_at, second):
    happened = noted_at.astimezone(LONDON).date()

    assert rules.moments(happened=happened, noted_at=noted_at, zone=LONDON)[1] == second


@pytest.mark.parametrize(
    ("day", "number", "then"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 10, 31), 3, date(2027, 1, 31)),
        (date(2026, 12, 31), 3, date(2027, 3, 31)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
    ],
)
def test_a_day_that_its_month_does_not_have_is_its_last(day, number, then):
    assert rules.months_after(day, number) == then


@given(
    noted_at=st.datetimes(datetime(2024, 1, 1), datetime(2035, 1, 1)).map(lambda at: at.replace(tzinfo=UTC)),
    ago=st.integers(0, 2),
    zone=st.sampled_from(["Europe/London", "Europe/Madrid", "Pacific/Apia", "America/St_Johns", "UTC"]),
)
def test_the_moments_follow_each_other_and_each_step_stands_until_the_next(noted_at, ago, zone):
    zone = ZoneInfo(zone)
    happened = rules.happened_on(ago, today=noted_at.astimezone(zone).date())

    found = rules.moments(happened=happened, noted_at=noted_at, zone=zone)

    assert found[0] == noted_at and list(found) == sorted(set(found))
    assert timedelta(days=84) < found[-1] - noted_at < timedelta(days=94)
    for number, moment in enumerate(found, 1):
        assert rules.step_at(moment, found) == number
        assert rules.step_at(moment - timedelta(microseconds=1), found) == max(1, number - 1)


@pytest.mark.parametrize(
    ("ago", "is_new"),
    [
        (None, True),
        (timedelta(0), False),
        (timedelta(hours=72, microseconds=-1), False),
        (timedelta(hours=72), True),
    ],
)
def test_a_new_run_begins_72_hours_after_the_last(ago, is_new):
    assert rules.is_new_run(None if ago is None else NOTED - ago, now=NOTED) is is_new


@pytest.mark.parametrize("days_ago", [-1, 3, 400])
def test_only_three_answers_to_when_are_known(days_ago):
    with pytest.raises(rules.NotOffered):
        rules.happened_on(days_ago, today=THURSDAY)


@pytest.mark.parametrize(
    ("at", "starts"),
    [("09:00", 540), ("09:04", 540), ("09:05", 545), ("23:54", 1430), ("23:55", None), ("23:59", None)],
)
def test_the_rest_of_the_day_runs_from_the_five_minutes_that_have_begun_to_midnight(at, starts):
    now = datetime.fromisoformat(f"2026-11-05T{at}:30+00:00")
    if starts is None:
        with pytest.raises(rules.DayIsOver):
            rules.rest_of_day(now, LONDON)
    else:
        assert rules.rest_of_day(now, LONDON) == rules.Rest(THURSDAY, starts, 1440)


def test_the_rest_of_the_day_is_that_of_the_wall_it_hangs_on():
    rest = rules.rest_of_day(datetime(2026, 11, 5, 22, 0, tzinfo=UTC), APIA)

    assert (rest.day, rest.starts) == (date(2026, 11, 6), 11 * 60)
