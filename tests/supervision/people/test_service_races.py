"""Two people at once: what a verb looks at, no other changes under it. PostgreSQL shows why we lock."""

import threading
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from django.db import connection

from supervision.errors import Refusal
from supervision.notices import welcome
from supervision.notices.models import Notice
from supervision.notices.services import queue_notices
from supervision.people import rules, services
from supervision.people.models import AuditEntry, Member, Organisation, Person, Team
from supervision.people.querysets import OrganisationQuerySet
from tests.builders import make_member, make_organisation, make_team
from tests.services.databases import is_postgres

pytestmark = [pytest.mark.race, pytest.mark.slow]
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


class Meeting:
    """Both wait for each other between looking and writing; if one is kept out, the other goes on alone."""

    def __init__(self):
        self.barrier = threading.Barrier(2)

    def __call__(self, rule):
        def wait_then(*args, **kwargs):
            with suppress(threading.BrokenBarrierError):
                self.barrier.wait(timeout=1.5)
            return rule(*args, **kwargs)

        return wait_then


def at_once(*acts):
    """Do these acts in a thread each, and return the codes of those that were refused."""
    refused = []

    def do(act):
        try:
            act()
        except Refusal as refusal:
            refused.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return refused


def without_the_lock(monkeypatch):
    monkeypatch.setattr(
        services, "lock_organisation", lambda by: Organisation.objects.get(pk=by.organisation_id)
    )


def step_down_together(admins):
    return at_once(
        *(lambda admin=admin: services.change_member(admin, roles=[], by=admin, now=NOW) for admin in admins)
    )


@pytest.fixture
def admins(own_database):
    organisation = make_organisation()
    return [make_member(organisation, roles=("admin",)) for _ in range(2)]


def test_two_administrators_who_step_down_at_once_leave_one(admins, monkeypatch):
    monkeypatch.setattr(rules, "check_admin_stays", Meeting()(rules.check_admin_stays))

    assert step_down_together(admins) == ["last_admin"]
    assert Member.objects.filter(is_admin=True).count() == 1


def test_without_the_lock_both_would_go(admins, monkeypatch):
    if not is_postgres():
        pytest.skip("SQLite has one writer at a time, whatever we lock.")
    without_the_lock(monkeypatch)
    monkeypatch.setattr(rules, "check_admin_stays", Meeting()(rules.check_admin_stays))

    assert step_down_together(admins) == []
    assert not Member.objects.filter(is_admin=True).exists()


@pytest.fixture
def two_teams(admins):
    return [make_team(admins[0].organisation) for _ in range(2)]


def move_under_each_other(admin, teams):
    first, second = teams
    return at_once(
        lambda: services.change_team(first, name=first.name, parent=second, by=admin, now=NOW),
        lambda: services.change_team(second, name=second.name, parent=first, by=admin, now=NOW),
    )


def test_two_teams_moved_under_each_other_at_once_make_no_circle(admins, two_teams, monkeypatch):
    monkeypatch.setattr(rules, "check_parent", Meeting()(rules.check_parent))

    assert move_under_each_other(admins[0], two_teams) == ["team_under_itself"]
    assert Team.objects.filter(parent=None).count() == 1


def test_without_the_lock_they_would(admins, two_teams, monkeypatch):
    if not is_postgres():
        pytest.skip("SQLite has one writer at a time, whatever we lock.")
    without_the_lock(monkeypatch)
    monkeypatch.setattr(rules, "check_parent", Meeting()(rules.check_parent))

    assert move_under_each_other(admins[0], two_teams) == []
    assert not Team.objects.filter(parent=None).exists()


def test_two_houses_that_add_the_same_person_at_once_share_one(own_database, monkeypatch):
    houses = [make_member(make_organisation(), roles=("admin",)) for _ in range(2)]
    monkeypatch.setattr(rules, "checked_name", Meeting()(rules.checked_name))

    refused = at_once(
        *(
            lambda admin=admin: services.add_member(email="jude@out.example", name="Jude", by=admin, now=NOW)
            for admin in houses
        )
    )

    assert refused == []
    assert Person.objects.filter(email="jude@out.example").count() == 1
    assert Member.objects.filter(person__email="jude@out.example").count() == 2


# ---------------------------------------------------------------- inviting
def invite_together(admins, monkeypatch):
    """Have both look at who is invited before either says whom; return how many each says were new."""
    make_member(admins[0].organisation)
    monkeypatch.setattr(welcome, "queue_notices", Meeting()(queue_notices))
    new = []
    at_once(
        *(
            lambda admin=admin: new.append(
                welcome.invite_members(Member.objects.all(), not_before=NOW, by=admin, now=NOW)
            )
            for admin in admins
        )
    )
    return sorted(new)


def test_two_administrators_who_invite_at_once_invite_each_person_once(admins, monkeypatch):
    new = invite_together(admins, monkeypatch)

    # Each invites the other too: whoever comes second finds all but the first invited.
    assert new == [1, 2]
    assert Notice.objects.filter(kind=welcome.KIND).count() == 3
    assert AuditEntry.objects.filter(action="member.invited").count() == 3


def test_without_the_lock_both_would_say_they_did(admins, monkeypatch):
    if not is_postgres():
        pytest.skip("SQLite has one writer at a time, whatever we lock.")
    monkeypatch.setattr(OrganisationQuerySet, "locked", lambda self, pk: [self.get(pk=pk)])

    assert invite_together(admins, monkeypatch) == [2, 2]
    assert AuditEntry.objects.filter(action="member.invited").count() == 4
