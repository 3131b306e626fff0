"""Reads: clocks on any day worked out afresh, their past, and what a change would do to them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import NamedTuple, cast
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q

from supervision.languages import worded
from supervision.notices.facts import DigestFacts, TeamWeek
from supervision.people import access
from supervision.people.encryption import unseal
from supervision.people.models import Leave, Member, Organisation, Relationship, Team
from supervision.policy.clock import Answer, Membership, Scope, compile_rule, evaluate, explain
from supervision.policy.clock.history import Held, Month, Past, Stretch
from supervision.policy.inputs import MemberFacts, chunks, read, tracked_ids
from supervision.policy.law import NO_LAW, Law, PolicyFacts, RuleFacts, laws_of
from supervision.policy.models import Clock, PrivateRule
from supervision.policy.private import OwnRule, from_json
from supervision.policy.rules import FLAGGED
from supervision.scheduling.days import day_starts_at, local_day
from supervision.sessions.models import Session


def answers_on(
    organisation: Organisation, day: date | None = None, *, now: datetime | None = None
) -> Iterator[tuple[MemberFacts, RuleFacts, Answer]]:
    """Give each clock of an organisation on `day`, or today in each member's own zone at `now`.

    Worked out afresh, a thousand members at a time; in the order of members' ids, then of the policy.
    Sessions and units after the day are not known yet, leave is. Members who are not tracked that day
    have no clock. Raises TypeError if neither `day` nor `now` is given.
    """
    if day is None and now is None:
        raise TypeError("Clocks stand on a day, or at a moment.")
    laws = laws_of([organisation.pk])
    for ids in chunks(tracked_ids(organisation.pk)):
        for member in read(ids, laws=laws):
            on = day or local_day(cast(datetime, now), member.zone)
            for facts, answer in member.answers_on(on):
                yield member, facts, answer


def answers_of(
    member_ids: Sequence[int], *, now: datetime
) -> dict[int, list[tuple[MemberFacts, RuleFacts, Answer]]]:
    """Return the clocks of these members today, each in their own zone, by member; for a page of a board."""
    found: dict[int, list[tuple[MemberFacts, RuleFacts, Answer]]] = {}
    for member in read(member_ids):
        today = local_day(now, member.zone)
        found[member.id] = [(member, facts, answer) for facts, answer in member.answers_on(today)]
    return found


# ---------------------------------------------------------------- one clock's past
@dataclass(frozen=True, slots=True)
class ClockHistory:
    """A year of one clock: stretches in order, held days newest first, months for a rule of minutes."""

    since: date
    today: date
    stretches: list[Stretch]
    held: list[Held]
    months: list[Month]


def clock_history(member: Member, rule_id: int, *, now: datetime, days: int = 365) -> ClockHistory | None:
    """Return the past of one of the member's clocks up to today; None if they have no such clock today."""
    (facts,) = read([member.pk])
    today = local_day(now, facts.zone)
    rule = next((rule for rule in facts.rules_on(today) if rule.id == rule_id), None)
    if rule is None:
        return None
    past = Past(
        rule=rule.compiled,
        membership=Membership(
            date.fromordinal(facts.start),
            None if facts.end is None else date.fromordinal(facts.end),
            Fraction(*facts.fte),
        ),
        sittings=facts.sittings,
        leave=facts.leave,
        worked=facts.worked,
    )
    since = today - timedelta(days=days - 1)
    months = past.months(today) if rule.rule.kind == "calendar_minutes" else []
    return ClockHistory(since, today, past.stretches(since, today), past.held(since, today), months)


# ---------------------------------------------------------------- what would be
class Effect(NamedTuple):
    """One member's clock under the rule in force and under the draft; None where nothing is owed under it."""

    member: MemberFacts
    before: Answer | None
    after: Answer | None


