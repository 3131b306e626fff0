"""Policies and rules in the settings: added, moved, previewed, changed and removed."""

import pytest

from supervision.people.models import AuditEntry
from supervision.policy.models import Policy, Rule
from tests.builders import make_member, make_policy, make_rule, make_session, make_team
from tests.supervision.policy.settings_pages import DAY, NOW, TODAY, at, queries, text_of

pytestmark = pytest.mark.django_db

RULE = {
    "name": "Every six weeks",
    "kind": "rolling",
    "interval_days": "42",
    "first_within_days": "14",
    "min_minutes": "0",
    "counts": ["individual", "group"],
    "pausing_leave": ["sickness", "parental", "sabbatical"],
    "credit": "full",
    "part_time": "none",
    "warn_days": "7",
    "grace_days": "3",
    "escalate_after_days": "14",
    "stages": "",
    "aim_days": "",
}


@pytest.fixture
def rule(organisation):
    return make_rule(make_policy(organisation, "Everyone"), "Every six weeks", interval_days=42)


def test_a_policy_is_added_and_leads_to_its_rule(client, admin, organisation):
    team = make_team(organisation, "Community")

    answer = client.post(at("policies"), {"name": "Community", "whom": f"team:{team.pk}"})
    policy = Policy.objects.get()
    client.post(at("rule-add", policy.pk), {**RULE, "name": "Every three weeks", "interval_days": "21"})

    assert answer.url == at("rule-add", policy.pk)
    assert policy.team == team
    assert policy.rules.get().in_force_from == TODAY + DAY
    assert "Every three weeks : every 21 days from tomorrow" in text_of(client.get(at("policies")))


def test_a_policy_moves_up_and_down(client, admin, organisation):
    first, second = (make_policy(organisation, name, position=n) for n, name in enumerate("AB"))

    client.post(at("policy-move", second.pk), {"way": "up"})
    assert list(Policy.objects.of(organisation)) == [second, first]
    client.post(at("policy-move", second.pk), {"way": "up"})
    assert list(Policy.objects.of(organisation)) == [second, first]
    client.post(at("policy-move", second.pk), {"way": "down"})
    assert list(Policy.objects.of(organisation)) == [first, second]


def test_a_rule_is_changed_from_tomorrow_and_taken_back(client, admin, rule):
    client.post(at("rule", rule.pk), {**RULE, "interval_days": "28"})

    changed = Rule.objects.get(follows=rule)
    assert (changed.interval_days, changed.in_force_from) == (28, TODAY + DAY)
    assert "Take this change back?" in text_of(client.get(at("rule", changed.pk)))
    client.post(at("rule-end", changed.pk))
    assert Rule.objects.get().in_force_until is None


def test_a_preview_shows_and_saves_nothing(client, admin, organisation, rule):
    grace = make_member(organisation, name="Grace Adeyemi")
    make_session(make_member(organisation, roles=("supervisor",), end_date=TODAY), [grace], at=NOW - 40 * DAY)
    draft = {**RULE, "interval_days": "28", "preview": "1"}

    whole = client.post(at("rule", rule.pk), draft)
    part = client.post(at("rule", rule.pk), draft, headers={"HX-Request": "true"})

    for answer in (whole, part):
        assert "Grace Adeyemi Would be owed, for 12 days" in text_of(answer)
        assert "with every 28 days instead of every 42 days" in text_of(answer)
    assert "<html" in whole.content.decode()
    assert "<html" not in part.content.decode()
    assert 'value="28"' in whole.content.decode()
    assert Rule.objects.get().interval_days == 42
    assert AuditEntry.objects.filter(subject_id=grace.pk, action="read.list").count() == 1


def test_what_cannot_be_kept_is_not_previewed_but_said(client, admin, rule):
    part = client.post(
        at("rule", rule.pk), {**RULE, "interval_days": "", "preview": "1"}, headers={"HX-Request": "true"}
    )

    assert "Say how many days apart, such as 28." in text_of(part)


def test_a_rule_that_does_not_hold_is_put_right_by_its_fields(client, admin, rule):
    page = client.post(at("rule", rule.pk), {**RULE, "interval_days": "x", "stages": "9", "grace_days": "3"})

    assert 'id="id_interval_days_error"' in page.content.decode()
    assert 'id="id_stages_error"' in page.content.decode()
    assert Rule.objects.get().interval_days == 42


def test_the_next_lead_up_is_not_told_before_the_days_of_grace(client, admin, rule):
    page = client.post(at("rule", rule.pk), {**RULE, "grace_days": "15"})

    assert "The next lead up is told after the days of grace" in text_of(page)


def test_a_bodys_rule_fills_the_form_and_names_its_source(client, admin, rule):
    page = client.get(at("rule", rule.pk), {"from": "babcp-accredited"})

    assert 'name="minutes" value="90"' in page.content.decode()
    assert "babcp.com" in page.content.decode()
    assert Rule.objects.get().kind == "rolling"


def test_a_removed_policy_is_gone_from_the_list_and_its_rule_from_its_address(client, admin, rule):
    client.post(at("policy-remove", rule.policy.pk))

    assert "Nothing is owed to anybody yet" in text_of(client.get(at("policies")))
    assert client.get(at("rule", rule.pk)).status_code == 404


def test_policies_cost_the_same_for_one_and_for_thirty(client, admin, organisation, rule):
    few = queries(client, at("policies"))
    for n in range(30):
        policy = make_policy(organisation, level="team", team=make_team(organisation), position=n + 1)
        make_rule(policy)

    assert queries(client, at("policies")) == few <= 12
