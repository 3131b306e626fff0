"""Two leads, or two clicks, at once: administrators get one set of messages."""

from datetime import timedelta

import pytest
from django.db import transaction

from supervision.notices.models import Notice
from supervision.people.models import AuditEntry, Member
from supervision.people.querysets import MemberQuerySet
from supervision.policy import wanted
from supervision.policy.services import refresh
from tests.builders import make_lead, make_member, make_organisation, make_policy, make_rule, make_team
from tests.services.databases import is_postgres
from tests.supervision.people.test_service_races import NOW, Meeting, at_once

pytestmark = [pytest.mark.race, pytest.mark.slow]


@pytest.fixture
def leads(own_database):
    organisation = make_organisation()
    team = make_team(organisation)
    make_member(organisation, roles=("admin",))
    make_member(team=team)
    make_rule(make_policy(organisation))
    with transaction.atomic():
        refresh(organisation=organisation, now=NOW)
    return [make_lead(team), make_lead(team)]


def ask_together(leads, monkeypatch):
    monkeypatch.setattr(wanted, "administrators", Meeting()(wanted.administrators))
    member = Member.objects.get(is_case_manager=True)

    def ask(lead, seconds):
        return lambda: wanted.ask_for_supervisor(member=member, by=lead, now=NOW + timedelta(seconds=seconds))

    assert at_once(*(ask(lead, seconds) for seconds, lead in enumerate(leads))) == []
    asked = AuditEntry.objects.filter(action="supervisor.asked_for").count()
    return Notice.objects.filter(kind=wanted.KIND).count(), asked


def test_of_two_who_ask_at_once_one_does(leads, monkeypatch):
    assert ask_together(leads, monkeypatch) == (1, 1)


def test_without_the_lock_both_would(leads, monkeypatch):
    if not is_postgres():
        pytest.skip("SQLite has one writer at a time, whatever we lock.")
    monkeypatch.setattr(MemberQuerySet, "locked", lambda self, *rows: list(rows))

    assert ask_together(leads, monkeypatch) == (2, 2)
