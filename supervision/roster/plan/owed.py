"""Policies and rules, leave, and the units worked: the files against what is there."""

from __future__ import annotations

from collections import Counter
from datetime import date

from supervision.roster.files import columns
from supervision.roster.files.reading import Reading
from supervision.roster.files.rows import PolicyRow, RuleRow
from supervision.roster.files.values import LEAVE_KINDS, SESSION_KINDS
from supervision.roster.plan.people import key_of
from supervision.roster.plan.values import Current, Plan
from supervision.roster.plan.wording import label, said

LISTS = {"counts": SESSION_KINDS, "pausing_leave": LEAVE_KINDS}
"""Kept as one text each, in this order."""


def rule_values(row: RuleRow) -> dict[str, object]:
    """Return a rule's row as the fields it is kept in."""
    values: dict[str, object] = {}
    for column in columns.RULES.columns:
        if column.name in ("policy", "rule"):
            continue
        value = getattr(row, column.name)
        values[column.name] = ";".join(value) if column.name in LISTS else value
    return values


def in_order(name: str, value: object) -> object:
    """Return a list kept as text with its items in their usual order, so that only its meaning compares."""
    if name not in LISTS:
        return value
    items = set(str(value).split(";"))
    return ";".join(word for word in LISTS[name] if word in items)


def scope_words(level: str, role: str, team: str) -> str:
    return "everyone" if level == "organisation" else f"{level} {(role or team).replace('_', ' ')}"


def add_policies(plan: Plan, reading: Reading, current: Current, *, today: date) -> None:
    """Add policies: new ones, changed ones, and the order, in which those of the file come first."""
    rows = reading.policies
    names = [row.policy for row in rows]
    for policy in sorted(
        set(current.policies) - set(names), key=lambda name: current.policies[name].position
    ):
        names.append(policy)
        if rows:
            plan.count("policies", "absent")
            plan.tell("absent", "policies", policy, after="Stays as it is")
    places = {name: place for place, name in enumerate(names)}
    for row in rows:
        now = current.policies.get(row.policy)
        if now is None:
            plan.policies.append((row, places[row.policy]))
            plan.count("policies", "new")
            plan.tell("new", "policies", row.policy, after=f"For {scope_words(*row.applies_to)}")
            plan.touches_everyone = True
            continue
        changes = policy_changes(row, now, current)
        if changes:
            plan.tell(
                "changed",
                "policies",
                row.policy,
                label("applies_to"),
                _now_words(now, current),
                scope_words(*row.applies_to),
            )
        _place(plan, now, places[row.policy], changes, row.policy)
        plan.count("policies", "changed" if changes else "same")
    for name in names[len(rows) :] if rows else ():
        _place(plan, current.policies[name], places[name], {}, name)


def _now_words(now, current: Current) -> str:
    team = current.teams[now.team].name if now.team else ""
    return scope_words(now.level, now.role, team)


def policy_changes(row: PolicyRow, now, current: Current) -> dict[str, object]:
    level, role, team = row.applies_to
    if (level, role, key_of(team)) == (now.level, now.role, now.team):
        return {}
    return {"level": level, "role": role, "team": key_of(team)}


def _place(plan: Plan, now, place: int, changes: dict[str, object], name: str) -> None:
    if now.position != place:
        if not changes:
            plan.tell("changed", "policies", name, label("position"), str(now.position + 1), str(place + 1))
        changes["position"] = place
    if changes:
        plan.policy_changes[now.pk] = changes
        plan.touches_everyone = True


def add_rules(plan: Plan, reading: Reading, current: Current, *, today: date) -> None:
    """Add rules. A rule of the file owes from each person's start on, as any rule that was imported."""
    has = reading.has.get(columns.RULES.name, frozenset())
    named = {(row.policy, row.rule) for row in reading.rules}
    places: Counter = Counter()
    for row in reading.rules:
        who = f"{row.policy}: {row.rule}"
        place = places[row.policy]
        places[row.policy] += 1
        now = current.rules.get((row.policy, row.rule))
        if now is None:
            plan.rules.append((row, place))
            plan.count("rules", "new")
            plan.tell("new", "rules", who, after=row.kind.replace("_", " "))
            plan.touches_everyone = True
            continue
        changes = {
            name: value
            for name, value in rule_values(row).items()
            if name in has and in_order(name, now.values[name]) != value
        }
        for name, value in changes.items():
            plan.tell("changed", "rules", who, label(name), said(now.values[name], today), said(value, today))
        plan.count("rules", "changed" if changes else "same")
        if now.position != place:
            changes["position"] = place
        if changes:
            plan.rule_changes[now.pk] = changes
            plan.touches_everyone = True
    for policy, rule in sorted(set(current.rules) - named) if reading.rules else ():
        plan.count("rules", "absent")
        plan.tell("absent", "rules", f"{policy}: {rule}", after="Stays as it is")


def add_leave(plan: Plan, reading: Reading, current: Current, *, names: dict[str, str], today: date) -> None:
    """Add leave. Which kind it is never stands in the preview."""
    for row in reading.leave:
        now = current.leave.get((row.email, row.kind, row.starts_on))
        if now is None:
            plan.leave.append(row)
            plan.count("leave", "new")
        elif now.value != row.ends_on:
            plan.leave_changes.append((now.pk, row.ends_on))
            plan.count("leave", "changed")
            starts = said(row.starts_on, today)
            before, after = (
                f"{starts} to {said(day, today)}" if day else f"{starts}, for good"
                for day in (now.value, row.ends_on)
            )
            plan.tell("changed", "leave", names.get(row.email, row.email), "away", before, after)
        else:
            plan.count("leave", "same")
            continue
        plan.touched.add(row.email)
    absent = len(current.leave) - len(
        {(row.email, row.kind, row.starts_on) for row in reading.leave} & set(current.leave)
    )
    if reading.leave and absent:
        plan.count("leave", "absent", absent)


def add_worked(plan: Plan, reading: Reading, current: Current) -> None:
    """Add the units worked, one number for each person and day."""
    for row in reading.worked:
        now = current.worked.get((row.email, row.day))
        if now is None:
            plan.worked.append(row)
            plan.count("worked", "new")
        elif now.value != row.units:
            plan.worked_changes.append((now.pk, row.units))
            plan.count("worked", "changed")
        else:
            plan.count("worked", "same")
            continue
        plan.touched.add(row.email)
    absent = len(current.worked.keys() - {(row.email, row.day) for row in reading.worked})
    if reading.worked and absent:
        plan.count("worked", "absent", absent)
