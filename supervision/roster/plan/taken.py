"""Nobody is in two sessions at once: what is booked in the files against what is taken already."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from datetime import datetime, timedelta

from supervision.roster.files import columns
from supervision.roster.files.problems import Problem
from supervision.roster.files.rows import SessionRow
from supervision.roster.plan.values import Current, Plan

Stretch = tuple[int, int]


def takes_time(row: SessionRow, *, now: datetime) -> bool:
    """Say whether a session of the files keeps its people from being booked: it is booked, and not over."""
    return row.status == "booked" and row.starts_at + timedelta(minutes=row.minutes) > now


def stretch_of(row: SessionRow) -> Stretch:
    """Return its own minutes of UTC since 1970: of files, no row is refused for want of time around it."""
    starts = int(row.starts_at.timestamp()) // 60
    return starts, starts + row.minutes


def people_in(row: SessionRow) -> list[str]:
    """Return everybody in a session, each once: the supervisor of a group may be among those invited."""
    return list(dict.fromkeys((row.supervisor, *row.invited)))


def refuse_overlaps(plan: Plan, current: Current, *, now: datetime) -> None:
    """Add a problem for each row that would book somebody who is taken then, here or anywhere.

    It names the person, whose row this is, and never what else they have.
    """
    changed = {change.pk for change in plan.session_changes}
    freed = set(plan.sessions_freed)
    places = set(plan.places_freed)
    taken: dict[str, list[Stretch]] = defaultdict(list)
    for each in current.taken:
        if each.session in changed or each.session in freed or (each.session, each.email) in places:
            continue
        taken[each.email].append((each.starts, each.ends))
    for stretches in taken.values():
        stretches.sort()
    rows = [*plan.sessions, *(change.row for change in plan.session_changes)]
    for row in rows:
        if not takes_time(row, now=now):
            continue
        stretch = stretch_of(row)
        for email in people_in(row):
            if overlaps(taken[email], stretch):
                why = f"{email} is taken then. Nobody can be in two sessions at once."
                says = row.starts_at.isoformat()
                plan.problems.append(Problem(columns.SESSIONS.name, row.line, "starts_at", says, why))
                break
        else:
            for email in people_in(row):
                insort(taken[email], stretch)


def overlaps(stretches: list[Stretch], wanted: Stretch) -> bool:
    """Say whether any of these, in order and apart, shares a minute with the one that is wanted."""
    at = bisect_left(stretches, wanted)
    starts, ends = wanted
    if at < len(stretches) and stretches[at][0] < ends:
        return True
    return at > 0 and stretches[at - 1][1] > starts
