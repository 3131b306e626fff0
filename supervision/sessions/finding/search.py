"""Slots of one supervisor, of any of several, of all of several; for one person or for a group."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from supervision.scheduling.bits import listed, whose
from supervision.scheduling.hours import day_starts, repeated
from supervision.scheduling.slots import offered, quarters
from supervision.sessions.finding.diaries import Diaries, open_diaries
from supervision.sessions.finding.reasons import Reasons
from supervision.sessions.finding.values import DayFound, Found, Search, Slot, minute_of, slot_of

LOOK_AHEAD = timedelta(weeks=12)
"""So far the next free times are looked for."""


def find_slots(search: Search, now: datetime) -> Found:
    """Return every day that is asked about with its slots, soonest first, or the reason for having none.

    A slot starts on a quarter of an hour of the wall, lies inside everybody's open time, and leaves its
    supervisor's buffer and everybody's heavy days, limits and minutes to be kept as they must be.
    """
    starts = bounds_of(search)
    diaries = diaries_for(search, starts[0], starts[-1], now=now)
    found = slots_in(search, diaries, starts[0], starts[-1])
    reasons = Reasons(search, diaries)
    days = []
    at = 0
    for i in range(len(starts) - 1):
        past = at
        limit = starts[i + 1]
        while past < len(found) and found[past][0] < limit:
            past += 1
        day = search.first + timedelta(days=i)
        slots = slots_of(found[at:past], search, diaries)
        reason = "" if slots else reasons.for_day(day, starts[i], limit)
        days.append(DayFound(day, slots, reason))
        at = past
    return Found(days)


def next_free(
    search: Search,
    number: int = 3,
    before: date | None = None,
    *,
    now: datetime,
    near: datetime | None = None,
) -> list[Slot]:
    """Return the next slots, soonest first: one a day as long as there are days, then further ones.

    Looks from `search.first` for twelve weeks, or until the day `before`, included; `search.last` does
    not matter. With `near`, each day gives the slot closest to that time of the day on the wall.
    """
    last = search.first + LOOK_AHEAD
    if before is not None:
        last = min(last, before)
    if last < search.first:
        return []
    starts = day_starts(search.zone, search.first.toordinal(), (last - search.first).days + 1)
    diaries = diaries_for(search, starts[0], starts[-1], now=now)
    found = slots_in(search, diaries, starts[0], starts[-1])
    chosen = one_a_day(found, starts, number, near=_minute_of_day(near, search) if near else None)
    return slots_of(chosen, search, diaries)


def why_not(
    search: Search, starts: Sequence[datetime], now: datetime, *, within_horizon: bool = True
) -> list[str]:
    """Return for each of these starts why it is no slot, in a few words; an empty string if it is one.

    The days of `search` do not matter. Without `within_horizon` a start may lie as far ahead as it likes:
    so do the later sessions of a series. Whoever books asks this under the locks.
    """
    if not starts:
        return []
    minutes = [minute_of(start) for start in starts]
    diaries = diaries_for(search, min(minutes), max(minutes) + 1, now=now)
    frame = diaries.frame
    rows = rows_of(search, diaries, frame.full, within_horizon=within_horizon)
    free = everybody(search, rows)
    reasons = Reasons(search, diaries, within_horizon=within_horizon)
    answers = []
    for minute, start in zip(minutes, starts, strict=True):
        on_cell = start.timestamp() % 300 == 0
        is_free = on_cell and free >> frame.cell(minute) & 1
        answers.append("" if is_free else reasons.for_moment(minute))
    return answers


def first_refused(
    searches: Sequence[Search], starts: Sequence[datetime], *, now: datetime
) -> tuple[int, str] | None:
    """Return the first of these, counted from 0, that is no slot, and why; None where all of them are.

    One after another: each counts those before it as taken. The days of the searches do not matter.
    The same few queries for one or for sixty; as many again for each further way of meeting.
    """
    minutes = [minute_of(start) for start in starts]
    longest = max(search.minutes for search in searches)
    everyone = {pk for search in searches for pk in search.members}
    by_way = {
        medium: open_diaries(
            everyone,
            start=min(minutes),
            end=max(minutes) + 1 + longest,
            now=now,
            medium=medium,
            supervisors={pk for search in searches if search.medium == medium for pk in search.supervisors},
        )
        for medium in dict.fromkeys(search.medium for search in searches)
    }
    for row, (search, minute, start) in enumerate(zip(searches, minutes, starts, strict=True)):
        diaries = by_way[search.medium]
        cell = diaries.frame.between(minute, minute + 5)
        is_free = start.timestamp() % 300 == 0 and everybody(search, rows_of(search, diaries, cell))
        if not is_free:
            return row, Reasons(search, diaries).for_moment(minute)
        supervisor = search.supervisors[0]
        for known in by_way.values():
            buffer = known.parties[supervisor].rules.buffer(search.kind)
            span = (minute, minute + search.minutes)
            known.take(search.members, span, supervisor=supervisor, buffer=buffer)
    return None


# ---------------------------------------------------------------- what the questions share
def slots_of(found: Iterable[tuple[int, tuple[int, ...]]], search: Search, diaries: Diaries) -> list[Slot]:
    """Return what was found as slots, each with the place where one meets in person."""
    return [
        slot_of(minute, search.minutes, holders, diaries.place(holders, minute)) for minute, holders in found
    ]


def bounds_of(search: Search) -> list[int]:
    """Return the minute at which each day that is asked about begins, and that at which the last one ends."""
    return day_starts(search.zone, search.first.toordinal(), (search.last - search.first).days + 1)


def diaries_for(search: Search, start: int, end: int, *, now: datetime) -> Diaries:
    """Read the diaries of everybody in a search, for sessions that start between two minutes."""
    return open_diaries(
        search.members,
        start=start,
        end=end + search.minutes,
        now=now,
        medium=search.medium,
        supervisors=search.supervisors,
        leaving_out=search.leaving_out,
    )


def rows_of(search: Search, diaries: Diaries, window: int, *, within_horizon: bool = True) -> list[int]:
    """Return for each supervisor the cells of `window` with which a session could start for all of them.

    Nobody who does not exist can start.
    """
    if not all(pk in diaries.parties for pk in search.supervisees):
        return [0] * len(search.supervisors)
    frame = diaries.frame
    window &= quarters(frame) & ~repeated(search.zone, frame)
    common = offered(
        (
            diaries.can(pk, minutes=search.minutes, kind=search.kind, supervises=False)
            for pk in search.supervisees
        ),
        window,
    )
    if not common:
        return [0] * len(search.supervisors)
    rows = [
        diaries.can(
            pk,
            minutes=search.minutes,
            kind=search.kind,
            supervises=True,
            within_horizon=within_horizon,
        )
        & common
        if pk in diaries.parties
        else 0
        for pk in search.supervisors
    ]
    if not search.place:
        return rows
    # All of them meet where the first does; of any, each at that place.
    asked = search.supervisors[:1] if search.all_of else search.supervisors
    return [
        diaries.at_place(row, pk, search.place) if pk in asked else row
        for pk, row in zip(search.supervisors, rows, strict=True)
    ]


def everybody(search: Search, rows: Iterable[int]) -> int:
    """Return the cells that all of the rows have, or, where any supervisor will do, that one has."""
    rows = list(rows)
    if search.all_of:
        return offered(rows[1:], rows[0]) if rows else 0
    together = 0
    for row in rows:
        together |= row
    return together


def slots_in(search: Search, diaries: Diaries, start: int, end: int) -> list[tuple[int, tuple[int, ...]]]:
    """Return the minutes from `start`, included, to `end`, not included, at which slots begin, and whose."""
    window = diaries.frame.between(max(start, diaries.now), end)
    rows = rows_of(search, diaries, window)
    if search.all_of or len(rows) < 2:
        return [(minute, search.supervisors) for minute in listed(everybody(search, rows), diaries.frame)]
    return whose(rows, search.supervisors, diaries.frame)


def one_a_day(
    found: Sequence[tuple[int, tuple[int, ...]]],
    starts: Sequence[int],
    number: int,
    *,
    near: int | None = None,
) -> list[tuple[int, tuple[int, ...]]]:
    """Return so many of the slots found: one of each day, as long as there are days, then the soonest.

    `starts` says where days begin. `near`: the minute of the day to which each day's slot is closest.
    """
    minutes = [minute for minute, _ in found]
    chosen: list[int] = []
    for begins, ends in pairwise(starts):
        if len(chosen) == number:
            break
        low, high = bisect_left(minutes, begins), bisect_left(minutes, ends)
        if low == high:
            continue
        at = low
        if near is not None:
            at = min(range(low, high), key=[abs(minute - begins - near) for minute in minutes].__getitem__)
        chosen.append(at)
    rest = (i for i in range(len(found)) if i not in chosen)
    chosen += [i for i, _ in zip(rest, range(number - len(chosen)), strict=False)]
    return [found[i] for i in sorted(chosen)]


def _minute_of_day(moment: datetime, search: Search) -> int:
    there = moment.astimezone(search.zone)
    return there.hour * 60 + there.minute
