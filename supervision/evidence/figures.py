"""How an organisation kept supervision up: counts of a month or a quarter, never a name or a reason."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from supervision.evidence.periods import last_of, month_after
from supervision.people.models import Member, Organisation, Team
from supervision.policy.clock.history import AWAY, COVERED, OWED, Past
from supervision.policy.inputs import MemberFacts, chunks, read, tracked_ids
from supervision.policy.law import RuleFacts
from supervision.policy.year import past_of
from supervision.scheduling.days import day_starts_at, local_day
from supervision.sessions.models import Attendance, Session

KEPT, LATE, RIGHTED, OFF = "kept", "late", "righted", "away"
"""A member's month: owed on no day; owed on some day, and at the end; put right by then; away throughout."""
SESSIONS, MINUTES = "sessions", "minutes"
"""How often somebody sat in supervision in a month, and how long."""
NO_TEAM = 0
Tick = Callable[[int, int], None]


# ---------------------------------------------------------------- one member
class Months:
    """How supervision of one member was kept up, month by month, knowing on each day what was known then."""

    def __init__(self, member: MemberFacts):
        self.member = member
        self._pasts: dict[int, Past] = {}

    def _past(self, rule: RuleFacts) -> Past:
        found = self._pasts.get(id(rule))
        if found is None:
            found = self._pasts[id(rule)] = past_of(self.member, rule)
        return found

    def stands(self, first: date, last: date) -> tuple[str, int] | None:
        """Return how the days from `first` to `last` stood under all rules in force, and how many were away.

        None where nothing was owed on any of them: not tracked yet or any more, or no rule.
        """
        start, end = date.fromordinal(self.member.start), self.member.end
        day = max(first, start)
        stop = last if end is None else min(last, date.fromordinal(end))
        seen: set[str] = set()
        open_at_end, away = False, 0
        while day <= stop:
            turn = self.member.law.next_turn(day)
            until = stop if turn is None else min(stop, turn - timedelta(days=1))
            paused = 0
            for rule in self.member.rules_on(day):
                for stretch in self._past(rule).stretches(day, until):
                    seen.add(stretch.kind)
                    if stretch.kind == OWED and stretch.end > stop:
                        open_at_end = True
                    if stretch.kind == AWAY:
                        paused = max(paused, (stretch.end - stretch.start).days)
            away += paused
            day = until + timedelta(days=1)
        if not seen:
            return None
        if OWED in seen:
            return (LATE if open_at_end else RIGHTED), away
        return (KEPT if COVERED in seen else OFF), away


# ---------------------------------------------------------------- a month of an organisation
def months_figures(
    organisation: Organisation,
    months: Sequence[date],
    *,
    now: datetime,
    tick: Tick = lambda done, total: None,
) -> dict[date, dict[str, Any]]:
    """Return the figures of each month (its first day), as they are kept.

    `whole` and each of `teams` hold counts of members; `sessions` what was held, in sessions and minutes;
    `paused` how many were away on some day, and their days.
    """
    if not months:
        return {}
    counts: dict[date, dict[int, Counter]] = {month: defaultdict(Counter) for month in months}
    paused: dict[date, Counter] = {month: Counter() for month in months}
    ids = tracked_ids(organisation.pk)
    for number, chunk in enumerate(chunks(ids, 500)):
        tick(number * 500, len(ids))
        for facts in read(chunk):
            member = Months(facts)
            for month in months:
                found = member.stands(month, last_of(month))
                if found is None:
                    continue
                stands, away = found
                team = counts[month][facts.team_id or NO_TEAM]
                team[stands] += 1
                sittings = sat_in(facts, month)
                team.update({SESSIONS: len(sittings), MINUTES: sum(sittings)})
                if away:
                    paused[month].update(people=1, days=away)
    tick(len(ids), len(ids))
    names = dict(Team.objects.of(organisation).values_list("pk", "name"))
    held = sessions_held(organisation, months)
    return {
        month: {
            "whole": dict(sum(counts[month].values(), Counter())),
            "teams": [
                [team, names.get(team, ""), dict(found)]
                for team, found in sorted(
                    counts[month].items(), key=lambda item: names.get(item[0], "").casefold()
                )
            ],
            "sessions": held[month],
            "paused": dict(paused[month]),
        }
        for month in months
    }


