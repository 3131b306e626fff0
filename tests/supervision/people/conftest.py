"""An administrator, whose clocks a verb has looked at again, and somebody who signs in."""

import pytest

from supervision.people import changed
from tests.builders import make_member, make_organisation
from tests.supervision.people.signing_in import PASSWORD, send_at_once


@pytest.fixture
def admin():
    return make_member(make_organisation(), roles=("admin",))


@pytest.fixture
def told(monkeypatch):
    """The members whose clocks would be looked at again."""
    heard = set()
    monkeypatch.setattr(changed, "_listeners", [lambda member_ids, now: heard.update(member_ids)])
    return heard


@pytest.fixture
def sent_at_once(monkeypatch):
    send_at_once(monkeypatch)


@pytest.fixture
def nia():
    """A person with a password."""
    member = make_member(email="nia@alder.example", name="Nia Bevan")
    member.person.set_password(PASSWORD)
    member.person.save()
    return member.person
