"""When a session can start, said the slow and obvious way: one start at a time, cell by cell, with datetimes.

Written apart from `supervision.scheduling`: it shares no function with it.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import permutations

STEP = timedelta(minutes=5)


@dataclass
class Person:
    """Somebody as a test describes them. Windows are minutes of the day on the wall, moments are aware."""

    zone: object
    windows: dict = field(default_factory=dict)  # by weekday
    own_days: dict = field(default_factory=dict)  # by date, in place of its weekday's
    shut: set = field(default_factory=set)  # dates
    protected: list = field(default_factory=list)  # (weekday, starts, ends)
    busy: list = field(default_factory=list)  # (start, end)
    taken: list = field(default_factory=list)  # (start, end, session start or None, session end)
    heavy: set = field(default_factory=set)
    kept: list = field(default_factory=list)  # (weekdays, starts, ends, minutes)
    most_a_day: int | None = None
    most_a_week: int | None = None
    most_in_a_row: int | None = None
    pause: int = 0


@cache
def local(moment, zone):
    there = moment.astimezone(zone)
    return there.date(), there.hour * 60 + there.minute


def cells(start, end):
    while start < end:
        yield start
        start += STEP


def is_within_hours(person, cell):
    day, minute = local(cell, person.zone)
    if day in person.shut:
        return False
    windows = person.own_days.get(day, person.windows.get(day.weekday(), ()))
    return any(starts <= minute and minute + 5 <= ends for starts, ends in windows)


def is_blocked(person, cell):
    day, minute = local(cell, person.zone)
    if any(
        day.weekday() == on and starts < minute + 5 and minute < ends for on, starts, ends in person.protected
    ):
        return True
    return any(start < cell + STEP and cell < end for start, end in person.busy)


def is_taken(person, cell):
    return any(start < cell + STEP and cell < end for start, end, *_ in person.taken)


@cache
def cells_of(day, zone):
    """Return the cells of a day on the wall of a zone."""
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=14)
    return [cell for cell in cells(begin, begin + timedelta(hours=52)) if local(cell, zone)[0] == day]


def window_of(day, zone, starts, ends):
    """Return the cells of a window on a day: from the first that the wall shows in it to the last."""
    there = cells_of(day, zone)
    inside = [cell for cell in there if starts <= local(cell, zone)[1] and local(cell, zone)[1] + 5 <= ends]
    return [cell for cell in there if inside[0] <= cell <= inside[-1]] if inside else []


def keeps_minutes(person, filled):
    """Say whether what must be kept somewhere in its window still can be, on each day that is touched.

    All kept minutes of a day are placed in every order, each at the earliest place, apart from one another.
    Windows that do not overlap, not even by way of others, have nothing to do with each other.
    """
    for day in {local(cell, person.zone)[0] for cell in filled}:
        wanted = [
            (window_of(day, person.zone, starts, ends), -(-minutes // 5))
            for on, starts, ends, minutes in person.kept
            if day.weekday() in on
        ]
        wanted = [(window, length) for window, length in wanted if window]
        touched = [one for one in wanted if set(one[0]) & filled]
        while True:
            more = [
                one for one in wanted if one not in touched and any(set(one[0]) & set(t[0]) for t in touched)
            ]
            if not more:
                break
            touched += more
        bad = {c for window, _ in touched for c in window if is_blocked(person, c) or is_taken(person, c)}
        if touched and not any(placed(order, bad | filled) for order in permutations(touched)):
            return False
    return True


def placed(order, gone):
    for window, length in order:
        for first in window:
            place = {first + i * STEP for i in range(length)}
            if place <= set(window) and not place & gone:
                gone = gone | place
                break
        else:
            return False
    return True


def can_start(person, start, *, minutes, before=0, after=0):
    """Say whether somebody can start a session at a moment."""
    end = start + timedelta(minutes=-(-minutes // 5) * 5)
    day, _ = local(start, person.zone)
    if day in person.heavy:
        before, after = max(before, 15), max(after, 15)
    during = list(cells(start, end))
    if not all(
        is_within_hours(person, c) and not is_blocked(person, c) and not is_taken(person, c) for c in during
    ):
        return False
    around = [*cells(start - timedelta(minutes=before), start), *cells(end, end + timedelta(minutes=after))]
    if any(is_blocked(person, c) or is_taken(person, c) for c in around):
        return False
    return keeps_minutes(person, {*during, *around}) and keeps_limits(person, start, minutes)


def keeps_limits(person, start, minutes):
    sessions = sorted((s, e) for _, _, s, e in person.taken if s is not None)
    day, _ = local(start, person.zone)
    days = [local(s, person.zone)[0] for s, _ in sessions]
    if person.most_a_day is not None and days.count(day) >= person.most_a_day:
        return False
    if person.most_a_week is not None:
        same = [d for d in days if d.isocalendar()[:2] == day.isocalendar()[:2]]
        if len(same) >= person.most_a_week:
            return False
    if person.most_in_a_row is None:
        return True
    new = (start, start + timedelta(minutes=minutes))
    row = [new]
    pause = timedelta(minutes=max(person.pause, 1))
    for session in reversed([s for s in sessions if s[0] < start]):
        if row[0][0] - session[1] < pause:
            row.insert(0, session)
        else:
            break
    for session in [s for s in sessions if s[0] >= start]:
        if session[0] - row[-1][1] < pause:
            row.append(session)
        else:
            break
    return len(row) <= person.most_in_a_row
