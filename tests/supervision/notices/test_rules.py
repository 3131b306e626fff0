from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.notices.rules import Window, may_reach_at, opens_after_today, wait_after, weekdays_of

WEEK = frozenset(range(5))
EVERY_DAY = frozenset(range(7))


def at(words, zone="UTC"):
    """A moment given as wall time in a zone, in UTC; "/2" means the second time it is that late."""
    wall, _, second = words.partition("/")
    moment = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone), fold=1 if second else 0)
    return moment.astimezone(UTC)


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("Mon,Tue,Wed,Thu,Fri", {0, 1, 2, 3, 4}),
        ("Mon,Wed,Fri", {0, 2, 4}),
        ("Mon-Thu", {0, 1, 2, 3}),
        ("Mon-Tue, Thu", {0, 1, 3}),
        ("Sat-Mon", {5, 6, 0}),
        ("monday;Sunday", {0, 6}),
        ("Sun", {6}),
        ("", {0, 1, 2, 3, 4}),
        ("nonsense", {0, 1, 2, 3, 4}),
    ],
)
def test_working_days_are_read_as_lists_and_as_spans(words, days):
    assert weekdays_of(words) == days


@pytest.mark.parametrize(
    ("zone", "weekdays", "now", "then"),
    [
        # Europe/London, Monday to Friday, 08:00 to 18:00
        ("Europe/London", WEEK, "2026-11-02T07:59:59", "2026-11-02T08:00"),
        ("Europe/London", WEEK, "2026-11-02T08:00", "2026-11-02T08:00"),
        ("Europe/London", WEEK, "2026-11-02T17:59:59", "2026-11-02T17:59:59"),
        ("Europe/London", WEEK, "2026-11-02T18:00", "2026-11-03T08:00"),
        ("Europe/London", WEEK, "2026-11-06T18:00", "2026-11-09T08:00"),
        ("Europe/London", WEEK, "2026-11-07T12:00", "2026-11-09T08:00"),
        # part time: Monday, Wednesday, Friday
        ("Europe/London", frozenset({0, 2, 4}), "2026-11-03T10:00", "2026-11-04T08:00"),
        ("Europe/London", frozenset({0, 2, 4}), "2026-11-06T19:00", "2026-11-09T08:00"),
        ("Europe/London", frozenset({6}), "2026-11-01T18:00", "2026-11-08T08:00"),
        # the Friday before the clocks go forward (29 March) and back (25 October): 08:00 is 08:00 there
        ("Europe/London", WEEK, "2026-03-27T18:00", "2026-03-30T08:00"),
        ("Europe/London", WEEK, "2026-10-23T18:00", "2026-10-26T08:00"),
        # people who work on those very Sundays
        ("Europe/London", EVERY_DAY, "2026-03-29T00:30", "2026-03-29T08:00"),
        ("Europe/London", EVERY_DAY, "2026-03-29T03:00", "2026-03-29T08:00"),
        ("Europe/London", EVERY_DAY, "2026-10-25T01:30", "2026-10-25T08:00"),
        ("Europe/London", EVERY_DAY, "2026-10-25T01:30/2", "2026-10-25T08:00"),
        # far zones
        ("Pacific/Kiritimati", WEEK, "2026-11-02T07:00", "2026-11-02T08:00"),
        ("Pacific/Apia", WEEK, "2026-11-06T18:00", "2026-11-09T08:00"),
        ("Pacific/Pago_Pago", WEEK, "2026-11-06T17:59", "2026-11-06T17:59"),
        ("Asia/Kathmandu", WEEK, "2026-11-06T18:01", "2026-11-09T08:00"),
        ("America/St_Johns", EVERY_DAY, "2026-03-08T00:00", "2026-03-08T08:00"),
        # a zone whose clocks skip midnight
        ("Africa/Cairo", EVERY_DAY, "2026-04-24T01:00", "2026-04-24T08:00"),
        ("Asia/Beirut", EVERY_DAY, "2026-03-28T23:59", "2026-03-29T08:00"),
    ],
)
def test_a_message_waits_for_the_next_working_hour_in_its_readers_own_zone(zone, weekdays, now, then):
    window = Window(ZoneInfo(zone), weekdays)

    assert may_reach_at(at(now, zone), window) == at(then, zone)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-03-29T00:30", "2026-03-29T02:30"),  # 01:30 is skipped: the offset before the gap, 01:30 UTC
        ("2026-10-25T00:30", "2026-10-25T01:30"),  # it comes twice: the first time
        ("2026-10-25T01:10/2", "2026-10-25T01:10/2"),  # within the hours that began the first time
    ],
)
def test_hours_that_begin_when_the_clocks_change_begin_once(now, then):
    window = Window(ZoneInfo("Europe/London"), EVERY_DAY, time(1, 30), time(12))

    assert may_reach_at(at(now, "Europe/London"), window) == at(then, "Europe/London")


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-02T21:59", "2026-11-02T22:00"),
        ("2026-11-02T23:00", "2026-11-02T23:00"),
        ("2026-11-03T05:59", "2026-11-03T05:59"),
        ("2026-11-03T06:00", "2026-11-03T22:00"),
        ("2026-11-07T05:00", "2026-11-07T05:00"),  # the Saturday morning belongs to Friday's night
        ("2026-11-07T06:00", "2026-11-09T22:00"),
    ],
)
def test_a_night_workers_hours_run_past_midnight(now, then):
    window = Window(ZoneInfo("Europe/London"), WEEK, time(22), time(6))

    assert may_reach_at(at(now, "Europe/London"), window) == at(then, "Europe/London")


def test_during_a_leave_the_next_look_is_on_the_next_working_day():
    window = Window(ZoneInfo("Europe/London"), WEEK)

    assert opens_after_today(at("2026-11-02T07:00"), window) == at("2026-11-03T08:00")
    assert opens_after_today(at("2026-11-06T09:00"), window) == at("2026-11-09T08:00")


@given(
    moment=st.datetimes(datetime(2024, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)),
    zone=st.sampled_from(
        ["Europe/London", "Pacific/Apia", "America/St_Johns", "Africa/Cairo", "Australia/Lord_Howe"]
    ),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
)
def test_whatever_the_moment_it_ends_inside_the_hours_and_never_early(moment, zone, weekdays):
    window = Window(ZoneInfo(zone), weekdays)

    reached = may_reach_at(moment, window)

    local = reached.astimezone(ZoneInfo(zone))
    assert reached >= moment
    assert reached - moment <= timedelta(days=8)
    assert local.weekday() in weekdays
    assert time(8) <= local.time() < time(18)
    assert may_reach_at(reached, window) == reached


@pytest.mark.parametrize(
    ("attempts", "chance", "minutes"),
    [(1, 0.5, 1), (2, 0.5, 2), (5, 0.5, 16), (9, 0.5, 256), (10, 0.5, 360), (200, 0.5, 360), (3, 0, 3)],
)
def test_each_wait_is_twice_the_last_and_at_most_six_hours(attempts, chance, minutes):
    assert wait_after(attempts, chance=chance) == timedelta(minutes=minutes)
