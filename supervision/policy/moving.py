"""Moving clocks that time alone has moved: thousands at a time, in statements over the whole batch.

What follows from a move is decided by the same rules as in `rules`, written for the database: rows
never pass through Python, but for the audit, whose chain no statement can compute. A test holds the
two side by side.
"""

# ruff: noqa: S608 - only names of tables and columns are written into statements; values never are.

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from supervision.faults import fault
from supervision.notices.services import queue_selected
from supervision.people.audit import Deed, record
from supervision.people.models import AuditHead, Leadership, Member, Relationship
from supervision.policy.inputs import zone_of
from supervision.policy.models import Clock, Flag, Upkeep
from supervision.policy.telling import CLASSES, leads_of
from supervision.policy.writing import SweepCount
from supervision.scheduling.days import local_day
from supervision.sessions.models import Attendance, Session
from supervision.sets import execute, fetch, fill, is_postgres, moment, one_of, skip_locked

BATCH = 5000
BATCH_OF_ONE_WRITER = 20_000
"""On SQLite nobody else can write meanwhile, one batch or four, and each writes most pages of its indexes."""
CLOCK = Clock._meta.db_table
FLAG = Flag._meta.db_table
UPKEEP = Upkeep._meta.db_table
MEMBER = Member._meta.db_table
HEAD = AuditHead._meta.db_table
FLAGGED = "('overdue', 'escalated')"

DUE = f"""
    c.moves_at <= %s
    and c.member_id not in (select u.member_id from {UPKEEP} u where u.due_at <= %s)
"""
"""Time alone moves a clock only while its inputs are those it was worked out from."""


TABLES = {
    "taken": """
        clock_id bigint, member_id bigint, rule_id bigint, organisation_id bigint, team_id bigint,
        time_zone varchar(64), due_on date, was varchar(10), state varchar(10),
        moves_at timestamp with time zone, due_soon_at timestamp with time zone,
        overdue_at timestamp with time zone, escalated_at timestamp with time zone
    """,
    "told": """
        organisation_id bigint, kind varchar(10), team_id bigint, member_id bigint, recipient_id bigint,
        primary key (organisation_id, kind, team_id, member_id, recipient_id)
    """,
    "today": "time_zone varchar(64), day date",
}
"""Temporary tables: the clocks of a batch, who answers for whom, and which day it is where."""


def move_batch(*, now: datetime) -> SweepCount | None:
    """Move the next clocks whose moment has come, with all that follows; None when there is none left.

    The audit chains are locked first, in the order of organisations, and nothing is waited for after
    that: clocks that somebody else holds are passed over.
    """
    with transaction.atomic():
        if not take(now=now, organisations=lock_chains(now) if is_postgres() else None):
            return None
        execute(
            f"update {CLOCK} set state = t.state, moves_at = t.moves_at "
            f"from taken t where t.clock_id = {CLOCK}.id"
        )
        count = SweepCount()
        move_flags(count, now=now)
        tell(count, now=now)
        fault("commit.before")
    fault("commit.after")
    return count


def lock_chains(now: datetime) -> list[int]:
    """Lock the ends of the audit chains that the next batch will need, and return their organisations.

    SQLite's one writer holds everything already.
    """
    at = moment(now)
    organisations = fetch(
        f"""
        select distinct m.organisation_id from (
            select c.member_id from {CLOCK} c where {DUE} order by c.moves_at, c.id limit {BATCH}
        ) next join {MEMBER} m on m.id = next.member_id
        """,
        [at, at],
    )
    found = [pk for (pk,) in organisations]
    if found:
        where, ids = one_of(found)
        fetch(
            f"select 1 from {HEAD} where organisation_id {where} order by organisation_id for update", [ids]
        )
    return found


