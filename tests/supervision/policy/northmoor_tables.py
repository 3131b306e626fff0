"""Puts the sample organisation into the database, for tests of what reads it from there."""

import csv
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from supervision.people.models import ROLES, Leave, Member, Organisation, Person, Team
from supervision.policy.models import Policy, Rule, Worked
from supervision.sessions.models import Attendance, Session

HOME = Path(__file__).parents[2] / "data" / "northmoor"


def rows(name):
    with (HOME / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def day(text):
    return date.fromisoformat(text) if text else None


def load():
    """Return the organisation, as its files say it is."""
    (home,) = rows("organisation.csv")
    organisation = Organisation.objects.create(slug="northmoor-case-management", **home)
    teams, members = {}, {}
    for row in rows("roster.csv"):
        name = row["team"]
        if name and name not in teams:
            teams[name] = Team.objects.create(organisation=organisation, name=name)
        members[row["email"]] = Member.objects.create(
            organisation=organisation,
            person=Person.objects.create(email=row["email"], name=row["name"]),
            team=teams.get(name),
            fte=Decimal(row["fte"]),
            start_date=day(row["start_date"]),
            end_date=day(row["end_date"]),
            time_zone=row["time_zone"],
            **{f"is_{role}": role in row["roles"].split(";") for role in ROLES},
        )
    policies = {}
    for position, row in enumerate(rows("policies.csv")):
        level, _, target = row["applies_to"].partition(":")
        policies[row["policy"]] = Policy.objects.create(
            organisation=organisation,
            name=row["policy"],
            level=level,
            role=target if level == "role" else "",
            team=teams[target] if level == "team" else None,
            position=position,
        )
    for position, row in enumerate(rows("rules.csv")):
        policy, name = policies[row.pop("policy")], row.pop("rule")
        Rule.objects.create(
            policy=policy, name=name, position=position, **{key: value for key, value in row.items() if value}
        )
    for row in rows("leave.csv"):
        Leave.objects.create(
            member=members[row["email"]],
            starts_on=day(row["starts_on"]),
            ends_on=day(row["ends_on"]),
            kind=row["kind"],
        )
    for row in rows("worked.csv"):
        Worked.objects.create(member=members[row["email"]], day=day(row["day"]), units=Decimal(row["units"]))
    for row in rows("sessions.csv"):
        at, minutes, held = (
            datetime.fromisoformat(row["starts_at"]),
            int(row["minutes"]),
            row["status"] == "held",
        )
        session = Session.objects.create(
            organisation=organisation,
            supervisor=members[row["supervisor"]],
            kind=row["kind"],
            status=row["status"],
            starts_at=at,
            ends_at=at + timedelta(minutes=minutes),
            held_minutes=minutes if held else None,
        )
        came = row["attended"].split(";")
        for email in row["invited"].split(";"):
            Attendance.objects.create(
                session=session, member=members[email], attended=email in came if held else None
            )
    return organisation
