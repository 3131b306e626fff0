"""An organisation and its administrator, at nine on a Monday; or noon on a Thursday."""

import pytest
from time_machine import travel

from tests.builders import make_member, make_organisation
from tests.supervision.policy import owed
from tests.supervision.policy.settings_pages import NOW


@pytest.fixture
def noon():
    """NOW of owed.py, until it is moved on."""
    with travel(owed.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def organisation(time_machine):
    time_machine.move_to(NOW, tick=False)
    return make_organisation("Alder")


@pytest.fixture
def admin(organisation, client):
    """Who is signed in."""
    member = make_member(organisation, roles=("admin",), name="Asha Denholm")
    client.force_login(member.person)
    return member
