"""A member's own month, in one message to them alone: what was held, what comes, by when the next is owed."""

# ruff: noqa: S608 - only names of tables and columns are written into statements; values never are.

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.urls import reverse
from django.utils.translation import ngettext

from supervision import languages
from supervision.notices.facts import MonthFacts, TimeWords
from supervision.notices.models import Notice
from supervision.notices.rules import weekdays_of
from supervision.notices.services import queue_selected
from supervision.people.countries import public_holidays
from supervision.people.models import Member
from supervision.policy.clock import explain
from supervision.policy.inputs import read, zone_of
from supervision.scheduling.days import day_starts_at, local_day
from supervision.scheduling.wall_time import resolve
from supervision.scheduling.working_days import working_day_from
from supervision.scheduling.zone_words import zone_name
from supervision.sessions.models import Attendance, Session
from supervision.sets import is_postgres, moment

KIND = "month"
COMES_AT = time(8)
LEFT_FOR = timedelta(hours=26)
"""So long after its moment it is still left; beat rings every hour."""
LASTS = timedelta(days=7)
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
MEMBER = Member._meta.db_table


def queue_months(*, now: datetime) -> int:
    """Leave last month's summary for members whose first working morning of the month has come.

    Only for those who were here in that month and have a clock of their own. Returns how many are new.
    """
    left = 0
    places = Member.objects.tracked().values_list(
        "organisation_id", "organisation__country", "organisation__subdivision", "time_zone", "working_days"
    )
    alike = places.distinct().order_by("organisation_id", "time_zone", "working_days")
    for organisation, country, part, zone, days in alike:
        first = first_morning(now, zone, days, country, part)
        if first is not None:
            left += _leave(organisation, zone, days, *first, now=now)
    return left


def first_morning(
    now: datetime, zone: str, working_days: str, country: str, subdivision: str
) -> tuple[date, datetime] | None:
    """Return the first of the month and the moment of its first working morning, in UTC, once it has come.

    None before that, and when it has been gone for more than a day. A public holiday is no working day.
    """
    where = zone_of(zone)
    month = local_day(now, where).replace(day=1)
    holidays = public_holidays(country, subdivision, month.year)
    day = working_day_from(month, weekdays=weekdays_of(working_days), closed=holidays)
    comes = resolve(datetime.combine(day, COMES_AT), where)
    return (month, comes) if comes <= now < comes + LEFT_FOR else None


def _leave(
    organisation_id: int, zone: str, working_days: str, month: date, comes: datetime, *, now: datetime
) -> int:
    """Leave the summary of the month before `month` for everybody with these days, in one statement."""
    before = (month - timedelta(days=1)).replace(day=1)
    about = "jsonb_build_object('month', %s::text)" if is_postgres() else "json_object('month', %s)"
    sql = f"""
        select organisation_id, id, '{KIND}', 'S', '{KIND}-' || id || '-' || %s, '', {about}, %s, %s, %s
        from {MEMBER} where organisation_id = %s and time_zone = %s and working_days = %s
        and (is_case_manager or is_supervisor or is_team_lead)
        and start_date < %s and (end_date is null or end_date >= %s)
        order by id
    """
    name = f"{before:%Y-%m}"
    times = [moment(comes), moment(comes + LASTS), moment(now)]
    whose = [organisation_id, zone, working_days, month, comes.date()]
    return queue_selected(sql, [name, before.isoformat(), *times, *whose])


def facts(notice: Notice, now: datetime) -> MonthFacts | None:
    """Return what a member's month held; None once they are not tracked any more."""
    member = notice.recipient
    zone, today = member.zone, local_day(now, member.zone)
    if not Member.objects.tracked_on(today).filter(pk=member.pk).exists():
        return None
    month = date.fromisoformat(notice.about["month"])
    until = (month + timedelta(days=31)).replace(day=1)
    span = {"starts_at__gte": day_starts_at(month, zone), "starts_at__lt": day_starts_at(until, zone)}
    held = list(
        Attendance.objects.counted()
        .filter(member=member, **{f"session__{name}": value for name, value in span.items()})
        .order_by("session__starts_at")
        .values_list("session__starts_at", "session__held_minutes")
    )
    mine = Session.objects.filter(supervisor=member, **span)
    due_on, sentence = _due(member, today)
    return {
        "month": month,
        "days": [local_day(at, zone) for at, _ in held],
        "hours": hours_words(sum(minutes or 0 for _, minutes in held)),
        "given": mine.held().count(),
        "unrecorded": Session.objects.between(member).unrecorded(now).filter(**span).count(),
        "next": _next(member, now),
        "due_on": due_on,
        "sentence": sentence,
    }


def _due(member: Member, today: date) -> tuple[date | None, str]:
    """Return by when the next session is owed, of all the member's clocks first, and the sentence why."""
    (facts,) = read([member.pk])
    answers = [answer for _, answer in facts.answers_on(today) if answer.due_on and answer.state != "paused"]
    if not answers:
        return None, ""
    first = min(answers, key=lambda answer: (answer.due_on, answer.state))
    return first.due_on, languages.worded(explain(first, today, you=True))


def _next(member: Member, now: datetime) -> TimeWords | None:
    ahead = Session.objects.upcoming(now).filter(attendances__member=member).order_by("starts_at", "pk")
    found = ahead.values_list("starts_at", "ends_at").first()
    if found is None:
        return None
    starts, ends = (at.astimezone(member.zone) for at in found)
    return {
        "day": languages.day_words(starts.date(), this_year=now.astimezone(UTC).year, long=True),
        "starts": f"{starts:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "zone": languages.worded(zone_name(member.zone)),
        "how": "",
    }


def hours_words(minutes: int) -> str:
    """Return a length as people say it: "two hours", "an hour and a half", "50 minutes"; empty for none."""
    hours, rest = divmod(minutes, 60)
    if not minutes:
        return ""
    if hours and rest == 0:
        return ngettext("an hour", "%(number)s hours", hours) % {"number": _number(hours)}
    if hours and rest == 30:
        words = ngettext("an hour and a half", "%(number)s hours and a half", hours)
        return words % {"number": _number(hours)}
    return ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}


def _number(number: int) -> str:
    """Return a number in words where the reader's language takes them beside any noun, as English does."""
    return NUMBERS[number] if languages.is_english() and number < len(NUMBERS) else str(number)


def own_page(notice: Notice) -> str:
    return reverse("members:page", args=[notice.recipient_id])
