from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from supervision.scheduling.intervals import Interval

LONDON = ZoneInfo("Europe/London")


def hours(first, last, day=2):
    return Interval(datetime(2026, 11, day, first, tzinfo=UTC), datetime(2026, 11, day, last, tzinfo=UTC))


def test_neighbours_do_not_overlap():
    assert not hours(9, 10).overlaps(hours(10, 11))
    assert not hours(10, 11).overlaps(hours(9, 10))
    assert hours(9, 11).overlaps(hours(10, 12))
    assert hours(9, 12).overlaps(hours(10, 11))


def test_the_start_is_in_and_the_end_is_out():
    nine_to_ten = hours(9, 10)
    assert nine_to_ten.start in nine_to_ten
    assert nine_to_ten.end not in nine_to_ten


def test_an_interval_covers_itself_and_what_lies_within():
    assert hours(9, 12).covers(hours(9, 12))
    assert hours(9, 12).covers(hours(10, 11))
    assert not hours(9, 12).covers(hours(11, 13))


def test_an_hour_that_the_clocks_repeat_lasts_two():
    span = Interval(
        datetime(2026, 10, 25, 1, tzinfo=LONDON, fold=0), datetime(2026, 10, 25, 2, tzinfo=LONDON)
    )
    assert span.length == timedelta(hours=2)
    assert span.start.tzinfo is UTC


@pytest.mark.parametrize("end", [9, 8])
def test_an_interval_must_end_after_it_starts(end):
    with pytest.raises(ValueError, match="end after"):
        hours(9, end)


def test_a_naive_moment_is_no_bound():
    with pytest.raises(ValueError, match="aware"):
        Interval(datetime(2026, 11, 2, 9), datetime(2026, 11, 2, 10))