def take(*, now: datetime, organisations: list[int] | None) -> int:
    """Put the next clocks to move into the table `taken`, as they stand and as they will; return how many.

    None for `organisations` takes those of all.
    """
    for table, columns in TABLES.items():
        execute(f"create temporary table if not exists {table} ({columns})")
        execute(f"delete from {table}")
    at = moment(now)
    never, least = ("timestamptz 'infinity'", "least") if is_postgres() else ("'9999'", "min")
    ahead = ", ".join(
        f"coalesce(case when c.{name} > %s then c.{name} end, {never})"
        for name in ("due_soon_at", "overdue_at", "escalated_at")
    )
    within, given = "", []
    if organisations is not None:
        where, ids = one_of(organisations)
        within, given = f"and m.organisation_id {where}", [ids]
    limit = BATCH if is_postgres() else BATCH_OF_ONE_WRITER
    return execute(
        f"""
        insert into taken select * from (
        select c.id, c.member_id, c.rule_id, m.organisation_id, m.team_id, m.time_zone, c.due_on, c.state,
            case when c.escalated_at <= %s then 'escalated' when c.overdue_at <= %s then 'overdue'
                when c.due_soon_at <= %s then 'due_soon' else 'on_track' end,
            nullif({least}({ahead}), {never}), c.due_soon_at, c.overdue_at, c.escalated_at
        from {CLOCK} c join {MEMBER} m on m.id = c.member_id
        where {DUE} {within}
        order by c.moves_at, c.id limit {limit} {skip_locked("c")}
        ) t order by t.id
        """,
        [at, at, at, at, at, at, at, at, *given],
    )


def move_flags(count: SweepCount, *, now: datetime) -> None:
    """Open a flag for each clock that came to be owed, escalate those that escalated, and audit both."""
    least = "least" if is_postgres() else "min"
    first = f"{least}(coalesce(overdue_at, escalated_at), coalesce(escalated_at, overdue_at))"
    execute(
        f"""
        insert into {FLAG} (clock_id, member_id, rule_id, due_on, stage, opened_at, escalated_at, ending)
        select clock_id, member_id, rule_id, due_on, state, {first},
            case when state = 'escalated' then escalated_at end, ''
        from taken where state in {FLAGGED} and was not in {FLAGGED}
        on conflict do nothing
        """
    )
    execute(
        f"""
        update {FLAG} set stage = 'escalated', escalated_at = t.escalated_at from taken t
        where t.clock_id = {FLAG}.clock_id and {FLAG}.closed_at is null
        and t.was = 'overdue' and t.state = 'escalated'
        """
    )
    deeds = []
    for flag_id, member_id, organisation_id, opens, escalates in fetch(
        f"""
        select f.id, f.member_id, t.organisation_id, t.was not in {FLAGGED}, t.state = 'escalated'
        from taken t join {FLAG} f on f.clock_id = t.clock_id and f.closed_at is null
        where t.state in {FLAGGED} and t.was <> t.state order by f.id
        """
    ):
        if opens:
            deeds.append(Deed(organisation_id, "flag.opened", None, member_id, flag_id))
            count.opened += 1
        if escalates:
            deeds.append(Deed(organisation_id, "flag.escalated", None, member_id, flag_id))
            count.escalated += 1
    if deeds:
        record(deeds, at=now)


def tell(count: SweepCount, *, now: datetime) -> None:
    """Leave the messages that the moves in `taken` call for."""
    zones = fetch("select distinct time_zone from taken where state in ('due_soon', 'overdue', 'escalated')")
    days = [(name, local_day(now, zone_of(name)).isoformat()) for (name,) in zones]
    fill("today", ("varchar", "date"), days)
    ((coming, owed, still),) = fetch(
        f"""
        select coalesce(sum(case when state = 'due_soon' then 1 else 0 end), 0),
            coalesce(sum(case when state in {FLAGGED} and was not in {FLAGGED} then 1 else 0 end), 0),
            coalesce(sum(case when state = 'escalated' then 1 else 0 end), 0)
        from taken where state <> was
        """
    )
    count.due_soon += coming
    if coming:
        count.notices += queue("due_soon", f"{OWN} union all {SUPERVISORS}", "t.state = 'due_soon'", now=now)
    find_leads({"overdue": owed, "escalated": still}, now=now)
    if owed:
        entered = f"t.state in {FLAGGED} and t.was not in {FLAGGED}"
        count.notices += queue("overdue", f"{SUPERVISORS} union all {LEADS}", entered, now=now)
    if still:
        count.notices += queue("escalated", LEADS, "t.state = 'escalated'", now=now)


