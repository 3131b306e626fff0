"""Taken time for rooms that may not look at sessions: what `availability.taking` asks this room for."""

# ruff: noqa: S608 - only names of tables and columns are written into statements; values never are.

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from supervision.availability.taking import Lender, Statement
from supervision.sessions import taking
from supervision.sessions.models import TakenTime
from supervision.sets import moment, one_of

TABLE = TakenTime._meta.db_table


def take(
    reference: UUID, person_ids: Collection[int], starts: int, ends: int, expires_at: datetime | None
) -> None:
    """Write a stretch down for each person. The database refuses what overlaps."""
    TakenTime.objects.bulk_create(
        TakenTime(kept_for=reference, person_id=person, starts=starts, ends=ends, expires_at=expires_at)
        for person in sorted(set(person_ids))
    )


def release(references: Collection[UUID]) -> None:
    """Free what was taken under these references."""
    TakenTime.objects.filter(kept_for__in=references).delete()


def taken(person_ids: Collection[int], starts: int, ends: int, now: datetime) -> Statement:
    """Return the statement that reads what is taken of these persons between two minutes."""
    where, ids = one_of(person_ids)
    return (
        f"select person_id, starts, ends from {TABLE} where person_id {where} and ends > %s and starts < %s"
        " and (expires_at is null or expires_at > %s)",
        [ids, starts, ends, moment(now)],
    )


def free_run_out(person_ids: Collection[int], now: datetime) -> None:
    """Clear away what ran out, which the database cannot tell from what holds."""
    taking.free_run_out(person_ids, now=now)


LENDER = Lender(take=take, release=release, taken=taken, free_run_out=free_run_out, refusal=taking.REFUSAL)
