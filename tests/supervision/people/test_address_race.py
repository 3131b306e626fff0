"""Two who press the same link at once: one of them changes the address."""

import pytest

from supervision.people import changing_address as changing
from supervision.people.models import AddressChange, AuditEntry
from tests.builders import make_member
from tests.supervision.people.test_service_races import NOW, Meeting, at_once

pytestmark = [pytest.mark.race, pytest.mark.slow]


@pytest.fixture
def nia(own_database):
    return make_member().person


def test_of_two_presses_at_once_one_changes_it(nia, monkeypatch):
    token = changing.ask(nia, email="new@fern.example", now=NOW).token
    monkeypatch.setattr(changing, "_check_own", Meeting()(changing._check_own))

    def press():
        changing.change_address(token, person=nia, this_key=None, now=NOW)

    assert at_once(press, press) == ["link_over"]
    nia.refresh_from_db()
    assert nia.email == "new@fern.example"
    assert AuditEntry.objects.filter(action="address.changed").count() == 1
    assert AddressChange.objects.filter(is_way_back=True).count() == 1


def test_two_who_want_one_address_do_not_share_it(nia, monkeypatch):
    other, now = make_member().person, NOW
    tokens = [(one, changing.ask(one, email="new@fern.example", now=now).token) for one in (nia, other)]
    monkeypatch.setattr(changing, "_holder_of", Meeting()(changing._holder_of))

    def press(person, token):
        return lambda: changing.change_address(token, person=person, this_key=None, now=now)

    assert at_once(*(press(*each) for each in tokens)) == ["address_taken"]
