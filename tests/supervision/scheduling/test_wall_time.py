"""From a time on the wall to an instant."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from supervision.scheduling.wall_time import is_skipped, resolve

LONDON, HAVANA = ZoneInfo("Europe/London"), ZoneInfo("America/Havana")


@pytest.mark.parametrize(
    ("local", "zone", "instant", "was_skipped"),
    [
        (datetime(2026, 11, 10, 10), LONDON, datetime(2026, 11, 10, 10, tzinfo=UTC), False),
        (datetime(2026, 7, 10, 10), LONDON, datetime(2026, 7, 10, 9, tzinfo=UTC), False),
        # The clocks go forward at 01:00 on 29 March 2026: half past one takes the offset before the gap.
        (datetime(2026, 3, 29, 0, 59), LONDON, datetime(2026, 3, 29, 0, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 29, 1, 30), LONDON, datetime(2026, 3, 29, 1, 30, tzinfo=UTC), True),
        (datetime(2026, 3, 29, 2), LONDON, datetime(2026, 3, 29, 1, tzinfo=UTC), False),
        # They go back at 02:00 on 25 October 2026: half past one comes twice, and the first is meant.
        (datetime(2026, 10, 25, 1, 30), LONDON, datetime(2026, 10, 25, 0, 30, tzinfo=UTC), False),
        (datetime(2026, 10, 25, 2), LONDON, datetime(2026, 10, 25, 2, tzinfo=UTC), False),
        # Midnight does not exist in Havana on 8 March 2026.
        (datetime(2026, 3, 8, 0), HAVANA, datetime(2026, 3, 8, 5, tzinfo=UTC), True),
    ],
)
def test_a_wall_time_is_one_instant(local, zone, instant, was_skipped):
    assert resolve(local, zone) == instant
    assert is_skipped(local, zone) is was_skipped


def test_an_aware_time_is_no_wall_time():
    with pytest.raises(ValueError, match="zone of its own"):
        resolve(datetime(2026, 11, 10, 10, tzinfo=UTC), LONDON)
