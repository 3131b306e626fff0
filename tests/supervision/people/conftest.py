"""An administrator, and whose clocks a verb has looked at again."""

import pytest

from supervision.people import changed
from tests.builders import make_member, make_organisation


@pytest.fixture
def admin():
    return make_member(make_organisation(), roles=("admin",))


@pytest.fixture
def told(monkeypatch):
    """The members whose clocks would be looked at again."""
    heard = set()
    monkeypatch.setattr(changed, "_listeners", [lambda member_ids, now: heard.update(member_ids)])
    return heard
