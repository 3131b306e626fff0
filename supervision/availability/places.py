"""Where one can meet somebody in person: the places that they named with their hours."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from supervision.availability.models import DayHours, WeeklyHours

Window = tuple[int, int, str]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Places:
    """Where members can be met in person at a moment. Everything asked of it runs no query."""

    def __init__(
        self,
        zones: Mapping[int, ZoneInfo],
        weekly: Mapping[tuple[int, int], list[Window]],
        days: Mapping[tuple[int, date], list[Window]],
    ):
        self._zones, self._weekly, self._days = zones, weekly, days

    def at(self, member: int, starts_at: datetime) -> str:
        """Return the place of the window that a moment lies in; empty for none, and where none was named."""
        zone = self._zones.get(member)
        if zone is None:
            return ""
        wall = starts_at.astimezone(zone)
        windows = self._days.get((member, wall.date()))
        if windows is None:
            windows = self._weekly.get((member, wall.weekday()), [])
        minute = wall.hour * 60 + wall.minute
        index = bisect_right(windows, (minute, 24 * 60 + 1, "")) - 1
        if index < 0 or windows[index][1] <= minute:
            return ""
        return windows[index][2]

    def at_minute(self, member: int, minute: int) -> str:
        """The same for a minute since 1970."""
        return self.at(member, EPOCH + timedelta(minutes=minute))


def places_of(zones: Mapping[int, ZoneInfo], starts: Iterable[datetime]) -> Places:
    """Read where these members (each with their zone) can be met in person on the days of these moments.

    Two queries, for one member or two hundred.
    """
    moments = list(starts)
    if not moments or not zones:
        return Places({}, {}, {})
    day = timedelta(days=1)
    first, last = min(moments).date() - day, max(moments).date() + day
    weekly: dict[tuple[int, int], list[Window]] = defaultdict(list)
    days: dict[tuple[int, date], list[Window]] = defaultdict(list)
    fields = ("starts", "ends", "in_person", "place")
    rows = WeeklyHours.objects.filter(member__in=zones).order_by("starts")
    for member, weekday, begins, ends, in_person, place in rows.values_list("member", "weekday", *fields):
        weekly[member, weekday].append((begins, ends, place if in_person else ""))
    own = DayHours.objects.filter(member__in=zones, day__gte=first, day__lte=last).order_by("starts")
    for member, on, begins, ends, in_person, place in own.values_list("member", "day", *fields):
        windows = days[member, on]  # a closed day has a row without times: no window, and not its weekday's
        if begins is not None and ends is not None:
            windows.append((begins, ends, place if in_person else ""))
    return Places(zones, weekly, days)
