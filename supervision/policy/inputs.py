"""Reading what clocks are worked out from, for a thousand members at a time, as plain values."""

# ruff: noqa: S608 - only names of tables and columns are written into statements; values never are.

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from sys import intern
from typing import Any, cast
from zoneinfo import ZoneInfo

from supervision.people.models import ROLES, Leave, Member, Person
from supervision.policy.clock import PAUSED, Answer, evaluate, pauses
from supervision.policy.clock.aims import aim_on, aim_words
from supervision.policy.clock.values import Leave as LeaveFacts
from supervision.policy.clock.values import SittingRow, WorkedRow
from supervision.policy.law import NO_LAW, Law, RuleFacts, exact, laws_of
from supervision.policy.models import Worked
from supervision.scheduling.days import Spans
from supervision.sessions.models import Attendance
from supervision.sets import as_day, fetch, is_postgres, one_of

CHUNK = 1000
EPOCH = date(1970, 1, 1).toordinal()
DAY = 86_400

MEMBER = Member._meta.db_table
PERSON = Person._meta.db_table
ATTENDANCE = Attendance._meta.db_table
LEAVE = Leave._meta.db_table
WORKED = Worked._meta.db_table


class MemberFacts:
    """A member as clocks see them. `start` and `end` are ordinals; lists are sorted by day.

    `sittings` holds (day, minutes, kind, attended) of each held session the member attended as
    supervisee; `leave` (first, last or None, kind); `worked` (day, units). `law` is in force for them.
    """

    __slots__ = (
        "_away",
        "email",
        "end",
        "fte",
        "id",
        "law",
        "leave",
        "name",
        "organisation_id",
        "roles",
        "sittings",
        "start",
        "team_id",
        "worked",
        "zone",
    )

    def __init__(self, row: Sequence[Any], law: Law):
        self.id, self.organisation_id, self.team_id, self.email, self.name, zone, fte, start, end, *held = row
        self.roles = tuple(role for role, holds in zip(ROLES, held, strict=True) if holds)
        self.zone = zone_of(zone)
        self.fte = fraction_of(fte)
        self.start = as_day(start).toordinal()
        self.end = None if end is None else as_day(end).toordinal()
        self.law = law
        self.sittings: list[SittingRow] = []
        self.leave: list[LeaveFacts] = []
        self.worked: list[WorkedRow] = []
        self._away: dict[frozenset[str], Spans] = {}

    def away(self, kinds: frozenset[str]) -> Spans:
        """Return the days on which leave of these kinds pauses a rule."""
        spans = self._away.get(kinds)
        if spans is None:
            spans = self._away[kinds] = pauses(self.leave, kinds)
        return spans

    def rules_on(self, day: date) -> tuple[RuleFacts, ...]:
        """Return the rules owed to the member on `day`; none on a day they are not tracked."""
        ordinal = day.toordinal()
        if ordinal < self.start or (self.end is not None and ordinal > self.end):
            return ()
        return self.law.rules_for(self.team_id, self.roles, day)

    def answer(self, facts: RuleFacts, ordinal: int) -> Answer:
        """Return the clock under one rule on a day (an ordinal), knowing nothing of sessions after it."""
        rule = facts.compiled
        away = self.away(rule.pausing_leave)
        return evaluate(ordinal, rule, self.start, self.end, self.fte, self.sittings, away, self.worked)

    def aim(self, facts: RuleFacts, answer: Answer) -> date | None:
        """Return the day by which a rule's aim would like the next session; None without one, or in leave."""
        if answer.state == PAUSED:
            return None
        away = self.away(facts.compiled.pausing_leave)
        start = date.fromordinal(self.start)
        return aim_on(facts.rule.aim_days, last=answer.last_counted_on, start=start, away=away)

    def aim_words(self, facts: RuleFacts, answer: Answer, today: date) -> str:
        """Return what the member is told of a rule's aim; empty without one and while the clock is paused."""
        days = facts.rule.aim_days
        if days is None or answer.state == PAUSED:
            return ""
        return aim_words(days, self.aim(facts, answer), today)

    def answers_on(self, day: date) -> list[tuple[RuleFacts, Answer]]:
        """Return each of the member's clocks on `day`, in the order of the policy."""
        ordinal = day.toordinal()
        return [(facts, self.answer(facts, ordinal)) for facts in self.rules_on(day)]


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=4096)
def fraction_of(fte: Any) -> tuple[int, int]:
    exactly = Fraction(exact(fte))
    return exactly.numerator, exactly.denominator


