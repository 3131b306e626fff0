"""What is in force: an organisation's policies and rules, ready to be asked for thousands of members."""

# ruff: noqa: S608 - only names of tables and columns are written into statements; values never are.

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from supervision.policy.clock import CompiledRule, Rule, Scope, compile_rule, parse_stages, policy_for
from supervision.policy.models import Policy
from supervision.policy.models import Rule as RuleRow
from supervision.sets import as_day, fetch, one_of

logger = logging.getLogger(__name__)

RULE_COLUMNS = (
    "id",
    "policy_id",
    "name",
    "kind",
    "counts",
    "min_minutes",
    "credit",
    "interval_days",
    "stages",
    "first_within_days",
    "max_interval_days",
    "minutes",
    "sessions_a_year",
    "units",
    "part_time",
    "warn_days",
    "grace_days",
    "escalate_after_days",
    "pausing_leave",
    "aim_days",
    "in_force_from",
    "in_force_until",
)


@dataclass(frozen=True, slots=True, eq=False)
class RuleFacts:
    """One rule as it is calculated. In force from and until the days named, both included; None: always."""

    id: int | None
    policy_id: int
    name: str
    in_force_from: date | None
    in_force_until: date | None
    rule: Rule
    compiled: CompiledRule

    def in_force_on(self, day: date) -> bool:
        return (self.in_force_from is None or self.in_force_from <= day) and (
            self.in_force_until is None or day <= self.in_force_until
        )


@dataclass(frozen=True, slots=True, eq=False)
class PolicyFacts:
    """One policy: whom it is for, and its rules in their order."""

    id: int | None
    name: str
    scope: Scope
    rules: tuple[RuleFacts, ...]


class Law:
    """An organisation's policies in its order, and the tree of its teams (each team's parent)."""

    def __init__(self, policies: Iterable[PolicyFacts], parents: dict[int, int | None]):
        self.policies = tuple(policies)
        self.parents = parents
        self._found: dict[tuple[Any, ...], tuple[RuleFacts, ...]] = {}
        rules = [facts for policy in self.policies for facts in policy.rules]
        self.needs_units = any(facts.rule.kind == "units" for facts in rules)
        # How many attended matters only where minutes are shared out.
        self.needs_shares = any(
            facts.rule.kind == "calendar_minutes" and facts.rule.credit != "full" for facts in rules
        )
        begun = [facts.in_force_from for facts in rules if facts.in_force_from]
        ended = [facts.in_force_until + timedelta(days=1) for facts in rules if facts.in_force_until]
        self._turns = sorted({*begun, *ended})

    def team_path(self, team_id: int | None) -> list[int]:
        """Return the team, the team above it, and so on up; each once, whatever knot the tree is in."""
        path: list[int] = []
        while team_id is not None and team_id not in path:
            path.append(team_id)
            team_id = self.parents.get(team_id)
        return path

    def rules_for(self, team_id: int | None, roles: tuple[str, ...], day: date) -> tuple[RuleFacts, ...]:
        """Return the rules owed on `day` to members of this team with these roles.

        The most specific policy wins; one without a rule in force that day says nothing.
        """
        key = (team_id, roles, day)
        found = self._found.get(key)
        if found is None:
            standing = []
            for policy in self.policies:
                rules = tuple(facts for facts in policy.rules if facts.in_force_on(day))
                if rules:
                    standing.append((policy.scope, rules))
            found = policy_for(standing, roles=roles, team_path=self.team_path(team_id)) or ()
            self._found[key] = found
        return found

    def next_turn(self, day: date) -> date | None:
        """Return the first day after `day` on which a rule begins or no longer holds; None if none does."""
        return next((turn for turn in self._turns if turn > day), None)


NO_LAW = Law((), {})


def values_of(row: dict[str, Any]) -> Rule:
    """Return the rule in `row` (the columns of a rule, by name) as it is calculated.

    Raises ValueError, with a sentence for whoever wrote it, if it cannot be kept.
    """
    units = row.get("units")
    return Rule(
        kind=row["kind"],
        counts=frozenset(filter(None, row["counts"].split(";"))),
        min_minutes=row["min_minutes"],
        credit=row["credit"],
        interval_days=row.get("interval_days"),
        stages=parse_stages(row.get("stages") or ""),
        first_within_days=row.get("first_within_days"),
        max_interval_days=row.get("max_interval_days"),
        minutes=row.get("minutes"),
        sessions_a_year=row.get("sessions_a_year"),
        units=None if units is None else exact(units),
        part_time=row["part_time"],
        warn_days=row["warn_days"],
        grace_days=row["grace_days"],
        escalate_after_days=row["escalate_after_days"],
        pausing_leave=frozenset(filter(None, row["pausing_leave"].split(";"))),
        owed_from=row.get("in_force_from"),
        aim_days=row.get("aim_days"),
    )


def facts_of(row: dict[str, Any]) -> RuleFacts:
    """Return `row` (a rule's columns, by name; a draft has no `id`) ready to be asked. Raises ValueError."""
    rule = values_of(row)
    return RuleFacts(
        id=row.get("id"),
        policy_id=row["policy_id"],
        name=row["name"],
        in_force_from=row.get("in_force_from"),
        in_force_until=row.get("in_force_until"),
        rule=rule,
        compiled=compile_rule(rule),
    )


@lru_cache(maxsize=4096)
def exact(number: Any) -> Decimal:
    """Return a number of up to six decimals exactly; SQLite gives what it can as a float."""
    return (
        Decimal(round(number * 1_000_000)).scaleb(-6).normalize()
        if isinstance(number, float)
        else Decimal(number)
    )


def laws_of(organisation_ids: Iterable[int]) -> dict[int, Law]:
    """Return the law of each of these organisations, in two statements."""
    where, ids = one_of(organisation_ids)
    columns = ", ".join(f"r.{column}" for column in RULE_COLUMNS)
    policies: dict[int, dict[int, tuple[str, Scope, list[RuleFacts]]]] = defaultdict(dict)
    for organisation_id, name, level, role, team_id, *values in fetch(
        f"""
        select p.organisation_id, p.name, p.level, p.role, p.team_id, {columns}
        from {Policy._meta.db_table} p join {RuleRow._meta.db_table} r on r.policy_id = p.id
        where p.organisation_id {where}
        order by p.position, p.id, r.position, r.id
        """,
        [ids],
    ):
        row = dict(zip(RULE_COLUMNS, values, strict=True))
        row["in_force_from"], row["in_force_until"] = (
            as_day(row["in_force_from"]),
            as_day(row["in_force_until"]),
        )
        scope = Scope(level, {"role": role, "team": team_id}.get(level, ""))
        rules = policies[organisation_id].setdefault(row["policy_id"], (name, scope, []))[2]
        try:
            rules.append(facts_of(row))
        except ValueError as wrong:  # one rule that cannot be kept takes no other with it
            logger.error("Rule %s is left out: %s", row["id"], wrong)

    parents: dict[int, dict[int, int | None]] = defaultdict(dict)
    for organisation_id, team_id, parent_id in fetch(
        f"select organisation_id, id, parent_id from supervision_people_team where organisation_id {where}",
        [ids],
    ):
        parents[organisation_id][team_id] = parent_id
    return {
        organisation_id: Law(
            [PolicyFacts(pk, name, scope, tuple(rules)) for pk, (name, scope, rules) in found.items()],
            parents[organisation_id],
        )
        for organisation_id, found in policies.items()
    }
