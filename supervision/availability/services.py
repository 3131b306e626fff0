"""Verbs for a member's own availability: their hours, their days, their protected time, their limits.

Each is about the member who acts, and there is none for anybody else's: no administrator and no lead
has a way in. Each takes `now`, locks the member (what belongs to the person: all of their members, in
order), looks again, writes, and has what is open worked out anew in the same transaction. Nothing that
is the same afterwards is written. Nobody else's facts change, so nothing goes into the audit. Refusals
stand in `checks`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from supervision.availability import around, checks
from supervision.availability.around import Short
from supervision.availability.checks import Protected, Stretch
from supervision.availability.models import (
    BookingRules,
    DayHours,
    HeavyDay,
    Medium,
    ProtectedTime,
    WeeklyHours,
)
from supervision.availability.opening import rebuild_open_weeks
from supervision.availability.selectors import SEALED, hours_of, stretch_of, usual_hours
from supervision.people.encryption import seal
from supervision.people.models import Member
from supervision.people.rules import NotHere
from supervision.people.services import change_member, local_today, lock_organisation
from supervision.wording import sentence

SHAPE_FIELDS = ("shape", "weekdays", "day", "starts", "ends", "minutes", "long_minutes")


# ---------------------------------------------------------------- what the verbs share
def _locked(member: Member) -> Member:
    (locked,) = Member.objects.locked(member)
    return locked


def _locked_everywhere(member: Member) -> list[int]:
    """Lock all places of the member's person, in order, and return their numbers."""
    places = Member.objects.filter(person=member.person_id).values_list("pk", flat=True)
    return [place.pk for place in Member.objects.locked(*places)]


def _ways(stretch: Stretch) -> dict:
    """Return how one can meet in a stretch, as the tables keep it."""
    return {
        "by_video": Medium.VIDEO in stretch.media,
        "by_phone": Medium.PHONE in stretch.media,
        "in_person": Medium.IN_PERSON in stretch.media,
        "place": stretch.place,
    }


# ---------------------------------------------------------------- the week
@transaction.atomic
def set_week(
    member: Member,
    *,
    windows: Sequence[Stretch],
    time_zone: str | None = None,
    limits: Mapping[str, int | None] | None = None,
    now: datetime,
) -> Member:
    """Save what the page has one button for: the zone, the week's hours and the limits, or none of it.

    The hours of somebody who said nothing yet, sent back as they are, stay those of their working days.
    Raises HoursWrong, NoHours, LimitsWrong or UnknownZone.
    """
    windows = checks.checked_week(windows)
    if time_zone is not None:
        member = set_zone(member, time_zone=time_zone, now=now)
    member = _locked(member)
    kept = hours_of(member)
    if windows != kept and (kept or windows != usual_hours(member)):
        _write_week(member, windows)
        rebuild_open_weeks([member.pk], now=now)
    if limits is not None:
        set_limits(member, limits, now=now)
    return member


@transaction.atomic
def forget_week(member: Member, *, now: datetime) -> None:
    """Go back to the hours of somebody who said nothing: their working days, 09:00 to 17:00."""
    member = _locked(member)
    if member.weekly_hours.all().delete()[0]:
        rebuild_open_weeks([member.pk], now=now)


def _write_week(member: Member, windows: Iterable[Stretch]) -> None:
    member.weekly_hours.all().delete()
    WeeklyHours.objects.bulk_create(
        WeeklyHours(member=member, weekday=each.weekday, starts=each.starts, ends=each.ends, **_ways(each))
        for each in windows
    )


@transaction.atomic
def set_zone(member: Member, *, time_zone: str, now: datetime) -> Member:
    """Have a member live in another time zone; protected time planned in the old one moves with them.

    Raises UnknownZone.
    """
    before = member.time_zone
    if time_zone == before:
        return member
    lock_organisation(member)  # always before any member
    places = _locked_everywhere(member)
    member = change_member(member, time_zone=time_zone, by=member, now=now)
    ProtectedTime.objects.filter(person=member.person_id, time_zone=before).update(time_zone=time_zone)
    rebuild_open_weeks(places, now=now)
    return member


# ---------------------------------------------------------------- single days
@transaction.atomic
def set_day(member: Member, *, day: date, windows: Sequence[Stretch], now: datetime) -> None:
    """Have these hours on one date in place of its weekday's; none close it. They hold on a holiday too.

    Raises HoursWrong, DayWrong or TooManyDays.
    """
    member = _locked(member)
    today = local_today(member, now)
    checks.check_day(day, today=today)
    windows = checks.checked_windows(windows)
    rows = member.day_hours.filter(day=day).order_by("starts")
    kept = list(rows)
    if kept and [stretch_of(row) for row in kept if row.starts is not None] == windows:
        return
    others = member.day_hours.filter(day__gte=today).exclude(day=day)
    if others.values("day").distinct().count() >= checks.MOST_DAYS:
        raise checks.TooManyDays(
            sentence("You have {most} such days already. Take one away first.", most=checks.MOST_DAYS)
        )
    rows.delete()
    if windows:
        DayHours.objects.bulk_create(
            DayHours(member=member, day=day, starts=each.starts, ends=each.ends, **_ways(each))
            for each in windows
        )
    else:
        DayHours.objects.create(member=member, day=day)
    rebuild_open_weeks([member.pk], now=now)


