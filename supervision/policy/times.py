"""Times for the people on a board: three for each who is owed, and a plan that books all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import ngettext

from supervision.people.models import Leave, Member, Relationship
from supervision.policy import looks
from supervision.scheduling.days import local_day
from supervision.sessions.booking import MOST_AT_ONCE
from supervision.sessions.finding import Suggestion, best_for
from supervision.wording import noted

SHOWS = (("owed", noted("Owed")), ("soon", noted("Owed or due soon")), ("away", noted("Before I am away")))
"""Whom a plan is for."""
NUMBER = 3
LONGEST_MINUTES = 8 * 60
NO_SUPERVISOR = noted("No supervisor yet.")
NOTHING_FREE = noted("Nothing is free for both in the next eight weeks.")
FORECAST_DAYS = 84
"""How far ahead a lead's own leave is looked for."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One time of one supervisor, as a form carries it."""

    starts_at: datetime
    supervisor_id: int
    minutes: int

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def value(self) -> str:
        return f"{int(self.starts_at.timestamp()) // 60}-{self.supervisor_id}-{self.minutes}"


@dataclass(frozen=True, slots=True)
class Times:
    """What is suggested for one person: why these times, and the times. No times: `sentence` says so."""

    sentence: str
    picks: Sequence[Pick] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """One person of a plan: a time and why, or why there is none."""

    person: Person
    times: Times
    supervisor: str = ""

    @property
    def pick(self) -> Pick | None:
        return self.times.picks[0] if self.times.picks else None


@dataclass(frozen=True, slots=True)
class Person:
    """As much of somebody on a board as a plan needs."""

    id: int
    name: str
    look: str
    due_on: date | None
    words: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Whom a time was found for, due longest first, whom none was found for, and how many are left over."""

    placed: Sequence[Planned]
    unplaced: Sequence[Planned]
    left: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """A lead's own next leave, and how many people with nothing booked fall due in it."""

    starts_on: date
    ends_on: date | None
    number: int
    words: str


def pick_of(value: str) -> Pick | None:
    """Return the time that a form's value names; None for anything else."""
    parts = value.split("-")
    if len(parts) != 3 or not all(part.isdecimal() and part.isascii() and len(part) < 12 for part in parts):
        return None
    minute, supervisor, minutes = map(int, parts)
    if not 1 <= minutes <= LONGEST_MINUTES or minute > 121_000_000:  # the year 2200
        return None
    return Pick(datetime.fromtimestamp(minute * 60, UTC), supervisor, minutes)


def supervisors_by_person(ids: Iterable[int], *, on: date) -> dict[int, list[int]]:
    """Return who supervises each of these members on this day, whoever has longest first."""
    found: dict[int, list[int]] = {}
    rows = Relationship.objects.on(on).filter(supervisee__in=list(ids)).order_by("starts_on", "pk")
    for supervisee, supervisor in rows.values_list("supervisee_id", "supervisor_id"):
        if supervisor not in found.setdefault(supervisee, []):
            found[supervisee].append(supervisor)
    return found


def suggested(
    pairs: Mapping[int, Sequence[int]], due: Mapping[int, date | None], *, apart: bool = False, now: datetime
) -> dict[int, Times]:
    """Return, for each supervisee in `pairs`, the best times with one of their supervisors.

    With `apart` no two are offered the same time first. A fixed number of queries; none for nobody.
    """
    if not pairs:
        return {}
    found = best_for(pairs, due, NUMBER, now=now, apart=apart)
    return {pk: times_of(suggestions) for pk, suggestions in found.items()}


def times_of(suggestions: Sequence[Suggestion]) -> Times:
    if not suggestions:
        return Times(NOTHING_FREE)
    picks = [
        Pick(
            one.slot.starts_at,
            one.slot.supervisors[0],
            int((one.slot.ends_at - one.slot.starts_at).total_seconds()) // 60,
        )
        for one in suggestions
    ]
    return Times(suggestions[0].sentence, picks)


def plan_for(viewer: Member, people: Sequence[Person], *, own_only: bool = False, now: datetime) -> Plan:
    """Return a time for each of `people`, no two of them the same of one supervisor, due longest first.

    At most as many as one call books. With `own_only` the viewer supervises all of them.
    """
    people = sorted(people, key=lambda one: (*looks.rank(one.look, one.due_on), one.name.casefold(), one.id))
    now_on, left = people[:MOST_AT_ONCE], len(people[MOST_AT_ONCE:])
    today = local_day(now, viewer.zone)
    if own_only:
        pairs = {one.id: [viewer.pk] for one in now_on}
    else:
        pairs = supervisors_by_person([one.id for one in now_on], on=today)
    times = suggested(pairs, {one.id: one.due_on for one in now_on}, apart=True, now=now)
    with_whom = {found.picks[0].supervisor_id for found in times.values() if found.picks}
    names = dict(Member.objects.filter(pk__in=with_whom).values_list("pk", "person__name"))
    rows = []
    for one in now_on:
        found = times.get(one.id, Times(NO_SUPERVISOR))
        name = names.get(found.picks[0].supervisor_id, "") if found.picks else ""
        rows.append(Planned(one, found, name))
    return Plan([row for row in rows if row.pick], [row for row in rows if not row.pick], left)


def forecast_for(viewer: Member, people: Iterable[Person], *, now: datetime) -> Forecast | None:
    """Return how many of `people`, none of them booked, fall due during the viewer's next leave.

    None where no leave is entered for the next twelve weeks, or nobody does. One query.
    """
    today = local_day(now, viewer.zone)
    leave = (
        Leave.objects.filter(member=viewer, starts_on__lte=today + timedelta(days=FORECAST_DAYS))
        .exclude(ends_on__lt=today)
        .order_by("starts_on", "pk")
        .first()
    )
    if leave is None:
        return None
    ends_on = leave.ends_on or today + timedelta(days=FORECAST_DAYS)
    number = sum(1 for one in people if falls_due(one, max(leave.starts_on, today), ends_on))
    if not number:
        return None
    people_words = looks.people_words(number)
    words = ngettext("{people} falls due while you are away", "{people} fall due while you are away", number)
    words = words.format(people=f"{people_words[0].upper()}{people_words[1:]}")
    return Forecast(leave.starts_on, leave.ends_on, number, words)


def away_until(forecast: Forecast, *, on: date) -> date:
    """Return the last day of a leave that is forecast for; of one without an end, as far as one looks."""
    return forecast.ends_on or on + timedelta(days=FORECAST_DAYS)


def is_wanted(one: Person, show: str, *, until: date | None = None) -> bool:
    """Say whether somebody without a booking belongs to a plan that shows `show`: one of `SHOWS`.

    `until` is the last day of the viewer's leave, for `away`: whoever falls due by then.
    """
    if one.look == looks.OWED:
        return True
    if show == "away" and until is not None:
        return falls_due(one, date.min, until)
    return show == "soon" and one.look == looks.SOON


def falls_due(one: Person, first: date, last: date) -> bool:
    """Say whether somebody who is not away themselves falls due between two days, both included."""
    return one.due_on is not None and one.look != looks.AWAY and first <= one.due_on <= last
