"""Builders that name only what a test is about."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from peers.debriefs.asking import ask as ask_for_colleague
from peers.debriefs.rules import Ask
from peers.pool.models import Joined, NotWith, Profile
from supervision.clock import now
from supervision.notices.channels import secrets
from supervision.notices.models import Gateway, Notice, Way
from supervision.people.models import Leadership, Leave, Member, Organisation, Person, Relationship, Team
from supervision.policy.models import Policy, Rule
from supervision.scheduling.days import local_day
from supervision.sessions import taking
from supervision.sessions.models import Attendance, Session, new_uid

_numbers = count(1)
LONG_AGO = date(2020, 1, 6)
MONDAY_9AM = datetime(2026, 11, 2, 9, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")


def noon_before(days):
    """Return noon in London so many days ago, at whatever hour a test runs and across clock changes."""
    return datetime.combine(local_day(now(), LONDON) - timedelta(days=days), time(12), LONDON)


def make_organisation(name="", **extra):
    number = next(_numbers)
    return Organisation.objects.create(
        name=name or f"Organisation {number}", slug=f"organisation-{number}", **extra
    )


def make_person(email="", name="", **extra):
    """Return a person who has signed in before, unless `last_login` says otherwise."""
    number = next(_numbers)
    extra.setdefault("last_login", MONDAY_9AM - timedelta(days=30))
    return Person.objects.create(
        email=email or f"person-{number}@example.org", name=name or f"Person {number}", **extra
    )


def make_team(organisation=None, name="", **extra):
    return Team.objects.create(
        organisation=organisation or make_organisation(), name=name or f"Team {next(_numbers)}", **extra
    )


def make_member(organisation=None, *, roles=("case_manager",), person=None, email="", name="", **extra):
    """Return a member with these roles; in their team's organisation when only `team` is named."""
    if organisation is None:
        organisation = extra["team"].organisation if extra.get("team") else make_organisation()
    extra.setdefault("start_date", LONG_AGO)
    return Member.objects.create(
        organisation=organisation,
        person=person or make_person(email=email, name=name),
        **{f"is_{role}": True for role in roles},
        **extra,
    )


def make_lead(team, **extra):
    """Return a member who leads `team` and belongs to it."""
    lead = make_member(team=team, roles=("team_lead",), **extra)
    Leadership.objects.create(team=team, member=lead)
    return lead


def make_relationship(supervisor, supervisee, starts_on=LONG_AGO, **extra):
    return Relationship.objects.create(
        supervisor=supervisor, supervisee=supervisee, starts_on=starts_on, **extra
    )


def make_leave(member, starts_on, ends_on=None, kind="sickness"):
    return Leave.objects.create(member=member, starts_on=starts_on, ends_on=ends_on, kind=kind)


def make_session(
    supervisor=None, supervisees=(), *, at=MONDAY_9AM, minutes=60, status="held", kind="individual"
):
    """Return a session; held means that everyone came for all of it, booked that it takes their time."""
    supervisees = supervisees if isinstance(supervisees, (list, tuple)) else [supervisees]
    supervisor = supervisor or make_member(
        supervisees[0].organisation if supervisees else None, roles=("supervisor",)
    )
    held = status == "held"
    session = Session.objects.create(
        organisation=supervisor.organisation,
        supervisor=supervisor,
        kind=kind,
        status=status,
        starts_at=at,
        ends_at=at + timedelta(minutes=minutes),
        calendar_uid="" if held else new_uid(),
        held_minutes=minutes if held else None,
        recorded_at=at + timedelta(minutes=minutes) if held else None,
    )
    for supervisee in supervisees:
        Attendance.objects.create(session=session, member=supervisee, attended=True if held else None)
    if status == "booked":
        # As in old files, which knew of no taken time: of two that overlap the second takes none.
        with suppress(IntegrityError), transaction.atomic():
            taking.take([session])
    return session


def make_policy(organisation, name="", *, level="organisation", position=0, **extra):
    return Policy.objects.create(
        organisation=organisation,
        name=name or f"Policy {next(_numbers)}",
        level=level,
        position=position,
        **extra,
    )


def make_rule(policy, name="", **extra):
    """Return a rule, every 28 days unless `extra` says otherwise."""
    extra.setdefault("kind", "rolling")
    if extra["kind"] == "rolling":
        extra.setdefault("interval_days", 28)
        extra.setdefault("first_within_days", 14)
    return Rule.objects.create(policy=policy, name=name or f"Rule {next(_numbers)}", **extra)


def make_notice(recipient=None, kind="trial", *, at=MONDAY_9AM, **extra):
    """Return a message waiting in the outbox since `at`, which must arrive unless `extra` says otherwise."""
    recipient = recipient or make_member()
    extra.setdefault("notice_class", "R")
    extra.setdefault("key", f"{kind}:{next(_numbers)}")
    extra.setdefault("created_at", at)
    return Notice.objects.create(
        organisation=recipient.organisation, recipient=recipient, kind=kind, not_before=at, **extra
    )


def make_gateway(organisation, name="Text", *, url="json://127.0.0.1:9/{to}"):
    gateway = Gateway.objects.create(
        organisation=organisation, name=name, asks_for="Your mobile number", made_at=MONDAY_9AM
    )
    secrets.keep(f"gateway:{gateway.pk}", url)
    return gateway


def make_way(member, *, gateway=None, address="07700900318"):
    """Return a way of `member`: their address at `gateway`, or a device whose subscription `address` is."""
    way = Way(
        member=member,
        channel="gateway" if gateway else "push",
        gateway=gateway,
        label=gateway.name if gateway else "Firefox on Linux",
        digest=f"{next(_numbers):064}",
        made_at=MONDAY_9AM,
    )
    way.address = address
    way.save(force_insert=True)
    return way


def make_joined(member=None, part="debriefs", *, state="in", **profile):
    """Return a member who takes part in this; with `profile`, what they say of themselves."""
    member = member or make_member()
    Joined.objects.create(member=member, part=part, state=state, since=MONDAY_9AM - timedelta(days=60))
    if part == "debriefs":
        Profile.objects.create(member=member, **profile)
    return member


def make_not_with(member, other):
    return NotWith.objects.create(member=member, other=other)


def make_listeners(organisation, number, **profile):
    """Return so many members who listen, in hours from 09:00 to 17:00."""
    return [make_joined(make_member(organisation), **profile) for _ in range(number)]


def make_request(asker=None, *, at=None, **said):
    """Return a request for a colleague as `ask` makes it: for today, heavy, a quarter of an hour."""
    said = {"urgency": "today", "weight": 2, "minutes": 15} | said
    asker = asker or make_member()
    return ask_for_colleague(asker=asker, ask=Ask(**said), now=at or MONDAY_9AM)
