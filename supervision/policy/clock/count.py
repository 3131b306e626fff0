"""The count rule: so many sessions in the last 365 days.

On a day D the stretch looked at is D-364 to D, never before the start. The sessions in it must be at
least floor(a_year x countable days / 365). With `top / bottom` for a_year / 365, what is owed is
`top * countable // bottom`, and n sessions are too few as soon as the stretch holds
`ceil((n + 1) * bottom / top)` countable days. So nothing is counted day by day: between two sessions
coming in or dropping out, the question is only when the countable days reach that number.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from supervision.policy.clock.counted import counting_days, known, last_counted
from supervision.policy.clock.values import CompiledRule, CountWhy, Found, SittingRow, WorkedRow
from supervision.scheduling.days import FOR_GOOD, Spans

YEAR = 365
FAR = 20  # further than this, jumping is quicker than walking


def countable_in_stretch(day: int, origin: int, away: Spans) -> int:
    """Return the countable days among the 365 up to `day`, none of them before `origin`."""
    begin = day - YEAR + 1
    if begin < origin:
        begin = origin
    end = day + 1
    if begin >= end:
        return 0
    edges = away.edges
    if not edges:
        return end - begin
    i, j = bisect_right(edges, begin), bisect_right(edges, end)
    if i == j:  # leave neither begins nor ends within the stretch
        return 0 if i & 1 else end - begin
    before = away.before
    gone = before[j >> 1] - before[i >> 1]
    if j & 1:
        gone += end - edges[j - 1]
    if i & 1:
        gone -= begin - edges[i - 1]
    return end - begin - gone


def first_day_with(enough: int, day: int, until: int, origin: int, away: Spans) -> int | None:
    """Return the first day from `day` to `until` (not included) whose stretch has `enough` countable days.

    None if there is none. The count of a stretch moves by at most one a day, so days that cannot reach
    the number are jumped; between the days on which leave begins or ends, at either end of the stretch,
    it moves evenly, so each such run is one step.
    """
    edges = away.edges
    if not edges or edges[-1] <= origin or edges[-1] <= day - YEAR + 1:
        hit = max(day, origin + enough - 1)
        return hit if enough <= YEAR and hit < until else None
    # A year after the last change nothing moves any more.
    last_change = edges[-1] if edges[-1] < FOR_GOOD else edges[-2]
    until = min(until, max(last_change, origin) + YEAR)
    countable = countable_in_stretch(day, origin, away)
    while countable + FAR < enough:
        day += enough - countable
        if day >= until:
            return None
        countable = countable_in_stretch(day, origin, away)
    if countable >= enough:
        return day

    size = len(edges)
    leaving = day - YEAR + 1  # drops out of the stretch as the next day comes in
    i = bisect_right(edges, day + 1)
    j = bisect_right(edges, leaving if leaving > origin else origin)
    while day < until:
        run = (edges[i] if i < size else FOR_GOOD) - day - 1
        slope = 0 if i & 1 else 1
        if leaving < origin:
            steps = origin - leaving
        else:
            steps = (edges[j] if j < size else FOR_GOOD) - leaving
            if not j & 1:
                slope -= 1
        if steps < run:
            run = steps
        if slope == 1 and countable + run >= enough:
            day += enough - countable
            return day if day < until else None
        countable += slope * run
        day += run
        leaving += run
        if i < size and edges[i] == day + 1:
            i += 1
        if j < size and edges[j] == leaving and leaving > origin:
            j += 1
    return None


def last_day_without(enough: int, day: int, back_to: int, origin: int, away: Spans) -> int | None:
    """Return the last day from `back_to` to `day`, both included, whose stretch lacks `enough` days.

    None if there is none. The mirror of `first_day_with`.
    """
    edges = away.edges
    if not edges or edges[0] > day:
        hit = day if enough > YEAR else min(day, origin + enough - 2)
        return hit if hit >= back_to else None
    while day >= back_to:
        spare = countable_in_stretch(day, origin, away) - enough + 1
        if spare <= 0:
            return day
        i = bisect_right(edges, day)
        run = day - (edges[i - 1] if i else 0) + 1
        slope = 0 if i & 1 else -1
        entering = day - YEAR
        if entering >= origin:
            j = bisect_right(edges, entering)
            run = min(run, entering - max(edges[j - 1] if j else 0, origin) + 1)
            slope += 0 if j & 1 else 1
        day -= spare if slope == -1 else run + spare + slope * run
    return None


def first_failing(
    day: int, days: list[int], origin: int, away: Spans, top: int, bottom: int
) -> tuple[int, int] | None:
    """Return the first day from `day` on when too few count if no more are held, and how many then do.

    `days` are the counting sessions of the stretch up to today, sorted. None if that day never comes.
    """
    sessions = len(days)
    most_owed = top * YEAR // bottom
    dropped = max(0, sessions - most_owed + 1)  # until then there are enough whatever happens
    if dropped > sessions:
        return None
    if dropped:
        day = max(day, days[dropped - 1] + YEAR)
    while True:
        left = sessions - dropped
        until = days[dropped] + YEAR if left else FOR_GOOD
        if day < until:
            hit = first_day_with(-(-(left + 1) * bottom // top), day, until, origin, away)
            if hit is not None:
                return hit, left
        if not left:
            return None
        day = max(day, until)
        dropped += 1


def last_holding(day: int, days: list[int], origin: int, away: Spans, top: int, bottom: int) -> int:
    """Return the last day up to `day` when enough sessions counted; the day before `origin` if none.

    `days` are all counting sessions from `origin` to today, sorted. Before `origin` nothing is owed.
    """
    while day >= origin:
        come = bisect_right(days, day)
        gone = bisect_left(days, day - YEAR + 1)
        back_to = origin
        if come and days[come - 1] > back_to:
            back_to = days[come - 1]
        if gone and days[gone - 1] + YEAR > back_to:
            back_to = days[gone - 1] + YEAR
        enough = -(-(come - gone + 1) * bottom // top)
        hit = last_day_without(enough, day, back_to, origin, away)
        if hit is not None:
            return hit
        day = back_to - 1
    return origin - 1


def count(
    today: int,
    rule: CompiledRule,
    start: int,
    fte: tuple[int, int],
    sittings: Sequence[SittingRow],
    away: Spans,
    worked: Sequence[WorkedRow],
) -> Found:
    """Return (due, last counted, credit, why, changes on) under so many a year. Days are ordinals.

    Due on the day before the first on which the sessions held so far are too few; if they are too few
    today, on the last day on which they were enough. Source: product.md, "The clock", count.
    """
    top, bottom = rule.sessions_a_year, YEAR
    if rule.is_pro_rata:
        top, bottom = top * fte[0], bottom * fte[1]
    began = rule.owed_from
    origin = start if start >= began else began
    begin = max(today - YEAR + 1, origin)

    upto = known(today, sittings)
    days = counting_days(rule, sittings, begin, upto)
    last = days[-1] if days else last_counted(rule, sittings, upto)
    held = len(days)
    countable = countable_in_stretch(today, origin, away)
    owed = top * countable // bottom
    since = origin if origin == begin else None

    if held >= owed:
        found = first_failing(max(today, origin - 1), days, origin, away, top, bottom)
        if found is None:
            return None, last, None, CountWhy(True, held, owed, None, 0, 0, since, began), FOR_GOOD
        fails_on, held_then = found
        owed_then = top * countable_in_stretch(fails_on, origin, away) // bottom
        due = fails_on - 1
        why = CountWhy(True, held, owed, fails_on, held_then, owed_then, since, began)
        # Too few can become enough again only while the member is away and less comes to be owed.
        changes_on = fails_on + 1 if away.edges and fails_on + 1 in away else FOR_GOOD
    else:
        due = last_holding(today, counting_days(rule, sittings, origin, upto), origin, away, top, bottom)
        why = CountWhy(False, held, owed, today, held, owed, since, began)
        changes_on = FOR_GOOD
        if away.edges and today + 1 in away:
            spare = countable - -(-(held + 1) * bottom // top)
            changes_on = today + spare + 1
    if due < began:
        due = began
    return due, last, None, why, changes_on
