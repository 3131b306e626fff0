"""Verbs that change what is owed: policies, and the rules they hold.

What somebody is owed never changes backwards. A change starts tomorrow, the organisation's tomorrow:
the old rule is in force up to today, the new one from tomorrow on, and it owes nothing for days before
it. Only a rule's name, and when to speak up, change at once (`rule_shape.AT_ONCE`).
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from supervision.errors import Refusal
from supervision.people.audit import record
from supervision.people.models import ROLES, Member, Organisation, Team
from supervision.people.rules import NotHere, checked_name
from supervision.people.services import deed, local_today, lock_organisation
from supervision.policy import services
from supervision.policy.models import Policy, Rule
from supervision.policy.rule_shape import AT_ONCE, DEFAULTS, clean_rule

DAY = timedelta(days=1)
AT_ONCE_UP_TO = 500
"""So many people's clocks are brought up while an administrator waits: well under a second."""


class PolicyNameTaken(Refusal):
    code = "policy_name_taken"


class NotForThat(Refusal):
    """A policy is for the organisation, for a role, or for a team."""

    code = "not_for_that"


class RuleNameTaken(Refusal):
    code = "rule_name_taken"


class RuleIsOver(Refusal):
    code = "rule_is_over"


class NothingToTakeBack(Refusal):
    code = "nothing_to_take_back"


class NotTheWholeOrder(Refusal):
    code = "not_the_whole_order"


# ---------------------------------------------------------------- policies
@transaction.atomic
def add_policy(
    *, name: str, level: str, role: str = "", team: Team | None = None, by: Member, now: datetime
) -> Policy:
    """Add a policy without rules, last in the order. It is passed over until a rule of it is in force.

    Raises NameMissing, PolicyNameTaken, NotForThat or NotHere.
    """
    organisation = lock_organisation(by)
    name = _free_policy_name(organisation, name)
    role, team = _checked_scope(level, role, team, by=by)
    last = Policy.objects.of(organisation).kept().aggregate(last=Max("position"))["last"]
    policy = Policy.objects.create(
        organisation=organisation,
        name=name,
        level=level,
        role=role,
        team=team,
        position=0 if last is None else last + 1,
    )
    record([deed(by, "policy.added", object_id=policy.pk)], at=now)
    return policy


@transaction.atomic
def change_policy(
    policy: Policy,
    *,
    name: str,
    level: str,
    role: str = "",
    team: Team | None = None,
    by: Member,
    now: datetime,
) -> Policy:
    """Rename a policy at once, or have it be for somebody else from tomorrow on; return the one that stays.

    For somebody else it is a new policy with the same rules, and the old one ends today, so that the
    past keeps answering as it did. Raises what `add_policy` raises.
    """
    organisation = lock_organisation(by)
    policy = _policy_here(policy, by=by)
    name = _free_policy_name(organisation, name, but=policy)
    role, team = _checked_scope(level, role, team, by=by)
    today = local_today(organisation, now)
    is_same = (policy.level, policy.role, policy.team_id) == (level, role, team.pk if team else None)
    if is_same and policy.name == name:
        return policy
    if is_same or not policy.rules.begun(today).exists():
        policy.name, policy.level, policy.role, policy.team = name, level, role, team
        policy.save(update_fields=["name", "level", "role", "team"])
    else:
        carried = list(policy.rules.filter(in_force_until=None).order_by("position", "pk"))
        _end_policy(policy, today)
        policy = Policy.objects.create(
            organisation=organisation, name=name, level=level, role=role, team=team, position=policy.position
        )
        for rule in carried:
            Rule.objects.create(
                policy=policy, position=rule.position, in_force_from=today + DAY, **values_of(rule)
            )
    if not is_same:
        _clocks_follow(organisation, now)
    record([deed(by, "policy.changed", object_id=policy.pk)], at=now)
    return policy


