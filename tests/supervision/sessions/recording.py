"""Sessions recorded by one side, and how they stand."""

from datetime import UTC, datetime, timedelta

from supervision.sessions import rules
from supervision.sessions.models import Session
from supervision.sessions.rules import Said
from supervision.sessions.services import record_session
from supervision.sessions.words import words_of
from tests.builders import MONDAY_9AM, make_member, make_organisation, make_relationship

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
HELD = Said("held")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def make_pair(organisation=None, *, names=("", "")):
    """Return a supervisor and their supervisee."""
    organisation = organisation or make_organisation()
    supervisor = make_member(organisation, roles=("supervisor",), name=names[0])
    supervisee = make_member(organisation, name=names[1])
    make_relationship(supervisor, supervisee)
    return supervisor, supervisee


def record(supervisor, supervisees, *, by=None, at=MONDAY_9AM, minutes=60, said=HELD, now=NOW, **extra):
    supervisees = supervisees if isinstance(supervisees, list) else [supervisees]
    return record_session(
        by=by or supervisor,
        supervisor=supervisor,
        supervisees=supervisees,
        starts_at=at,
        minutes=minutes,
        said=said,
        now=now,
        **extra,
    )


def standing(session, now=NOW):
    session = Session.objects.with_people().get(pk=session.pk)
    return rules.standing(words_of(session), is_recorded=session.recorded_at is not None, now=now)


def fresh(session):
    session.refresh_from_db()
    return session
