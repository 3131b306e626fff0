"""Verbs for what an organisation says about booking: lengths, buffers, limits, holidays and closed days.

Each takes `by`, the administrator who acts, and `now`; locks the organisation, looks again, writes, has
what is open worked out anew for everybody whom it touches, and leaves a Deed, for these are facts of
others. Refusals stand in `checks`.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from supervision.availability import around, checks
from supervision.availability.around import Short
from supervision.availability.models import BookingRules, ClosedDay
from supervision.availability.opening import forget_open_weeks, rebuild_open_weeks
from supervision.people.audit import record
from supervision.people.countries import public_holidays
from supervision.people.models import Member, Organisation
from supervision.people.services import deed, local_today, lock_organisation

AT_ONCE = 200
"""Of so many members open time is worked out in the transaction that changes it."""
BUFFERS = frozenset({"individual_buffer", "group_buffer"})


@transaction.atomic
def set_booking_rules(
    *,
    by: Member,
    limits: Mapping[str, int | None],
    keeps_holidays: bool | None = None,
    now: datetime,
) -> list[Short]:
    """Set an organisation's lengths, buffers and limits; None is Holdspace's own. The rest stays.

    They decide about what is booked from now on, and move nothing; but another buffer is kept around what
    is booked already, as far as nothing else is in the way. Returns what is short of it. Raises LimitsWrong.
    """
    values: dict[str, int | bool | None] = dict(checks.checked_limits(limits))
    if keeps_holidays is not None:
        values["keeps_holidays"] = keeps_holidays
    organisation = lock_organisation(by)
    row = BookingRules.objects.filter(organisation=organisation, member=None).first()
    row = row or BookingRules(organisation=organisation)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed:
        return []
    for name in changed:
        setattr(row, name, values[name])
    row.save(update_fields=changed if row.pk else None)
    if "keeps_holidays" in changed:
        rebuild_organisation(organisation.pk, now)
    is_wider = any(name in BUFFERS for name in changed)
    short = around.keep_all(organisation.pk, now=now) if is_wider else []
    record([deed(by, "booking_rules.changed", object_id=organisation.pk)], at=now)
    return short


@transaction.atomic
def close_on(day: date, *, by: Member, now: datetime) -> None:
    """Close the organisation on a day beside its public holidays. Raises DayWrong."""
    _set_day(day, is_open=False, by=by, now=now)


@transaction.atomic
def work_on_holiday(day: date, *, by: Member, now: datetime) -> None:
    """Have the organisation work on a public holiday. Raises DayWrong, or NotAHoliday for any other day."""
    place = by.organisation
    if day not in public_holidays(place.country, place.subdivision, day.year):
        raise checks.NotAHoliday("That day is no public holiday here. People work on it anyway.")
    _set_day(day, is_open=True, by=by, now=now)


@transaction.atomic
def clear_closed_day(day: date, *, by: Member, now: datetime) -> bool:
    """Take back that a day is closed, or a holiday worked. Says whether either was said."""
    organisation = lock_organisation(by)
    is_gone = bool(ClosedDay.objects.filter(organisation=organisation, day=day).delete()[0])
    if is_gone:
        rebuild_organisation(organisation.pk, now)
        record([deed(by, "closed_day.removed", object_id=organisation.pk)], at=now)
    return is_gone


def _set_day(day: date, *, is_open: bool, by: Member, now: datetime) -> None:
    organisation = lock_organisation(by)
    checks.check_day(day, today=local_today(organisation, now))
    row = ClosedDay.objects.filter(organisation=organisation, day=day).first()
    if row and row.is_open == is_open:
        return
    ClosedDay.objects.update_or_create(organisation=organisation, day=day, defaults={"is_open": is_open})
    rebuild_organisation(organisation.pk, now)
    action = "holiday.worked" if is_open else "closed_day.added"
    record([deed(by, action, object_id=organisation.pk)], at=now)


def rebuild_organisation(organisation_id: int, now: datetime) -> None:
    """Have what is open for everybody who has not left follow a change; inside its transaction.

    Of so many as one transaction can bear it is worked out anew. Of more, what was kept is forgotten, in one
    statement: whoever looks or books works it out afresh, so that nobody gets into a day that was just
    closed, and `fill_open_weeks` keeps it again, some hundred people at a time.
    """
    day = local_today(Organisation.objects.get(pk=organisation_id), now)
    here = Member.objects.of(organisation_id).present(day).order_by("pk")
    ids = list(here.values_list("pk", flat=True))
    if len(ids) > AT_ONCE:
        forget_open_weeks(ids)
    else:
        rebuild_open_weeks(ids, now=now)
