"""Reads the sample organisation for tests of the pure clock, as an importer would, without a database."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from supervision.policy.clock import (
    TRACKED_ROLES,
    Leave,
    Membership,
    Rule,
    Sitting,
    Worked,
    clock_on,
    parse_scope,
    parse_stages,
    policy_for,
)
from supervision.scheduling.days import local_day

HOME = Path(__file__).parents[2] / "data" / "northmoor"


def rows(name):
    with (HOME / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def whole(text):
    return int(text) if text else None


def day(text):
    return date.fromisoformat(text) if text else None


def read_rule(row):
    return Rule(
        kind=row["kind"],
        counts=frozenset(row["counts"].split(";")),
        min_minutes=int(row["min_minutes"]),
        credit=row["credit"],
        interval_days=whole(row["interval_days"]),
        stages=parse_stages(row["stages"]),
        first_within_days=whole(row["first_within_days"]),
        max_interval_days=whole(row["max_interval_days"]),
        minutes=whole(row["minutes"]),
        sessions_a_year=whole(row["sessions_a_year"]),
        units=Decimal(row["units"]) if row["units"] else None,
        part_time=row["part_time"],
        warn_days=int(row["warn_days"]),
        grace_days=int(row["grace_days"]),
        escalate_after_days=int(row["escalate_after_days"]),
        pausing_leave=frozenset(filter(None, row["pausing_leave"].split(";"))),
    )


def read_members():
    """Give each member as (row, membership, sittings, leave, worked)."""
    sittings, leave, worked = defaultdict(list), defaultdict(list), defaultdict(list)
    roster = rows("roster.csv")
    zones = {row["email"]: ZoneInfo(row["time_zone"]) for row in roster}
    for row in rows("sessions.csv"):
        came = row["attended"].split(";") if row["attended"] else []
        for email in came if row["status"] == "held" else []:
            on = local_day(datetime.fromisoformat(row["starts_at"]), zones[email])
            sittings[email].append(Sitting.on(on, int(row["minutes"]), row["kind"], len(came)))
    for row in rows("leave.csv"):
        leave[row["email"]].append(Leave(day(row["starts_on"]), day(row["ends_on"]), row["kind"]))
    for row in rows("worked.csv"):
        worked[row["email"]].append(Worked.on(day(row["day"]), row["units"]))
    for row in roster:
        membership = Membership(day(row["start_date"]), day(row["end_date"]), Decimal(row["fte"]))
        email = row["email"]
        yield row, membership, sittings[email], leave[email], worked[email]


def clocks_on(today):
    """Give one line a clock, as in the expected files: sorted by e-mail and rule."""
    policies = [(parse_scope(row["applies_to"]), row["policy"]) for row in rows("policies.csv")]
    rules = defaultdict(list)
    for row in rows("rules.csv"):
        rules[row["policy"]].append((row["rule"], read_rule(row)))

    lines = []
    for row, membership, sittings, leave, worked in read_members():
        roles = row["roles"].split(";")
        if not TRACKED_ROLES & set(roles) or not membership.tracked_on(today):
            continue
        for name, rule in rules[policy_for(policies, roles=roles, team_path=[row["team"]])]:
            answer = clock_on(
                today=today, rule=rule, membership=membership, sittings=sittings, leave=leave, worked=worked
            )
            minutes = answer.minutes_shown
            lines.append(
                (
                    row["email"],
                    name,
                    str(answer.last_counted_on or ""),
                    str(answer.due_on or ""),
                    answer.state,
                    "" if minutes is None else str(minutes),
                )
            )
    return sorted(lines)
