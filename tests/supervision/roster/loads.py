"""A small organisation's files brought in, and what came of it."""

from datetime import UTC, datetime, timedelta

from supervision.people.models import (
    AuditEntry,
    Leadership,
    Leave,
    Member,
    Organisation,
    Person,
    Relationship,
    Team,
)
from supervision.policy.models import Clock, Policy, Rule, Worked
from supervision.roster.loading import bring_in, plan_for, read_for
from supervision.sessions.models import Attendance, Session
from tests.supervision.roster.roster_files import ALL, streams

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)
TABLES = (
    *(Organisation, Team, Person, Member, Leadership, Relationship, Leave),
    *(Policy, Rule, Session, Attendance, Worked, Clock, AuditEntry),
)


def load(files=ALL, *, organisation=None, now=NOW, **extra):
    """Bring files in as the command does, and return what came of it."""
    return bring_in(organisation, read_for(organisation, streams(files), now=now), now=now, **extra)


def plan(files, organisation, *, now=NOW):
    return plan_for(organisation, read_for(organisation, streams(files), now=now), now=now)


def everything():
    """Return every row of every table a load may write."""
    return {model.__name__: sorted(model.objects.values_list(), key=str) for model in TABLES}


def member(name):
    return Member.objects.get(person__email=f"{name}@alder.example")


def lines(plan):
    return [(line.kind, line.about, line.who, line.what, line.now, line.after) for line in plan.changes]