def work_on(member: Member, *, day: date, now: datetime) -> None:
    """Work on a holiday as on any such weekday. Raises NoHours where that weekday has no hours."""
    week = hours_of(member) or usual_hours(member)
    windows = [
        Stretch(each.starts, each.ends, each.media, each.place)
        for each in week
        if each.weekday == day.weekday()
    ]
    if not windows:
        raise checks.NoHours(
            sentence(
                "Your week has no hours on a {day}. Give that day hours of its own.",
                day=sentence(checks.DAY_NAMES[day.weekday()]),
            )
        )
    set_day(member, day=day, windows=windows, now=now)


@transaction.atomic
def clear_day(member: Member, *, day: date, now: datetime) -> bool:
    """Have the usual hours on a date again. Says whether it had its own."""
    member = _locked(member)
    is_gone = bool(member.day_hours.filter(day=day).delete()[0])
    if is_gone:
        rebuild_open_weeks([member.pk], now=now)
    return is_gone


# ---------------------------------------------------------------- protected time
@transaction.atomic
def protect(member: Member, wanted: Protected, *, now: datetime) -> ProtectedTime:
    """Protect time of the member's person, in whatever organisation, on the wall of this place's zone.

    Its name is sealed for them alone. Raises ProtectedWrong or TooManyProtected.
    """
    wanted = checks.checked_protected(wanted, today=local_today(member, now))
    places = _locked_everywhere(member)
    if ProtectedTime.objects.filter(person=member.person_id).count() >= checks.MOST_PROTECTED:
        raise checks.TooManyProtected(
            sentence("You protect {most} times already. Give one up first.", most=checks.MOST_PROTECTED)
        )
    row = ProtectedTime(person_id=member.person_id, time_zone=member.time_zone, **_columns(wanted))
    row.save()
    _name(row, wanted.name)
    rebuild_open_weeks(places, now=now)
    return row


@transaction.atomic
def change_protected(member: Member, pk: int, wanted: Protected, *, now: datetime) -> ProtectedTime:
    """Change protected time of the member's own person. Raises ProtectedWrong, or NotHere for any other."""
    places = _locked_everywhere(member)
    row = _own(member, pk)
    wanted = checks.checked_protected(wanted, today=local_today(member, now), before=row.day)
    columns = _columns(wanted) | {"time_zone": member.time_zone}
    changed = [name for name, value in columns.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, columns[name])
    if changed:
        row.save(update_fields=changed)
        rebuild_open_weeks(places, now=now)
    _name(row, wanted.name)
    return row


@transaction.atomic
def give_up(member: Member, pk: int, *, now: datetime) -> None:
    """Give up protected time of the member's own person. Raises NotHere for any other."""
    places = _locked_everywhere(member)
    _own(member, pk).delete()
    rebuild_open_weeks(places, now=now)


def _own(member: Member, pk: int) -> ProtectedTime:
    row = ProtectedTime.objects.filter(person=member.person_id, pk=pk).first()
    if row is None:
        raise NotHere
    return row


def _columns(wanted: Protected) -> dict:
    return {name: getattr(wanted, name) for name in SHAPE_FIELDS} | {"weekdays": ",".join(wanted.weekdays)}


def _name(row: ProtectedTime, name: str) -> None:
    """Seal the name into its row, which has its number by now."""
    row.name_sealed = seal(name, person=row.person_id, row=row.pk, **SEALED) if name else b""
    row.save(update_fields=["name_sealed"])


# ---------------------------------------------------------------- heavy days
@transaction.atomic
def mark_heavy(member: Member, *, day: date, is_heavy: bool, now: datetime) -> list[Short]:
    """Mark a day of the member's person as heavy, or no longer. Raises DayWrong for one that is over.

    What is booked on it already keeps its quarters of an hour as well, as far as nothing else is in the
    way; what is short of them is returned.
    """
    checks.check_day(day, today=local_today(member, now))
    _locked_everywhere(member)
    if is_heavy:
        HeavyDay.objects.get_or_create(person_id=member.person_id, day=day)
    else:
        HeavyDay.objects.filter(person=member.person_id, day=day).delete()
    return around.keep([member.person_id], now=now)


# ---------------------------------------------------------------- limits
@transaction.atomic
def set_limits(member: Member, values: Mapping[str, int | None], *, now: datetime) -> None:
    """Set a supervisor's own limits; None is as the organisation says. Those not named stay as they are.

    They decide about what is booked from now on, and move nothing; but another buffer is kept around what
    is booked already, as far as nothing else is in the way. Raises LimitsWrong.
    """
    values = checks.checked_limits(values)
    member = _locked(member)
    row = BookingRules.objects.filter(member=member).first()
    if row is None:
        if any(value is not None for value in values.values()):
            BookingRules.objects.create(organisation_id=member.organisation_id, member=member, **values)
            around.keep([member.person_id], now=now)
        return
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)
        around.keep([member.person_id], now=now)
