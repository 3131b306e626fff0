"""Who would be owed what under a rule that is not saved: as of today, beside what holds today.

The draft is looked at as if it had always been in force, or for as long as the rule it would replace:
saved, it starts tomorrow and owes nothing for days before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from itertools import islice
from typing import Any

from supervision.people.models import Organisation, Team
from supervision.policy.asking import minutes_a_month
from supervision.policy.clock import DUE_SOON, ESCALATED, ON_TRACK, OVERDUE, PAUSED, Answer, Scope
from supervision.policy.clock.words import day_words, days_words
from supervision.policy.inputs import MemberFacts, chunks, read, tracked_ids
from supervision.policy.law import NO_LAW, Law, PolicyFacts, RuleFacts, facts_of, laws_of
from supervision.policy.models import Policy, Rule
from supervision.scheduling.days import local_day

FORTNIGHT = 14
MOST_PEOPLE = 5000
"""A preview answers while somebody types; in a larger organisation it looks at so many, and says so."""
OWED = frozenset({OVERDUE, ESCALATED})
RANK = {ESCALATED: 0, OVERDUE: 0, DUE_SOON: 1, ON_TRACK: 1, PAUSED: 2}


@dataclass(frozen=True, slots=True)
class Change:
    """How one member would stand: the state and words of their status, and the sentence beside it."""

    member_id: int
    name: str
    state: str
    words: str
    sentence: str
    order: tuple[int, int, str]


@dataclass(slots=True)
class Preview:
    """What a draft would mean. Figures count members by their worst clock; minutes are of a month."""

    people: int = 0
    people_in_all: int = 0
    owed_before: int = 0
    owed_after: int = 0
    soon_before: int = 0
    soon_after: int = 0
    minutes_before: Fraction = Fraction(0)
    minutes_after: Fraction = Fraction(0)
    changes: list[Change] = field(default_factory=list)

    @property
    def hours_after(self) -> int:
        return round(self.minutes_after / 60)

    @property
    def more_hours(self) -> int:
        """How many hours a month more than today, rounded; fewer are below 0."""
        return round((self.minutes_after - self.minutes_before) / 60)

    @property
    def fewer_hours(self) -> int:
        return -self.more_hours


def would_be(
    organisation: Organisation,
    values: Mapping[str, Any],
    *,
    policy: Policy | None = None,
    scope: Scope | None = None,
    replaces: Rule | None = None,
    now: datetime,
) -> Preview:
    """Return what `values` (from `clean_rule`) would mean as a rule of `policy`, today for each member.

    `replaces` is the rule in force that it would stand for; None adds it to the policy's others.
    Without a policy it is the one rule of a new policy for `scope`, the last in the order.
    """
    before, after, both = _laws(organisation, values, policy=policy, scope=scope, replaces=replaces)
    ids = tracked_ids(organisation.pk)
    preview = Preview(people_in_all=len(ids))
    for some in chunks(islice(ids, MOST_PEOPLE)):
        for member in read(some, laws={organisation.pk: both}):
            _compare(preview, member, before, after, local_day(now, member.zone))
    preview.changes.sort(key=lambda change: change.order)
    return preview


def _laws(organisation, values, *, policy, scope, replaces) -> tuple[Law, Law, Law]:
    """Return what holds now, what would hold, and one that names all rules of both, to read for."""
    parents = dict(Team.objects.of(organisation).values_list("pk", "parent"))
    found = laws_of([organisation.pk]).get(organisation.pk, NO_LAW)
    now_there = {facts.id: facts for facts in found.policies}
    draft = facts_of(
        {
            **values,
            "policy_id": policy.pk if policy else 0,
            "in_force_from": replaces.in_force_from if replaces else None,
        }
    )
    policies = []
    for row in Policy.objects.of(organisation):
        facts = now_there.get(row.pk)
        rules = facts.rules if facts else ()
        if policy and row.pk == policy.pk:
            rules = _with(rules, draft, replaces)
        if rules:
            target = {"role": row.role, "team": row.team_id}.get(row.level, "")
            policies.append(PolicyFacts(row.pk, row.name, Scope(row.level, target), rules))
    if policy is None:
        policies.append(PolicyFacts(None, "", scope or Scope("organisation"), (draft,)))
    before = Law(found.policies, parents)
    return before, Law(policies, parents), Law([*found.policies, *policies], parents)


def _with(rules: Sequence[RuleFacts], draft: RuleFacts, replaces: Rule | None) -> tuple[RuleFacts, ...]:
    if replaces and any(facts.id == replaces.pk for facts in rules):
        return tuple(draft if facts.id == replaces.pk else facts for facts in rules)
    return (*rules, draft)


def _compare(preview: Preview, member: MemberFacts, before: Law, after: Law, today: date) -> None:
    """Put one member into the preview, if they are tracked today."""
    if member.start > today.toordinal() or (member.end is not None and member.end < today.toordinal()):
        return
    preview.people += 1
    worst, minutes = [], []
    for law in (before, after):
        member.law = law
        answers = member.answers_on(today)
        worst.append(worst_of([answer for _, answer in answers]))
        minutes.append(_asked_of(member, [facts for facts, _ in answers], worst[-1], today))
    was, is_now = worst
    preview.minutes_before += minutes[0]
    preview.minutes_after += minutes[1]
    preview.owed_before += is_owed(was)
    preview.owed_after += is_owed(is_now)
    preview.soon_before += is_soon(was, today)
    preview.soon_after += is_soon(is_now, today)
    if standing(was) != standing(is_now):
        preview.changes.append(_change(member, was, is_now, today))


def worst_of(answers: Sequence[Answer]) -> Answer | None:
    """Return the clock that a lead would see: one that is owed, else the first due, else a paused one."""
    return min(answers, key=lambda answer: (RANK[answer.state], answer.due_on or date.max), default=None)


def standing(answer: Answer | None) -> tuple[str, date | None] | None:
    """Return what somebody would notice: owed or not or paused, and the day."""
    if answer is None:
        return None
    state = "owed" if answer.state in OWED else "paused" if answer.state == PAUSED else "held"
    return state, None if state == "paused" else answer.due_on


def is_owed(answer: Answer | None) -> bool:
    return answer is not None and answer.state in OWED


def days_owed(answer: Answer, today: date) -> int:
    """Return how many days ago a clock that is owed was due."""
    return (today - answer.due_on).days if answer.due_on else 0


def is_soon(answer: Answer | None, today: date) -> bool:
    """Say whether a session is due within a fortnight, and not owed yet."""
    if answer is None or answer.due_on is None or answer.state == PAUSED or answer.state in OWED:
        return False
    return (answer.due_on - today).days <= FORTNIGHT


def _asked_of(member: MemberFacts, rules: Sequence[RuleFacts], worst: Answer | None, today: date) -> Fraction:
    """Return the minutes a month of the rule that asks most, for one session can meet several."""
    if not rules or (worst is not None and worst.state == PAUSED):
        return Fraction(0)
    year_ago = today.toordinal() - 365
    worked = sum(
        (Fraction(units) for day, units in member.worked if year_ago < day <= today.toordinal()), Fraction(0)
    )
    days_here = today.toordinal() - member.start
    return max(
        minutes_a_month(facts.compiled, fte=member.fte, days_here=days_here, units_a_year=worked)
        for facts in rules
    )


def _change(member: MemberFacts, was: Answer | None, is_now: Answer | None, today: date) -> Change:
    state = is_now.state if is_now else ON_TRACK
    due = is_now.due_on if is_now and is_now.due_on else date.max
    rank = 0 if is_owed(is_now) else 1 if is_soon(is_now, today) else 2
    return Change(
        member_id=member.id,
        name=member.name,
        state=state,
        words=status_words(is_now, today),
        sentence=sentence(was, is_now, today),
        order=(rank, due.toordinal(), member.name),
    )


def status_words(answer: Answer | None, today: date) -> str:
    """Return the words of a status: "Owed, 13 days", "Due in 7 days", "Covered", "Nothing owed"."""
    if answer is None:
        return "Nothing owed"
    if answer.due_on is None or answer.state in (PAUSED, ON_TRACK):
        return ""  # the state's own word
    days = (answer.due_on - today).days
    if answer.state in OWED:
        return f"Owed, {days_words(-days)}"
    if days < 0:
        return f"Due since {day_words(answer.due_on, today)}"
    return "Due today" if days == 0 else f"Due in {days_words(days)}"


def sentence(was: Answer | None, is_now: Answer | None, today: date) -> str:
    """Return how somebody's clock would change, in a few words."""
    if is_now is None:
        return "Nothing would be owed any more"
    if is_now.state == PAUSED:
        return "Away; it would wait"
    if is_owed(is_now):
        days = days_words(days_owed(is_now, today))
        if was is not None and is_owed(was):
            return f"Owed already; {days} instead of {days_words(days_owed(was, today))}"
        return f"Would be owed, for {days}"
    now_due = f"due {day_words(is_now.due_on, today)}" if is_now.due_on else "no date until more is worked"
    if is_owed(was):
        return f"No longer owed; {now_due}"
    if was is None:
        return f"Nothing was owed before; {now_due}"
    was_due = day_words(was.due_on, today) if was.due_on else "no date"
    return f"{now_due[0].upper()}{now_due[1:]} instead of {was_due}"
