"""Reading somebody's own log: the supervision they received, where they ask from or in all their places."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

from django.db.models import Count, Q

from supervision.evidence import rules
from supervision.evidence.entries import entries_of
from supervision.evidence.models import Registrations
from supervision.evidence.rules import Counting, Registration, Sat, Tally, Year
from supervision.people.access import places_of
from supervision.people.models import Member
from supervision.scheduling.days import local_day
from supervision.sessions.models import Attendance

HERE, ALL = "here", "all"


@dataclass(frozen=True, slots=True)
class Line:
    """One session of a log: when, with whom, and what it is worth. Never what was said.

    `entry` names what its owner wrote down themselves; None where Holdspace recorded it.
    """

    sat: Sat
    supervisor: str
    organisation: str
    credited: Fraction
    why: str
    entry: UUID | None = None

    @property
    def is_own(self) -> bool:
        return self.entry is not None


@dataclass(frozen=True, slots=True)
class Log:
    """A person's log of one year, counted one way. `places` are those it was put together from."""

    registration: Registration
    counting: Counting
    year: Year
    years: Sequence[Year]
    lines: Sequence[Line]
    tally: Tally
    places: Sequence[Member]
    may_join: bool
    today: date

    @property
    def where(self) -> str:
        return ALL if len(self.places) > 1 else HERE

    @property
    def place_names(self) -> list[str]:
        return [place.organisation.name for place in self.places]

    @property
    def is_of_several(self) -> bool:
        return len(self.places) > 1

    @property
    def own_lines(self) -> Sequence[Line]:
        """Those that their owner wrote down themselves."""
        return [line for line in self.lines if line.is_own]

    @property
    def own_minutes(self) -> int:
        return sum(line.sat.minutes for line in self.own_lines)

    @property
    def shows_where(self) -> bool:
        """Say whether each line needs to say where it was."""
        return self.is_of_several or any(line.is_own for line in self.lines)


def registrations_of(person_id: int) -> list[Registration]:
    """Return with whom a person is registered, as they said, in the order of the list of bodies."""
    kept = Registrations.objects.filter(pk=person_id).first()
    if kept is None:
        return []
    found = [Registration(**one) for one in json.loads(kept.kept or "[]")]
    order = list(rules.BY_SLUG)
    return sorted((one for one in found if one.body in rules.BY_SLUG), key=lambda one: order.index(one.body))


def offered(registrations: Sequence[Registration]) -> list[Registration]:
    """Return the ways in which a log can be counted: those of the person's bodies, and minutes as they were.

    Whoever named no body is offered all of them, in calendar years.
    """
    if not registrations:
        return [Registration(one.slug) for one in rules.COUNTINGS]
    if any(one.body == rules.AS_IT_WAS.slug for one in registrations):
        return list(registrations)
    first = registrations[0]
    return [*registrations, Registration(rules.AS_IT_WAS.slug, first.month, first.day)]


def log_of(
    member: Member, *, now: datetime, body: str = "", year: date | None = None, where: str = HERE
) -> Log:
    """Return the log of whoever looks from `member`, counted as `body` counts, of the year around `year`.

    What is not asked for, or is not there, is the first body and this year. `where` is this place, or all
    the places of the same person that are open to them. What they wrote down themselves is of no place, and
    in both.
    """
    ways = offered(registrations_of(member.person_id))
    registration = next((one for one in ways if one.body == body), ways[0])
    places = places_of(member.person, now=now)
    mine = places if where == ALL else [member]
    today = local_day(now, member.zone)
    own = own_lines_of(member.person_id, registration.counting)
    # The newest first; of one day, what was recorded here before what was written down.
    rows = sorted(
        [*read(mine, registration.counting, now=now), *own], key=lambda row: row.sat.on, reverse=True
    )
    years = rules.years_back(today, rows[-1].sat.on if rows else None, registration)
    chosen = next((one for one in years if year is not None and one.first <= year <= one.last), years[0])
    since = min([*(place.start_date for place in mine), *(row.sat.on for row in own)])
    return Log(
        registration,
        registration.counting,
        chosen,
        years,
        [row for row in rows if chosen.first <= row.sat.on <= chosen.last],
        rules.tally(registration.counting, [row.sat for row in rows], chosen, today=today, since=since),
        mine,
        len(places) > 1,
        today,
    )


def read(places: Sequence[Member], counting: Counting, *, now: datetime) -> list[Line]:
    """Return every session these places of one person attended as supervisee, the newest first; one query.

    A day is one in the zone of the place it was held in.
    """
    by_id = {place.pk: place for place in places}
    rows = (
        Attendance.objects.counted()
        .filter(member__in=by_id, session__starts_at__lte=now)
        .annotate(came=Count("session__attendances", filter=Q(session__attendances__attended=True)))
        .order_by("-session__starts_at", "-pk")
        .values_list(
            "member_id",
            "session__starts_at",
            "session__held_minutes",
            "session__kind",
            "came",
            "session__supervisor__person__name",
        )
    )
    found = []
    for member_id, starts_at, minutes, kind, came, supervisor in rows:
        place = by_id[member_id]
        sat = Sat(local_day(starts_at, place.zone), minutes or 0, kind, came)
        worth, said = rules.credited(counting, sat), rules.why(counting, sat)
        found.append(Line(sat, supervisor, place.organisation.name, worth, said))
    return found


def own_lines_of(person_id: int, counting: Counting) -> list[Line]:
    """Return what a person wrote down themselves as lines of their log."""
    return [
        Line(
            one.sat,
            one.supervisor,
            one.where or "Elsewhere",
            rules.credited(counting, one.sat),
            rules.why(counting, one.sat),
            one.pk,
        )
        for one in entries_of(person_id)
    ]
