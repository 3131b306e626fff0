"""Who hears that members changed, and that sessions did."""

from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from supervision.people import changed as members
from supervision.sessions import changed as sessions

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture(params=["members", "sessions"])
def change(request, monkeypatch):
    """One of the two, with a registry of this test's own, and what a listener heard of it."""
    module, changes = {
        "members": (members, members.members_changed),
        "sessions": (sessions, sessions.sessions_changed),
    }[request.param]
    monkeypatch.setattr(module, "_listeners", [])

    class Change:
        heard = []
        listen = staticmethod(module.on_change)
        tell = staticmethod(changes)

    module.on_change(lambda member_ids, now: Change.heard.append((member_ids, now)))
    return Change


@pytest.mark.django_db
def test_a_listener_hears_each_member_once_and_in_order(change):
    with transaction.atomic():
        change.tell([3, 1, 3, 2], now=NOW)

    assert change.heard == [([1, 2, 3], NOW)]


@pytest.mark.django_db
def test_nobody_is_called_when_nobody_changed(change):
    with transaction.atomic():
        change.tell([], now=NOW)

    assert change.heard == []


@pytest.mark.django_db
def test_a_listener_named_twice_hears_once(change):
    calls = []

    def listener(member_ids, now):
        calls.append(member_ids)

    change.listen(listener)
    change.listen(listener)

    with transaction.atomic():
        change.tell([7], now=NOW)

    assert calls == [[7]]


@pytest.mark.django_db(transaction=True)
def test_a_change_outside_a_transaction_is_a_mistake(change):
    with pytest.raises(TransactionManagementError):
        change.tell([1], now=NOW)

    assert change.heard == []
