"""The rota for “now”: whose turn it can be, on which days, and what becomes of a turn."""

import pytest

from peers.debriefs import rota, rules
from peers.debriefs.models import OnCall
from peers.debriefs.selectors import rota_of
from peers.pool.services import take_part
from tests.builders import MONDAY_9AM, make_joined, make_member
from tests.peers.debriefs.asked import LATER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("later")]
MONDAY = MONDAY_9AM.date()


@pytest.fixture
def with_rota(house):
    rota.keep_rota(by=make_member(house, roles=("admin",)), has_rota=True, now=LATER)


def test_whoever_does_not_listen_takes_no_turn_since_they_would_never_be_asked(client, house, with_rota):
    member = make_member(house)
    with pytest.raises(rules.NotListening):
        rota.take_turn(member, day=MONDAY, half="am", now=LATER)

    client.force_login(member.person)
    page = client.get("/me/peers/").content.decode()
    assert "say so above first" in page and "Take it" not in page


def test_a_turn_of_somebody_who_stopped_is_nobody_s_and_can_be_taken(house, with_rota):
    one, other = make_joined(make_member(house)), make_joined(make_member(house))
    rota.take_turn(one, day=MONDAY, half="am", now=LATER)

    take_part(one, "debriefs", state="paused", now=LATER)

    assert rota_of(other, now=LATER)[0].member is None
    assert rota.take_turn(other, day=MONDAY, half="am", now=LATER)
    assert OnCall.objects.get().member == other


def test_days_on_which_one_works_are_in_the_rota_too(house, with_rota):
    usual, weekend = make_joined(make_member(house)), make_joined(make_member(house, working_days="Sat,Sun"))

    assert {turn.day.weekday() for turn in rota_of(usual, now=LATER)} == {0, 1, 2, 3, 4}
    assert {turn.day.weekday() for turn in rota_of(weekend, now=LATER)} == set(range(7))
