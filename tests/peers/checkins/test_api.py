import pytest

from peers.checkins.models import Pair, Rhythm, Seat
from peers.checkins.selectors import place_of
from supervision.people.tokens import make_token
from tests.builders import make_member
from tests.peers.checkins.building import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def caller(client, member, *, may_write=True):
    _, text = make_token(member, name="Script", may_write=may_write, lasts_days=30, now=MONDAY)

    def call(method, path, body=None):
        return getattr(client, method)(
            f"/api/v1/{path}",
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {text}"},
        )

    return call


def test_the_whole_of_a_check_in_through_the_api(client, two):
    call = caller(client, two[0])
    found = call("get", "me/check-in/").json()
    assert found["takes_part"] and found["round"]["partners"][0]["name"] == two[1].person.name
    assert len(found["round"]["times"]) == 3 and found["round"]["held_at"] is None

    held = call("put", "me/check-in/time/", {"starts_at": found["round"]["times"][1]})
    assert held.json()["round"]["held_at"] == found["round"]["times"][1]
    assert call("put", "me/check-in/time/", {"starts_at": "2020-01-01T00:00:00Z"}).status_code == 409
    assert call("put", "me/check-in/answer/", {"answer": "spoke"}).json()["round"]["your_answer"] == "spoke"
    assert call("put", "me/check-in/answer/", {"answer": "other"}).status_code == 400
    assert call("delete", "me/check-in/answer/").status_code == 204
    assert call("delete", "me/check-in/time/").status_code == 204
    assert Pair.objects.get().starts_at is None
    assert not Seat.objects.exclude(answer="").exists()


def test_taking_part_resting_and_leaving_through_the_api(client, two):
    call = caller(client, two[0])
    body = call("patch", "me/check-in/", {"turns": 2, "rests": 1}).json()
    assert (body["turns"], body["rests_until"]) == (2, "2026-11-29")
    assert call("patch", "me/check-in/", {"rests": 0}).json()["rests_until"] is None
    assert call("patch", "me/check-in/", {"takes_part": False}).json()["takes_part"] is False
    assert call("patch", "me/check-in/", {"takes_part": True}).json()["takes_part"] is True
    assert call("patch", "me/check-in/", {"nonsense": 1}).status_code == 400
    assert caller(client, two[1], may_write=False)("patch", "me/check-in/", {"turns": 2}).status_code == 403
    assert place_of(two[1], now=MONDAY).turns == 1


def test_only_administrators_say_how_often(client, two):
    admin = make_member(two[0].organisation, roles=("admin",))
    body = {"every_days": 21, "by_team": True}
    assert caller(client, two[0])("put", "organisation/check-ins/", body).status_code == 404
    assert caller(client, admin)("put", "organisation/check-ins/", body).json() == body
    assert Rhythm.objects.get().every_days == 21
