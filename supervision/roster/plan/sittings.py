"""Sessions: the file against what is there, and the bookings of people who leave."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from supervision.roster.files import columns
from supervision.roster.files.reading import Reading
from supervision.roster.files.rows import SessionRow
from supervision.roster.plan.values import ChangedSession, Current, Plan, SessionNow
from supervision.roster.plan.wording import said
from supervision.sessions.rules import Freed, freed, is_after_last_day

LastDay = Callable[[str], "tuple[date, str] | None"]
zone_of = lru_cache(maxsize=600)(ZoneInfo)


def has_left(email: str, at: datetime, last_day: LastDay) -> bool:
    """Say whether somebody's last day, in their own zone, lies before the day of `at`."""
    last = last_day(email)
    return last is not None and is_after_last_day(at, zone=zone_of(last[1]), last_day=last[0])


def without_leavers(row: SessionRow, last_day: LastDay) -> SessionRow:
    """Return a booked session as it stands once those who left by then are out of it."""
    if row.status != "booked":
        return row
    gone = {email for email in row.invited if has_left(email, row.starts_at, last_day)}
    ends = has_left(row.supervisor, row.starts_at, last_day)
    became = freed(supervisor_leaves=ends, leaving=gone, invited=row.invited)
    if became is Freed.OFF:
        return replace(row, status="cancelled")
    if became is Freed.STAYS:
        return row
    return replace(row, invited=tuple(email for email in row.invited if email not in gone))


def free_bookings(plan: Plan, current: Current, last_day: LastDay) -> tuple[list[SessionNow], Counter[str]]:
    """Plan to free what is booked after somebody's last day.

    Return the sessions as they then stand, and how many bookings go for each who leaves.
    """
    after: list[SessionNow] = []
    of_each: Counter[str] = Counter()
    for now in current.sessions:
        if now.status != "booked":
            after.append(now)
            continue
        gone = {email for email in now.invited if has_left(email, now.starts_at, last_day)}
        ends = has_left(now.supervisor, now.starts_at, last_day)
        of_each.update(gone | ({now.supervisor} if ends else set()))
        became = freed(supervisor_leaves=ends, leaving=gone, invited=now.invited)
        if became is Freed.OFF:
            plan.sessions_freed.append(now.pk)
            plan.touched_by_sessions |= now.invited
            after.append(now._replace(status="cancelled"))
        elif became is Freed.WITHOUT_THEM:
            plan.places_freed += [(now.pk, email) for email in sorted(gone)]
            plan.touched_by_sessions |= gone
            after.append(now._replace(invited=now.invited - gone))
        else:
            after.append(now)
    number = len(plan.sessions_freed) + len(plan.places_freed)
    if number:
        plan.count("bookings", "freed", number)
    return after, of_each


def add_sessions(
    plan: Plan,
    reading: Reading,
    there: list[SessionNow],
    last_day: LastDay,
    *,
    names: dict[str, str],
    zone: str,
) -> None:
    """Add sessions. One is known by its start, its supervisor, its kind and whom it is for.

    Two with the same of all four (one called off and one held, say) are matched first where they agree
    in everything, then in the order they stand. What the two sides recorded here stands as they said it.
    """
    if not reading.brings(columns.SESSIONS):
        return
    free: dict[tuple, list[SessionNow]] = defaultdict(list)
    for now in there:
        free[(now.starts_at, now.supervisor, now.kind, now.invited)].append(now)
    rest: list[tuple[tuple, SessionRow]] = []
    same = 0
    for row in reading.sessions:
        row = without_leavers(row, last_day)
        key = (row.starts_at, row.supervisor, row.kind, frozenset(row.invited))
        attended = frozenset(row.attended)
        twins = free.get(key, ())
        match = next(
            (
                now
                for now in twins
                if (now.status, now.minutes, now.attended) == (row.status, row.minutes, attended)
            ),
            None,
        )
        if match:
            free[key].remove(match)
            same += 1
        else:
            rest.append((key, row))
    for key, row in rest:
        if free.get(key):
            now = free[key].pop(0)
            if now.is_recorded_here:
                plan.count("sessions", "recorded_here")
                continue
            plan.session_changes.append(ChangedSession(now.pk, row))
            plan.count("sessions", "changed")
            plan.touched_by_sessions |= now.invited
            _tell(plan, now, row, names, zone)
        else:
            plan.sessions.append(row)
            plan.count("sessions", "new")
            plan.touched_by_sessions.update(row.invited)
    if same:
        plan.count("sessions", "same", same)
    absent = sum(len(each) for each in free.values())
    if absent:
        plan.count("sessions", "absent", absent)


def _tell(plan: Plan, now: SessionNow, row: SessionRow, names: dict[str, str], zone: str) -> None:
    who = ", ".join(names.get(email, email) for email in row.invited[:3])
    if len(row.invited) > 3:
        who += f" and {len(row.invited) - 3} more"
    starts = row.starts_at.astimezone(zone_of(zone))
    what = f"session of {said(starts.date(), date(1, 1, 1))}, {starts:%H:%M}"
    before = f"{now.status}, {now.minutes} minutes, {_came(len(now.attended))}"
    after = f"{row.status}, {row.minutes} minutes, {_came(len(row.attended))}"
    plan.tell("changed", "sessions", who, what, before, after)


def _came(number: int) -> str:
    return f"{number} attended"
