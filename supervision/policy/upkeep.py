"""Bringing clocks up to date: worked out afresh from their inputs, through every day that was missed."""

# ruff: noqa: S608 - only names of tables and columns are written into statements; values never are.

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import cast
from zoneinfo import ZoneInfo

from django.db import transaction

from supervision.people.models import Member
from supervision.policy.clock import return_offer_by
from supervision.policy.inputs import MemberFacts, read
from supervision.policy.law import Law
from supervision.policy.models import Clock, Upkeep
from supervision.policy.rules import (
    FLAGGED,
    TICK,
    Move,
    Standing,
    advance,
    ending_of,
    standing_of,
)
from supervision.policy.telling import Tidings
from supervision.policy.writing import STANDING_COLUMNS, Change, SweepCount, Whose, write
from supervision.scheduling.days import FOR_GOOD, day_starts_at, local_day
from supervision.sets import as_day, as_moment, execute, fetch, is_postgres, moment, one_of, update_rows

CLOCK = Clock._meta.db_table
UPKEEP = Upkeep._meta.db_table
MEMBER = Member._meta.db_table

Known = dict[int, tuple[int | None, Standing]]
"""A member's clocks by rule: the row's id, None while there is none, and how it stands."""


@lru_cache(maxsize=65536)
def starts_at(day: date, zone: ZoneInfo) -> datetime:
    return day_starts_at(day, zone)


def lock_stale(member_ids: Iterable[int], *, now: datetime) -> dict[int, datetime]:
    """Mark these members as due now, or since when they already were, and hold their rows; return since when.

    Rows are taken in the order of members' ids, whoever takes them, so that nobody waits in a ring.
    """
    where, ids = one_of(member_ids)
    earliest = "least" if is_postgres() else "min"
    execute(
        f"""
        insert into {UPKEEP} (member_id, due_at)
        select id, %s from {MEMBER} where id {where} order by id
        on conflict (member_id) do update
        set due_at = {earliest}(coalesce({UPKEEP}.due_at, excluded.due_at), excluded.due_at)
        """,
        [moment(now), ids],
    )
    rows = fetch(f"select member_id, due_at from {UPKEEP} where member_id {where}", [ids])
    return {pk: as_moment(due_at) for pk, due_at in rows}


def bring_up(
    since: dict[int, datetime],
    *,
    now: datetime,
    look_now: bool = False,
    by_session: bool = False,
    laws: dict[int, Law] | None = None,
    at: Callable[[MemberFacts], datetime] | None = None,
) -> SweepCount:
    """Work out the clocks of the members in `since` afresh and write what became of them.

    `since` says from when each member's clocks may be wrong; the caller holds their rows of upkeep, and
    the transaction. Every moment missed since then is gone through in its order, so that a late call
    leaves what a punctual one would have left. `look_now` looks at this moment as well: an input changed.
    `by_session`: sessions did. `at` gives a member a moment of their own in place of `now`.
    """
    members = read(since, laws=laws)
    known = clocks_of(since)
    changes: list[Change] = []
    offers: list[Tidings] = []
    due: list[tuple[int, datetime | None]] = []
    count = SweepCount()
    for member in members:
        stands = known.get(member.id, {})
        journey = Journey(member, stands, by_session=by_session)
        here = at(member) if at else now
        due.append((member.id, journey.travel(min(since[member.id], here), here, look_now=look_now)))
        offers += journey.offers
        count.recalculated += len(journey.clocks)
        for rule_id, (clock_id, after) in journey.clocks.items():
            moves = journey.moves.get(rule_id, ())
            before = stands[rule_id][1] if clock_id is not None else None
            if moves or after != before:
                changes.append(Change(journey.whose, clock_id, rule_id, before, after, moves))
            if by_session and not moves and after.state == "due_soon" and after.due_on is not None:
                # What was booked may be off again; whoever was told already is not told twice.
                offers.append(Tidings("due_soon", rule_id, *journey.whose, after.due_on, after.overdue_at))
        for rule_id, (clock_id, before) in stands.items():
            if rule_id not in journey.clocks:
                moves = journey.moves.get(rule_id, ())
                changes.append(Change(journey.whose, clock_id, rule_id, before, None, moves))
    if changes or offers:
        count.add(write(changes, offers, now=now))
    update_rows(Upkeep, ("member_id", "due_at"), due)
    return count


