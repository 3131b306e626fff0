"""What members' diaries say in a stretch of time, read for all of them at once, and when each can start."""

# ruff: noqa: S608 - only names of tables and columns are written into statements; values never are.

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from supervision.availability.models import HeavyDay, Medium, ProtectedTime
from supervision.availability.open_time import OpenTime
from supervision.availability.opening import frame_of, open_times
from supervision.availability.places import Places, places_of
from supervision.availability.rules import HEAVY_MINUTES, limits, need
from supervision.availability.sources import Party, parties_of, weekdays_of, zone_of
from supervision.people.models import Member
from supervision.people.walls import over_all_places
from supervision.scheduling.bits import Frame, listed
from supervision.scheduling.hours import DAY_MINUTES, EPOCH, daily_windows, day_starts, local_day_of, repeated
from supervision.scheduling.slots import NO_LIMITS, Diary, Kept, Need, startable
from supervision.scheduling.spans import Span
from supervision.sessions.finding.values import minute_of, moment_of
from supervision.sessions.models import Beside, Hold, Session, TakenTime
from supervision.sets import fetch, is_postgres, moment, one_of

TAKEN = TakenTime._meta.db_table
SESSION = Session._meta.db_table
BESIDE = Beside._meta.db_table
HOLD = Hold._meta.db_table
MEMBER = Member._meta.db_table
HEAVY = HeavyDay._meta.db_table
PROTECTED = ProtectedTime._meta.db_table
WEEK_AND_A_DAY = 8 * DAY_MINUTES


@dataclass(slots=True)
class Facts:
    """What is known of one person beside their open time."""

    taken: list[Span] = field(default_factory=list)
    facilitated: list[Span] = field(default_factory=list)
    heavy: list[int] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)


class Diaries:
    """Everybody's time in a frame. `can` answers when a member can start, and remembers the answer."""

    def __init__(
        self,
        parties: Mapping[int, Party],
        frame: Frame,
        times: Mapping[int, OpenTime],
        facts: Mapping[int, Facts],
        now: datetime,
        places: Places | None = None,
    ):
        self.parties = parties
        self.frame = frame
        self.times = times
        self.facts = facts
        self.now = minute_of(now)
        self.places = places
        self._can: dict[tuple[int, Need, bool, bool], int] = {}

    def place(self, supervisors: Sequence[int], minute: int) -> str:
        """Return where one meets the first of these in person at a minute; empty if that is not asked."""
        return self.places.at_minute(supervisors[0], minute) if self.places and supervisors else ""

    def at_place(self, row: int, member_id: int, place: str) -> int:
        """Return the cells of `row` that begin in hours for which a member named this place."""
        places = self.places
        if places is None:
            return 0
        minutes = listed(row, self.frame)
        return sum(1 << self.frame.cell(one) for one in minutes if places.at_minute(member_id, one) == place)

    def can(
        self, member_id: int, *, minutes: int, kind: str, supervises: bool, within_horizon: bool = True
    ) -> int:
        """Return the cells with which a session could start for a member, on whichever side.

        A supervisor has a buffer, limits, notice and horizon. A wall time that the clocks of the
        member's zone show for the second time is no start.
        """
        party = self.parties[member_id]
        wanted = need(party.rules if supervises else None, minutes=minutes, kind=kind)
        key = (member_id, wanted, supervises, within_horizon)
        found = self._can.get(key)
        if found is None:
            diary = self.diary_of(member_id)
            found = startable(diary, wanted, limits(party.rules) if supervises else NO_LIMITS, self.frame)
            if found:
                found &= ~repeated(party.zone, self.frame)
            if found and supervises:
                begins, ends = self.bookable(party, within_horizon=within_horizon)
                found &= self.frame.between(begins, ends)
            self._can[key] = found
        return found

    def bookable(self, party: Party, *, within_horizon: bool = True) -> Span:
        """Return the minutes from notice to horizon, in which a supervisor's sessions can start."""
        begins = self.now + party.rules.notice_hours * 60
        if not within_horizon:
            return begins, self.frame.end
        today = local_day_of(self.now, party.zone)
        return begins, day_starts(party.zone, today + party.rules.horizon_days, 1)[1]

    def diary_of(self, member_id: int) -> Diary:
        """Return a member's time as plain values."""
        party, time = self.parties[member_id], self.times[member_id]
        facts = self.facts.get(party.person_id)
        if facts is None:
            return Diary(party.zone, time.bits, time.blocked)
        return Diary(
            party.zone, time.bits, time.blocked, facts.taken, facts.facilitated, facts.heavy, facts.kept
        )

    def take(self, member_ids: Iterable[int], span: Span, *, supervisor: int, buffer: int) -> None:
        """Go on as if these members met in a span of minutes; the supervisor has a buffer after it.

        Whoever marked the day heavy has a quarter of an hour on both sides at least.
        """
        for pk in member_ids:
            person = self.parties[pk].person_id
            facts = self.facts.get(person)
            if facts is None:
                facts = Facts()
                self.facts = {**self.facts, person: facts}
            start, end = span
            around = HEAVY_MINUTES if local_day_of(start, self.parties[pk].zone) in facts.heavy else 0
            after = max(around, buffer if pk == supervisor else 0)
            facts.taken = sorted([*facts.taken, (start - around, end + after)])
            if pk == supervisor:
                facts.facilitated = sorted([*facts.facilitated, span])
            for key in [key for key in self._can if self.parties[key[0]].person_id == person]:
                del self._can[key]