def would_be_owed(
    organisation: Organisation,
    draft: RuleFacts,
    *,
    now: datetime,
    replaces: int | None = None,
    scope: Scope | None = None,
) -> list[Effect]:
    """Return whom `draft` would change, with each member's clock today as it is and as it would be.

    `draft` (from `law.facts_of`) belongs to the policy it names, and stands in for the rule `replaces`
    or beside the others. With `scope` it makes a policy of its own, last in the organisation's order.
    Both sides are as of today, as if the draft had been in force all along, in one pass over everyone.
    """
    law = laws_of([organisation.pk]).get(organisation.pk, NO_LAW)
    rule = replace(draft.rule, owed_from=None)
    draft = replace(draft, in_force_from=None, in_force_until=None, rule=rule, compiled=compile_rule(rule))
    after = law_with(law, draft, replaces=replaces, scope=scope)
    # Members are read under the draft's law: it asks for all that either needs.
    reads = Law((*law.policies, *after.policies), law.parents)
    effects = []
    for ids in chunks(tracked_ids(organisation.pk)):
        for member in read(ids, laws={organisation.pk: reads}):
            today = local_day(now, member.zone)
            ordinal = today.toordinal()
            member.law = law
            was = next((facts for facts in member.rules_on(today) if facts.id == replaces), None)
            member.law = after
            will = draft if any(facts is draft for facts in member.rules_on(today)) else None
            if was or will:
                effects.append(
                    Effect(
                        member,
                        member.answer(was, ordinal) if was and replaces is not None else None,
                        member.answer(will, ordinal) if will else None,
                    )
                )
    return effects


def law_with(law: Law, draft: RuleFacts, *, replaces: int | None, scope: Scope | None = None) -> Law:
    """Return `law` with `draft` in place of the rule `replaces`, in its policy, or in one of its own."""
    policies = []
    for policy in law.policies:
        rules = [draft if replaces is not None and facts.id == replaces else facts for facts in policy.rules]
        if replaces is None and scope is None and policy.id == draft.policy_id:
            rules.append(draft)
        policies.append(replace(policy, rules=tuple(rules)))
    if scope is not None:
        policies.append(PolicyFacts(None, draft.name, scope, (draft,)))
    return Law(policies, law.parents)


# ---------------------------------------------------------------- a member's own rules
@dataclass(frozen=True, slots=True)
class OwnClock:
    """A clock only its owner sees."""

    pk: uuid.UUID
    own: OwnRule
    answer: Answer
    sentence: str


def private_clocks(member: Member, *, now: datetime) -> list[OwnClock]:
    """Return the clocks under the member's own rules today, for the member alone; none once they have left.

    Opened and worked out when their owner looks. Raises CannotUnseal if the keys are wrong.
    """
    rows = list(PrivateRule.objects.filter(member=member).order_by("created_at", "pk"))
    if not rows:
        return []
    table = PrivateRule._meta.db_table
    owned = [
        (
            row.pk,
            from_json(
                unseal(bytes(row.sealed), person=member.person_id, table=table, field="sealed", row=row.pk)
            ),
        )
        for row in rows
    ]
    # Their own rules may count units and shared minutes where the organisation's do not.
    (facts,) = read([member.pk], laws={member.organisation_id: law_of_own(own for _, own in owned)})
    today = local_day(now, facts.zone)
    ordinal = today.toordinal()
    if ordinal < facts.start or (facts.end is not None and ordinal > facts.end):
        return []
    clocks = []
    for pk, own in owned:
        rule = compile_rule(own.rule)
        away = facts.away(rule.pausing_leave)
        answer = evaluate(
            ordinal, rule, facts.start, facts.end, facts.fte, facts.sittings, away, facts.worked
        )
        clocks.append(OwnClock(pk, own, answer, worded(explain(answer, today, you=True))))
    return clocks


def law_of_own(owned) -> Law:
    rules = tuple(RuleFacts(None, 0, own.name, None, None, own.rule, compile_rule(own.rule)) for own in owned)
    return Law([PolicyFacts(None, "", Scope("organisation"), rules)], {})


# ---------------------------------------------------------------- a lead's week
RANKS = {"paused": 0, "on_track": 1, "due_soon": 2, "overdue": 3, "escalated": 4}


