"""Zones by name and by description, times and lengths, and rules judged by their cost."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.availability.calendars.costs import MOST_STEPS, TooCostly, checked_rule
from supervision.availability.calendars.lines import calendars_in
from supervision.availability.calendars.times import length_of, moment_of
from supervision.availability.calendars.zones import described_zones, zone_named, zone_of

LONDON = ZoneInfo("Europe/London")


# ---------------------------------------------------------------- zones
@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Europe/London", "Europe/London"),
        ("europe/london", "Europe/London"),
        ('"Europe/London"', "Europe/London"),
        ("GMT Standard Time", "Europe/London"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("/mozilla.org/20050126_1/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("UTC", "UTC"),
        ("Europe", None),
        ("../../etc/passwd", None),
        ("", None),
        ("localtime", None),
    ],
)
def test_names_of_zones(name, zone):
    found = zone_named(name)

    assert (found and found.key) == zone


DESCRIBED = """BEGIN:VCALENDAR
BEGIN:VTIMEZONE
TZID:Ours
BEGIN:STANDARD
DTSTART:19701025T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE
END:VCALENDAR"""


@given(st.integers(0, 20 * 365 * 24 * 4), st.sampled_from([0, 1]))
def test_a_described_zone_agrees_with_the_known_one(quarters, fold):
    """British rules have been the same since 1996."""
    zone = described_zones(calendars_in(DESCRIBED.encode())[0], until=datetime(2050, 1, 1))["Ours"]
    wall = datetime(2020, 1, 1, fold=fold) + timedelta(minutes=15 * quarters)
    wall = wall.replace(fold=fold)
    instant = wall.replace(tzinfo=UTC, fold=0)

    assert wall.replace(tzinfo=zone).utcoffset() == wall.replace(tzinfo=LONDON).utcoffset()
    ours, known = instant.astimezone(zone), instant.astimezone(LONDON)
    assert (ours.replace(tzinfo=None), ours.fold) == (known.replace(tzinfo=None), known.fold)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=YEARLY;BYDAY=MO,TU",
        "FREQ=YEARLY;INTERVAL=0",
        "FREQ=YEARLY;BYHOUR=1",
        "FREQ=DAILY",
    ],
)
def test_a_described_zone_cannot_cost_much(rule):
    text = DESCRIBED.replace("FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", rule).replace(
        "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", rule
    )
    part = calendars_in(text.encode())[0].parts[0]

    assert zone_of(part, until=datetime(2050, 1, 1)) is None


# ---------------------------------------------------------------- what would cost too much
COSTLY = [
    "FREQ=SECONDLY",
    "FREQ=SECONDLY;COUNT=1",
    "FREQ=MINUTELY",
    "FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9;BYMINUTE=" + ",".join(map(str, range(60))),
    "FREQ=HOURLY;BYMINUTE=" + ",".join(map(str, range(60))),
    "FREQ=YEARLY;BYMONTH=1;" + "BYSECOND=" + ",".join(map(str, range(60))) + ";BYMINUTE=0,15,30,45",
    "FREQ=DAILY;X-LONG=" + "1" * 1000,
]


@pytest.mark.parametrize("rule", COSTLY)
def test_a_costly_rule_is_refused_before_it_is_worked_out(rule):
    with pytest.raises(TooCostly):
        checked_rule(
            rule, start=datetime(2016, 1, 1), whole_days=False, zone=LONDON, last=datetime(2028, 1, 1)
        )


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=HOURLY;INTERVAL=2", "FREQ=MINUTELY;COUNT=30"])
def test_rules_that_people_have_are_cheap_enough(rule):
    assert MOST_STEPS > 50_000
    assert checked_rule(
        rule, start=datetime(2016, 1, 1), whole_days=False, zone=LONDON, last=datetime(2028, 1, 1)
    ).startswith(rule)


# ---------------------------------------------------------------- small parts
def test_times_and_lengths_are_read_or_refused():
    assert moment_of("20261124T0900", None) == datetime(2026, 11, 24, 9)
    assert moment_of("20261124T235960Z", None) == datetime(2026, 11, 24, 23, 59, 59, tzinfo=UTC)
    assert length_of("P1W") == timedelta(days=7)
    assert length_of("-PT15M") == timedelta(minutes=-15)
    for text in ("P", "PT", "1H", "P1H", ""):
        with pytest.raises(ValueError):
            length_of(text)