def sat_in(facts: MemberFacts, month: date) -> list[int]:
    """Return the minutes of each session that a member attended as supervisee in a month."""
    first, last = month.toordinal(), last_of(month).toordinal()
    return [minutes for on, minutes, _, _ in facts.sittings if first <= on <= last]


def sessions_held(organisation: Organisation, months: Sequence[date]) -> dict[date, dict[str, int]]:
    """Return how many sessions were held in each month, of each kind, and their minutes; in the zone of the
    organisation."""
    zone = organisation.zone
    rows = (
        Session.objects.of(organisation)
        .held()
        .filter(
            starts_at__gte=day_starts_at(min(months), zone),
            starts_at__lt=day_starts_at(month_after(max(months)), zone),
        )
        .values_list("starts_at", "kind", "held_minutes")
    )
    found: dict[date, Counter] = {month: Counter() for month in months}
    for starts_at, kind, minutes in rows.iterator():
        month = local_day(starts_at, zone).replace(day=1)
        if month in found:
            found[month].update({kind: 1, "minutes": minutes or 0})
    return {month: dict(counter) for month, counter in found.items()}


# ---------------------------------------------------------------- a quarter of an organisation
def quarter_figures(organisation: Organisation, first: date, *, now: datetime) -> dict[str, Any]:
    """Return what became of the sessions called off in the quarter that begins on `first`.

    `people` is how many they were with; `dated` how many had another date; `half_within` the days within
    which half of those had it; `longest` of them all.
    """
    zone = organisation.zone
    begins, ends = day_starts_at(first, zone), day_starts_at(month_after(first, 3), zone)
    # One without a note of when it was called off counts from the day on which it was to be.
    off = Session.objects.of(organisation).filter(
        Q(cancelled_at__gte=begins, cancelled_at__lt=ends)
        | Q(cancelled_at=None, starts_at__gte=begins, starts_at__lt=ends),
        status=Session.Status.CANCELLED,
    )
    invited: dict[int, list[int]] = defaultdict(list)
    for session, member in Attendance.objects.filter(session__in=off).values_list("session_id", "member_id"):
        invited[session].append(member)
    people = {member for members in invited.values() for member in members}
    dates = dates_of(people, begins)
    linked = dict(
        Session.objects.filter(rebooks__in=off, status__in=("booked", "held"))
        .order_by("-starts_at")
        .values_list("rebooks_id", "starts_at")
    )
    waits = []
    called_off = list(off.values_list("pk", "cancelled_at", "starts_at"))
    for pk, cancelled_at, starts_at in called_off:
        at = cancelled_at or starts_at
        found = linked.get(pk) or next_after(at, invited.get(pk, ()), dates)
        if found is not None:
            waits.append((local_day(found, zone) - local_day(at, zone)).days)
    waits = sorted(max(days, 0) for days in waits)
    figures: dict[str, Any] = {"off": len(called_off), "dated": len(waits), "people": len(people)}
    if waits:
        figures |= {"half_within": waits[(len(waits) - 1) // 2], "longest": waits[-1]}
    return figures


def dates_of(people: Iterable[int], begins: datetime) -> dict[int, list[datetime]]:
    """Return when each of these members had a session, held or still to come, from `begins` on."""
    rows = (
        Attendance.objects.filter(
            member__in=people, session__status__in=("booked", "held"), session__starts_at__gte=begins
        )
        .exclude(session__status="held", attended=False)
        .order_by("session__starts_at")
        .values_list("member_id", "session__starts_at")
    )
    found: dict[int, list[datetime]] = defaultdict(list)
    for member, starts_at in rows:
        found[member].append(starts_at)
    return found


def next_after(at: datetime, members: Iterable[int], dates: dict[int, list[datetime]]) -> datetime | None:
    """Return the first date after `at` that any of these members had; None while there is none."""
    found = []
    for member in members:
        known = dates.get(member, [])
        place = bisect_left(known, at)
        found += known[place : place + 1]
    return min(found, default=None)


def tracked_on_some_day(organisation: Organisation, since: date, until: date) -> list[int]:
    """Return the ids of the members who were tracked on any day from `since` to `until`."""
    members = Member.objects.of(organisation).tracked().filter(start_date__lte=until)
    return list(members.present(since).order_by("pk").values_list("pk", flat=True))