def digest_for(lead: Member, *, now: datetime) -> DigestFacts | None:
    """Return what a lead is told of their week: counts by team, never names; None if they answer for nobody.

    Members on leave of any kind today count as paused, whatever their clocks say: nobody away is owed
    in front of others. In eight statements, however large the teams.
    """
    today = local_day(now, lead.zone)
    monday = today - timedelta(days=today.weekday())
    due_by = monday + timedelta(days=7)
    teams = {team.pk: team for team in access.leads(lead)}
    members = dict(
        Member.objects.tracked_at(now).filter(team__in=teams).values_list("pk", "team_id").order_by("pk")
    )
    if not members:
        return None
    states = states_of(list(members), due_by=due_by)
    away = Leave.objects.on(today).filter(member__in=members).values_list("member_id", flat=True)
    states |= dict.fromkeys(away, "paused")
    owed = {pk for pk in members if states.get(pk) in FLAGGED}
    booked = set(
        Session.objects.upcoming(now)
        .filter(attendances__member__in=owed)
        .values_list("attendances__member_id", flat=True)
    )
    supervised = set(
        Relationship.objects.on(today).filter(supervisee__in=members).values_list("supervisee_id", flat=True)
    )
    held = _held_last_week(members, today, lead.zone)
    own = (
        Clock.objects.filter(member=lead, due_on__isnull=False)
        .order_by("due_on")
        .values_list("due_on", flat=True)
    )
    return {
        "week_of": monday,
        "due_by": due_by,
        "teams": _weeks_of(teams.values(), members, states),
        "owed_unbooked": len(owed - booked),
        "without_supervisor": len(members.keys() - supervised),
        "held": held["held"],
        "unconfirmed": held["unconfirmed"],
        "own_due_on": own.first(),
    }


def _weeks_of(teams: Iterable[Team], members: Mapping[int, int], states: Mapping[int, str]) -> list[TeamWeek]:
    """Return how many of each team stand where, by the teams' names; no team without anybody."""
    weeks: dict[int, TeamWeek] = {
        team.pk: {"name": team.name, "owed": 0, "due_soon": 0, "covered": 0, "paused": 0}
        for team in sorted(teams, key=lambda team: team.name)
        if team.pk in members.values()
    }
    for pk, team_id in members.items():
        state = states.get(pk, "on_track")
        if state in FLAGGED:
            weeks[team_id]["owed"] += 1
        elif state == "due_soon":
            weeks[team_id]["due_soon"] += 1
        elif state == "paused":
            weeks[team_id]["paused"] += 1
        else:
            weeks[team_id]["covered"] += 1
    return list(weeks.values())


def _held_last_week(members: Iterable[int], today: date, zone: ZoneInfo) -> dict[str, int]:
    """Return how many sessions were held in the seven days before today, and how many have one word only."""
    theirs = Session.objects.filter(attendances__member__in=members, attendances__attended=True)
    return (
        Session.objects.held()
        .filter(
            starts_at__gte=day_starts_at(today - timedelta(days=7), zone),
            starts_at__lt=day_starts_at(today, zone),
            pk__in=theirs.values("pk"),
        )
        .annotate(words=Count("accounts", distinct=True))
        .aggregate(held=Count("pk"), unconfirmed=Count("pk", filter=Q(words=1)))
    )


def states_of(member_ids: Sequence[int], *, due_by: date) -> dict[int, str]:
    """Return each member's worst clock; one that falls due by `due_by` counts as due soon."""
    worst: dict[int, str] = defaultdict(lambda: "paused")
    for pk, state, due_on in Clock.objects.filter(member__in=member_ids).values_list(
        "member_id", "state", "due_on"
    ):
        if state == "on_track" and due_on is not None and due_on <= due_by:
            state = "due_soon"
        if RANKS[state] > RANKS[worst[pk]]:
            worst[pk] = state
    return dict(worst)


def due_dates(member_ids: list[int], now: datetime) -> dict[int, date]:
    """Return the day by which each of these members is owed a session: the earliest of their clocks.

    As the clocks are kept. Whoever is paused, or owed nothing yet, is left out; so is every private rule.
    """
    clocks = Clock.objects.filter(member__in=member_ids, due_on__isnull=False)
    found = clocks.exclude(state=Clock.State.PAUSED).values("member").annotate(first=Min("due_on"))
    return dict(found.values_list("member", "first"))
