from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.scheduling.days import (
    FOR_GOOD,
    NO_DAYS,
    after_countable_days,
    day_starts_at,
    first_of_month,
    first_of_next_month,
    local_day,
    merge,
)

LONDON = ZoneInfo("Europe/London")
ODD_ZONES = (
    "Europe/London",
    "America/Sao_Paulo",
    "Asia/Beirut",
    "Africa/Cairo",
    "America/St_Johns",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "America/Havana",
    "America/Asuncion",
    "Asia/Kathmandu",
    "Pacific/Chatham",
)


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        (datetime(2026, 7, 1, 22, 59, tzinfo=UTC), "Europe/London", date(2026, 7, 1)),
        (datetime(2026, 7, 1, 23, 0, tzinfo=UTC), "Europe/London", date(2026, 7, 2)),
        (datetime(2026, 12, 1, 23, 59, tzinfo=UTC), "Europe/London", date(2026, 12, 1)),
        (datetime(2026, 7, 1, 9, 59, tzinfo=UTC), "Pacific/Kiritimati", date(2026, 7, 1)),
        (datetime(2026, 7, 1, 10, 0, tzinfo=UTC), "Pacific/Kiritimati", date(2026, 7, 2)),
        (datetime(2026, 7, 1, 10, 59, tzinfo=UTC), "Pacific/Pago_Pago", date(2026, 6, 30)),
        (datetime(2026, 7, 1, 11, 0, tzinfo=UTC), "Pacific/Pago_Pago", date(2026, 7, 1)),
    ],
)
def test_a_moment_lies_on_the_day_of_its_zone(now, zone, expected):
    assert local_day(now, ZoneInfo(zone)) == expected


def test_a_moment_without_a_zone_has_no_day():
    with pytest.raises(ValueError, match="aware"):
        local_day(datetime(2026, 7, 1, 12), LONDON)


@pytest.mark.parametrize(
    ("day", "zone", "expected"),
    [
        (date(2026, 1, 10), "Europe/London", datetime(2026, 1, 10, 0)),
        (date(2026, 3, 29), "Europe/London", datetime(2026, 3, 29, 0)),  # clocks go forward at 1
        (date(2026, 3, 30), "Europe/London", datetime(2026, 3, 29, 23)),
        (date(2026, 10, 25), "Europe/London", datetime(2026, 10, 24, 23)),  # and back at 2
        (date(2026, 10, 26), "Europe/London", datetime(2026, 10, 26, 0)),
        (date(2018, 11, 4), "America/Sao_Paulo", datetime(2018, 11, 4, 3)),  # midnight skipped: starts at 1
        (date(2018, 2, 18), "America/Sao_Paulo", datetime(2018, 2, 18, 3)),  # the hour before it repeats
        (date(2021, 3, 28), "Asia/Beirut", datetime(2021, 3, 27, 22)),  # midnight skipped
        (date(2025, 11, 2), "America/Havana", datetime(2025, 11, 2, 4)),  # midnight comes twice
        (date(2010, 11, 7), "America/St_Johns", datetime(2010, 11, 7, 2, 30)),  # back at 0:01
        (date(2011, 12, 31), "Pacific/Apia", datetime(2011, 12, 30, 10)),  # the day after the one left out
        (date(2011, 12, 30), "Pacific/Apia", datetime(2011, 12, 30, 10)),  # left out altogether
    ],
)
def test_a_day_begins_at_the_first_instant_with_its_date(day, zone, expected):
    assert day_starts_at(day, ZoneInfo(zone)) == expected.replace(tzinfo=UTC)


@given(
    day=st.dates(date(1990, 1, 1), date(2037, 1, 1)),
    zone=st.sampled_from(ODD_ZONES),
)
def test_no_earlier_instant_has_the_date(day, zone):
    zone = ZoneInfo(zone)
    begins = day_starts_at(day, zone)
    assert local_day(begins, zone) == day
    assert local_day(begins - timedelta(seconds=1), zone) == day - timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "first", "following"),
    [
        (date(2026, 11, 1), date(2026, 11, 1), date(2026, 12, 1)),
        (date(2026, 11, 30), date(2026, 11, 1), date(2026, 12, 1)),
        (date(2026, 12, 31), date(2026, 12, 1), date(2027, 1, 1)),
        (date(2028, 2, 29), date(2028, 2, 1), date(2028, 3, 1)),
    ],
)
def test_months_begin_on_their_first(day, first, following):
    assert first_of_month(day.toordinal()) == first.toordinal()
    assert first_of_next_month(day.toordinal()) == following.toordinal()


def test_the_calendar_ends_with_its_last_month():
    assert first_of_next_month(date.max.toordinal()) == FOR_GOOD


def test_overlapping_and_touching_spans_become_one():
    spans = merge([(30, 31), (10, 15), (12, 14), (15, 20), (25, 25), (28, 27)])
    assert list(spans) == [(10, 20), (30, 31)]


def test_nothing_merges_to_no_days():
    assert not merge([])
    assert not merge([(5, 5)])
    assert 5 not in merge([(5, 5)])


days = st.integers(700_000, 700_120)
some_spans = st.lists(st.tuples(days, days), max_size=8)


@given(spans=some_spans, start=days, end=days)
def test_spans_count_what_a_set_of_days_counts(spans, start, end):
    as_set = {day for first, last in spans for day in range(first, last)}
    merged = merge(spans)

    assert {day for first, last in merged for day in range(first, last)} == as_set
    assert (start in merged) == (start in as_set)
    if start <= end:
        assert merged.within(start, end) == len(as_set & set(range(start, end)))
        if start < end:
            assert merged.covers(start, end) == (set(range(start, end)) <= as_set)
    later = [day for day in range(start + 1, 700_125) if (day in as_set) != (day - 1 in as_set)]
    assert merged.next_edge(start) == (later[0] if later else FOR_GOOD)
    held = merged.span_at(start)
    assert (held is not None) == (start in as_set)


@given(spans=some_spans, base=days, count=st.integers(0, 60))
def test_countable_days_pass_one_by_one(spans, base, count):
    away = merge(spans)
    day, passed = base, 0
    while passed < count:
        day += 1
        passed += day not in away
    assert after_countable_days(base, count, away) == day


@pytest.mark.parametrize(
    ("days", "away", "expected"),
    [
        (0, [], 100),
        (1, [], 101),
        (5, [(101, 103)], 107),
        (5, [(105, 106)], 106),  # the fifth day is away: the next is the fifth
        (5, [(106, 110)], 105),  # leave that begins the day after changes nothing
        (5, [(90, 101)], 105),  # nor does leave that ends on the base
        (5, [(90, 102)], 106),
        (5, [(105, FOR_GOOD)], None),
        (5, [(106, FOR_GOOD)], 105),
        (1, [(101, FOR_GOOD)], None),
        (0, [(90, FOR_GOOD)], 100),
    ],
)
def test_counting_stops_at_each_side_of_leave(days, away, expected):
    assert after_countable_days(100, days, merge(away)) == expected


def test_an_endless_stretch_says_so():
    assert merge([(5, FOR_GOOD)]).is_endless()
    assert not merge([(5, 6)]).is_endless()
    assert not NO_DAYS.is_endless()
