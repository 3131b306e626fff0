"""What a member said about when they can be booked, as their own page and the API show it. Nobody else's."""

# ruff: noqa: S608 - only names of tables and columns are written into statements; values never are.

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from supervision.availability.access import protected_or_404
from supervision.availability.checks import LIMITS, Protected, Stretch
from supervision.availability.models import (
    BookingRules,
    ClosedDay,
    DayHours,
    HeavyDay,
    ProtectedTime,
    WeeklyHours,
)
from supervision.availability.rules import DEFAULT_ENDS, DEFAULT_STARTS, RULE_FIELDS, Rules, rules_from
from supervision.availability.sources import MEMBER, ORGANISATION, RULES, holidays_in, rules_of
from supervision.people.countries import public_holidays
from supervision.people.encryption import Erased, unseal_many
from supervision.people.models import Leave, Member, Organisation
from supervision.people.rules import WEEKDAYS
from supervision.people.services import local_today
from supervision.sets import fetch, one_of

SEALED: dict[str, Any] = {"table": ProtectedTime._meta.db_table, "field": "name_sealed"}
"""Where the name of protected time stands: it opens nowhere else."""


# ---------------------------------------------------------------- hours
def stretch_of(row: WeeklyHours | DayHours) -> Stretch:
    """Return a row as a stretch, on its weekday if it has one."""
    return Stretch(row.starts or 0, row.ends or 0, row.media, row.place, getattr(row, "weekday", 0))


def usual_hours(member: Member) -> list[Stretch]:
    """Return the hours of a member who said nothing: their working days, 09:00 to 17:00, not in person."""
    days = member.working_days.split(",")
    return [
        Stretch(DEFAULT_STARTS, DEFAULT_ENDS, weekday=number)
        for number, name in enumerate(WEEKDAYS)
        if name in days
    ]


def hours_of(member: Member) -> list[Stretch]:
    """Return the stretches of a member's week by their own word, in order; none if they said nothing."""
    return [stretch_of(row) for row in member.weekly_hours.order_by("weekday", "starts")]


@dataclass(frozen=True, slots=True)
class OneDay:
    """The hours of one date; none close it. `is_own`: in place of its weekday's, not those."""

    day: date
    windows: tuple[Stretch, ...]
    is_own: bool = True


def days_of(member: Member, *, now: datetime) -> list[OneDay]:
    """Return the dates to come, today included, that have hours of their own, soonest first."""
    rows = member.day_hours.filter(day__gte=local_today(member, now)).order_by("day", "starts")
    found: dict[date, list[Stretch]] = {}
    for row in rows:
        windows = found.setdefault(row.day, [])
        if row.starts is not None:
            windows.append(stretch_of(row))
    return [OneDay(day, tuple(windows)) for day, windows in found.items()]


def day_of(member: Member, day: date) -> OneDay:
    """Return the hours of one date: its own, or those of its weekday."""
    rows = list(member.day_hours.filter(day=day).order_by("starts"))
    if rows:
        return OneDay(day, tuple(stretch_of(row) for row in rows if row.starts is not None))
    week = hours_of(member) or usual_hours(member)
    return OneDay(day, tuple(each for each in week if each.weekday == day.weekday()), is_own=False)


# ---------------------------------------------------------------- protected time
@dataclass(frozen=True, slots=True)
class Kept:
    """Protected time with its name open, for its owner alone."""

    pk: int
    time_zone: str
    said: Protected


def protected_of(member: Member, *, now: datetime) -> list[Kept]:
    """Return what the member's person protects from today on, with the names they gave."""
    rows = ProtectedTime.objects.filter(person=member.person_id).exclude(day__lt=local_today(member, now))
    return _opened(member, list(rows.order_by("shape", "day", "starts", "pk")))


def one_protected(member: Member, pk: int) -> Kept:
    """Return one protected time of the member's person. Raises Http404 for any other and for none alike."""
    return _opened(member, [protected_or_404(member, pk)])[0]


def _opened(member: Member, rows: list[ProtectedTime]) -> list[Kept]:
    sealed = [(row.pk, bytes(row.name_sealed)) for row in rows if row.name_sealed]
    names = {}
    if sealed:
        try:
            opened = list(unseal_many(sealed, person=member.person_id, **SEALED))
        except Erased:
            opened = [b""] * len(sealed)
        names = {pk: name.decode() for (pk, _), name in zip(sealed, opened, strict=True)}
    return [Kept(row.pk, row.time_zone, _said(row, names.get(row.pk, ""))) for row in rows]


def _said(row: ProtectedTime, name: str) -> Protected:
    return Protected(
        shape=row.shape,
        name=name,
        weekdays=tuple(row.weekdays.split(",")) if row.weekdays else (),
        day=row.day,
        starts=row.starts,
        ends=row.ends,
        minutes=row.minutes,
        long_minutes=row.long_minutes,
    )


def heavy_days_of(member: Member, *, now: datetime) -> list[date]:
    """Return the days from today on that the member's person marked as heavy, in order."""
    rows = HeavyDay.objects.filter(person=member.person_id, day__gte=local_today(member, now))
    return list(rows.order_by("day").values_list("day", flat=True))


def leave_to_come(member: Member, *, now: datetime) -> list[Leave]:
    """Return a member's leave that is not over, soonest first."""
    today = local_today(member, now)
    return [
        leave
        for leave in member.leaves.order_by("starts_on", "pk")
        if leave.ends_on is None or leave.ends_on >= today
    ]