@transaction.atomic
def order_policies(policies: Iterable[int], *, by: Member, now: datetime) -> None:
    """Put all the organisation's policies in this order, given by id. It counts at once.

    Raises NotTheWholeOrder unless each of them is named once.
    """
    organisation = lock_organisation(by)
    wanted = list(policies)
    rows = {policy.pk: policy for policy in Policy.objects.of(organisation).kept()}
    if sorted(wanted) != sorted(rows):
        raise NotTheWholeOrder("Somebody else changed the policies meanwhile. Look again, then order them.")
    moved = [rows[pk] for position, pk in enumerate(wanted) if rows[pk].position != position]
    for position, pk in enumerate(wanted):
        rows[pk].position = position
    Policy.objects.bulk_update(moved, ["position"])
    if moved:
        _clocks_follow(organisation, now)
        record([deed(by, "policy.ordered", object_id=organisation.pk)], at=now)


@transaction.atomic
def remove_policy(policy: Policy, *, by: Member, now: datetime) -> None:
    """End a policy and its rules today; from tomorrow the next one answers. Rules yet to come are gone."""
    organisation = lock_organisation(by)
    policy = _policy_here(policy, by=by)
    pk = policy.pk
    _end_policy(policy, local_today(organisation, now))
    _clocks_follow(organisation, now)
    record([deed(by, "policy.removed", object_id=pk)], at=now)


# ---------------------------------------------------------------- rules
@transaction.atomic
def add_rule(policy: Policy, values: Mapping[str, Any], *, by: Member, now: datetime) -> Rule:
    """Add a rule to a policy, in force from tomorrow on. Raises RuleDoesNotHold, RuleNameTaken or NotHere."""
    organisation = lock_organisation(by)
    policy = _policy_here(policy, by=by)
    kept = clean_rule(values)
    _check_rule_name(policy, kept["name"])
    last = policy.rules.aggregate(last=Max("position"))["last"]
    rule = Rule.objects.create(
        policy=policy,
        position=0 if last is None else last + 1,
        in_force_from=local_today(organisation, now) + DAY,
        **kept,
    )
    _clocks_follow(organisation, now)
    record([deed(by, "rule.added", object_id=rule.pk)], at=now)
    return rule


@transaction.atomic
def change_rule(rule: Rule, values: Mapping[str, Any], *, by: Member, now: datetime) -> Rule:
    """Change a rule from tomorrow on, and return the row that will be in force then.

    Fields left out stay as they are. What changes nobody's due date changes at once, in the row itself.
    A change to a change that has not begun changes that; one back to what holds today takes it back.
    Raises RuleDoesNotHold, RuleNameTaken, RuleIsOver or NotHere.
    """
    organisation = lock_organisation(by)
    rule = _rule_here(rule, by=by)
    today = local_today(organisation, now)
    _check_not_over(rule)
    kept = clean_rule({**values_of(rule), **values})
    _check_rule_name(rule.policy, kept["name"], but=rule)
    changed = {name for name, value in kept.items() if getattr(rule, name) != value}
    if not changed:
        return rule
    before = rule.follows
    if rule.in_force_from and rule.in_force_from > today:
        if before and all(getattr(before, name) == kept[name] for name in kept if name not in AT_ONCE):
            rule.delete()
            before.in_force_until = None
            rule = before
    elif not changed <= AT_ONCE:
        rule.in_force_until = today
        rule.save(update_fields=["in_force_until"])
        rule = Rule(policy=rule.policy, position=rule.position, follows=rule, in_force_from=today + DAY)
    for name, value in kept.items():
        setattr(rule, name, value)
    rule.save()
    _clocks_follow(organisation, now)
    record([deed(by, "rule.changed", object_id=rule.pk)], at=now)
    return rule


@transaction.atomic
def take_back(rule: Rule, *, by: Member, now: datetime) -> Rule | None:
    """Undo what starts tomorrow: the rule that holds today goes on; return it, or None for a new rule.

    Raises NothingToTakeBack once the change has begun.
    """
    organisation = lock_organisation(by)
    rule = _rule_here(rule, by=by)
    if rule.in_force_from is None or rule.in_force_from <= local_today(organisation, now):
        raise NothingToTakeBack("That rule is in force already. Change it again, or end it.")
    before = rule.follows
    pk = rule.pk
    rule.delete()
    if before:
        _check_rule_name(before.policy, before.name, but=before)
        before.in_force_until = None
        before.save(update_fields=["in_force_until"])
    _clocks_follow(organisation, now)
    record([deed(by, "rule.taken_back", object_id=pk)], at=now)
    return before


