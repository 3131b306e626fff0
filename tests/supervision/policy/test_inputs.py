"""What is read in sets is what the tables hold, one row at a time."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from supervision.policy.inputs import read
from supervision.policy.models import Worked
from supervision.scheduling.days import local_day
from supervision.sessions.models import Attendance, Session
from tests.builders import (
    MONDAY_9AM,
    make_member,
    make_organisation,
    make_policy,
    make_rule,
    make_session,
)

pytestmark = pytest.mark.django_db

ZONES = ("Europe/London", "Pacific/Auckland", "America/New_York", "Asia/Kathmandu")


@pytest.fixture
def members():
    """Members in four zones with sessions of both kinds, some not held, some that not all came to."""
    chance = random.Random(7)
    organisation = make_organisation()
    policy = make_policy(organisation)
    make_rule(policy, kind="calendar_minutes", minutes=60, credit="bacp")
    make_rule(policy, kind="units", units=8)
    supervisor = make_member(organisation, roles=("supervisor",))
    members = [make_member(organisation, time_zone=ZONES[number % 4]) for number in range(12)]
    for number in range(60):
        there = chance.sample(members, chance.choice((1, 1, 3, 5)))
        kind = "individual" if len(there) == 1 else "group"
        at = MONDAY_9AM - timedelta(hours=chance.randrange(9000))
        status = chance.choice(("held", "held", "held", "booked", "missed"))
        session = make_session(supervisor, there, at=at, minutes=30 + number, kind=kind, status=status)
        if kind == "group":
            Attendance.objects.filter(session=session, member=there[0]).update(attended=False)
    for member in members[1:]:
        for ago in range(chance.randrange(1, 9)):
            units = chance.choice((Decimal("1"), Decimal("7.5"), Decimal("0.333333"), Decimal("1200.25")))
            Worked.objects.create(member=member, day=date(2026, 10, 1) - timedelta(days=ago), units=units)
    return members


def test_sessions_and_units_read_in_sets_are_those_of_the_tables(members):
    for facts, member in zip(read(member.pk for member in members), members, strict=True):
        counted = Attendance.objects.filter(member=member, attended=True, session__status=Session.Status.HELD)
        assert facts.sittings == sorted(
            (
                local_day(place.session.starts_at, member.zone).toordinal(),
                place.session.held_minutes,
                place.session.kind,
                place.session.attendances.filter(attended=True).count(),
            )
            for place in counted.select_related("session")
        )
        assert facts.worked == sorted(
            (row.day.toordinal(), row.units) for row in Worked.objects.filter(member=member)
        )
        assert all(isinstance(units, Decimal) for _, units in facts.worked)


def test_reading_costs_the_same_queries_for_one_and_for_all(members, django_assert_num_queries):
    for some in (members[:1], members):
        with django_assert_num_queries(6):
            read(member.pk for member in some)