def clocks_of(member_ids: Iterable[int]) -> dict[int, Known]:
    """Return these members' clocks by rule, and hold their rows."""
    where, ids = one_of(member_ids)
    columns = ", ".join(STANDING_COLUMNS)
    lock = " for update" if is_postgres() else ""
    found: dict[int, Known] = {}
    for pk, member_id, rule_id, last, due, state, *moments in fetch(
        f"select id, member_id, rule_id, {columns} from {CLOCK} where member_id {where} order by id{lock}",
        [ids],
    ):
        standing = Standing(as_day(last), as_day(due), state, *(as_moment(value) for value in moments))
        found.setdefault(member_id, {})[rule_id] = (pk, standing)
    return found


class Journey:
    """One member's clocks on their way from a past moment to now, and what happens to them on it."""

    def __init__(self, member: MemberFacts, known: Known, *, by_session: bool = False):
        self.member = member
        self.whose = Whose(member.id, member.organisation_id, member.team_id, member.zone)
        self.clocks: Known = dict(known)
        self.by_session = by_session
        self.moves: dict[int, list[Move]] = {}
        self.offers: list[Tidings] = []

    def travel(self, since: datetime, now: datetime, *, look_now: bool) -> datetime | None:
        """Go from `since` to `now`, and return the moment from which to look again; None if there is none."""
        at = since
        self.pass_time(at - TICK)
        while True:
            next_look = self.look(at)
            if next_look is not None and next_look <= now:
                self.pass_time(next_look - TICK)
                at = next_look
            elif look_now and at < now:
                self.pass_time(now)
                at = now
            else:
                self.pass_time(now)
                return next_look

    def pass_time(self, upto: datetime) -> None:
        """Let every clock move by itself up to `upto`, included."""
        for rule_id, (clock_id, standing) in self.clocks.items():
            if standing.moves_at is not None and standing.moves_at <= upto:
                standing, moves = advance(standing, upto=upto)
                self.clocks[rule_id] = (clock_id, standing)
                self.moves.setdefault(rule_id, []).extend(moves)

    def look(self, at: datetime) -> datetime | None:
        """Work every clock out at `at`, and return the moment from which the answers may no longer hold."""
        member = self.member
        zone = member.zone
        day = local_day(at, zone)
        ordinal = day.toordinal()
        looks = [member.law.next_turn(day)]
        if ordinal < member.start:
            looks.append(date.fromordinal(member.start))
        elif member.end is not None and ordinal <= member.end < FOR_GOOD - 1:
            looks.append(date.fromordinal(member.end + 1))
        fresh: Known = {}
        for facts in member.rules_on(day):
            rule_id = cast(int, facts.id)  # only a draft has none
            answer = member.answer(facts, ordinal)
            looks.append(answer.recheck_on)
            clock_id, before = self.clocks.get(rule_id) or (None, None)
            after = standing_of(answer, lambda on: starts_at(on, zone), at=at)
            fresh[rule_id] = (clock_id, after)
            if before is None or before.state != after.state:
                self.turn(rule_id, before, after, at)
                if before is not None and before.state == "paused":
                    self.offer(rule_id, facts.compiled.pausing_leave, day)
        for rule_id, (_, before) in self.clocks.items():
            if rule_id not in fresh and before.state in FLAGGED:
                is_here = (
                    member.start <= ordinal and (member.end is None or ordinal <= member.end) and member.roles
                )
                ending = "changed" if is_here else "left"
                self.moves.setdefault(rule_id, []).append(Move(at, before.state, None, None, ending))
        self.clocks = fresh
        ahead = [look for look in looks if look is not None]
        return starts_at(min(ahead), zone) if ahead else None

    def turn(self, rule_id: int, before: Standing | None, after: Standing, at: datetime) -> None:
        """Note that a clock stands in another state than it was kept in."""
        ending = ""
        if before is not None and before.state in FLAGGED and after.state not in FLAGGED:
            ending = ending_of(before, after, by_session=self.by_session)
        was = None if before is None else before.state
        self.moves.setdefault(rule_id, []).append(Move(at, was, after.state, after.due_on, ending))

    def offer(self, rule_id: int, kinds: frozenset[str], day: date) -> None:
        """Offer a session if the member is back from a long pause."""
        by = return_offer_by(self.member.away(kinds), day)
        if by is not None:
            until = starts_at(date.fromordinal(by.toordinal() + 1), self.member.zone)
            self.offers.append(Tidings("return_offer", rule_id, *self.whose, by, until))


def refresh_members(member_ids: Iterable[int], *, now: datetime, by_session: bool = False) -> SweepCount:
    """Bring the clocks of these members up to date now, in the transaction of whoever asks."""
    ids = sorted(set(member_ids))
    count = SweepCount()
    with transaction.atomic():
        for start in range(0, len(ids), 1000):
            since = lock_stale(ids[start : start + 1000], now=now)
            count.add(bring_up(since, now=now, look_now=True, by_session=by_session))
    return count
