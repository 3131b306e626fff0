"""One's own space by the API: as the pages have it, without a trace beside it."""

import uuid

import pytest
import time_machine
from django.test import Client

from peers.wellbeing import checking, contacts, journal, planning
from supervision.people.models import IdempotentCall
from supervision.people.tokens import make_token
from tests.builders import MONDAY_9AM, make_member

pytestmark = pytest.mark.django_db
BASE = "/api/v1/me/space"
TODAY = "2026-11-02"


class Caller:
    def __init__(self, member, *, may_write=True):
        _, text = make_token(member, name="Own", may_write=may_write, lasts_days=30, now=MONDAY_9AM)
        self.headers = {"Authorization": f"Bearer {text}", "Idempotency-Key": "the-same"}

    def ask(self, method, path, body=None):
        return getattr(Client(), method)(
            f"{BASE}{path}", body, content_type="application/json", headers=self.headers
        )


@pytest.fixture
def nia():
    with time_machine.travel(MONDAY_9AM, tick=False):
        yield make_member(name="Nia Bevan")


def test_everything_is_kept_and_read_and_taken_back(nia):
    caller, key = Caller(nia), uuid.uuid4()

    for path, body in (
        ("/checks/", {"sleep": 0, "dread": 4}),
        (f"/days/{TODAY}/{key}/", {"weight": 3}),
        (f"/journal/{key}/", {"words": "kittiwake"}),
        ("/plan/", {"signs": "Going quiet"}),
    ):
        for _ in range(2):
            assert caller.ask("put", path, body).status_code == 204, path

    assert caller.ask("get", "/checks/").json()[0]["heavy"] == ["dread", "sleep"]
    assert [one["weight"] for one in caller.ask("get", f"/days/{TODAY}/").json()["contacts"]] == [3]
    assert [one["words"] for one in caller.ask("get", "/journal/").json()] == ["kittiwake"]
    assert caller.ask("get", "/plan/").json()["signs"] == "Going quiet"
    assert set(caller.ask("get", "/").json()["space"]) == {"checks", "contacts", "journal", "plan"}
    assert not IdempotentCall.objects.exists()
    for path in (f"/checks/{TODAY}/", f"/days/{TODAY}/{key}/", f"/journal/{key}/", f"/shown/{key}/"):
        assert caller.ask("delete", path).status_code == 204, path
    assert checking.checks_of(nia) == [] and journal.lines_of(nia) == []
    assert contacts.day_of(nia, MONDAY_9AM.date()).taps == ()


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/checks/", {"sleep": 5}, 400),
        ("/checks/", {"mood": 1}, 400),
        ("/days/2020-01-01/{key}/", {"weight": 1}, 404),
        ("/days/2026-11-02/{key}/", {"weight": 4}, 400),
        ("/days/2026-11-02/{key}/", {"weight": 1, "starts_at": "2026-11-02T09:00:00Z"}, 400),
        ("/days/2026-11-03/{key}/", {"weight": 1}, 404),
        ("/journal/{key}/", {"words": ""}, 400),
        ("/plan/", {"else": "x"}, 400),
    ],
)
def test_what_is_not_of_the_shape_is_refused_and_nothing_kept(nia, path, body, status):
    answer = Caller(nia).ask("put", path.format(key=uuid.uuid4()), body)

    assert answer.status_code == status
    assert planning.plan_of(nia).parts == {} and checking.checks_of(nia) == []


def test_a_token_that_only_reads_keeps_nothing(nia):
    assert Caller(nia, may_write=False).ask("put", "/plan/", {"signs": "x"}).status_code == 403
    assert planning.plan_of(nia).parts == {}


def test_one_token_opens_one_space(nia):
    journal.write(nia, "kittiwake", now=MONDAY_9AM)
    other = make_member(nia.organisation, roles=("admin", "team_lead", "supervisor"))

    for path in ("/", "/journal/", "/checks/", "/plan/", "/shown/", f"/days/{TODAY}/"):
        assert "kittiwake" not in Caller(other).ask("get", path).content.decode()
