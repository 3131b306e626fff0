"""The whole plan, put together."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

from supervision.roster.files import columns
from supervision.roster.files.reading import DEFAULT_ZONE, Reading
from supervision.roster.plan.owed import add_leave, add_policies, add_rules, add_worked
from supervision.roster.plan.people import PeoplePlan
from supervision.roster.plan.sittings import add_sessions, free_bookings
from supervision.roster.plan.taken import refuse_overlaps
from supervision.roster.plan.values import Current, Plan, SessionNow
from supervision.roster.plan.wording import label, said


def make_plan(reading: Reading, current: Current, *, now: datetime) -> Plan:
    """Return what bringing in `reading` would change in `current`.

    Files say what is new and what is different; what they leave out stays as it is. The same files a
    second time give an empty plan. Days such as "from today on" are days in the member's own zone.
    """
    plan = Plan()
    zone = _add_organisation(plan, reading, current, now=now)
    today = now.astimezone(ZoneInfo(zone)).date()
    people = PeoplePlan(plan, reading, current, now=now, zone=zone)
    there, people.freed = _without_leavers(plan, reading, current, people)
    people.add()
    add_policies(plan, reading, current, today=today)
    add_rules(plan, reading, current, today=today)
    add_leave(plan, reading, current, names=people.names, today=today)
    add_worked(plan, reading, current)
    add_sessions(plan, reading, there, people.last_day, names=people.names, zone=zone)
    refuse_overlaps(plan, current, now=now)
    return plan


def _without_leavers(
    plan: Plan, reading: Reading, current: Current, people: PeoplePlan
) -> tuple[list[SessionNow], Counter[str]]:
    """Return the sessions there are, once what is booked with people who leave is freed."""
    if reading.brings(columns.ROSTER) or reading.brings(columns.SESSIONS):
        return free_bookings(plan, current, people.last_day)
    return current.sessions, Counter()


def _add_organisation(plan: Plan, reading: Reading, current: Current, *, now: datetime) -> str:
    """Add the organisation itself, and return its zone as it will be."""
    row, there = reading.organisation, current.organisation
    if row is None:
        return there.time_zone if there else DEFAULT_ZONE
    if there is None:
        plan.organisation = row
        plan.count("organisation", "new")
        plan.touches_everyone = True
        return row.time_zone or DEFAULT_ZONE
    has = reading.has[columns.ORGANISATION.name]
    today = now.astimezone(ZoneInfo(there.time_zone)).date()
    defaults = {"time_zone": DEFAULT_ZONE, "country": "GB"}
    for name in ("name", "time_zone", "country", "subdivision"):
        before, after = getattr(there, name), getattr(row, name) or defaults.get(name, "")
        if name in has and before != after:
            plan.organisation_changes[name] = after
            plan.tell(
                "changed", "organisation", there.name, label(name), said(before, today), said(after, today)
            )
    plan.count("organisation", "changed" if plan.organisation_changes else "same")
    return plan.organisation_changes.get("time_zone", there.time_zone)
