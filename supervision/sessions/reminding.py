"""Reminding people of a time that is held: the working day before, and an hour before for who asked for it.

What is not reminded of yet is found from the sessions themselves, so that one which came by a file, or was
moved while nothing ran, is not forgotten. The key holds the session's sequence: a time that was moved is
reminded of anew, and the old message finds its reason gone.
"""

# ruff: noqa: S608 - only names of tables and columns are written into statements; values never are.

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from supervision.availability.selectors import closed_days
from supervision.notices.checking import windows_of
from supervision.notices.models import Notice, Preference
from supervision.notices.rules import Window
from supervision.notices.services import Message, queue_notices
from supervision.people.models import Member
from supervision.scheduling.wall_time import resolve
from supervision.scheduling.working_days import working_day_before
from supervision.sessions.booking_facts import REMINDER, SOON
from supervision.sessions.models import Attendance, Beside, Session
from supervision.sets import as_moment, fetch, moment

AHEAD = timedelta(days=16)
"""How far ahead times are looked at: the working day before may lie a week and some holidays back."""
JUST_NOW = timedelta(minutes=30)
"""A moment that passed longer ago was over when the time was booked or moved: that was told then."""
BEFORE_CLOSING = timedelta(minutes=30)
AN_HOUR = timedelta(hours=1)
BATCH = 2000
SESSION, PLACE, NOTICE = Session._meta.db_table, Attendance._meta.db_table, Notice._meta.db_table
BESIDE = Beside._meta.db_table
WANTED = Preference._meta.db_table


class Place(NamedTuple):
    """One member's place in a session that is ahead: on either side, or beside its supervisor."""

    starts_at: datetime
    session: int
    member: int
    organisation: int
    sequence: int


def queue_reminders(*, now: datetime) -> int:
    """Leave a reminder for everybody in the sessions ahead who has none yet; return how many are new.

    Run twice, late or beside itself, the outcome is the same.
    """
    left = 0
    for places in _without(REMINDER, until=now + AHEAD, now=now):
        left += queue_notices(_day_before(places, now=now), now=now)
    for places in _without(SOON, until=now + 2 * AN_HOUR, only_wanted=True, now=now):
        hours = [(place, place.starts_at - AN_HOUR) for place in places]
        left += queue_notices([_message(SOON, *one) for one in hours if one[1] > now - JUST_NOW], now=now)
    return left


def reminder_at(starts_at: datetime, window: Window, closed: Collection[date] = ()) -> datetime:
    """Return, in UTC, when to remind of a time: on the reader's working day before, at the same wall time.

    Where messages may not come at that hour: as they may come from on that day, or half an hour before they
    may no more.
    """
    local = starts_at.astimezone(window.zone)
    day = working_day_before(local.date(), weekdays=window.weekdays, closed=closed)
    opens, closes = window.opening(day)
    at = resolve(datetime.combine(day, local.time().replace(tzinfo=None)), window.zone)
    return max(opens, at if at < closes else closes - BEFORE_CLOSING)


def _day_before(places: Sequence[Place], *, now: datetime) -> Iterator[Message]:
    """Yield the reminders of these places whose moment is still to come, or has only just come."""
    members = {one.pk: one for one in Member.objects.filter(pk__in={place.member for place in places})}
    windows = windows_of(members.values())
    first = (now - timedelta(days=8)).date()
    closed = closed_days(members, first=first, last=(now + AHEAD).date())
    for place in places:
        at = reminder_at(place.starts_at, windows[place.member], closed.get(place.member, ()))
        if at > now - JUST_NOW:
            yield _message(REMINDER, place, at)


def _message(kind: str, place: Place, at: datetime) -> Message:
    return Message(
        organisation_id=place.organisation,
        recipient_id=place.member,
        kind=kind,
        notice_class="S" if kind == SOON else "R",
        key=f"{kind}-{place.session}-{place.sequence}-{place.member}",
        about={"session": place.session, "sequence": place.sequence},
        not_before=at,
        not_after=place.starts_at,
    )


def _without(
    kind: str, *, until: datetime, only_wanted: bool = False, now: datetime
) -> Iterator[list[Place]]:
    """Yield, in batches by their start, the places in booked sessions up to `until` without this reminder.

    With `only_wanted` those alone whose reader has asked for the kind by some way.
    """
    ahead = "s.status = 'booked' and s.starts_at > %s and s.starts_at <= %s"
    columns = (
        "s.starts_at, s.id as session, {member} as member, s.organisation_id as organisation,"
        " s.calendar_sequence as sequence"
    )
    wanted = (
        f"and exists (select 1 from {WANTED} w where w.member_id = p.member and w.kind = '{kind}'"
        f" and w.is_wanted)"
        if only_wanted
        else ""
    )
    sql = f"""
        select p.starts_at, p.session, p.member, p.organisation, p.sequence from (
            select {columns.format(member="s.supervisor_id")} from {SESSION} s where {ahead}
            union
            select {columns.format(member="a.member_id")} from {SESSION} s
            join {PLACE} a on a.session_id = s.id where {ahead}
            union
            select {columns.format(member="b.member_id")} from {SESSION} s
            join {BESIDE} b on b.session_id = s.id where {ahead}
        ) p
        where not exists (select 1 from {NOTICE} n
            where n.key = '{kind}-' || p.session || '-' || p.sequence || '-' || p.member)
        {wanted} and (p.starts_at > %s or (p.starts_at = %s and (p.session, p.member) > (%s, %s)))
        order by p.starts_at, p.session, p.member limit {BATCH}
    """
    span = [moment(now), moment(until)]
    after: tuple[datetime, int, int] = (now, 0, 0)
    while rows := fetch(sql, [*span, *span, *span, moment(after[0]), moment(after[0]), after[1], after[2]]):
        places = [Place(as_moment(row[0]), *row[1:]) for row in rows]
        yield places
        if len(places) < BATCH:
            return
        after = (places[-1].starts_at, places[-1].session, places[-1].member)
