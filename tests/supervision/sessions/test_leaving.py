from datetime import date, timedelta

import pytest

from supervision.people.models import AuditEntry
from supervision.people.services import end_membership
from supervision.sessions.models import Attendance, Session
from tests.builders import MONDAY_9AM, make_member, make_organisation, make_session

pytestmark = pytest.mark.django_db
LAST_DAY = date(2026, 11, 13)
NOW = MONDAY_9AM
WEEK = timedelta(days=7)


@pytest.fixture
def house():
    class House:
        organisation = make_organisation()
        admin = make_member(organisation, roles=("admin",))
        supervisor = make_member(organisation, roles=("supervisor",))
        leaver = make_member(organisation)
        colleague = make_member(organisation)

    return House


def booked(house, *supervisees, at, **extra):
    return make_session(house.supervisor, list(supervisees), at=at, status="booked", **extra)


def leave(house, member):
    end_membership(member, last_day=LAST_DAY, by=house.admin, now=NOW)


def test_what_is_booked_after_the_last_day_is_called_off_by_the_organisation(house):
    on_the_last_day = booked(house, house.leaver, at=MONDAY_9AM + WEEK + timedelta(days=4, hours=14))
    the_day_after = booked(house, house.leaver, at=MONDAY_9AM + WEEK + timedelta(days=5))
    held = make_session(house.supervisor, house.leaver, at=MONDAY_9AM - WEEK)

    leave(house, house.leaver)

    assert dict(Session.objects.values_list("pk", "status")) == {
        on_the_last_day.pk: "booked",
        the_day_after.pk: "cancelled",
        held.pk: "held",
    }
    the_day_after.refresh_from_db()
    assert the_day_after.cancelled_by == "organisation"
    assert AuditEntry.objects.filter(action="session_freed").count() == 1


def test_a_group_goes_on_without_the_one_who_leaves(house):
    group = booked(house, house.leaver, house.colleague, at=MONDAY_9AM + 3 * WEEK, kind="group")

    leave(house, house.leaver)

    group.refresh_from_db()
    assert group.status == "booked"
    assert list(Attendance.objects.filter(session=group).values_list("member", flat=True)) == [
        house.colleague.pk
    ]


def test_with_its_supervisor_a_session_is_called_off(house):
    session = booked(house, house.leaver, at=MONDAY_9AM + 3 * WEEK)

    leave(house, house.supervisor)

    session.refresh_from_db()
    assert session.status == "cancelled"


def test_nobody_elses_bookings_move(house):
    session = booked(house, house.colleague, at=MONDAY_9AM + 3 * WEEK)

    leave(house, house.leaver)

    session.refresh_from_db()
    assert session.status == "booked"
