"""The API onto policies and rules: administrators change them, members read what they are under."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from supervision.policy import services
from supervision.policy.models import Policy, Rule
from tests.builders import (
    MONDAY_9AM,
    make_lead,
    make_member,
    make_organisation,
    make_policy,
    make_rule,
    make_team,
)

pytestmark = pytest.mark.django_db
NOW = MONDAY_9AM + timedelta(hours=3)


@pytest.fixture
def house(time_machine):
    time_machine.move_to(NOW, tick=False)

    class House:
        organisation = make_organisation("Alder")
        team = make_team(organisation, "Community")
        lead = make_lead(team)
        member = make_member(team=team, name="Grace Bell")
        admin = make_member(organisation, roles=("admin",))
        foreign = make_member(roles=("admin", "team_lead"))
        policy = make_policy(organisation, "Everyone")
        rule = make_rule(policy, "Every four weeks")
        for_leads = make_policy(organisation, "Leads", level="role", role="team_lead", position=1)
        rule_for_leads = make_rule(for_leads, "Every six weeks", interval_days=42)

    services.refresh(organisation=House.organisation, now=NOW)
    return House


def kept():
    return list(Policy.objects.order_by("pk").values()), list(Rule.objects.order_by("pk").values())


def test_policies_come_in_order_with_their_rules(api, house):
    answer = api(house.admin, "get", "policies/").json()["results"]

    assert [policy["name"] for policy in answer] == ["Everyone", "Leads"]
    (rule,) = answer[0]["rules"]
    assert (rule["interval_days"], rule["counts"]) == (28, ["group", "individual"])


def test_an_administrator_adds_a_policy_and_a_rule_that_begins_tomorrow(api, house):
    body = {"name": "Community", "level": "team", "team": house.team.pk}
    policy = api(house.admin, "post", "policies/", body)
    assert policy.status_code == 201, policy.content

    rule = api(
        house.admin,
        "post",
        f"policies/{policy.json()['id']}/rules/",
        {"name": "Hours", "kind": "units", "units": "7.5"},
    )

    assert rule.status_code == 201, rule.content
    assert (rule.json()["in_force_from"], rule.json()["units"]) == ("2026-11-03", "7.5")


def test_a_change_is_a_new_rule_from_tomorrow_and_can_be_taken_back(api, house):
    changed = api(house.admin, "patch", f"rules/{house.rule.pk}/", {"interval_days": 42})

    assert changed.status_code == 200, changed.content
    assert changed.json()["id"] != house.rule.pk
    assert (changed.json()["follows"], changed.json()["in_force_from"]) == (house.rule.pk, "2026-11-03")
    back = api(house.admin, "post", f"rules/{changed.json()['id']}/take-back/")
    assert (back.json()["id"], back.json()["in_force_until"]) == (house.rule.pk, None)
    again = api(house.admin, "post", f"rules/{house.rule.pk}/take-back/")
    assert (again.status_code, again.json()["code"]) == (409, "nothing-to-take-back")


def test_policies_are_ordered_whole(api, house):
    order = [house.for_leads.pk, house.policy.pk]

    assert api(house.admin, "put", "policies/order/", {"policies": order}).status_code == 204
    assert list(Policy.objects.of(house.organisation).values_list("pk", flat=True)) == order
    half = api(house.admin, "put", "policies/order/", {"policies": order[:1]})
    assert (half.status_code, half.json()["code"]) == (409, "not-the-whole-order")


def test_a_rule_that_does_not_hold_names_its_fields_and_leaves_nothing(api, house):
    before = kept()

    answer = api(
        house.admin,
        "patch",
        f"rules/{house.rule.pk}/",
        {"aim_days": 60, "stages": "42"},
    )

    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {"aim_days", "stages"}
    assert kept() == before


def test_rules_and_policies_end_today(api, house):
    assert api(house.admin, "delete", f"rules/{house.rule_for_leads.pk}/").status_code == 204
    assert api(house.admin, "delete", f"policies/{house.for_leads.pk}/").status_code == 204

    house.for_leads.refresh_from_db()
    assert str(house.for_leads.ended_on) == "2026-11-02"
    names = [policy["name"] for policy in api(house.admin, "get", "policies/").json()["results"]]
    assert names == ["Everyone"]


def test_members_read_the_rules_they_are_under_and_no_others(api, house):
    def names(who):
        return [rule["name"] for rule in api(who, "get", "rules/").json()["results"]]

    assert names(house.member) == ["Every four weeks"]
    assert names(house.lead) == ["Every six weeks"]
    assert sorted(names(house.admin)) == ["Every four weeks", "Every six weeks"]
    assert names(house.foreign) == []
    assert api(house.member, "get", f"rules/{house.rule_for_leads.pk}/").status_code == 404
    assert api(house.member, "get", f"rules/{house.rule.pk}/").status_code == 200


@pytest.mark.parametrize("who", ["member", "lead", "foreign"])
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("get", "policies/{policy}/", None),
        ("put", "policies/{policy}/", {"name": "Ours", "level": "organisation"}),
        ("delete", "policies/{policy}/", None),
        ("post", "policies/{policy}/rules/", {"name": "N", "kind": "rolling", "interval_days": 1}),
        ("patch", "rules/{rule}/", {"interval_days": 1}),
        ("delete", "rules/{rule}/", None),
        ("post", "rules/{rule}/take-back/", None),
        ("post", "rules/preview/", {"policy": "{policy}", "rule": {"name": "N", "kind": "count"}}),
    ],
)
def test_only_an_administrator_of_the_place_changes_what_is_owed(api, house, who, method, path, body):
    numbers = {"policy": house.policy.pk, "rule": house.rule.pk}
    if body and body.get("policy"):
        body = body | {"policy": house.policy.pk}
    before = kept()

    answer = api(getattr(house, who), method, path.format(**numbers), body)

    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert kept() == before


def test_a_preview_says_whose_clock_would_move_and_keeps_nothing(api, house):
    before = kept()
    draft = {"name": "Every week", "kind": "rolling", "interval_days": 7, "first_within_days": 7}

    answer = api(
        house.admin,
        "post",
        "rules/preview/",
        {"rule": draft, "policy": house.policy.pk, "replaces": house.rule.pk},
    )

    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert body["people"] == 2
    assert [change["name"] for change in body["changes"]] == ["Grace Bell"]
    assert kept() == before
    elsewhere = {"rule": draft, "policy": house.policy.pk, "replaces": house.rule_for_leads.pk}
    assert api(house.admin, "post", "rules/preview/", elsewhere).status_code == 404


def test_lists_ask_the_same_questions_for_thirty(client, house):
    client.force_login(house.admin.person)

    def questions(path):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/api/v1/{path}").status_code == 200
        return len(asked)

    few = [questions(path) for path in ("policies/", "rules/")]
    for position in range(2, 32):
        make_rule(make_policy(house.organisation, position=position))

    assert [questions(path) for path in ("policies/", "rules/")] == few