class DaysIn:
    """The local day of any second, as an ordinal. On most days a zone keeps one offset, looked up once."""

    def __init__(self, zone: ZoneInfo):
        self.zone = zone
        self.offsets: dict[int, int | None] = {}

    def __call__(self, second: int) -> int:
        utc_day = second // DAY
        try:
            offset = self.offsets[utc_day]
        except KeyError:
            first, last = self.offset_at(utc_day * DAY), self.offset_at(utc_day * DAY + DAY - 1)
            offset = self.offsets[utc_day] = first if first == last else None
        if offset is None:
            offset = self.offset_at(second)
        return EPOCH + (second + offset) // DAY

    def offset_at(self, second: int) -> int:
        there = datetime.fromtimestamp(second, UTC).astimezone(self.zone)
        # An offset is never empty in a zone, and zones before standard time had seconds in theirs.
        return int(cast(timedelta, there.utcoffset()).total_seconds())


@lru_cache(maxsize=1024)
def days_in(zone: ZoneInfo) -> DaysIn:
    return DaysIn(zone)


def tracked_ids(organisation_id: int) -> list[int]:
    """Return the ids of an organisation's members with a tracked role, past and to come ones too."""
    rows = fetch(
        f"""
        select id from {MEMBER} where organisation_id = %s
        and (is_case_manager or is_supervisor or is_team_lead) order by id
        """,
        [organisation_id],
    )
    return [pk for (pk,) in rows]


def chunks(ids: Iterable[int], size: int = CHUNK) -> Iterator[list[int]]:
    ordered = iter(ids)
    while chunk := list(islice(ordered, size)):
        yield chunk


def read(member_ids: Iterable[int], *, laws: dict[int, Law] | None = None) -> list[MemberFacts]:
    """Return these members with all that their clocks depend on, sorted by id, in six statements at most.

    Members without a tracked role come too; nothing is owed to them. `laws` stands in for what is in
    force, by organisation. Give a thousand ids at a time: `chunks`.
    """
    where, ids = one_of(member_ids)
    rows = fetch(
        f"""
        select m.id, m.organisation_id, m.team_id, p.email, p.name, m.time_zone, m.fte,
               m.start_date, m.end_date, {", ".join(f"m.is_{role}" for role in ROLES)}
        from {MEMBER} m join {PERSON} p on p.id = m.person_id
        where m.id {where} order by m.id
        """,
        [ids],
    )
    if laws is None:
        laws = laws_of({row[1] for row in rows})
    members = {row[0]: MemberFacts(row, laws.get(row[1], NO_LAW)) for row in rows}
    in_use = {member.organisation_id: member.law for member in members.values()}.values()
    if members:
        read_sittings(members, where, ids, shares=any(law.needs_shares for law in in_use))
        for pk, first, last, kind in fetch(
            f"select member_id, starts_on, ends_on, kind from {LEAVE} where member_id {where}", [ids]
        ):
            members[pk].leave.append(LeaveFacts(as_day(first), as_day(last), kind))
        if any(law.needs_units for law in in_use):
            read_worked(members, where, ids)
    return list(members.values())


def read_sittings(members: dict[int, MemberFacts], where: str, ids: str, *, shares: bool) -> None:
    """Give each member their held sessions. How many attended is counted only if `shares` are asked for.

    The sessions of a member come as one row of lists: a row for each would cost more than all the rest.
    Only a group is counted; an individual session has one supervisee (`check_people`).
    """
    second = "date_part('epoch', a.counted_at)::bigint" if is_postgres() else "strftime('%%s', a.counted_at)"
    came = f"select count(*) from {ATTENDANCE} x where x.session_id = a.session_id and x.attended"
    attended = f"case when a.counted_kind = 'group' then ({came}) else 1 end" if shares else "1"
    lists = ", ".join(listed(value) for value in (second, "a.counted_minutes", "a.counted_kind", attended))
    for pk, seconds, minutes, kinds, numbers in fetch(
        f"""
        select a.member_id, {lists} from {ATTENDANCE} a
        where a.member_id {where} and a.counted_at is not null group by a.member_id
        """,
        [ids],
    ):
        member = members[pk]
        member.sittings = sorted(
            zip(
                map(days_in(member.zone), map(int, seconds.split(","))),
                map(int, minutes.split(",")),
                map(intern, kinds.split(",")),
                map(int, numbers.split(",")),
                strict=True,
            )
        )


def read_worked(members: dict[int, MemberFacts], where: str, ids: str) -> None:
    """Give each member their units, by day."""
    ordinal = (
        "day - date '0001-01-01' + 1" if is_postgres() else "cast(julianday(day) - 1721424.5 as integer)"
    )
    for pk, days, units in fetch(
        f"select member_id, {listed(ordinal)}, {listed('units')} from {WORKED} "
        f"where member_id {where} group by member_id",
        [ids],
    ):
        members[pk].worked = sorted(
            zip(map(int, days.split(",")), map(exact_text, units.split(",")), strict=True)
        )


def listed(value: str) -> str:
    """Return the words that gather an expression over a group as text, its values parted by commas."""
    return f"string_agg(({value})::text, ',')" if is_postgres() else f"group_concat({value})"


@lru_cache(maxsize=4096)
def exact_text(number: str) -> Decimal:
    """Return a number of up to six decimals, as either database writes it, exactly."""
    return exact(Decimal(number)) if is_postgres() else exact(float(number))