FIELDS = "t.organisation_id, t.member_id, t.rule_id, t.due_on, t.overdue_at"
OWN = f"select {FIELDS}, t.member_id as recipient_id from taken t where {{which}}"
SUPERVISORS = f"""
    select {FIELDS}, r.supervisor_id as recipient_id from taken t
    join today d on d.time_zone = t.time_zone
    join {Relationship._meta.db_table} r on r.supervisee_id = t.member_id
        and r.starts_on <= d.day and (r.ends_on is null or r.ends_on >= d.day)
    join {MEMBER} s on s.id = r.supervisor_id and (s.end_date is null or s.end_date >= d.day)
    where {{which}}
"""
LEADS = f"""
    select {FIELDS}, l.recipient_id as recipient_id from taken t cross join told l
    where l.kind = '{{kind}}' and l.organisation_id = t.organisation_id
        and l.team_id = coalesce(t.team_id, 0) and l.recipient_id <> t.member_id
        and l.member_id = case when exists (
            select 1 from {Leadership._meta.db_table} x where x.member_id = t.member_id
        ) then t.member_id else 0 end
        and {{which}}
"""
BOOKED = f"""
    select 1 from {Attendance._meta.db_table} a join {Session._meta.db_table} s on s.id = a.session_id
    where a.member_id = t.member_id and a.counted_at is null and s.status = 'booked' and s.starts_at > %s
"""
"""What was held and counted is no session to come: the few others have an index of their own."""


def find_leads(wanted: dict[str, int], *, now: datetime) -> None:
    """Put into `told` who answers for each team in `taken`, and for each member who leads one.

    For the kinds of message of which `wanted` has any. A team without a member stands for all in it who
    lead nothing.
    """
    if not any(wanted.values()):
        return
    rows = fetch(
        f"""
        select distinct t.organisation_id, coalesce(t.team_id, 0),
            case when l.id is null then 0 else t.member_id end
        from taken t left join {Leadership._meta.db_table} l on l.member_id = t.member_id
        where t.state in {FLAGGED}
        """
    )
    answering = leads_of({organisation_id for organisation_id, _, _ in rows}, now=now)
    found = []
    for organisation_id, team_id, member_id in rows:
        told = answering[organisation_id].told(team_id or None, member_id)
        for kind, recipients in zip(("overdue", "escalated"), told, strict=True):
            if wanted[kind]:
                found += [(organisation_id, kind, team_id, member_id, recipient) for recipient in recipients]
    fill("told", ("bigint", "varchar", "bigint", "bigint", "bigint"), found)


def queue(kind: str, recipients: str, which: str, *, now: datetime) -> int:
    """Leave a message of `kind` to everybody `recipients` finds for the moves `which` chooses.

    Of clocks that share a member and a due date, the one of the first rule goes in; the rest find its key.
    """
    at = moment(now)
    if is_postgres():
        day, made = "to_char(t.due_on, 'YYYY-MM-DD')", "jsonb_build_object"
    else:
        day, made = "t.due_on", "json_object"
    soon = kind == "due_soon"
    no_end = "null::timestamptz" if is_postgres() else "null"
    sql = f"""
        select t.organisation_id, t.recipient_id, '{kind}', '{CLASSES[kind]}',
            '{kind}-' || t.member_id || '-' || t.recipient_id || '-' || {day},
            'clock-' || t.member_id || '-' || t.rule_id,
            {made}('member', t.member_id, 'rule', t.rule_id, 'day', {day}),
            %s, {"t.overdue_at" if soon else no_end}, %s
        from ({recipients.format(which=f"{which} and t.was <> t.state", kind=kind)}) t
        where {f"not exists ({BOOKED})" if soon else "true"} order by t.rule_id
    """
    return queue_selected(sql, [at, at, at] if soon else [at, at])