def open_diaries(
    member_ids: Collection[int],
    *,
    start: int,
    end: int,
    now: datetime,
    medium: str = "",
    supervisors: Collection[int] = (),
    leaving_out: int | None = None,
) -> Diaries:
    """Read the diaries of these members for sessions that lie between two minutes since 1970.

    Three queries while their open weeks are kept. `medium` narrows the hours of `supervisors`; in person
    takes two more, for their places.
    Members who do not exist are left out.
    """
    parties = parties_of(member_ids)
    frame = frame_of(start, max(end, start + 1))
    times = open_times(parties, frame, medium=medium, narrowed=supervisors)
    has_weeks = any(parties[pk].rules.most_a_week is not None for pk in supervisors if pk in parties)
    facts = _facts_of(
        {party.person_id for party in parties.values()},
        frame,
        start - (WEEK_AND_A_DAY if has_weeks else DAY_MINUTES),
        end + (WEEK_AND_A_DAY if has_weeks else DAY_MINUTES),
        now=now,
        leaving_out=leaving_out,
    )
    places = None
    if medium == Medium.IN_PERSON:
        zones = {pk: parties[pk].zone for pk in supervisors if pk in parties}
        places = places_of(zones, [moment_of(start), moment_of(end)])
    return Diaries(parties, frame, times, facts, now, places)


@over_all_places()  # what they facilitate at their other places counts towards a break as well
def _facts_of(
    person_ids: Collection[int],
    frame: Frame,
    start: int,
    end: int,
    *,
    now: datetime,
    leaving_out: int | None,
) -> dict[int, Facts]:
    """Read what is taken, which days are heavy and what must be kept of these persons. One query.

    A session has its own start and end beside the time it takes if the person facilitates it, or is
    there beside whoever does; so has a time that is held for one they would facilitate.
    """
    where, ids = one_of(person_ids)
    first, last = (date.fromordinal(EPOCH + minute // DAY_MINUTES).isoformat() for minute in (start, end))
    if is_postgres():
        minute = "(extract(epoch from {})::bigint / 60)"
        days = "(day - date '1970-01-01')"
        none = "null::bigint"
    else:
        minute = "(cast(strftime('%%s', {}) as integer) / 60)"
        days = "cast(julianday(day) - 2440587.5 as integer)"
        none = "null"
    rows: Sequence[tuple[Any, ...]] = fetch(
        f"select t.person_id, 'taken', t.starts, t.ends,"
        f" {minute.format('coalesce(s.starts_at, h.starts_at)')},"
        f" {minute.format('coalesce(s.ends_at, h.ends_at)')}, null, null from {TAKEN} t"
        f" left join {SESSION} s on s.id = t.session_id and exists (select 1 from {MEMBER} m"
        " where m.person_id = t.person_id and (m.id = s.supervisor_id"
        f" or exists (select 1 from {BESIDE} b where b.session_id = s.id and b.member_id = m.id)))"
        f" left join {HOLD} h on h.id = t.hold_id and exists (select 1 from {MEMBER} m"
        " where m.id = h.supervisor_id and m.person_id = t.person_id)"
        f" where t.person_id {where} and t.ends > %s and t.starts < %s"
        " and (t.expires_at is null or t.expires_at > %s)"
        " and (t.session_id is null or t.session_id <> %s)"
        f" union all select person_id, 'heavy', {days}, {none}, {none}, {none}, null, null from {HEAVY}"
        f" where person_id {where} and day >= %s and day <= %s"
        f" union all select person_id, 'kept', starts, ends, minutes, {none}, weekdays, time_zone"
        f" from {PROTECTED} where person_id {where} and shape = 'within'",
        [ids, start, end, moment(now), leaving_out or 0, ids, first, last, ids],
    )
    found: dict[int, Facts] = {}
    for person, what, a, b, c, d, weekdays, zone in rows:
        facts = found.get(person)
        if facts is None:
            facts = found[person] = Facts()
        if what == "taken":
            facts.taken.append((a, b))
            if c is not None:
                facts.facilitated.append((c, d))
        elif what == "heavy":
            facts.heavy.append(EPOCH + a)
        else:
            windows = daily_windows(weekdays_of(weekdays), a, b, zone_of(zone), frame)
            facts.kept.append(Kept(windows, c))
    for facts in found.values():
        facts.taken.sort()
        facts.facilitated.sort()
    return found
