"""Which day somebody works."""

from datetime import date

import pytest

from supervision.scheduling.working_days import working_day_before, working_day_from

FULL, PART = frozenset(range(5)), frozenset({0})
EASTER = {date(2027, 3, 26), date(2027, 3, 29)}


@pytest.mark.parametrize(
    ("day", "weekdays", "closed", "before"),
    [
        (date(2026, 11, 4), FULL, (), date(2026, 11, 3)),
        (date(2026, 11, 2), FULL, (), date(2026, 10, 30)),
        (date(2026, 11, 2), PART, (), date(2026, 10, 26)),
        (date(2027, 3, 30), FULL, EASTER, date(2027, 3, 25)),
        (date(2027, 1, 2), frozenset(), (), date(2027, 1, 1)),
    ],
)
def test_the_working_day_before(day, weekdays, closed, before):
    assert working_day_before(day, weekdays=weekdays, closed=closed) == before


@pytest.mark.parametrize(
    ("day", "weekdays", "closed", "found"),
    [
        (date(2026, 11, 1), FULL, (), date(2026, 11, 2)),
        (date(2026, 11, 2), FULL, (), date(2026, 11, 2)),
        (date(2027, 1, 1), FULL, {date(2027, 1, 1)}, date(2027, 1, 4)),
        (date(2026, 11, 1), frozenset({2}), (), date(2026, 11, 4)),
    ],
)
def test_the_first_working_day_from_one_on(day, weekdays, closed, found):
    assert working_day_from(day, weekdays=weekdays, closed=closed) == found
