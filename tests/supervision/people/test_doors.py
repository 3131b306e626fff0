"""What every API door shares, tried on a door made for the purpose."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest
import time_machine
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate

from supervision.errors import Refusal
from supervision.people.answered import forget_answers
from supervision.people.doors import MemberViewSet, StrictSerializer
from supervision.people.models import ApiToken, IdempotentCall, Team
from supervision.people.parsers import LARGEST
from tests.builders import MONDAY_9AM, make_member, make_organisation

pytestmark = pytest.mark.django_db


class NoSuchTeam(Refusal):
    code = "no-such-team"


class PlaceIn(StrictSerializer):
    floor = serializers.IntegerField()


class TeamIn(StrictSerializer):
    name = serializers.CharField(max_length=20)
    places = PlaceIn(many=True, required=False)
    heights = serializers.ListField(child=PlaceIn(), required=False)


class TeamOut(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()


class TeamDoor(MemberViewSet):
    def list(self, request):
        return self.page_of(Team.objects.of(self.member.organisation), TeamOut)

    def create(self, request):
        body = self.read(TeamIn)
        if body["name"] == "refuse":
            Team.objects.create(organisation=self.member.organisation, name="left behind")
            raise NoSuchTeam("There is no such team.")
        team = Team.objects.create(organisation=self.member.organisation, **body)
        return Response(TeamOut(team).data, status=201)


class ReadingDoor(MemberViewSet):
    def list(self, request):
        return Response(self.asked(TeamIn))


def asking(address):
    request = APIRequestFactory().get(address)
    request.member = make_member()
    force_authenticate(request, user=request.member.person)
    return request


DOOR = TeamDoor.as_view({"get": "list", "post": "create"})


def call(member, method="post", body=None, *, key=None, auth=None, raw=None):
    headers = {"HTTP_IDEMPOTENCY_KEY": key} if key else {}
    factory = APIRequestFactory()
    if method == "get":
        request = factory.get("/teams/", body or {})
    else:
        content = raw if raw is not None else json.dumps(body)
        request = factory.generic("POST", "/teams/", content, content_type="application/json", **headers)
    if member:
        force_authenticate(request, user=member.person, token=auth)
    request.member = member
    return DOOR(request)


def test_a_call_without_a_place_is_refused():
    assert call(None, body={"name": "One"}).status_code in (401, 403)


def test_a_refusal_becomes_a_problem_with_its_code():
    answer = call(make_member(), body={"name": "refuse"})

    assert answer.status_code == 409
    assert answer.content_type == "application/problem+json"
    assert answer.data["code"] == "no-such-team"
    assert answer.data["detail"] == "There is no such team."


def test_a_field_nobody_knows_is_refused_by_name():
    answer = call(make_member(), body={"name": "One", "colour": "red"})

    assert answer.status_code == 400
    assert [error["field"] for error in answer.data["errors"]] == ["colour"]
    assert not Team.objects.exists()


def test_all_that_is_wrong_with_a_body_is_said_at_once_and_each_field_by_its_path():
    deep = {
        "places": [{"floor": 1}, {"floor": "up", "lift": 1, "Floor": 2}],
        "heights": [{"floor": 1, "at": 2}],
    }

    answer = call(make_member(), body={"nmae": "One", "colour": "red", **deep})

    no_such = {"code": "invalid", "detail": "There is no such field."}
    assert answer.status_code == 400
    assert answer.data["errors"] == [
        {"field": "colour", **no_such},
        {"field": "nmae", **no_such},
        {"field": "name", "code": "required", "detail": "This field is required."},
        {"field": "places.1.Floor", **no_such},
        {"field": "places.1.lift", **no_such},
        {"field": "places.1.floor", "code": "invalid", "detail": "A valid integer is required."},
        {"field": "heights.0.at", **no_such},
    ]
    assert not Team.objects.exists()


def test_an_address_that_asks_for_what_nobody_knows_is_told_of_all_of_it():
    errors = ReadingDoor.as_view({"get": "list"})(asking("/teams/?colour=red&shape=round&page_size=3")).data[
        "errors"
    ]

    assert [error["field"] for error in errors] == ["colour", "shape", "name"]


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        ('{"name": NaN}', 400),
        ('{"name": "a\\u0000b"}', 400),
        ("[" * 50 + "]" * 50, 400),
        ("{", 400),
        ("[]", 400),
        ('{"name": "' + "a" * LARGEST + '"}', 413),
    ],
)
def test_an_odd_body_is_a_problem_and_changes_nothing(raw, status):
    answer = call(make_member(), raw=raw)

    assert answer.status_code == status
    assert not Team.objects.exists()


def test_brackets_within_words_are_not_nesting():
    assert call(make_member(), body={"name": "[[[[[[[[[[[[[[[{\\"}).status_code == 201


def test_the_same_key_gives_the_same_answer_and_acts_once():
    member = make_member()

    first, second = (call(member, body={"name": "One"}, key="k1") for _ in range(2))

    assert (first.status_code, first.data) == (second.status_code, second.data)
    assert second.headers["Idempotency-Replayed"] == "true"
    assert Team.objects.count() == 1


def test_what_was_answered_is_sealed_for_whoever_called():
    member, word = make_member(), "Oystercatcher"
    call(member, body={"name": word}, key="k1")

    kept = IdempotentCall.objects.get()

    assert word.encode() not in bytes(kept.sealed)
    assert kept.fingerprint != sha256(f'POST\n/teams/\n{{"name": "{word}"}}'.encode()).hexdigest()
    assert call(member, body={"name": word}, key="k1").data["name"] == word


def test_the_same_key_with_another_body_is_refused():
    member = make_member()
    call(member, body={"name": "One"}, key="k1")

    answer = call(member, body={"name": "Two"}, key="k1")

    assert answer.status_code == 422
    assert list(Team.objects.values_list("name", flat=True)) == ["One"]


def test_the_same_key_of_somebody_else_is_another_key():
    organisation = make_organisation()
    for number in (1, 2):
        member = make_member(organisation)
        assert call(member, body={"name": f"Team {number}"}, key="k1").status_code == 201


def test_a_refused_call_leaves_neither_its_key_nor_half_a_change():
    member = make_member()

    assert call(member, body={"name": "refuse"}, key="k1").status_code == 409

    assert not IdempotentCall.objects.exists()
    assert not Team.objects.exists()


@pytest.mark.parametrize(
    ("scopes", "method", "status"),
    [("read", "get", 200), ("read", "post", 403), ("write", "get", 403), ("read write", "post", 201)],
)
def test_a_token_reaches_as_far_as_its_scopes(scopes, method, status):
    member = make_member()
    token = ApiToken.objects.create(member=member, name="A", digest="d", scopes=scopes, created_at=MONDAY_9AM)

    body = {"name": "One"} if method == "post" else None
    assert call(member, method, body, auth=token).status_code == status


def test_pages_follow_a_cursor():
    member = make_member()
    Team.objects.bulk_create(Team(organisation=member.organisation, name=f"T{n}") for n in range(5))

    first = call(member, "get", {"page_size": 3}).data

    assert len(first["results"]) == 3
    assert "cursor=" in first["next"]


def test_what_a_call_was_answered_is_forgotten_after_a_week():
    member = make_member()
    with time_machine.travel(MONDAY_9AM, tick=False):
        call(member, body={"name": "One"}, key="old")
    with time_machine.travel(MONDAY_9AM + timedelta(days=1), tick=False):
        call(member, body={"name": "Two"}, key="young")

    assert forget_answers(now=MONDAY_9AM + timedelta(days=7)) == 0
    assert forget_answers(now=MONDAY_9AM + timedelta(days=7, seconds=1)) == 1
    assert IdempotentCall.objects.get().key == "young"
