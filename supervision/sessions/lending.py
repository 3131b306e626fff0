"""Taken time for rooms that may not look at sessions: what `availability.taking` asks this room for."""

# ruff: noqa: S608 - only names of tables and columns are written into statements; values never are.

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from supervision.availability.taking import Lender
from supervision.scheduling.spans import Span
from supervision.sessions import taking
from supervision.sessions.models import TakenTime
from supervision.sets import fetch, moment, one_of

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


def spans(person_ids: Collection[int], starts: int, ends: int, now: datetime) -> dict[int, list[Span]]:
    """Return what is taken of each person between two minutes, in order. One query."""
    where, ids = one_of(person_ids)
    found: dict[int, list[Span]] = {}
    for person, begins, past in fetch(
        f"select person_id, starts, ends from {TABLE} where person_id {where} and ends > %s and starts < %s"
        " and (expires_at is null or expires_at > %s) order by starts",
        [ids, starts, ends, moment(now)],
    ):
        found.setdefault(person, []).append((begins, past))
    return found


def free_run_out(person_ids: Collection[int], now: datetime) -> None:
    """Clear away what ran out, which the database cannot tell from what holds."""
    taking.free_run_out(person_ids, now=now)


LENDER = Lender(take=take, release=release, spans=spans, free_run_out=free_run_out, refusal=taking.REFUSAL)
