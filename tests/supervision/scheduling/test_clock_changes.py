"""Every zone and every change of its clocks from 2026 to 2036, against the wall itself, minute for minute.

Zones that share all offsets of these years are the same here; each is looked at once, and a test says
that none is left out.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest

from supervision.scheduling.bits import CELL, DAY_CELLS, Frame, listed
from supervision.scheduling.days import local_day
from supervision.scheduling.hours import (
    cells_of_days,
    day_starts,
    local_day_of,
    of_day,
    of_days,
    offset_at,
    offsets,
    repeated,
    to_utc,
    wall_days,
)
from supervision.scheduling.recurrence import days_of, moments_of
from supervision.scheduling.slots import NO_LIMITS, Diary, Need, quarters, startable
from supervision.scheduling.wall_time import resolve

DAY = 24 * 60
FIRST = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()) // 60
LAST = int(datetime(2037, 1, 1, tzinfo=UTC).timestamp()) // 60
NAMES = sorted(available_timezones())


@cache
def zones_by_rules():
    """Return the zones, grouped by their offsets in all these years, changes to the minute."""
    groups = {}
    for name in NAMES:
        groups.setdefault(offsets(ZoneInfo(name), FIRST, LAST), []).append(name)
    return groups


def changes():
    """Return each change of clocks of each group, as (zone, the minute from which the new offset holds)."""
    return [
        (names[0], stretch.start)
        for stretches, names in zones_by_rules().items()
        for stretch in stretches[1:]
    ]


def wall(minute, zone):
    return datetime.fromtimestamp(minute * 60, UTC).astimezone(zone).replace(tzinfo=None)


def free_on_the_wall(zone, frame, starts=0, ends=DAY):
    """Return when sessions of an hour can start in a frame, for somebody with these hours every day."""
    first, days = wall_days(frame)
    hours = to_utc(of_days([of_day([(starts, ends)])] * 7, first, days), first, zone, frame)
    can = startable(Diary(zone, hours), Need(60), NO_LIMITS, frame)
    return listed(can & quarters(frame) & ~repeated(zone, frame), frame)


def test_no_zone_is_left_out():
    seen = [name for names in zones_by_rules().values() for name in names]

    assert sorted(seen) == NAMES
    assert len(NAMES) > 400
    assert len(changes()) > 500


def test_no_change_is_overlooked_and_all_lie_on_quarters_of_an_hour():
    """Read every four hours, each group keeps the offsets that were read every day."""
    for stretches, names in zones_by_rules().items():
        zone = ZoneInfo(names[0])
        assert [one.end for one in stretches[:-1]] == [one.start for one in stretches[1:]]
        for start, end, offset in stretches:
            assert start % 15 == offset % 15 == 0
            assert end == LAST or offset_at(zone, end) != offset
            for minute in range(start, end, 240):
                assert offset_at(zone, minute) == offset
            assert offset_at(zone, end - 1) == offset


def test_around_every_change_each_wall_time_there_is_is_offered_once():
    """Nothing in a skipped hour, nothing twice in a repeated one, and nothing else left out."""
    for name, change in changes():
        zone = ZoneInfo(name)
        frame = Frame((change - DAY) // 15 * 15, 2 * DAY_CELLS)
        offered = free_on_the_wall(zone, frame)

        shown = Counter(wall(minute, zone) for minute in offered)
        assert max(shown.values()) == 1, (name, shown)
        expected = {}
        for minute in range(frame.start, frame.end - 55, 15):
            expected.setdefault(wall(minute, zone), minute)  # the first time that the clock shows it
        assert set(offered) <= set(expected.values()) | {None}
        # A wall time first shown before the frame began is repeated in it, and is no start.
        before = {wall(minute, zone) for minute in range(frame.start - DAY, frame.start, 15)}
        assert offered == sorted(minute for at, minute in expected.items() if at not in before), name
        for minute in offered:
            assert resolve(wall(minute, zone), zone).timestamp() == minute * 60


@pytest.mark.parametrize(("starts", "ends"), [(9 * 60, 17 * 60), (30, 150), (90, 285), (23 * 60, DAY)])
def test_hours_hold_what_the_wall_shows_inside_them(starts, ends):
    """A cell is open when the wall shows a time inside the hours, whatever the clocks do."""
    for name, change in changes():
        zone = ZoneInfo(name)
        frame = Frame((change - 30 * 60) // 15 * 15, 60 * 12)
        first, days = wall_days(frame)
        hours = to_utc(of_days([of_day([(starts, ends)])] * 7, first, days), first, zone, frame)
        for cell in range(0, frame.cells, 3):
            there = wall(frame.minute(cell), zone)
            is_inside = starts <= there.hour * 60 + there.minute < ends
            assert (hours >> cell & 1) == is_inside, (name, there)


def test_days_begin_and_end_where_the_date_changes():
    for name, change in changes():
        zone = ZoneInfo(name)
        frame = Frame((change - DAY) // CELL * CELL, 2 * DAY_CELLS)
        day = local_day_of(change, zone)
        begins, ends = day_starts(zone, day, 1)
        assert local_day_of(begins, zone) == day == local_day_of(ends - 1, zone)
        assert local_day_of(begins - 1, zone) < day < local_day_of(ends, zone)
        cells = cells_of_days([day], zone, frame)
        for cell in range(0, frame.cells, 3):
            moment = datetime.fromtimestamp(frame.minute(cell) * 60, UTC)
            assert (cells >> cell & 1) == (local_day(moment, zone).toordinal() == day)


def test_a_series_keeps_its_wall_time_over_every_change():
    for name, change in changes():
        zone = ZoneInfo(name)
        day = datetime.fromtimestamp(change * 60, UTC).astimezone(zone).date()
        days = days_of(day - timedelta(days=7), "weekly", number=3)
        for starts in (0, 90, 150, 600, 23 * 60 + 45):
            for on, moment in zip(days, moments_of(days, starts, zone), strict=True):
                there = moment.astimezone(zone).replace(tzinfo=None)
                planned = datetime.combine(on, datetime.min.time()) + timedelta(minutes=starts)
                if there != planned:
                    # The clocks skipped it: it is later by what they skipped, and no wall shows it.
                    minute = int(moment.timestamp()) // 60
                    skipped = offset_at(zone, minute) - offset_at(zone, minute - 4 * 60)
                    assert there - planned == timedelta(minutes=skipped) > timedelta(0), (name, planned)
                    assert wall(minute - skipped, zone) != planned
                else:
                    earlier = wall(int(moment.timestamp()) // 60 - 60, zone)
                    assert earlier != planned, (name, planned)
