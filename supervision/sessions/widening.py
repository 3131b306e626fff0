"""The time around booked sessions, kept anew: after a day was marked heavy, a buffer changed, files came in.

Each session keeps its own minutes. Around them it takes what its margins ask for, as far as nothing else is
in the way; where something is, it takes what there is, and that is said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from supervision.availability.around import Keeper, Short
from supervision.availability.taking import lock_persons, minute_of
from supervision.people.models import Member
from supervision.people.walls import over_all_places
from supervision.sessions import taking
from supervision.sessions.models import Session, TakenTime

Stretch = tuple[int, int]


@dataclass(slots=True)
class Around:
    """What each person takes for a session, by both, and what is short of what it should be."""

    stretches: dict[tuple[int, int], Stretch] = field(default_factory=dict)
    short: list[Short] = field(default_factory=list)


@over_all_places()  # what is booked with them at other places stands beside it, and moves as well
def keep(
    person_ids: Collection[int], now: datetime, *, since: datetime | None = None, locks: bool = True
) -> list[Short]:
    """Keep the time around what is booked with these persons, from `since` on; return what is short of it.

    Locks them, unless their number forbids it (files): the database refuses what would overlap then. Of the
    others in their sessions nothing changes.
    """
    ids = lock_persons(person_ids) if locks else list(person_ids)
    taking.free_run_out(ids, now=now)
    rows = _rows_of(ids, now, since or now)
    around = _around(rows)
    moved = []
    for row in rows:
        stretch = around.stretches.get((row.session_id or 0, row.person_id))
        if stretch not in (None, (row.starts, row.ends)):
            moved.append((row, stretch or (row.starts, row.ends)))
    # Taken away first: two neighbours may change places in the minutes between them.
    TakenTime.objects.filter(pk__in=[row.pk for row, _ in moved]).delete()
    TakenTime.objects.bulk_create(
        TakenTime(session_id=row.session_id, person_id=row.person_id, starts=starts, ends=ends)
        for row, (starts, ends) in moved
    )
    return around.short


def keep_all(organisation_id: int, now: datetime) -> list[Short]:
    """The same for everybody who holds what is booked in an organisation, or is there beside."""
    ahead = Session.objects.upcoming(now).filter(organisation=organisation_id)
    hosts = Member.objects.filter(
        Q(pk__in=ahead.values("supervisor")) | Q(besides__session__in=ahead.values("pk"))
    )
    return keep(set(hosts.values_list("person", flat=True)), now)


@over_all_places()  # as `keep`
def short(person_ids: Collection[int], now: datetime) -> list[Short]:
    """Return what is booked with these persons and has less time around it than it should."""
    return _around(_rows_of(person_ids, now, now)).short


KEEPER = Keeper(keep=keep, keep_all=keep_all, short=short)


def take_as_far_as_free(sessions: Iterable[Session], *, now: datetime) -> None:
    """Write down the minutes of booked sessions, and what is free around them. Wants `with_people()`.

    The database refuses minutes that somebody else has: IntegrityError, as `taking.take`.
    """
    sessions = list(sessions)
    taking.take(sessions, with_margins=False)
    people = {member.person_id for one in sessions for member in taking.planned(one).everybody}
    keep(people, now, since=min((one.starts_at for one in sessions), default=now))


def _rows_of(person_ids: Collection[int], now: datetime, since: datetime) -> list[TakenTime]:
    """Return what is taken of these persons at some minute after `since`, by person and start."""
    rows = TakenTime.objects.standing(now).filter(person__in=person_ids, ends__gt=minute_of(since))
    return list(rows.order_by("person", "starts"))


def _around(taken: Sequence[TakenTime]) -> Around:
    """Work out what each session among these rows, all of some persons', takes of them."""
    found = Around()
    by_person: dict[int, list[TakenTime]] = defaultdict(list)
    for row in taken:
        by_person[row.person_id].append(row)
    ids = {row.session_id for row in taken if row.session_id}
    ahead = list(Session.objects.booked().filter(pk__in=ids).with_people())
    sessions = {one.pk: one for one in ahead}
    wanted = {
        (one.pk, person): (starts, ends)
        for one, each in zip(ahead, taking.stretches_of([taking.planned(one) for one in ahead]), strict=True)
        for person, starts, ends in each
    }
    for person, rows in by_person.items():
        past = 0
        for at, row in enumerate(rows):
            asked = wanted.get((row.session_id or 0, person))
            if asked is None:
                past = row.ends
                continue
            following = rows[at + 1] if at + 1 < len(rows) else None
            limit = _begins(following, sessions) if following else asked[1]
            stretch = (max(asked[0], past), min(asked[1], limit))
            found.stretches[row.session_id or 0, person] = stretch
            if stretch != asked:
                session = sessions[row.session_id or 0]
                found.short.append(Short(person, session.starts_at, session.ends_at))
            past = stretch[1]
    return found


def _begins(row: TakenTime, sessions: dict[int, Session]) -> int:
    """Return the minute before which what comes before a row must end: a session's own first minute."""
    session = sessions.get(row.session_id or 0)
    return minute_of(session.starts_at) if session else row.starts
