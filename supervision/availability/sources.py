"""Reading what open time is worked out from, for any number of members at once, as plain values."""

# ruff: noqa: S608 - only names of tables and columns are written into statements; values never are.

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from supervision.availability.models import (
    BookingRules,
    BusySpan,
    ClosedDay,
    DayHours,
    ProtectedTime,
    WeeklyHours,
)
from supervision.availability.rules import DEFAULT_ENDS, DEFAULT_STARTS, RULE_FIELDS, Rules, rules_from
from supervision.people.countries import public_holidays
from supervision.people.models import WEEKDAYS, Leave, Member, Organisation, Person
from supervision.scheduling.bits import Frame
from supervision.scheduling.days import FOR_GOOD
from supervision.scheduling.hours import DAY_MINUTES, wall_days
from supervision.scheduling.spans import Span
from supervision.sets import as_day, fetch, one_of

MEMBER = Member._meta.db_table
PERSON = Person._meta.db_table
ORGANISATION = Organisation._meta.db_table
RULES = BookingRules._meta.db_table

BY_DEFAULT = (True, True, False)
"""The hours of somebody who named none are by video or phone."""

Window = tuple[int, int, tuple[bool, bool, bool]]
"""Minutes on the wall from, to, and whether by video, by phone, in person."""


@dataclass(slots=True)
class Party:
    """A member who may meet. Days are ordinals; `ends` is the last one, included."""

    id: int
    person_id: int
    organisation_id: int
    name: str
    zone: ZoneInfo
    starts: int
    ends: int
    working_days: str
    country: str
    subdivision: str
    organisation: str
    rules: Rules


@dataclass(slots=True)
class Shield:
    """Protected time of a person that blocks by itself. Days are ordinals, minutes on the wall of `zone`."""

    shape: str
    zone: ZoneInfo
    weekdays: tuple[int, ...]
    day: int | None
    starts: int | None
    ends: int | None
    minutes: int | None
    long_minutes: int | None


@dataclass(slots=True)
class Sources:
    """What one member's open time is made of. Days are ordinals, `busy` minutes of UTC in order."""

    week: dict[int, list[Window]] = field(default_factory=dict)
    days: dict[int, list[Window]] = field(default_factory=dict)
    away: list[Span] = field(default_factory=list)
    closed: Collection[int] = ()
    worked: Collection[int] = ()
    shields: list[Shield] = field(default_factory=list)
    busy: list[Span] = field(default_factory=list)


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=1024)
def weekdays_of(words: str) -> tuple[int, ...]:
    """Return the weekdays of "Mon,Wed" as numbers, Monday 0."""
    return tuple(WEEKDAYS.index(word) for word in words.split(",") if word)


@lru_cache(maxsize=1024)
def holidays_in(country: str, subdivision: str, year: int) -> frozenset[int]:
    """Return a year's public holidays as ordinals; none for a country of which none are known."""
    return frozenset(day.toordinal() for day in public_holidays(country, subdivision, year))


def parties_of(member_ids: Iterable[int]) -> dict[int, Party]:
    """Return these members, by id, with the rules that hold for each. One query."""
    chosen = ", ".join(f"coalesce(own.{name}, general.{name})" for name in RULE_FIELDS)
    where, ids = one_of(member_ids)
    rows = fetch(
        "select m.id, m.person_id, m.organisation_id, p.name, m.time_zone, m.start_date, m.end_date,"
        f" m.working_days, o.country, o.subdivision, o.name, {chosen} from {MEMBER} m"
        f" join {PERSON} p on p.id = m.person_id join {ORGANISATION} o on o.id = m.organisation_id"
        f" left join {RULES} own on own.member_id = m.id"
        f" left join {RULES} general on general.organisation_id = o.id and general.member_id is null"
        f" where m.id {where}",
        [ids],
    )
    found = {}
    for pk, person, organisation, name, zone, starts, ends, days, country, part, called, *rules in rows:
        last = FOR_GOOD if ends is None else as_day(ends).toordinal()
        found[pk] = Party(
            pk,
            person,
            organisation,
            name,
            zone_of(zone),
            as_day(starts).toordinal(),
            last,
            days,
            country,
            part,
            called,
            rules_from(tuple(rules)),
        )
    return found


def rules_of(member_ids: Iterable[int]) -> dict[int, Rules]:
    """Return the rules that hold for these members, by id. One query."""
    return {pk: party.rules for pk, party in parties_of(member_ids).items()}


