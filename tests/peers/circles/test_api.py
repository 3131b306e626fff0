"""Circles over the API: the same as the pages, and not a fact more."""

import pytest

from peers.circles.models import Circle, Place
from tests.builders import make_member, make_organisation
from tests.peers.circles.house import hours, joined, make_circle, make_group, meeting_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SAID = {"name": "Heron", "agrees": True}


@pytest.fixture
def call(client):
    def call(member, method, path, body=None, **headers):
        client.force_login(member.person)
        return getattr(client, method)(
            f"/api/v1/circles/{path}", body, content_type="application/json", headers=headers
        )

    return call


def test_a_circle_is_founded_found_joined_and_left(call):
    host, member = make_member(), None
    answer = call(host, "post", "", {"title": "Ours", "first_day": "2026-11-17", "starts": 750})
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert made["is_yours"] and made["left"] is None
    member = make_member(host.organisation)
    (found,) = call(member, "get", "").json()["results"]
    meeting = found["next_meeting"]["id"]
    assert call(member, "post", f"meetings/{meeting}/join/", {**SAID, "agrees": False}).status_code == 400
    answer = call(member, "post", f"meetings/{meeting}/join/", SAID)
    assert (answer.status_code, answer.json()["name"]) == (201, "Heron")
    place = answer.json()["id"]
    assert call(member, "get", f"{made['id']}/").json()["left"] is None
    assert [one["id"] for one in call(member, "get", "places/").json()["results"]] == [place]
    assert call(host, "get", f"places/{place}/").status_code == 404
    assert call(member, "delete", f"places/{place}/").status_code == 204
    assert not Place.objects.exists()


def test_a_full_circle_says_so_with_a_code_and_that_one_may_wait(call):
    circle = make_circle(places=2)
    for _ in range(2):
        joined(circle)
    member = make_member(circle.organisation)
    path = f"meetings/{meeting_of(circle).pk}/join/"
    answer = call(member, "post", path, SAID)
    assert (answer.status_code, answer.json()["code"], answer.json()["may_wait"]) == (
        409,
        "circle-full",
        True,
    )
    assert call(member, "post", path, {**SAID, "may_wait": True}).json()["state"] == "waiting"


def test_the_same_key_takes_one_place_and_answers_alike(call):
    circle = make_circle()
    member = make_member(circle.organisation)
    path = f"meetings/{meeting_of(circle).pk}/join/"
    answers = [call(member, "post", path, SAID, **{"Idempotency-Key": "once"}) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Place.objects.count() == 1


def test_whoever_holds_it_moves_calls_off_notes_who_came_and_changes_it(call, clock):
    circle = make_circle(pattern="weekly", number=3)
    host, place = circle.facilitator, joined(circle, alias="Heron")
    first, second = meeting_of(circle, 0), meeting_of(circle, 1)
    later = (first.starts_at + hours(2)).isoformat()
    assert call(host, "post", f"meetings/{first.pk}/move/", {"starts_at": later}).status_code == 200
    assert call(host, "post", f"meetings/{second.pk}/call-off/").status_code == 204
    assert call(host, "patch", f"{circle.pk}/", {"places": 4}).json()["places"] == 4
    assert call(host, "put", f"meetings/{first.pk}/came/", {"came": []}).status_code == 409
    first.refresh_from_db()
    clock.write_text(first.starts_at.isoformat())
    assert call(host, "put", f"meetings/{first.pk}/came/", {"came": [str(place.pk)]}).status_code == 204
    desk = call(host, "get", f"meetings/{first.pk}/desk/").json()
    assert [(one["name"], one["came"]) for one in desk["seated"]] == [("Heron", True)]
    assert call(host, "delete", f"{circle.pk}/").status_code == 204
    assert Circle.objects.get().ended_at


def test_one_meeting_of_a_standing_group_is_left_out_and_taken_back(call):
    group = make_group()
    place, meeting = joined(group), meeting_of(group, 1)
    path = f"places/{place.pk}/not/{meeting.pk}/"
    assert call(place.member, "put", path).status_code == 204
    assert place.absences.count() == 1
    assert call(place.member, "delete", path).status_code == 204
    assert place.absences.count() == 0


def test_the_yes_for_people_from_outside_is_an_administrators(call):
    organisation = make_organisation()
    circle, admin = make_circle(organisation=organisation), make_member(organisation, roles=("admin",))
    assert call(circle.facilitator, "post", f"{circle.pk}/outside/").status_code == 204
    assert [one["id"] for one in call(admin, "get", "asking/").json()["results"]] == [str(circle.pk)]
    assert call(circle.facilitator, "get", "asking/").status_code == 404
    assert call(admin, "post", f"asking/{circle.pk}/", {"is_yes": True}).status_code == 204
    assert call(admin, "post", f"asking/{circle.pk}/", {"is_yes": False}).status_code == 204
    circle.refresh_from_db()
    assert (circle.outside, circle.public_key) == ("", None)


def test_a_list_costs_the_same_for_one_and_for_thirty(call):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    organisation = make_organisation()
    member = make_member(organisation)
    make_circle(organisation=organisation)
    make_group(organisation=organisation)

    def cost():
        with CaptureQueriesContext(connection) as found:
            assert call(member, "get", "").status_code == 200
        return len(found)

    cost()
    few = cost()
    for _ in range(29):
        make_circle(organisation=organisation)
    make_group(organisation=organisation)
    assert cost() <= few
