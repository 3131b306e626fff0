"""Reading who is in a round, and what pairing them asks about: in a fixed number of queries."""

# ruff: noqa: S608 - only names of tables and columns are written into statements; values never are.

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from peers.checkins.models import Round, Seat, Standing, TeamRhythm
from peers.checkins.rules import FRESH, MINUTES, Candidate, circle_of, is_away, waited
from peers.pool.access import apart, joined_members
from peers.pool.models import CHECKINS
from supervision.availability.free import FreeTimes, free_times
from supervision.people.models import Leave, Organisation
from supervision.scheduling.bits import QUARTER, every, runs
from supervision.scheduling.days import day_starts_at, local_day
from supervision.scheduling.matching import join_pairs, pair_up
from supervision.scheduling.slots import cells_in
from supervision.sets import as_day, fetch, one_of

SEAT = Seat._meta.db_table
ROUND = Round._meta.db_table

Group = tuple[int, ...]


class Everybody(Enum):
    """Whoever takes part, in whichever rounds."""

    EVERYBODY = "everybody"


EVERYBODY = Everybody.EVERYBODY


@dataclass(frozen=True, slots=True)
class Taking:
    """A member who takes part in check-ins now."""

    id: int
    person_id: int
    team_id: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Who meets whom in a round. `apart`: what it went by, so that one can see whether it still holds."""

    groups: list[Group]
    alone: list[int]
    apart: dict[int, set[int]]
    left_out: dict[int, int]


def of_pool(members, organisation: Organisation, team_id: int | None):
    """Return those of members who are in a team's own rounds; with None, those in everybody's."""
    if team_id is not None:
        return members.filter(team=team_id)
    own = TeamRhythm.objects.filter(organisation=organisation).values("team")
    return members.exclude(team__in=own)


def taking_part(
    organisation: Organisation, *, first: date, last: date, team_id: int | Everybody | None = EVERYBODY
) -> list[Taking]:
    """Return who takes part on the day `first`, and is not away for most of the days up to `last`.

    `team_id`: of those in a team's own rounds alone, or (None) of those in everybody else's.
    """
    members = joined_members(CHECKINS, organisation, on=first).filter(start_date__lte=first)
    if not isinstance(team_id, Everybody):
        members = of_pool(members, organisation, team_id)
    found = [Taking(*row) for row in members.values_list("pk", "person_id", "team_id")]
    leaves: dict[int, list[tuple[date, date | None]]] = {}
    where, ids = one_of(one.id for one in found)
    for member, starts_on, ends_on in fetch(
        f"select member_id, starts_on, ends_on from {Leave._meta.db_table} where member_id {where}"
        " and starts_on <= %s and (ends_on is null or ends_on >= %s)",
        [ids, last.isoformat(), first.isoformat()],
    ):
        leaves.setdefault(member, []).append((as_day(starts_on), as_day(ends_on)))
    return [one for one in found if not is_away(leaves.get(one.id, ()), first=first, last=last)]


def for_round(
    organisation: Organisation,
    *,
    starts_on: date,
    first: date,
    last: date,
    before: Round | None,
    team_id: int | None = None,
) -> list[Taking]:
    """Return who is in a round: not those who rest, nor those who want a partner every other round only.

    Nor those who came from another team's round that is still on: they finish that one first.
    """
    found = taking_part(organisation, first=first, last=last, team_id=team_id)
    others = Round.objects.of(organisation).open_on(first).exclude(starts_on=starts_on, team=team_id)
    others = others.exclude(pk=before.pk) if before is not None else others
    resting = set(
        Standing.objects.filter(member__organisation=organisation, rests_until__gte=starts_on).values_list(
            "pk", flat=True
        )
    )
    resting |= set(Seat.objects.filter(round__in=others).together().values_list("member_id", flat=True))
    if before is not None:
        resting |= set(
            Seat.objects.filter(round=before, member__checkin_standing__turns=2)
            .together()
            .values_list("member_id", flat=True)
        )
    return [one for one in found if one.id not in resting]


def plan_groups(
    organisation: Organisation,
    taking: Sequence[Taking],
    *,
    on: date,
    last: date,
    by_team: bool,
    now: datetime,
    joined: Collection[Group] = (),
) -> Plan:
    """Work out who meets whom among these in a round that began on this day.

    `by_team`: from one's own team first, and across teams whoever is over. `joined`: pairs there are
    already, which may take somebody in as a third but are not parted.
    """
    known = {one.id: one for one in taking}
    candidates, left_out, separate = candidates_of(organisation, taking, on=on, last=last, now=now)
    settled = {pk for group in joined for pk in group}
    fresh = [one for one in candidates if one.id not in settled]
    parts: dict[int | None, list[Candidate]] = {}
    for one in fresh:
        parts.setdefault(known[one.id].team_id if by_team else None, []).append(one)
    over = parts.pop(None, [])
    groups: list[Group] = []
    for part in parts.values():
        found, alone = _paired(part, on=on)
        groups += found
        over += [one for one in part if one.id in alone]
    found, alone = _paired(over, on=on)
    groups += found
    left = sorted(alone, key=lambda pk: (-left_out.get(pk, 0), pk))
    groups, left = _taken_in(candidates, groups, joined, left, on=on)
    return Plan(groups, left, separate, left_out)


def _paired(part: Sequence[Candidate], *, on: date) -> tuple[list[Group], set[int]]:
    pairing = pair_up(circle_of(part, on=on), seed=on.toordinal())
    groups: list[Group] = [tuple(part[at].id for at in group) for group in (*pairing.pairs, *pairing.threes)]
    return groups, {part[at].id for at in pairing.alone}


def _taken_in(
    candidates: Sequence[Candidate],
    groups: list[Group],
    joined: Collection[Group],
    left: list[int],
    *,
    on: date,
) -> tuple[list[Group], list[int]]:
    """Let those who are left join a pair, of the new ones or of those there are, as its third."""
    pairs = [group for group in (*groups, *joined) if len(group) == 2]
    if not left or not pairs:
        return groups, left
    place = {one.id: at for at, one in enumerate(candidates)}
    mate = [-1] * len(candidates)
    for one, other in pairs:
        mate[place[one]], mate[place[other]] = place[other], place[one]
    threes = [
        tuple(candidates[at].id for at in three)
        for three in join_pairs(circle_of(candidates, on=on), mate, [place[pk] for pk in left])
    ]
    within = {pk for three in threes for pk in three}
    kept = [group for group in groups if not within & set(group)]
    return kept + threes, [pk for pk in left if pk not in within]


def candidates_of(
    organisation: Organisation, taking: Sequence[Taking], *, on: date, last: date, now: datetime
) -> tuple[list[Candidate], dict[int, int], dict[int, set[int]]]:
    """Return these as candidates, how many rounds each was left out, and who is kept apart from whom."""
    ids = [one.id for one in taking]
    separate = apart(ids, on=local_day(now, organisation.zone))
    left_out = dict(Standing.objects.filter(pk__in=ids, left_out__gt=0).values_list("pk", "left_out"))
    paired = set(
        Seat.objects.filter(member__in=ids).together().values_list("member_id", flat=True).distinct()
    )
    met = _met(organisation, on=on)
    hours = _hours(organisation, taking, on=on, last=last, now=now)
    candidates = [
        Candidate(
            pk,
            hours[pk],
            waited(left_out=left_out.get(pk, 0), is_new=pk not in paired),
            separate[pk],
            met.get(pk, {}),
        )
        for pk in ids
    ]
    return candidates, left_out, separate


def _met(organisation: Organisation, *, on: date) -> dict[int, dict[int, date]]:
    """Return when members met last within a year before a day, in both directions. One query."""
    found: dict[int, dict[int, date]] = {}
    for one, other, day in fetch(
        f"select a.member_id, b.member_id, max(r.starts_on) from {SEAT} a"
        f" join {SEAT} b on b.pair_id = a.pair_id and b.member_id > a.member_id"
        f" join {ROUND} r on r.id = a.round_id"
        " where r.organisation_id = %s and r.starts_on > %s and r.starts_on <= %s"
        " group by a.member_id, b.member_id",
        [organisation.pk, (on - timedelta(days=FRESH)).isoformat(), on.isoformat()],
    ):
        met = as_day(day)
        found.setdefault(one, {})[other] = met
        found.setdefault(other, {})[one] = met
    return found


def _hours(
    organisation: Organisation, taking: Iterable[Taking], *, on: date, last: date, now: datetime
) -> dict[int, int]:
    """Return for each the bits of the quarters of an hour in which they could meet up to a day."""
    people = {one.id: one.person_id for one in taking}
    start, end = round_minutes(organisation, on=on, last=last, now=now)
    free = free_times(people, start, end, now=now)
    within = free.frame.between(start, end) & every(QUARTER, free.frame.cells)
    return {pk: _quarters(runs(free.by[pk].open, cells_in(MINUTES)) & within, free) for pk in people}


def _quarters(cells: int, free: FreeTimes) -> int:
    """Return a set of cells of which only each third is set with a bit for each of these."""
    return int(format(cells, f"0{free.frame.cells}b")[::-1][::QUARTER][::-1], 2)


def round_minutes(organisation: Organisation, *, on: date, last: date, now: datetime) -> tuple[int, int]:
    """Return from when to when a round can still be used, in minutes since 1970, the end not included."""
    begins = max(day_starts_at(on, organisation.zone), now)
    ends = day_starts_at(last + timedelta(days=1), organisation.zone)
    start, end = -(-int(begins.timestamp()) // 60), int(ends.timestamp()) // 60
    return start, max(end, start + MINUTES)
