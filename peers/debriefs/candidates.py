"""Reading whom to ask: everybody in the pool of an organisation at once, as plain values. Two queries.

One statement says what is known of each listener, one more when they are free. The pure function in
`ranking` decides; nothing here does, but that nobody is asked to meet when one of the two is taken.
"""

# ruff: noqa: S608 - only names of tables and columns are written into statements; values never are.

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from peers.debriefs import rules
from peers.debriefs.models import Invite, OnCall, Request, Spared, Ways
from peers.debriefs.ranking import Candidate, Ranked, Wanted, ranked, why_not
from peers.pool.access import lines_of_one
from peers.pool.favoured import rung_first
from peers.pool.models import DEBRIEFS, Joined, Profile
from supervision.availability.free import FreeTimes, free_times
from supervision.availability.sources import zone_of
from supervision.availability.taking import minute_of
from supervision.people.models import Member
from supervision.scheduling.bits import QUARTER, covering, every, lowest
from supervision.scheduling.days import local_day
from supervision.scheduling.hours import cells_of_days, local_day_of
from supervision.sets import as_moment, fetch, is_postgres, moment

MEMBER, JOINED, PROFILE = Member._meta.db_table, Joined._meta.db_table, Profile._meta.db_table
REQUEST, INVITE, SPARED = Request._meta.db_table, Invite._meta.db_table, Spared._meta.db_table
ON_CALL, WAYS = OnCall._meta.db_table, Ways._meta.db_table
LEAD_MINUTES = 30
"""For today and this week a talk begins so much later at least: there is time to answer."""
AFTERNOON = 13
AROUND_FROM, AROUND_TO = 8, 20
"""Outside their hours people are asked between these hours of theirs, if they said that they may be."""


@dataclass(frozen=True, slots=True)
class Listener:
    """What was read of one listener, with what the reading needs itself."""

    candidate: Candidate
    person: int
    zone: ZoneInfo
    is_around: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of a look: who may be asked, in order, and why each of the others is not."""

    ranked: list[Ranked]
    left_out: dict[int, str]


def look(request: Request, *, now: datetime, number: int | None = None) -> Looked:
    """Rank everybody who could be asked for a request; the first `number` if given.

    Two queries, and two more for a call now: whom the asker would ring first is in their sealed space.
    """
    wanted = wanted_of(request, now=now)
    listeners = read_listeners(request, now=now)
    left_out: dict[int, str] = {}
    open_ones: list[Listener] = []
    for one in listeners:
        reason = why_not(one.candidate, wanted)
        if reason:
            left_out[one.candidate.member] = reason
        else:
            open_ones.append(one)
    found = with_times(request, open_ones, now=now)
    left_out |= {one.member: "not free" for one in found if one.free_at is None}
    return Looked(ranked(found, wanted, number=number), left_out)


def wanted_of(request: Request, *, now: datetime) -> Wanted:
    return Wanted(
        urgency=request.urgency,
        weight=request.weight,
        minutes=request.minutes,
        now=minute_of(now),
        seed=request.pk.int & 0xFFFFFFFF,
        wants_work=request.same_work,
    )


# ---------------------------------------------------------------- what is known of each
def read_listeners(request: Request, *, now: datetime) -> list[Listener]:
    """Read everybody who listens in the asker's organisation, the asker aside. One query."""
    asker = request.asker
    day = local_day(now, asker.zone)
    half = OnCall.Half.AFTERNOON if now.astimezone(asker.zone).hour >= AFTERNOON else OnCall.Half.MORNING
    lines, params = lines_of_one(asker, on=day)
    key = request.pk if is_postgres() else request.pk.hex
    sql = f"""
    with recursive {lines},
    lately(id, asked, given, together, heavy) as (
        select i.member_id, count(*) filter (where i.asked_at > %s),
            count(*) filter (where i.state = 'accepted'),
            count(*) filter (where i.state = 'accepted' and r.asker_id = %s),
            max(case when i.state = 'accepted' and r.weight >= {rules.HEAVY} then r.ends_at end)
        from {INVITE} i join {REQUEST} r on r.id = i.request_id
        where r.organisation_id = %s and i.asked_at > %s group by i.member_id
    )
    select m.id, m.person_id, m.time_zone, p.most_a_week, p.heaviest, p.longest_minutes, p.around_for_five,
        p.languages, p.work, lately.asked, lately.given, lately.together, lately.heavy, c.id is not null,
        m.id in (select id from lines), m.id in (select id from apart),
        m.id in (select member_id from {SPARED} where request_id = %s),
        m.id in (select member_id from {INVITE} where request_id = %s),
        (select work from {PROFILE} where member_id = %s), m.team_id
    from {JOINED} j join {MEMBER} m on m.id = j.member_id
    left join {PROFILE} p on p.member_id = m.id
    left join lately on lately.id = m.id
    left join {ON_CALL} c on c.member_id = m.id and c.day = %s and c.half = %s
        and exists (select 1 from {WAYS} w where w.organisation_id = m.organisation_id and w.has_rota)
    where j.part = '{DEBRIEFS}' and j.state = 'in' and m.organisation_id = %s and m.id <> %s
        and m.start_date <= %s and (m.end_date is null or m.end_date >= %s)
    """
    rows = fetch(
        sql,
        [
            *params,
            moment(now - rules.WEEK_BACK),
            asker.pk,
            request.organisation_id,
            moment(now - rules.LATELY),
            key,
            key,
            asker.pk,
            day.isoformat(),
            half,
            request.organisation_id,
            asker.pk,
            day.isoformat(),
            day.isoformat(),
        ],
    )
    firsts = rung_first(asker) if request.urgency == rules.NOW else frozenset()
    return [_listener(row, request, firsts) for row in rows]


