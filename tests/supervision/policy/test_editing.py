"""Verbs that change what is owed: nothing changes backwards."""

from datetime import UTC, date, datetime, timedelta

import pytest

from supervision.people.audit import first_break
from supervision.people.models import AuditEntry
from supervision.people.rules import NameMissing, NotHere
from supervision.policy import editing
from supervision.policy.models import Clock, Policy, Rule, Upkeep
from supervision.policy.rule_shape import RuleDoesNotHold
from supervision.policy.selectors import answers_on
from tests.builders import (
    make_member,
    make_organisation,
    make_policy,
    make_rule,
    make_session,
    make_team,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)
FORTNIGHTLY = {"name": "Every two weeks", "interval_days": 14}


@pytest.fixture
def admin():
    return make_member(make_organisation(), roles=("admin",))


@pytest.fixture
def policy(admin):
    return make_policy(admin.organisation)


def actions():
    return list(AuditEntry.objects.order_by("sequence").values_list("action", flat=True))


def due_dates(organisation, day, of=None):
    """Return the due dates under each rule in force that day, by its name: everybody's or one member's."""
    return {
        facts.name: answer.due_on
        for member, facts, answer in answers_on(organisation, day)
        if of is None or member.id == of.pk
    }


# ---------------------------------------------------------------- policies
def test_policies_are_added_last_in_the_order(admin):
    first = editing.add_policy(name="Everyone", level="organisation", by=admin, now=NOW)
    second = editing.add_policy(name="Supervisors", level="role", role="supervisor", by=admin, now=NOW)

    assert list(Policy.objects.of(admin.organisation)) == [first, second]
    assert actions() == ["policy.added", "policy.added"]


@pytest.mark.parametrize(
    ("scope", "refusal"),
    [
        ({"name": "", "level": "organisation"}, NameMissing),
        ({"name": "everyone", "level": "organisation"}, editing.PolicyNameTaken),
        ({"name": "A", "level": "role", "role": "emperor"}, editing.NotForThat),
        ({"name": "A", "level": "role"}, editing.NotForThat),
        ({"name": "A", "level": "team"}, editing.NotForThat),
        ({"name": "A", "level": "galaxy"}, editing.NotForThat),
    ],
)
def test_a_policy_is_for_something_and_has_a_name_of_its_own(admin, scope, refusal):
    make_policy(admin.organisation, "Everyone")

    with pytest.raises(refusal):
        editing.add_policy(**scope, by=admin, now=NOW)

    assert Policy.objects.count() == 1
    assert actions() == []


def test_a_team_of_another_organisation_is_not_there(admin):
    with pytest.raises(NotHere):
        editing.add_policy(name="A", level="team", team=make_team(), by=admin, now=NOW)


def test_a_policy_without_a_rule_takes_nothing_from_anybody(admin):
    team = make_team(admin.organisation)
    make_member(team=team)
    make_rule(make_policy(admin.organisation), "Every four weeks")

    editing.add_policy(name="Team", level="team", team=team, by=admin, now=NOW)

    assert set(due_dates(admin.organisation, TODAY + DAY)) == {"Every four weeks"}


def test_the_order_decides_within_a_level_at_once(admin):
    member = make_member(admin.organisation, roles=("supervisor", "team_lead"))
    policies = [
        make_policy(admin.organisation, role, level="role", role=role, position=n)
        for n, role in enumerate(["supervisor", "team_lead"])
    ]
    for each in policies:
        make_rule(each, each.name)

    editing.order_policies([policies[1].pk, policies[0].pk], by=admin, now=NOW)

    assert [clock.rule.name for clock in Clock.objects.filter(member=member)] == ["team_lead"]


def test_an_order_names_every_policy_once(admin, policy):
    foreign = make_policy(make_organisation())

    for order in ([], [policy.pk, policy.pk], [policy.pk, foreign.pk]):
        with pytest.raises(editing.NotTheWholeOrder):
            editing.order_policies(order, by=admin, now=NOW)


def test_a_policy_for_somebody_else_begins_tomorrow_and_the_past_answers_as_before(admin, policy):
    team = make_team(admin.organisation)
    inside, outside = make_member(team=team), make_member(admin.organisation)
    make_rule(policy, "Every four weeks")

    changed = editing.change_policy(policy, name=policy.name, level="team", team=team, by=admin, now=NOW)

    assert changed.pk != policy.pk
    assert {member.id for member, _, _ in answers_on(admin.organisation, TODAY)} == {inside.pk, outside.pk}
    assert {member.id for member, _, _ in answers_on(admin.organisation, TODAY + DAY)} == {inside.pk}
    assert Policy.objects.get(pk=policy.pk).ended_on == TODAY


