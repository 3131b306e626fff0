"""Who hears that members changed."""

from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from supervision.people import changed
from supervision.people.services import change_organisation
from tests.builders import make_member

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture
def heard(monkeypatch):
    """What a listener heard, in a registry of this test's own."""
    monkeypatch.setattr(changed, "_listeners", [])
    calls = []
    changed.on_change(lambda member_ids, now: calls.append((member_ids, now)))
    return calls


@pytest.mark.django_db
def test_a_listener_hears_each_member_once_and_in_order(heard):
    with transaction.atomic():
        changed.members_changed([3, 1, 3, 2], now=NOW)

    assert heard == [([1, 2, 3], NOW)]


@pytest.mark.django_db
def test_nobody_is_called_when_nobody_changed(heard):
    with transaction.atomic():
        changed.members_changed([], now=NOW)

    assert heard == []


@pytest.mark.django_db
def test_a_listener_named_twice_hears_once(heard):
    calls = []

    def listener(member_ids, now):
        calls.append(member_ids)

    changed.on_change(listener)
    changed.on_change(listener)

    with transaction.atomic():
        changed.members_changed([7], now=NOW)

    assert calls == [[7]]


@pytest.mark.django_db(transaction=True)
def test_a_change_outside_a_transaction_is_a_mistake(heard):
    with pytest.raises(TransactionManagementError):
        changed.members_changed([1], now=NOW)

    assert heard == []


@pytest.mark.django_db
def test_a_listener_hears_of_another_country_and_of_nothing_else(monkeypatch):
    monkeypatch.setattr(changed, "_organisation_listeners", [])
    calls = []
    changed.on_organisation_change(lambda organisation_id, now: calls.append(organisation_id))
    admin = make_member(roles=("admin",))

    change_organisation(by=admin, now=NOW, name="Alder", country="GB")
    assert calls == []

    change_organisation(by=admin, now=NOW, country="GB", subdivision="SCT")
    assert calls == [admin.organisation_id]
