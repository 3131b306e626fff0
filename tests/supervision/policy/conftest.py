"""An organisation and its administrator, at nine on a Monday."""

import pytest

from tests.builders import make_member, make_organisation
from tests.supervision.policy.settings_pages import NOW


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
