"""The sweep: every clock, of all organisations, that time or a change has moved. In sets."""

# ruff: noqa: S608 - only names of tables and columns are written into statements; values never are.

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.db import connection, transaction

from supervision.faults import fault
from supervision.people.models import Member
from supervision.policy.inputs import MemberFacts, chunks
from supervision.policy.models import Clock, Upkeep
from supervision.policy.moving import move_batch
from supervision.policy.upkeep import bring_up, lock_stale, starts_at
from supervision.policy.writing import SweepCount
from supervision.sets import as_moment, fetch, moment, skip_locked

STALE_BATCH = 1000
CLOCK = Clock._meta.db_table
UPKEEP = Upkeep._meta.db_table
MEMBER = Member._meta.db_table


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
    """Say whether there is anything to do: the first entries of two indexes, in one statement.

    The first moment is asked for, not whether one has come: after a day on which many moved, before its
    statistics are made anew, PostgreSQL expects to meet one soon in the table and reads all of it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"select (select due_at from {UPKEEP} where due_at is not null order by due_at limit 1) <= %s, "
            f"(select moves_at from {CLOCK} where moves_at is not null order by moves_at limit 1) <= %s",
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


def sweep_as_on(day: date, *, now: datetime) -> SweepCount:
    """Bring every clock to where it stands on `day` in its member's own zone, whatever day it is.

    Everyone is worked out afresh as of the first instant of that day where they are: no single instant
    is that day everywhere. Sessions and units after it are not known yet, leave is. Messages may go out
    from `now` on. From a day that is past, the next sweep brings everything to the day it then is.

    Clocks are gone through from where they are kept, not from `now`: a day still to come, asked for twice,
    would else be left and come to again, closing every flag it opened.
    """
    count = SweepCount()
    everywhere = datetime.combine(day + timedelta(days=1), time.min, UTC)  # by then that day has begun
    members = [pk for (pk,) in fetch(f"select id from {MEMBER} order by id")]

    def there(member: MemberFacts) -> datetime:
        return starts_at(day, member.zone)

    for ids in chunks(members):
        with transaction.atomic():
            since = lock_stale(ids, now=everywhere)
            count.add(bring_up(since, now=now, look_now=True, at=there))
            fault("commit.before")
        fault("commit.after")
    return count