def _listener(row: tuple[Any, ...], request: Request, firsts: frozenset[int]) -> Listener:
    pk, person, zone, most, heaviest, longest, around, languages, work = row[:9]
    asked, given, together, heavy = row[9:13]
    is_on_call, is_line, is_apart, is_spared, was_asked, own_work, team = row[13:]
    language = request.language
    rests = minute_of(rules.rests_until(as_moment(heavy))) if heavy else 0
    candidate = Candidate(
        pk,
        None,
        asked or 0,
        most or 2,
        given or 0,
        together or 0,
        rests,
        heaviest or rules.HEAVY,
        longest or 30,
        not language or f",{language}," in (languages if languages is not None else ",en,"),
        bool(own_work and work) and bool(set(own_work.split(",")) & set(work.split(",")) - {""}),
        bool(is_on_call),
        pk == request.first_id or pk in firsts,
        bool(is_line),
        bool(is_apart),
        bool(is_spared),
        bool(was_asked),
        request.within_team and team != request.asker.team_id,
    )
    return Listener(candidate, person, zone_of(zone), bool(around))


# ---------------------------------------------------------------- when they are free
def with_times(request: Request, listeners: list[Listener], *, now: datetime) -> list[Candidate]:
    """Return these listeners with the first minute at which both are free. One query."""
    if not listeners:
        return []
    start, end = stretch_of(request, now=now)
    people = {one.candidate.member: one.person for one in listeners}
    people[request.asker_id] = request.asker.person_id
    free = free_times(people, start, end, now=now)
    if request.urgency == rules.NOW:
        return [_at_once(one, request.minutes, free) for one in listeners]
    own = asker_cells(request, free) & every(QUARTER, free.frame.cells)
    return [
        one.candidate._replace(free_at=free.minute(lowest(both)) if both else None)
        for one in listeners
        if (both := _shared(one, request.minutes, free, own)) is not None
    ]


def stretch_of(request: Request, *, now: datetime) -> tuple[int, int]:
    """Return the minutes in which a talk may lie: from the one at hand, or from half an hour on."""
    this = minute_of(now) // 5 * 5
    if request.urgency == rules.NOW:
        return this, this + -(-request.minutes // 5) * 5
    begins = -(-(this + LEAD_MINUTES) // 15) * 15
    return begins, max(begins, minute_of(request.latest_at)) + request.minutes


def asker_cells(request: Request, free: FreeTimes) -> int:
    """Return the cells with which the asker could begin: in their hours, or else whenever nothing is on."""
    own = free.starts(request.asker_id, request.minutes)
    if own:
        return own
    kept = free.by[request.asker_id]
    busy = kept.blocked | (covering(kept.taken, free.frame) if kept.taken else 0)
    return free.without(busy, request.minutes)


def _shared(one: Listener, minutes: int, free: FreeTimes, own: int) -> int:
    both = free.starts(one.candidate.member, minutes) & own
    heavy = free.by[one.candidate.member].heavy
    if both and heavy:
        both &= ~cells_of_days(heavy, one.zone, free.frame)
    return both


def _at_once(one: Listener, minutes: int, free: FreeTimes) -> Candidate:
    """Return a listener with this minute if nothing keeps them from a call now."""
    member, start = one.candidate.member, free.start
    is_free = bool(free.starts(member, minutes) >> free.frame.cell(start) & 1)
    if not is_free and one.is_around:
        is_free = _is_waking(start, one.zone) and free.is_around(member, minutes, zone=one.zone)
    if is_free and free.is_heavy(member, start, zone=one.zone):
        is_free = False
    return one.candidate._replace(free_at=start if is_free else None)


def _is_waking(minute: int, zone: ZoneInfo) -> bool:
    hour = datetime.fromtimestamp(minute * 60, tz=zone).hour
    return AROUND_FROM <= hour < AROUND_TO


def common_starts(request: Request, member: Member, *, now: datetime, number: int) -> list[datetime]:
    """Return up to so many quarter-hours at which both are free in the week ahead, a few on each day."""
    asker = request.asker
    start = -(-(minute_of(now) + LEAD_MINUTES) // 15) * 15
    end = start + 7 * 24 * 60
    free = free_times({asker.pk: asker.person_id, member.pk: member.person_id}, start, end, now=now)
    both = free.common([asker.pk, member.pk], request.minutes) & every(QUARTER, free.frame.cells)
    found: list[datetime] = []
    by_day: dict[int, int] = {}
    while both and len(found) < number:
        cell = lowest(both)
        both &= both - 1
        minute = free.minute(cell)
        day = local_day_of(minute, member.zone)
        last = by_day.get(day, 0)
        if last and (minute - last < 120):
            continue
        by_day[day] = minute
        found.append(datetime.fromtimestamp(minute * 60, tz=now.tzinfo))
    return found
