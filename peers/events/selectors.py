"""What the pages show: to whoever notes something, a day and a number; to whoever was named, their offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.conf import settings

from peers.events import rules
from peers.events.access import close_to, noted_by
from peers.events.earlier import times_for
from peers.events.models import Event, Offered
from supervision.availability.models import ProtectedTime
from supervision.availability.own_day import stretches_of
from supervision.notices.facts import PickWords
from supervision.notices.rules import Window, may_reach_at, weekdays_of
from supervision.people.models import Member, Team
from supervision.scheduling.days import local_day


@dataclass(frozen=True, slots=True)
class Step:
    """One of the five offers: from when it stands, and when it is held to, if that is another day."""

    number: int
    at: datetime
    held_to: datetime | None


@dataclass(frozen=True, slots=True)
class Group:
    """People of one team, to choose from: each with the name by which one tells them apart."""

    team: Team | None
    people: list[tuple[Member, str]]


@dataclass(frozen=True, slots=True)
class Past:
    """What somebody noted: the day, how many people, how many offers are left. Never who, never what."""

    event: Event
    left: int

    @property
    def happened_on(self) -> date:
        return self.event.happened_on

    @property
    def people(self) -> int:
        return self.event.people


@dataclass(frozen=True, slots=True)
class Standing:
    """The offer that stands for somebody. `thought_of_by`: who named them; empty if they did themselves."""

    step: int
    thought_of_by: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class RestOfDay:
    """The rest of somebody's day: whether they protect it, and what stands in it already."""

    is_protected: bool
    is_over: bool
    stands: list[tuple[datetime, datetime, str]]


# ---------------------------------------------------------------- for whoever notes something
def steps_for(member: Member, *, now: datetime) -> list[Step]:
    """Return the five offers as they would go out for something that happened today."""
    zone = member.organisation.zone
    window = Window(member.zone, weekdays_of(member.working_days))
    found = []
    all_moments = rules.moments(happened=local_day(now, zone), noted_at=now, zone=zone)
    for number, at in enumerate(all_moments, 1):
        reaches = may_reach_at(at, window)
        is_held = local_day(reaches, member.zone) != local_day(at, member.zone)
        found.append(Step(number, at, reaches if is_held else None))
    return found


def groups_for(member: Member, *, now: datetime) -> list[Group]:
    """Return whom the page offers, by team: first names where they are enough. Two queries."""
    people = list(close_to(member, now=now))
    firsts = [one.person.get_short_name() for one in [*people, member]]
    found = []
    for team_id, members in groupby(people, key=lambda one: one.team_id):
        listed = list(members)
        named = [(one, _told_apart(one, firsts)) for one in listed]
        found.append(Group(listed[0].team if team_id else None, named))
    return found


def _told_apart(member: Member, firsts: Sequence[str]) -> str:
    first = member.person.get_short_name()
    return first if firsts.count(first) == 1 else member.person.name


def past_of(member: Member, *, now: datetime) -> list[Past]:
    """Return what a member noted in the last three months. One query. It reads nothing of anybody named."""
    zone = member.organisation.zone
    return [Past(one, rules.LAST - rules.step_at(now, moments_of(one, zone))) for one in noted_by(member)]


def moments_of(event: Event, zone) -> tuple[datetime, ...]:
    return rules.moments(happened=event.happened_on, noted_at=event.noted_at, zone=zone)


# ---------------------------------------------------------------- for whoever was named
def offer_of(member: Member, *, now: datetime) -> Standing | None:
    """Return the offer that stands for a member now; None if none does. For their eyes alone. One query."""
    offer = Offered.objects.of(member).select_related("event__noted_by__person").first()
    if offer is None:
        return None
    noter = offer.event.noted_by
    is_own = noter is not None and noter.pk == member.pk
    step = rules.step_at(now, moments_of(offer.event, member.organisation.zone))
    return Standing(min(step, rules.LAST), "" if noter is None or is_own else noter.person.name, is_own)


def rest_of_day(member: Member, *, now: datetime) -> RestOfDay:
    """Return whether a member protects the rest of today, and what stands in it."""
    try:
        rest = rules.rest_of_day(now, member.zone)
    except rules.DayIsOver:
        return RestOfDay(False, True, [])
    at = int(now.timestamp()) // 60
    stands = [
        (
            datetime.fromtimestamp(one.starts * 60, now.tzinfo),
            datetime.fromtimestamp(one.ends * 60, now.tzinfo),
            one.words,
        )
        for one in stretches_of(member, [rest.day], now=now)[rest.day]
        if not one.is_kept and one.ends > at
    ]
    return RestOfDay(protects(member, rest), False, stands)


def protects(member: Member, rest: rules.Rest) -> bool:
    """Say whether a member's person has protected this rest of a day already."""
    return ProtectedTime.objects.filter(
        person=member.person_id, shape="once", day=rest.day, starts__lte=rest.starts, ends=rest.ends
    ).exists()


def free_times(member: Member, *, now: datetime) -> list[PickWords]:
    """Return up to three free times for an earlier supervision, each with the page here that books it."""
    return [
        PickWords(**{**one, "link": one["link"].removeprefix(settings.BASE_URL)})
        for one in times_for(member, now=now)["times"]
    ]
