"""The sweep: every clock, of all organisations, that time or a change has moved. In sets."""

# ruff: noqa: S608 - only names of tables and columns are written into statements; values never are.

from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction

from supervision.faults import fault
from supervision.people.models import AuditHead, Member
from supervision.policy.inputs import MemberFacts, chunks, zone_of
from supervision.policy.models import Clock, Upkeep
from supervision.policy.rules import Standing, advance
from supervision.policy.upkeep import bring_up, lock_stale, starts_at
from supervision.policy.writing import STANDING_COLUMNS, Change, SweepCount, Whose, write
from supervision.sets import as_day, as_moment, fetch, is_postgres, moment, one_of

STALE_BATCH = 1000
MOVING_BATCH = 5000
CLOCK = Clock._meta.db_table
UPKEEP = Upkeep._meta.db_table
MEMBER = Member._meta.db_table
HEAD = AuditHead._meta.db_table

MOVING = f"""
    c.moves_at <= %s
    and not exists (select 1 from {UPKEEP} u where u.member_id = c.member_id and u.due_at <= %s)
"""
"""Time alone moves a clock only while its inputs are those it was worked out from."""


def sweep(*, now: datetime) -> SweepCount:
    """Bring up to `now` every clock that is stale, has to be looked at again, or whose next moment has come.

    Each batch is a transaction: its clocks, flags, audit and messages stand together or not at all, and
    what a crash leaves is what the next sweep finds. Rows another sweep holds are left to it.
    """
    count = SweepCount()
    if not anything_due(now):
        return count
    while (done := recalculate_batch(now=now)) is not None:
        count.add(done)
    while (done := move_batch(now=now)) is not None:
        count.add(done)
    return count


def anything_due(now: datetime) -> bool:
    """Say whether there is anything to do; two probes of two indexes in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select exists (select 1 from {UPKEEP} where due_at <= %s), "
            f"exists (select 1 from {CLOCK} where moves_at <= %s)",
            [moment(now), moment(now)],
        )
        return any(cursor.fetchone())


def recalculate_batch(*, now: datetime) -> SweepCount | None:
    """Work out afresh the clocks of a thousand members whose upkeep is due; None when no member is left."""
    with transaction.atomic():
        rows = fetch(
            f"""
            select member_id, due_at from {UPKEEP} where due_at <= %s
            order by due_at, member_id limit {STALE_BATCH} {skip_locked()}
            """,
            [moment(now)],
        )
        if not rows:
            return None
        count = bring_up({pk: as_moment(due_at) for pk, due_at in rows}, now=now)
        fault("commit.before")
    fault("commit.after")
    return count


def move_batch(*, now: datetime) -> SweepCount | None:
    """Move five thousand clocks whose next moment has come; None when no clock is left.

    The audit chains are locked first, in the order of organisations, and nothing is waited for after
    that: clocks that somebody else holds are passed over.
    """
    with transaction.atomic():
        at = moment(now)
        organisations = fetch(
            f"""
            select distinct m.organisation_id from (
                select c.member_id from {CLOCK} c
                where {MOVING} order by c.moves_at, c.id limit {MOVING_BATCH}
            ) next join {MEMBER} m on m.id = next.member_id
            """,
            [at, at],
        )
        if not organisations:
            return None
        where, ids = one_of(pk for (pk,) in organisations)
        if is_postgres():
            fetch(
                f"select 1 from {HEAD} where organisation_id {where} order by organisation_id for update",
                [ids],
            )
        changes = moving_clocks(now=now, where=where, ids=ids)
        if not changes:
            return None
        count = write(changes, now=now)
        fault("commit.before")
    fault("commit.after")
    return count


def moving_clocks(*, now: datetime, where: str, ids: str) -> list[Change]:
    """Take the next clocks to move in these organisations, and return what becomes of each."""
    at = moment(now)
    columns = ", ".join(f"c.{column}" for column in STANDING_COLUMNS)
    changes = []
    for clock_id, rule_id, member_id, organisation_id, team_id, zone, last, due, state, *moments in fetch(
        f"""
        select c.id, c.rule_id, m.id, m.organisation_id, m.team_id, m.time_zone, {columns}
        from {CLOCK} c join {MEMBER} m on m.id = c.member_id
        where {MOVING} and m.organisation_id {where}
        order by c.moves_at, c.id limit {MOVING_BATCH} {skip_locked("c")}
        """,
        [at, at, ids],
    ):
        before = Standing(as_day(last), as_day(due), state, *(as_moment(value) for value in moments))
        after, moves = advance(before, upto=now)
        whose = Whose(member_id, organisation_id, team_id, zone_of(zone))
        changes.append(Change(whose, clock_id, rule_id, before, after, moves))
    return changes


def skip_locked(of: str = "") -> str:
    """Return the words that take rows and pass over those held; SQLite has one writer and needs none."""
    if not is_postgres():
        return ""
    return f"for update of {of} skip locked" if of else "for update skip locked"


def sweep_as_on(day: date, *, now: datetime) -> SweepCount:
    """Bring every clock to where it stands on `day` in its member's own zone, whatever day it is.

    Everyone is worked out afresh as of the first instant of that day where they are: no single instant
    is that day everywhere. Sessions and units after it are not known yet, leave is. Messages may go out
    from `now` on. The next sweep brings everything from there to the day it then is.
    """
    count = SweepCount()
    members = [pk for (pk,) in fetch(f"select id from {MEMBER} order by id")]

    def there(member: MemberFacts) -> datetime:
        return starts_at(day, member.zone)

    for ids in chunks(members):
        with transaction.atomic():
            since = lock_stale(ids, now=now)
            count.add(bring_up(since, now=now, look_now=True, at=there))
            fault("commit.before")
        fault("commit.after")
    return count
