"""Verbs: bring clocks up to date, sweep, and keep a member's own rules."""

# ruff: noqa: S608 - only names of tables and columns are written into statements; values never are.

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import connection, transaction

from supervision.errors import Refusal
from supervision.notices.rules import weekdays_of
from supervision.notices.services import Message, queue_notices
from supervision.people.encryption import seal
from supervision.people.models import Member, Organisation
from supervision.policy import sweep as sweeping
from supervision.policy import upkeep
from supervision.policy.inputs import MEMBER, tracked_ids, zone_of
from supervision.policy.models import Policy, PrivateRule, Run
from supervision.policy.private import OwnRule, to_json
from supervision.policy.writing import SweepCount
from supervision.scheduling.days import day_starts_at, local_day
from supervision.scheduling.wall_time import resolve
from supervision.scheduling.working_days import working_day_from
from supervision.sets import execute, is_postgres, moment, one_of
from supervision.wording import sentence


def refresh(
    *, member_ids: Iterable[int] = (), organisation: Organisation | None = None, now: datetime
) -> SweepCount:
    """Bring the clocks of these members, or of everyone in `organisation`, up to date at once.

    Missing clocks are made, those under rules no longer owed go, and their flags open, escalate and
    close with them, all in the caller's transaction. Call it after the change and before anything is
    written to the audit: whoever holds a member's clocks may wait for the chain, never the reverse.
    """
    ids = list(member_ids)
    if organisation is not None:
        ids += tracked_ids(organisation.pk)
    return upkeep.refresh_members(ids, now=now)


def refresh_after_sessions(member_ids: Iterable[int], now: datetime) -> SweepCount:
    """Bring up the clocks of members whose sessions changed; a flag that closes names the session."""
    return upkeep.refresh_members(member_ids, now=now, by_session=True)


def refresh_after_members(member_ids: Iterable[int], now: datetime) -> SweepCount:
    """Bring up the clocks of members whose team, roles, hours, zone, days or leave changed."""
    return upkeep.refresh_members(member_ids, now=now)


def mark_stale(
    *,
    member_ids: Iterable[int] = (),
    rule_ids: Iterable[int] = (),
    organisation_ids: Iterable[int] = (),
    now: datetime,
) -> int:
    """Have the next sweep work out these clocks afresh, and return of how many members.

    For changes too wide to wait for. A rule or a policy may be owed to anybody in its organisation.
    """
    organisation_ids = {
        *organisation_ids,
        *Policy.objects.filter(rules__in=list(rule_ids)).values_list("organisation_id", flat=True),
    }
    in_members, members = one_of(member_ids)
    in_organisations, organisations = one_of(organisation_ids)
    earliest = "least" if is_postgres() else "min"
    return execute(
        f"""
        insert into {upkeep.UPKEEP} (member_id, due_at)
        select id, %s from {MEMBER} where id {in_members} or organisation_id {in_organisations} order by id
        on conflict (member_id) do update
        set due_at = {earliest}(coalesce({upkeep.UPKEEP}.due_at, excluded.due_at), excluded.due_at)
        """,
        [moment(now), members, organisations],
    )


MOST_OWN_RULES = 10
DIGEST_AT = time(8)
DIGEST_LASTS = timedelta(hours=40)
"""A digest is for a lead's first working morning; from the second midnight after it would be old news."""


class TooManyOwnRules(Refusal):
    code = "too_many_own_rules"


def sweep_clocks(*, now: datetime, on: date | None = None) -> SweepCount:
    """Bring every clock of all organisations up to `now`, or to where it stands on the day `on`.

    Run twice, late or beside itself, the outcome is the same.
    """
    return sweeping.sweep(now=now) if on is None else sweeping.sweep_as_on(on, now=now)


def begun_everywhere(*, now: datetime) -> date:
    """Return the latest day that has begun for every member, where they are."""
    zones = Member.objects.values_list("time_zone", flat=True).distinct().order_by()
    return min((local_day(now, zone_of(name)) for name in zones), default=local_day(now, zone_of("UTC")))


def take_round(job: str, round: str) -> bool:
    """Take on one round of a timed job; False if it, or a later one, was taken already.

    Rounds of a job compare as text, later ones greater: ISO instants do.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {Run._meta.db_table} (job, round) values (%s, '') on conflict do nothing", [job]
        )
    return Run.objects.filter(job=job, round__lt=round).update(round=round) == 1


def queue_digests(*, now: datetime) -> int:
    """Leave the week's digest for present leads whose first working morning of it has come, at 08:00.

    Returns how many are new.
    """
    led = Member.objects.filter(leaderships__isnull=False)
    mornings: dict[tuple[str, str], tuple[date, date, datetime]] = {}
    for name, days in led.values_list("time_zone", "working_days").distinct().order_by():
        zone = zone_of(name)
        today = local_day(now, zone)
        monday = today - timedelta(days=today.weekday())
        morning = working_day_from(monday, weekdays=weekdays_of(days))
        opens = resolve(datetime.combine(morning, DIGEST_AT), zone)
        if opens <= now < opens + DIGEST_LASTS:
            mornings[name, days] = (monday, morning, opens)
    if not mornings:
        return 0
    messages = []
    for pk, organisation_id, name, days, start, end in (
        led.filter(time_zone__in={name for name, _ in mornings})
        .distinct()
        .order_by("pk")
        .values_list("pk", "organisation_id", "time_zone", "working_days", "start_date", "end_date")
    ):
        if (name, days) not in mornings:
            continue
        monday, morning, opens = mornings[name, days]
        if morning < start or (end is not None and end < morning):
            continue
        messages.append(
            Message(
                organisation_id=organisation_id,
                recipient_id=pk,
                kind="digest",
                notice_class="S",
                key=f"digest-{pk}-{monday}",
                topic="digest",
                about={"day": monday.isoformat()},
                not_before=opens,
                not_after=day_starts_at(morning + timedelta(days=2), zone_of(name)),
            )
        )
    return queue_notices(messages, now=now)


@transaction.atomic
def add_own_rule(*, member: Member, own: OwnRule, now: datetime) -> PrivateRule:
    """Seal a rule of a member's own for them alone. Nothing else learns of it: no clock row, flag or audit.

    Raises TooManyOwnRules.
    """
    Member.objects.locked(member)
    if member.private_rules.count() >= MOST_OWN_RULES:
        raise TooManyOwnRules(
            sentence("There is room for {most}. Take one out that you no longer need.", most=MOST_OWN_RULES)
        )
    pk = uuid.uuid4()
    table = PrivateRule._meta.db_table
    sealed = seal(to_json(own), person=member.person_id, table=table, field="sealed", row=pk)
    return PrivateRule.objects.create(pk=pk, member=member, sealed=sealed, created_at=now)


def remove_own_rule(*, member: Member, pk: uuid.UUID | str) -> bool:
    """Take out one of the member's own rules; False if they have no such rule."""
    return PrivateRule.objects.filter(member=member, pk=pk).delete()[0] > 0