def sources_of(parties: Mapping[int, Party], frame: Frame) -> dict[int, Sources]:
    """Return what these members' open time in a frame is made of, by member. Six queries.

    A day more is read on both sides, since a day of the wall may begin or end outside the frame.
    """
    found = {pk: Sources() for pk in parties}
    by_person: dict[int, list[Sources]] = {}
    for pk, party in parties.items():
        by_person.setdefault(party.person_id, []).append(found[pk])
    first, days = wall_days(frame)
    last = first + days
    begins, ends = (date.fromordinal(day).isoformat() for day in (first, last))
    _read_hours(found, begins, ends)
    _read_leave(found, begins, ends)
    _read_closed_days(parties, found, first, last)
    _read_protected(by_person, begins, ends)
    _read_busy(by_person, frame)
    for pk, party in parties.items():
        if not found[pk].week:
            usual: list[Window] = [(DEFAULT_STARTS, DEFAULT_ENDS, BY_DEFAULT)]
            found[pk].week = dict.fromkeys(weekdays_of(party.working_days), usual)
    return found


def _read_hours(found: dict[int, Sources], begins: str, ends: str) -> None:
    where, ids = one_of(found)
    ways = "by_video, by_phone, in_person"
    for member, weekday, starts, past, *by in fetch(
        f"select member_id, weekday, starts, ends, {ways} from {WeeklyHours._meta.db_table}"
        f" where member_id {where}",
        [ids],
    ):
        found[member].week.setdefault(weekday, []).append((starts, past, _ways(by)))
    for member, day, starts, past, *by in fetch(
        f"select member_id, day, starts, ends, {ways} from {DayHours._meta.db_table}"
        f" where member_id {where} and day >= %s and day < %s",
        [ids, begins, ends],
    ):
        windows = found[member].days.setdefault(as_day(day).toordinal(), [])
        if starts is not None:
            windows.append((starts, past, _ways(by)))


def _ways(by: list[Any]) -> tuple[bool, bool, bool]:
    return bool(by[0]), bool(by[1]), bool(by[2])


def _read_leave(found: dict[int, Sources], begins: str, ends: str) -> None:
    where, ids = one_of(found)
    for member, starts_on, ends_on in fetch(
        f"select member_id, starts_on, ends_on from {Leave._meta.db_table}"
        f" where member_id {where} and starts_on < %s and (ends_on is null or ends_on >= %s)",
        [ids, ends, begins],
    ):
        past = FOR_GOOD if ends_on is None else as_day(ends_on).toordinal() + 1
        found[member].away.append((as_day(starts_on).toordinal(), past))


def _read_closed_days(parties: Mapping[int, Party], found: dict[int, Sources], first: int, last: int) -> None:
    """Read closed days of organisations, and name the public holidays that each member keeps."""
    where, ids = one_of({party.organisation_id for party in parties.values()})
    closed: dict[int, set[int]] = {}
    worked: dict[int, set[int]] = {}
    begins, ends = (date.fromordinal(day).isoformat() for day in (first, last))
    for organisation, day, is_open in fetch(
        f"select organisation_id, day, is_open from {ClosedDay._meta.db_table}"
        f" where organisation_id {where} and day >= %s and day < %s",
        [ids, begins, ends],
    ):
        (worked if is_open else closed).setdefault(organisation, set()).add(as_day(day).toordinal())
    for pk, party in parties.items():
        found[pk].closed = closed.get(party.organisation_id, ())
        found[pk].worked = worked.get(party.organisation_id, ())


def _read_protected(by_person: dict[int, list[Sources]], begins: str, ends: str) -> None:
    where, ids = one_of(by_person)
    for person, shape, zone, weekdays, day, *rest in fetch(
        "select person_id, shape, time_zone, weekdays, day, starts, ends, minutes, long_minutes"
        f" from {ProtectedTime._meta.db_table} where person_id {where} and shape <> 'within'"
        " and (day is null or (day >= %s and day < %s))",
        [ids, begins, ends],
    ):
        on = None if day is None else as_day(day).toordinal()
        shield = Shield(shape, zone_of(zone), weekdays_of(weekdays), on, *rest)
        for sources in by_person[person]:
            sources.shields.append(shield)


def _read_busy(by_person: dict[int, list[Sources]], frame: Frame) -> None:
    """Read busy spans, and those of the day before: what comes after something long depends on them."""
    where, ids = one_of(by_person)
    for person, starts, ends in fetch(
        f"select person_id, starts, ends from {BusySpan._meta.db_table}"
        f" where person_id {where} and ends > %s and starts < %s order by person_id, starts",
        [ids, frame.start - DAY_MINUTES, frame.end],
    ):
        for sources in by_person[person]:
            sources.busy.append((starts, ends))
