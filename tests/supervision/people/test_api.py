"""The API onto people, by everyone who might knock: member, supervisor, lead, admin, another organisation."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from supervision.people.models import Leave, Member, Relationship, Team
from tests.builders import (
    LONG_AGO,
    make_lead,
    make_leave,
    make_member,
    make_organisation,
    make_relationship,
    make_session,
    make_team,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    """An organisation with one of each, and a second one."""

    class House:
        organisation = make_organisation("Alder")
        team = make_team(organisation, "Community")
        other_team = make_team(organisation, "Hospital")
        lead = make_lead(team)
        supervisor = make_member(organisation, roles=("supervisor",))
        member = make_member(team=team)
        colleague = make_member(team=other_team)
        admin = make_member(organisation, roles=("admin",))
        foreign_admin = make_member(roles=("admin",))

    make_relationship(House.supervisor, House.member)
    return House


def ids(answer):
    assert answer.status_code == 200, answer.content
    return {row["id"] for row in answer.json()["results"]}


@pytest.mark.parametrize(
    "path", ["me/", "organisation/", "teams/", "members/", "relationships/", "leave/", "inbox/"]
)
def test_a_stranger_gets_a_problem_and_nothing_else(api, path):
    answer = api(None, "get", path)

    assert answer.status_code in (401, 403)
    assert answer["Content-Type"] == "application/problem+json"


def test_me_is_the_place_one_looks_from(api, house):
    body = api(house.member, "get", "me/").json()

    assert (body["id"], body["organisation"]["name"]) == (house.member.pk, "Alder")


def test_each_sees_the_members_they_may(api, house):
    assert ids(api(house.member, "get", "members/")) == {house.member.pk}
    assert ids(api(house.supervisor, "get", "members/")) == {house.supervisor.pk, house.member.pk}
    assert ids(api(house.lead, "get", "members/")) == {house.lead.pk, house.member.pk}
    everyone = set(Member.objects.of(house.organisation).values_list("pk", flat=True))
    assert ids(api(house.admin, "get", "members/")) == everyone
    assert ids(api(house.foreign_admin, "get", "members/")) == {house.foreign_admin.pk}


@pytest.mark.parametrize("who", ["member", "supervisor", "lead", "foreign_admin"])
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("patch", "members/{member}/", {"fte": "0.5"}),
        ("post", "members/", {"email": "x@example.org", "name": "X", "roles": ["case_manager"]}),
        ("post", "teams/", {"name": "New"}),
        ("put", "teams/{team}/", {"name": "Renamed"}),
        ("put", "teams/{team}/leads/", {"members": []}),
        ("delete", "teams/{team}/", None),
        ("post", "relationships/", {"supervisor": 1, "supervisee": 2, "starts_on": "2026-11-02"}),
        ("post", "relationships/{relationship}/end/", {"last_day": "2026-11-02"}),
        ("delete", "leave/{leave}/", None),
        ("patch", "organisation/", {"name": "Ours now"}),
    ],
)
def test_only_an_administrator_of_the_place_changes_it(api, house, who, method, path, body):
    leave = make_leave(house.colleague, LONG_AGO)
    numbers = {
        "member": house.colleague.pk,
        "team": house.other_team.pk,
        "relationship": Relationship.objects.get().pk,
        "leave": leave.pk,
    }
    if (
        who == "foreign_admin"
        and method in ("post", "patch")
        and "{" not in path
        and "relationships" not in path
    ):
        return  # in their own organisation they may
    before = (Member.objects.count(), list(Team.objects.values()), list(Relationship.objects.values()))

    answer = api(getattr(house, who), method, path.format(**numbers), body)

    assert answer.status_code == 404
    assert answer.json()["code"] == "not-found"
    assert (
        Member.objects.count(),
        list(Team.objects.values()),
        list(Relationship.objects.values()),
    ) == before
    assert Leave.objects.filter(pk=leave.pk).exists()


def test_an_administrator_adds_and_changes_a_member(api, house):
    body = {
        "email": "New@Example.org",
        "name": "New Person",
        "roles": ["case_manager"],
        "team": house.team.pk,
    }

    added = api(house.admin, "post", "members/", body)

    assert added.status_code == 201, added.content
    changed = api(house.admin, "patch", f"members/{added.json()['id']}/", {"fte": "0.37"})
    assert changed.json()["fte"] == "0.37"
    assert Member.objects.get(pk=added.json()["id"]).person.email == "new@example.org"


def test_a_refusal_says_why_and_changes_nothing(api, house):
    answer = api(house.admin, "patch", f"members/{house.admin.pk}/", {"roles": []})

    assert answer.status_code == 409
    assert answer.json()["code"] == "last-admin"
    house.admin.refresh_from_db()
    assert house.admin.is_admin


def test_rows_of_another_organisation_are_not_there(api, house):
    foreign = make_team(house.foreign_admin.organisation)

    assert api(house.admin, "get", f"teams/{foreign.pk}/").status_code == 404
    assert api(house.admin, "patch", f"members/{house.member.pk}/", {"team": foreign.pk}).status_code == 404
    body = {
        "supervisor": house.supervisor.pk,
        "supervisee": house.foreign_admin.pk,
        "starts_on": "2026-11-02",
    }
    assert api(house.admin, "post", "relationships/", body).status_code == 404


def test_the_kind_of_leave_is_shown_to_its_owner_and_administrators_alone(api, house):
    leave = make_leave(house.member, LONG_AGO, kind="parental")
    path = f"leave/{leave.pk}/"

    for who in (house.member, house.admin):
        assert api(who, "get", path).json()["kind"] == "parental"
    for who in (house.lead, house.supervisor):
        assert "kind" not in api(who, "get", path).json()
        assert "parental" not in api(who, "get", "leave/").content.decode()
    assert api(house.colleague, "get", path).status_code == 404
    assert api(house.foreign_admin, "get", path).status_code == 404


def test_everyone_keeps_their_own_leave(api, house):
    body = {"member": house.member.pk, "starts_on": "2026-12-01", "ends_on": "2026-12-05", "kind": "annual"}
    added = api(house.member, "post", "leave/", body)
    assert added.status_code == 201, added.content

    for_another = api(house.member, "post", "leave/", body | {"member": house.colleague.pk})

    assert for_another.status_code == 404
    assert api(house.member, "delete", f"leave/{added.json()['id']}/").status_code == 204


def test_a_list_asks_the_same_questions_for_thirty(client, house):
    client.force_login(house.admin.person)

    def questions(path):
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/api/v1/{path}")
        return len(asked)

    paths = ["members/", "teams/", "relationships/", "leave/"]
    few = [questions(path) for path in paths]
    for _ in range(30):
        member = make_member(team=make_team(house.organisation))
        make_relationship(house.supervisor, member)
        make_leave(member, LONG_AGO)

    assert [questions(path) for path in paths] == few


def test_members_are_sought_by_who_they_are_to_the_place(api, house):
    everybody = ids(api(house.admin, "get", "members/"))

    assert ids(api(house.admin, "get", "members/?who=here")) == everybody
    assert ids(api(house.admin, "get", "members/?who=left")) == set()
    assert house.colleague.pk in ids(api(house.admin, "get", "members/?who=alone"))
    assert house.member.pk not in ids(api(house.admin, "get", "members/?who=alone"))
    found = ids(api(house.admin, "get", f"members/?team={house.other_team.pk}&role=case_manager"))
    assert found == {house.colleague.pk}
    assert ids(api(house.admin, "get", f"members/?words={house.member.person.email}")) == {house.member.pk}
    assert ids(api(house.lead, "get", f"members/?words={house.member.person.email}")) == set()
    assert api(house.admin, "get", "members/?who=everyone").status_code == 400
    assert api(house.foreign_admin, "get", f"members/?team={house.team.pk}").status_code == 404


def test_everybody_of_a_supervisor_is_handed_on(api, house):
    taking = make_member(house.organisation, roles=("supervisor",))
    for day in (4, 20):
        at = datetime(2030, 1, day, 9, tzinfo=UTC)
        make_session(house.supervisor, house.member, at=at, status="booked")
    path = f"members/{house.supervisor.pk}/hand-on/"

    answer = api(house.admin, "post", path, {"to": taking.pk, "starts_on": "2030-01-07"})

    assert answer.status_code == 200, answer.content
    (begun,) = answer.json()["begun"]
    assert (begun["supervisor"], begun["supervisee"]) == (taking.pk, house.member.pk)
    assert answer.json()["still_booked"] == 1
    again = api(house.admin, "post", path, {"to": taking.pk, "starts_on": "2030-01-07"})
    assert (again.status_code, again.json()["code"]) == (409, "nobody-to-hand-on")


def test_a_mistyped_address_is_put_right_by_an_administrator_alone(api, house):
    house.member.person.last_login = None
    house.member.person.save()
    path, body = f"members/{house.member.pk}/address/", {"email": "right@alder.example"}

    assert api(house.lead, "put", path, body).status_code == 404
    assert api(house.admin, "put", path, body).status_code == 200

    house.member.person.refresh_from_db()
    assert house.member.person.email == "right@alder.example"