def test_a_new_name_counts_at_once_and_ends_nothing(admin, policy):
    make_rule(policy, "Every four weeks")

    same = editing.change_policy(policy, name="Everybody", level="organisation", by=admin, now=NOW)

    assert (same.pk, same.name, same.ended_on) == (policy.pk, "Everybody", None)
    assert Rule.objects.get().in_force_until is None


def test_a_policy_that_never_spoke_changes_in_place(admin, policy):
    editing.add_rule(policy, FORTNIGHTLY, by=admin, now=NOW)

    changed = editing.change_policy(
        policy, name=policy.name, level="role", role="supervisor", by=admin, now=NOW
    )

    assert changed.pk == policy.pk
    assert Policy.objects.count() == 1


def test_a_removed_policy_ends_today_and_its_name_is_free(admin, policy):
    make_member(admin.organisation)
    make_rule(policy, "Every four weeks")

    editing.remove_policy(policy, by=admin, now=NOW)

    assert set(due_dates(admin.organisation, TODAY)) == {"Every four weeks"}
    assert due_dates(admin.organisation, TODAY + DAY) == {}
    editing.add_policy(name=policy.name, level="organisation", by=admin, now=NOW)


def test_a_policy_that_never_spoke_is_gone(admin, policy):
    editing.add_rule(policy, FORTNIGHTLY, by=admin, now=NOW)

    editing.remove_policy(policy, by=admin, now=NOW)

    assert not Policy.objects.exists()
    assert not Rule.objects.exists()


# ---------------------------------------------------------------- rules
def test_a_new_rule_begins_tomorrow_and_owes_nothing_for_days_before(admin, policy):
    member = make_member(admin.organisation)
    make_session(supervisees=[member], at=NOW - 300 * DAY)

    rule = editing.add_rule(policy, FORTNIGHTLY, by=admin, now=NOW)

    assert rule.in_force_from == TODAY + DAY
    assert due_dates(admin.organisation, TODAY) == {}
    assert due_dates(admin.organisation, TODAY + DAY, member) == {"Every two weeks": TODAY + DAY}


def test_tomorrow_is_the_organisations_tomorrow():
    admin = make_member(make_organisation(time_zone="Pacific/Auckland"), roles=("admin",))

    rule = editing.add_rule(
        make_policy(admin.organisation), FORTNIGHTLY, by=admin, now=datetime(2026, 11, 2, 12, tzinfo=UTC)
    )

    assert rule.in_force_from == date(2026, 11, 4)


def test_a_changed_rule_holds_up_to_today_and_the_new_one_from_tomorrow(admin, policy):
    member = make_member(admin.organisation)
    make_session(supervisees=[member], at=NOW - 20 * DAY)
    rule = make_rule(policy, "Every four weeks")

    changed = editing.change_rule(rule, {"interval_days": 14}, by=admin, now=NOW)

    rule.refresh_from_db()
    assert (rule.in_force_until, changed.in_force_from, changed.in_force_until) == (TODAY, TODAY + DAY, None)
    assert changed.follows == rule
    assert (rule.interval_days, changed.interval_days, changed.name) == (28, 14, "Every four weeks")
    assert due_dates(admin.organisation, TODAY, member) == {"Every four weeks": TODAY + 8 * DAY}
    assert due_dates(admin.organisation, TODAY + DAY, member) == {"Every four weeks": TODAY + DAY}


def test_the_clocks_of_few_people_follow_at_once(admin, policy):
    member = make_member(admin.organisation)
    make_session(supervisees=[member], at=NOW - 20 * DAY)
    rule = make_rule(policy)

    editing.change_rule(rule, {"warn_days": 10}, by=admin, now=NOW)

    assert Clock.objects.get(member=member).state == "due_soon"


def test_the_clocks_of_many_are_left_to_the_sweep(admin, policy, monkeypatch):
    monkeypatch.setattr(editing, "AT_ONCE_UP_TO", 1)
    members = [make_member(admin.organisation) for _ in range(2)]

    editing.add_rule(policy, FORTNIGHTLY, by=admin, now=NOW)

    assert not Clock.objects.exists()
    due = dict(Upkeep.objects.values_list("member_id", "due_at"))
    assert all(due[member.pk] == NOW for member in members)


@pytest.mark.parametrize("field", ["name", "warn_days", "grace_days", "escalate_after_days", "aim_days"])
def test_when_to_speak_up_changes_at_once_and_what_is_owed_stays_owed(admin, policy, field):
    rule = make_rule(policy)

    same = editing.change_rule(rule, {field: "Other" if field == "name" else 20}, by=admin, now=NOW)

    assert same.pk == rule.pk
    assert Rule.objects.get().in_force_until is None


def test_a_change_of_both_begins_tomorrow_as_one(admin, policy):
    rule = make_rule(policy, warn_days=7)

    editing.change_rule(rule, {"interval_days": 20, "warn_days": 3}, by=admin, now=NOW)

    assert Rule.objects.get(pk=rule.pk).warn_days == 7


