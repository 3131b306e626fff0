"""What the message about a recorded session is told, and when it is no longer sent."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps

from supervision.notices.kinds import kind_of
from supervision.notices.models import Notice
from supervision.sessions.rules import Said
from supervision.sessions.services import confirm, give_account, withdraw_account
from tests.builders import MONDAY_9AM, make_session

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)
SENT_AT = NOW + timedelta(minutes=10)


@pytest.fixture(autouse=True)
def registered():
    apps.get_app_config("supervision_sessions").ready()


@pytest.fixture
def asked():
    """A session of which its supervisor has spoken, and the message to the supervisee."""
    session = make_session(at=MONDAY_9AM, status="booked", supervisees=[make_supervisee()])
    give_account(session=session, by=session.supervisor, said=Said("held"), now=NOW)
    return session, Notice.objects.get()


def make_supervisee():
    from tests.builders import make_member

    return make_member(time_zone="Pacific/Auckland")


def facts(notice):
    return kind_of("session_recorded").context(notice, SENT_AT)


def test_days_are_the_readers_own(asked):
    session, notice = asked
    assert facts(notice) == {"day": date(2026, 11, 2), "stands_on": date(2026, 11, 10)}
    assert kind_of("session_recorded").path(notice) == f"/sessions/{session.pk}/"


def test_it_is_not_sent_once_answered(asked):
    session, notice = asked
    kind = kind_of("session_recorded")
    assert kind.waiting([notice], SENT_AT) == {notice.pk}
    confirm(session=session, by=notice.recipient, now=NOW)
    assert facts(notice) is None
    assert kind.waiting([notice], SENT_AT) == set()


def test_it_is_not_sent_once_taken_back(asked):
    session, notice = asked
    withdraw_account(session=session, by=session.supervisor, now=NOW)
    assert facts(notice) is None


def test_who_spoke_first_is_told_of_another_version(asked):
    session, notice = asked
    give_account(session=session, by=notice.recipient, said=Said("missed"), now=NOW)
    assert facts(Notice.objects.get(recipient=session.supervisor)) is not None
