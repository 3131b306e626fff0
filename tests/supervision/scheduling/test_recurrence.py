"""Series. Beside them dateutil's expansion of the same rules, where that is right."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from dateutil.rrule import DAILY, MONTHLY, rrule, weekday
from hypothesis import given
from hypothesis import strategies as st

from supervision.scheduling.recurrence import MOST, days_of, moments_of

LONDON = ZoneInfo("Europe/London")
FIRST, LAST = date(2026, 1, 1), date(2036, 12, 31)
days = st.dates(FIRST, LAST)
ends_of_months = st.sampled_from(
    [day for n in range((LAST - FIRST).days + 1) if (day := FIRST + timedelta(days=n)).day > 28]
)
"""Days past the 28th, asked for by themselves: to throw all others away is more than Hypothesis takes."""


@pytest.mark.parametrize(
    ("first", "pattern", "end", "expected"),
    [
        ("2026-11-03", "weekly", {"number": 3}, ["2026-11-03", "2026-11-10", "2026-11-17"]),
        ("2026-11-03", "fortnightly", {"number": 2}, ["2026-11-03", "2026-11-17"]),
        ("2026-11-10", "four_weekly", {"until": "2027-01-05"}, ["2026-11-10", "2026-12-08", "2027-01-05"]),
        ("2026-11-10", "four_weekly", {"until": "2027-01-04"}, ["2026-11-10", "2026-12-08"]),
        ("2026-11-10", "weekly", {"until": "2026-11-09"}, []),
        ("2026-12-15", "monthly_date", {"number": 3}, ["2026-12-15", "2027-01-15", "2027-02-15"]),
        # A month that is too short has its last day; the date comes back.
        (
            "2027-01-31",
            "monthly_date",
            {"number": 4},
            ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"],
        ),
        ("2028-01-30", "monthly_date", {"number": 3}, ["2028-01-30", "2028-02-29", "2028-03-30"]),
        # The second Tuesday.
        ("2026-11-10", "monthly_weekday", {"number": 3}, ["2026-11-10", "2026-12-08", "2027-01-12"]),
        # A fifth one means the last.
        ("2026-11-30", "monthly_weekday", {"number": 3}, ["2026-11-30", "2026-12-28", "2027-01-25"]),
        # A fourth one stays the fourth, though it is the last one in November.
        ("2026-11-26", "monthly_weekday", {"number": 3}, ["2026-11-26", "2026-12-24", "2027-01-28"]),
    ],
)
def test_the_days_of_a_series(first, pattern, end, expected):
    if "until" in end:
        end = {"until": date.fromisoformat(end["until"])}
    found = days_of(date.fromisoformat(first), pattern, **end)
    assert [day.isoformat() for day in found] == expected


def test_a_series_has_one_end_and_is_not_too_long():
    first = date(2026, 11, 10)
    assert len(days_of(first, "weekly", number=MOST)) == MOST
    for wrong in ({}, {"until": first, "number": 3}, {"number": MOST + 1}, {"until": date(2036, 1, 1)}):
        with pytest.raises(ValueError, match="series"):
            days_of(first, "weekly", **wrong)
    with pytest.raises(ValueError, match="no pattern"):
        days_of(first, "daily", number=2)


def test_a_series_ends_with_the_calendar():
    assert days_of(date(9999, 12, 20), "weekly", number=5) == [date(9999, 12, 20), date(9999, 12, 27)]
    assert days_of(date(9999, 11, 20), "monthly_date", number=5)[-1] == date(9999, 12, 20)


@given(days, st.sampled_from([("weekly", 7), ("fortnightly", 14), ("four_weekly", 28)]), st.integers(1, 60))
def test_every_so_many_days_is_what_dateutil_says(first, pattern, number):
    name, every = pattern
    expected = rrule(
        DAILY, interval=every, count=number, dtstart=datetime.combine(first, datetime.min.time())
    )
    assert days_of(first, name, number=number) == [at.date() for at in expected]


@given(days.filter(lambda day: day.day <= 28), st.integers(1, 30))
def test_every_month_on_a_date_that_all_months_have_is_what_dateutil_says(first, number):
    expected = rrule(MONTHLY, count=number, dtstart=datetime.combine(first, datetime.min.time()))
    assert days_of(first, "monthly_date", number=number) == [at.date() for at in expected]


@given(days, st.integers(1, 30))
def test_every_month_on_a_weekday_is_what_dateutil_says(first, number):
    which = (first.day - 1) // 7 + 1
    on = weekday(first.weekday(), which if which < 5 else -1)
    expected = rrule(
        MONTHLY, byweekday=on, count=number, dtstart=datetime.combine(first, datetime.min.time())
    )
    assert days_of(first, "monthly_weekday", number=number) == [at.date() for at in expected]


@given(ends_of_months, st.integers(2, 30))
def test_dateutil_leaves_short_months_out_and_we_do_not(first, number):
    ours = days_of(first, "monthly_date", number=number)
    theirs = rrule(
        MONTHLY,
        dtstart=datetime.combine(first, datetime.min.time()),
        until=datetime.combine(ours[-1], datetime.max.time()),
    )

    assert [day.year * 12 + day.month for day in ours] == [
        first.year * 12 + first.month + i for i in range(number)
    ]
    assert {at.date() for at in theirs} == {day for day in ours if day.day == first.day}
    for day in ours:
        assert day.day == first.day or (day + timedelta(days=1)).day == 1


def test_ten_in_the_morning_stays_ten_in_the_morning():
    found = moments_of(days_of(date(2027, 3, 15), "weekly", number=4), 600, LONDON)

    assert [at.hour for at in found] == [10, 10, 9, 9]
    assert [at.astimezone(LONDON).hour for at in found] == [10] * 4


def test_a_time_that_is_skipped_is_later_and_one_that_comes_twice_is_the_first():
    skipped = moments_of(days_of(date(2027, 3, 21), "weekly", number=3), 90, LONDON)
    twice = moments_of(days_of(date(2027, 10, 24), "weekly", number=3), 90, LONDON)

    assert [f"{at.astimezone(LONDON):%H:%M}" for at in skipped] == ["01:30", "02:30", "01:30"]
    assert twice[1] == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_dateutil_names_a_wall_time_that_does_not_exist():
    """Why its expansion is no oracle there: 01:30 on 28 March 2027 never shows on a clock in London."""
    theirs = list(rrule(DAILY, interval=7, count=2, dtstart=datetime(2027, 3, 21, 1, 30, tzinfo=LONDON)))

    assert (theirs[1].hour, theirs[1].minute) == (1, 30)
    assert theirs[1].astimezone(UTC).astimezone(LONDON).hour == 2


@pytest.mark.parametrize(
    "zone", ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"]
)
@pytest.mark.parametrize(
    ("pattern", "rule"),
    [
        ("weekly", "FREQ=WEEKLY;COUNT=70"),
        ("four_weekly", "FREQ=WEEKLY;INTERVAL=4;COUNT=70"),
        ("monthly_date", "FREQ=MONTHLY;COUNT=70"),
        ("monthly_weekday", "FREQ=MONTHLY;BYDAY=2TU;COUNT=70"),
    ],
)
def test_moments_are_those_of_a_calendar_with_the_same_rule(zone, pattern, rule):
    calendar = icalendar.Calendar.from_ical(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//\r\nBEGIN:VEVENT\r\nUID:one\r\n"
        f"DTSTART;TZID={zone}:20270112T100000\r\nDTEND;TZID={zone}:20270112T110000\r\nRRULE:{rule}\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    events = recurring_ical_events.of(calendar).between(datetime(2027, 1, 1), datetime(2037, 1, 1))
    theirs = sorted(event["DTSTART"].dt.astimezone(UTC) for event in events)

    ours = moments_of(days_of(date(2027, 1, 12), pattern, number=70), 600, ZoneInfo(zone))
    assert ours == theirs