def test_saving_what_is_there_already_changes_nothing(admin, policy):
    rule = make_rule(policy)

    editing.change_rule(rule, editing.values_of(rule), by=admin, now=NOW)

    assert Rule.objects.count() == 1
    assert actions() == []


def test_a_second_change_the_same_day_changes_the_first(admin, policy):
    rule = make_rule(policy)
    first = editing.change_rule(rule, {"interval_days": 14}, by=admin, now=NOW)

    second = editing.change_rule(first, {"interval_days": 10}, by=admin, now=NOW)

    assert second.pk == first.pk
    assert Rule.objects.count() == 2


def test_a_change_back_to_what_holds_takes_the_change_back(admin, policy):
    rule = make_rule(policy, interval_days=28)
    changed = editing.change_rule(rule, {"interval_days": 14}, by=admin, now=NOW)

    kept = editing.change_rule(changed, {"interval_days": 28, "name": "As before"}, by=admin, now=NOW)

    assert kept.pk == rule.pk
    assert Rule.objects.values_list("name", "in_force_from", "in_force_until").get() == (
        "As before",
        None,
        None,
    )


def test_a_change_is_taken_back_until_it_begins(admin, policy):
    rule = make_rule(policy)
    changed = editing.change_rule(rule, {"interval_days": 14}, by=admin, now=NOW)

    with pytest.raises(editing.NothingToTakeBack):
        editing.take_back(changed, by=admin, now=NOW + DAY)
    assert editing.take_back(changed, by=admin, now=NOW).pk == rule.pk

    assert Rule.objects.get().in_force_until is None


def test_a_new_rule_taken_back_leaves_nothing(admin, policy):
    rule = editing.add_rule(policy, FORTNIGHTLY, by=admin, now=NOW)

    assert editing.take_back(rule, by=admin, now=NOW) is None
    assert not Rule.objects.exists()


def test_a_removed_rule_ends_today_and_keeps_its_clocks_past(admin, policy):
    make_member(admin.organisation)
    rule = make_rule(policy, "Every four weeks")

    editing.remove_rule(rule, by=admin, now=NOW)

    assert set(due_dates(admin.organisation, TODAY)) == {"Every four weeks"}
    assert due_dates(admin.organisation, TODAY + DAY) == {}


def test_a_rule_that_is_over_is_not_changed_again(admin, policy):
    rule = make_rule(policy)
    editing.change_rule(rule, {"interval_days": 14}, by=admin, now=NOW)

    for change in (
        lambda: editing.change_rule(rule, {"interval_days": 3}, by=admin, now=NOW),
        lambda: editing.remove_rule(rule, by=admin, now=NOW),
    ):
        with pytest.raises(editing.RuleIsOver):
            change()


def test_two_rules_of_a_policy_do_not_share_a_name(admin, policy):
    make_rule(policy, "Every two weeks")

    with pytest.raises(editing.RuleNameTaken):
        editing.add_rule(policy, {**FORTNIGHTLY, "name": "EVERY two weeks"}, by=admin, now=NOW)


def test_a_rule_that_does_not_hold_changes_nothing(admin, policy):
    rule = make_rule(policy)

    with pytest.raises(RuleDoesNotHold):
        editing.change_rule(rule, {"interval_days": 0}, by=admin, now=NOW)

    assert Rule.objects.get().interval_days == 28
    assert actions() == []


def test_what_belongs_to_another_organisation_is_not_there(policy):
    stranger = make_member(make_organisation(), roles=("admin",))
    rule = make_rule(policy)

    for act in (
        lambda: editing.add_rule(policy, FORTNIGHTLY, by=stranger, now=NOW),
        lambda: editing.change_rule(rule, {"interval_days": 3}, by=stranger, now=NOW),
        lambda: editing.remove_rule(rule, by=stranger, now=NOW),
        lambda: editing.take_back(rule, by=stranger, now=NOW),
        lambda: editing.remove_policy(policy, by=stranger, now=NOW),
        lambda: editing.change_policy(policy, name="Mine", level="organisation", by=stranger, now=NOW),
    ):
        with pytest.raises(NotHere):
            act()

    assert Rule.objects.get().interval_days == 28
    assert not AuditEntry.objects.exists()


def test_the_audit_holds_after_many_acts(admin, policy):
    make_member(admin.organisation)
    rule = editing.add_rule(policy, FORTNIGHTLY, by=admin, now=NOW)
    editing.change_rule(rule, {"interval_days": 10}, by=admin, now=NOW + 2 * DAY)
    editing.remove_policy(policy, by=admin, now=NOW + 3 * DAY)

    assert first_break(admin.organisation) is None