@transaction.atomic
def remove_rule(rule: Rule, *, by: Member, now: datetime) -> None:
    """End a rule today; nothing is owed under it from tomorrow on. One yet to come is gone.

    Raises RuleIsOver or NotHere.
    """
    organisation = lock_organisation(by)
    rule = _rule_here(rule, by=by)
    today = local_today(organisation, now)
    _check_not_over(rule)
    pk = rule.pk
    _end_rule(rule, today)
    _clocks_follow(organisation, now)
    record([deed(by, "rule.removed", object_id=pk)], at=now)


def values_of(rule: Rule) -> dict[str, Any]:
    """Return what a rule says, as `clean_rule` takes it."""
    return {name: getattr(rule, name) for name in DEFAULTS}


# ---------------------------------------------------------------- behind the verbs
def _clocks_follow(organisation: Organisation, now: datetime) -> None:
    """Bring clocks up to what is owed now: of few at once, of many with the next sweep.

    Always before the audit: whoever holds a member's clocks may wait for its chain, never the reverse.
    """
    if Member.objects.of(organisation).tracked().count() <= AT_ONCE_UP_TO:
        services.refresh(organisation=organisation, now=now)
    else:
        services.mark_stale(organisation_ids=[organisation.pk], now=now)


def _policy_here(policy: Policy, *, by: Member) -> Policy:
    found = Policy.objects.of(by.organisation_id).kept().filter(pk=policy.pk).first()
    if found is None:
        raise NotHere
    return found


def _rule_here(rule: Rule, *, by: Member) -> Rule:
    found = Rule.objects.of(by.organisation_id).filter(pk=rule.pk).select_related("policy", "follows").first()
    if found is None:
        raise NotHere
    return found


def _free_policy_name(organisation: Organisation, name: str, but: Policy | None = None) -> str:
    name = checked_name(name, "A policy")
    for other in Policy.objects.of(organisation).kept().filter(name__iexact=name):
        if other != but:
            raise PolicyNameTaken(f"There is a policy called {name} already.")
    return name


def _checked_scope(level: str, role: str, team: Team | None, *, by: Member) -> tuple[str, Team | None]:
    """Return the role and the team that go with `level`, one of them at most."""
    if level == Policy.Level.ORGANISATION:
        return "", None
    if level == Policy.Level.ROLE:
        if role not in ROLES:
            raise NotForThat("Choose a role that the policy is for.")
        return role, None
    if level != Policy.Level.TEAM or team is None:
        raise NotForThat("Say whom the policy is for: everyone, a role or a team.")
    if team.organisation_id != by.organisation_id:
        raise NotHere
    return "", team


def _check_rule_name(policy: Policy, name: str, but: Rule | None = None) -> None:
    for other in policy.rules.filter(in_force_until=None, name__iexact=name):
        if other != but:
            raise RuleNameTaken(f"“{policy.name}” has a rule called {name} already.")


def _check_not_over(rule: Rule) -> None:
    if rule.in_force_until is not None:
        raise RuleIsOver("That rule has been changed or ended already. Look at the one that follows it.")


def _end_rule(rule: Rule, today: date) -> None:
    if rule.in_force_from and rule.in_force_from > today:
        rule.delete()
    else:
        rule.in_force_until = today
        rule.save(update_fields=["in_force_until"])


def _end_policy(policy: Policy, today: date) -> None:
    """End a policy's rules today, and it with them; one that never said anything is gone."""
    for rule in policy.rules.filter(in_force_until=None):
        _end_rule(rule, today)
    if policy.rules.exists():
        policy.ended_on = today
        policy.save(update_fields=["ended_on"])
    else:
        policy.delete()
