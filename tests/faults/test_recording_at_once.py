"""Two people record, or say how it went, at one moment: one session, one first word, no clash of hours."""

import threading
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import connection, connections

from supervision.errors import Refusal
from supervision.sessions import services, taking
from supervision.sessions.models import Account, Session
from supervision.sessions.rules import Said
from tests.builders import MONDAY_9AM, make_member, make_organisation, make_relationship, make_session

pytestmark = pytest.mark.race

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
HELD = Said("held")
TIMES = 6


def at_once(*acts, clashes=()):
    """Do all of `acts` from threads of their own, started together, and return what each gave or refused.

    What is raised besides is raised here too, but for `clashes`, the kinds a control without a lock expects.
    """
    gate, results, raised = threading.Barrier(len(acts)), [None] * len(acts), []

    def run(number, act):
        try:
            gate.wait()
            results[number] = act()
        except (Refusal, *clashes) as refusal:
            results[number] = refusal
        except BaseException as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if raised:
        raise raised[0]
    return results


def make_pair(organisation, supervisor=None):
    supervisor = supervisor or make_member(organisation, roles=("supervisor",))
    supervisee = make_member(organisation)
    make_relationship(supervisor, supervisee)
    return supervisor, supervisee


def record(supervisor, supervisee, *, by, at=MONDAY_9AM):
    return services.record_session(
        by=by, supervisor=supervisor, supervisees=[supervisee], starts_at=at, minutes=60, said=HELD, now=NOW
    )


def test_both_sides_record_the_same_session_and_there_is_one(own_database):
    organisation = make_organisation()
    for _ in range(TIMES):
        supervisor, supervisee = make_pair(organisation)
        results = at_once(
            partial(record, supervisor, supervisee, by=supervisor),
            partial(record, supervisor, supervisee, by=supervisee),
        )
        assert sorted(type(one).__name__ for one in results) == ["AlreadyThere", "Session"]
        assert Session.objects.filter(supervisor=supervisor).count() == 1


def overlapping_pairs(organisation):
    """Two supervisees record, at the same moment, overlapping sessions with one supervisor."""
    supervisor, first = make_pair(organisation)
    _, second = make_pair(organisation, supervisor)
    results = at_once(
        lambda: record(supervisor, first, by=first),
        lambda: record(supervisor, second, by=second, at=MONDAY_9AM + timedelta(minutes=30)),
    )
    return supervisor, results


def test_nobody_comes_to_have_been_in_two_sessions_at_once(own_database):
    organisation = make_organisation()
    for _ in range(TIMES):
        supervisor, results = overlapping_pairs(organisation)
        assert sorted(type(one).__name__ for one in results) == ["Session", "SomewhereElse"]
        assert Session.objects.held().filter(supervisor=supervisor).count() == 1


def test_without_the_lock_the_clash_does_happen(own_database, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: it takes no lock that could be left off.")
    monkeypatch.setattr(taking, "lock_people", lambda members: [])
    organisation = make_organisation()
    clashes = 0
    for _ in range(TIMES * 3):
        supervisor, _ = overlapping_pairs(organisation)
        clashes += Session.objects.held().filter(supervisor=supervisor).count() - 1
    assert clashes > 0


def test_two_words_at_once_are_both_kept_and_the_first_stands(own_database):
    organisation = make_organisation()
    for number in range(TIMES):
        supervisor, supervisee = make_pair(organisation)
        session = make_session(
            supervisor, supervisee, at=MONDAY_9AM - timedelta(days=number), status="booked"
        )
        results = at_once(
            partial(services.give_account, session=session, by=supervisor, said=HELD, now=NOW),
            partial(
                services.give_account,
                session=session,
                by=supervisee,
                said=Said("missed"),
                now=NOW + timedelta(seconds=1),
            ),
        )
        assert all(isinstance(one, Account) for one in results)
        session.refresh_from_db()
        assert session.status == "held"
        assert session.accounts.count() == 2