# ---------------------------------------------------------------- limits and holidays
def limits_of(member: Member) -> dict[str, int | None]:
    """Return the limits that a member set for themselves; None is as the organisation says."""
    return _limits(BookingRules.objects.filter(member=member).first())


@dataclass(frozen=True, slots=True)
class Booking:
    """What an organisation says about booking. A limit that is None is Holdspace's own."""

    limits: dict[str, int | None]
    keeps_holidays: bool
    closed_days: list[date] = field(default_factory=list)


def booking_of(organisation: Organisation, *, now: datetime) -> Booking:
    """Return an organisation's lengths, buffers and limits, and the days to come on which it is closed."""
    row = BookingRules.objects.filter(organisation=organisation, member=None).first()
    closed = ClosedDay.objects.filter(
        organisation=organisation, is_open=False, day__gte=local_today(organisation, now)
    )
    keeps = True if row is None or row.keeps_holidays is None else row.keeps_holidays
    return Booking(_limits(row), keeps, list(closed.order_by("day").values_list("day", flat=True)))


def organisation_limits(organisation: Organisation) -> dict[str, int | None]:
    """Return the limits in force in an organisation, for whoever set none of their own."""
    row = BookingRules.objects.filter(organisation=organisation, member=None).first()
    said = tuple(getattr(row, name) if row else None for name in RULE_FIELDS)
    return _in_force(rules_from(said))


def limits_in_force(member: Member) -> dict[str, int | None]:
    """Return the limits in force for a member: their own, else the organisation's, else Holdspace's."""
    return _in_force(rules_of([member.pk])[member.pk])


def _in_force(rules: Rules) -> dict[str, int | None]:
    return {name: getattr(rules, name) for name in LIMITS}


def _limits(row: BookingRules | None) -> dict[str, int | None]:
    return {name: getattr(row, name) if row else None for name in LIMITS}


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday where an organisation is, and whether it is worked there."""

    day: date
    name: str
    is_worked: bool


def holidays_of(organisation: Organisation, *, year: int) -> list[Holiday]:
    """Return a year's public holidays where an organisation is, by day; maybe none are known."""
    worked = set(
        ClosedDay.objects.filter(organisation=organisation, is_open=True, day__year=year).values_list(
            "day", flat=True
        )
    )
    found = public_holidays(organisation.country, organisation.subdivision, year)
    return [Holiday(day, name, day in worked) for day, name in found.items()]


def closed_on(member: Member, days: list[date]) -> dict[date, str]:
    """Return those of `days` on which the member's organisation is closed, with the words that say why.

    A public holiday, unless the organisation works on it or keeps none; a closed day of its own.
    """
    if not days:
        return {}
    organisation = member.organisation
    said = dict(
        ClosedDay.objects.filter(organisation=organisation, day__in=days).values_list("day", "is_open")
    )
    own = BookingRules.objects.filter(member=member).values_list("keeps_holidays", flat=True).first()
    keeps = booking_keeps_holidays(organisation) if own is None else own
    found = {}
    for day in days:
        name = public_holidays(organisation.country, organisation.subdivision, day.year).get(day)
        if said.get(day) is False:
            found[day] = name or "Closed"
        elif name and keeps and day not in said:
            found[day] = name
    return found


def closed_days(member_ids: Iterable[int], *, first: date, last: date) -> dict[int, set[date]]:
    """Return, by member, the days from `first` to `last` (included) on which their organisation is closed.

    Public holidays, where it keeps them and does not work on them, and closed days of its own. Two queries.
    """
    where, ids = one_of(member_ids)
    places = fetch(
        "select m.id, o.id, o.country, o.subdivision, coalesce(own.keeps_holidays, general.keeps_holidays)"
        f" from {MEMBER} m join {ORGANISATION} o on o.id = m.organisation_id"
        f" left join {RULES} own on own.member_id = m.id"
        f" left join {RULES} general on general.organisation_id = o.id and general.member_id is null"
        f" where m.id {where}",
        [ids],
    )
    said: dict[int, dict[date, bool]] = {}
    rows = ClosedDay.objects.filter(
        organisation__in={organisation for _, organisation, *_ in places}, day__range=(first, last)
    )
    for organisation_id, day, is_open in rows.values_list("organisation_id", "day", "is_open"):
        said.setdefault(organisation_id, {})[day] = is_open
    found = {}
    for pk, organisation, country, subdivision, keeps_holidays in places:
        here = said.get(organisation, {})
        closed = {day for day, is_open in here.items() if not is_open}
        if keeps_holidays is None or keeps_holidays:
            for year in range(first.year, last.year + 1):
                holidays = map(date.fromordinal, holidays_in(country, subdivision, year))
                closed |= {day for day in holidays if first <= day <= last and day not in here}
        found[pk] = closed
    return found


def booking_keeps_holidays(organisation: Organisation) -> bool:
    """Say whether an organisation is closed on public holidays: unless it said otherwise, it is."""
    rows = BookingRules.objects.filter(organisation=organisation, member=None)
    return rows.values_list("keeps_holidays", flat=True).first() is not False


def days_from(first: date, number: int) -> list[date]:
    return [date.fromordinal(first.toordinal() + ahead) for ahead in range(number)]
