"""Who hears that an organisation keeps other holidays. Of members: tests/supervision/test_changed.py."""

from datetime import UTC, datetime

import pytest

from supervision.people import changed
from supervision.people.services import change_organisation
from tests.builders import make_member

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


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
