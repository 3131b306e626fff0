"""Taking people's time, for rooms that may not look at sessions: nobody is in two places at once.

Where taken time is written down is the business of a room above this one. It names a `Lender` in its
`AppConfig.ready`; rooms beside it ask here. What they take time for stays with them: all that is written
down is who, from when to when, and a random number by which they give it back.

    def accept(...):
        def act():
            taking.lock_persons([asker.person_id, listener.person_id])
            ...                                    # look again, decide, write
            taking.take(reference, [...], starts_at, ends_at, now=now)
        taking.in_turn(act)
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, OperationalError, connection, transaction

from supervision.errors import Refusal
from supervision.scheduling.spans import Span
from supervision.sets import fetch, is_postgres

TRIES = 5
PASSING = {"40001", "40P01", "55P03"}
"""What PostgreSQL calls a serialization failure, a deadlock, and a lock that took too long."""
LOCKS = 7401 << 40
"""Where the numbers of persons begin among PostgreSQL's advisory locks."""

T = TypeVar("T")
Statement = tuple[str, list[Any]]
"""What is asked of the database, and its parameters."""


class TimeTaken(Refusal):
    """Somebody is taken then. It never says who, nor by what."""

    code = "slot_taken"

    def __init__(self, words: str = "That time has just gone."):
        super().__init__(words)


@dataclass(frozen=True, slots=True)
class Lender:
    """Who writes taken time down.

    `take(reference, person_ids, starts, ends, expires_at)`: minutes of UTC since 1970, the end not
    included; whatever of theirs overlaps is refused by the database with `refusal` in its words.
    `release(references)`. `taken(person_ids, starts, ends, now)`: the statement that
    reads each stretch of theirs as person, start and end, so that it can be read with something else.
    `free_run_out(person_ids, now)`: clear away what counts no more.
    """

    take: Callable[[UUID, Collection[int], int, int, datetime | None], None]
    release: Callable[[Collection[UUID]], None]
    taken: Callable[[Collection[int], int, int, datetime], Statement]
    free_run_out: Callable[[Collection[int], datetime], None]
    refusal: str


_lenders: list[Lender] = []


def provide(lender: Lender) -> Lender:
    """Name the one room that writes taken time down; a second one takes its place."""
    _lenders[:] = [lender]
    return lender


def _lender() -> Lender:
    if not _lenders:
        raise RuntimeError("No room provides taken time.")
    return _lenders[0]


# ---------------------------------------------------------------- one after another
def in_turn(act: Callable[[], T]) -> T:
    """Return what `act` gives, done in one transaction; again, a little later, after a deadlock.

    Raises TimeTaken when the database refused a time, or when `act` did not get its turn at all.
    """
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                return act()
        except IntegrityError as error:
            if _lender().refusal not in str(error):
                raise
            raise TimeTaken from None
        except OperationalError as error:
            if not may_pass(error):
                raise
            wait_a_little(attempt)
    raise TimeTaken


def wait_a_little(attempt: int) -> None:
    """Wait before trying again: longer each time, and by chance, so that two do not meet again."""
    time.sleep(random.uniform(0.01, 0.05) * 2**attempt)  # noqa: S311 - jitter is no secret


def may_pass(error: OperationalError) -> bool:
    """Say whether doing it again may help: a deadlock, a lock that took too long, SQLite's one writer."""
    return getattr(error.__cause__, "sqlstate", None) in PASSING or "database is locked" in str(error)


def lock_persons(person_ids: Iterable[int]) -> list[int]:
    """Lock these persons, in order of their ids, until the transaction ends; return the ids, each once.

    Advisory locks on PostgreSQL, which rows that point at a person need not wait for. SQLite's one
    writer needs none.
    """
    ids = sorted(set(person_ids))
    if is_postgres() and ids:
        with connection.cursor() as cursor:
            keys = [LOCKS + pk for pk in ids]
            cursor.execute("select pg_advisory_xact_lock(key) from unnest(%s::bigint[]) as key", [keys])
    return ids


# ---------------------------------------------------------------- what is taken
def take(
    reference: UUID,
    person_ids: Collection[int],
    starts_at: datetime,
    ends_at: datetime,
    *,
    now: datetime,
    expires_at: datetime | None = None,
) -> None:
    """Write down that these persons are taken from one moment to another, the end not included.

    Belongs inside `in_turn`, after `lock_persons` of the same. `reference` is the caller's own random
    number, the same for all of them; with `expires_at` it counts no more from then on. Raises TimeTaken
    if one of them is taken in any minute of it.
    """
    starts, ends = minute_of(starts_at), -(-int(ends_at.timestamp()) // 60)
    lender = _lender()
    lender.free_run_out(person_ids, now)
    if spans_of(person_ids, starts, ends, now=now):
        raise TimeTaken
    lender.take(reference, person_ids, starts, ends, expires_at)


def release(references: Collection[UUID]) -> None:
    """Give back the time taken under these references."""
    if references:
        _lender().release(references)


def spans_of(person_ids: Collection[int], starts: int, ends: int, *, now: datetime) -> dict[int, list[Span]]:
    """Return what is taken of these persons between two minutes since 1970, in order. One query.

    Whoever has nothing taken is not among the answers.
    """
    found: dict[int, list[Span]] = {}
    for person, begins, past in sorted(fetch(*statement_of(person_ids, starts, ends, now=now))):
        found.setdefault(person, []).append((begins, past))
    return found


def statement_of(person_ids: Collection[int], starts: int, ends: int, *, now: datetime) -> Statement:
    """Return what reads the same as rows of person, start and end, in no order."""
    return _lender().taken(person_ids, starts, ends, now)


def minute_of(moment: datetime) -> int:
    """Return the whole minutes of UTC since 1970, rounded down."""
    return int(moment.timestamp() // 60)
