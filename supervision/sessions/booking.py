"""Booking: one session, a series of them, or one each for many people. All of it, or nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from supervision.availability.models import Medium
from supervision.errors import Refusal
from supervision.faults import fault
from supervision.people.audit import Deed, record
from supervision.people.models import Member
from supervision.sessions import access, rules, taking
from supervision.sessions.asking import search_for
from supervision.sessions.booking_access import (
    check_may_book,
    check_may_book_each,
    check_may_have_beside,
)
from supervision.sessions.changed import sessions_changed
from supervision.sessions.lines import keep_line
from supervision.sessions.models import Attendance, Beside, Hold, Line, Series, Session, new_uid
from supervision.sessions.placing import places_for
from supervision.sessions.taking import Planned
from supervision.sessions.telling_change import BOOKED, tell_change
from supervision.wording import sentence

MOST_AT_ONCE = 60
"""How many sessions one call books at most."""


class WrongWay(Refusal):
    code = "session_medium"


class WrongSeries(Refusal):
    code = "series_dates"


@dataclass(frozen=True, slots=True)
class SeriesPlan:
    """A repeating booking as it was agreed to: its pattern, how it ends, and each start, the first too.

    `starts` are those that the preview gave and the booker accepted, an alternative among them where
    the plan's own time was not free. `pattern` is one of `Series.Pattern`; of `until` and `number` one
    is given.
    """

    pattern: str
    starts: tuple[datetime, ...]
    until: date | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """One session of several that are booked together, with one supervisee."""

    supervisor: Member
    supervisee: Member
    starts_at: datetime
    minutes: int
    medium: str = ""


@dataclass(frozen=True, slots=True)
class Booked:
    """The sessions that were booked, by their start."""

    sessions: list[Session]


def book(
    *,
    by: Member,
    supervisor: Member,
    supervisees: Sequence[Member],
    starts_at: datetime,
    minutes: int,
    kind: str = rules.INDIVIDUAL,
    medium: str = "",
    place: str = "",
    line: str = "",
    series: SeriesPlan | None = None,
    hold: Hold | int | None = None,
    rebooks: Session | None = None,
    beside: Sequence[Member] = (),
    now: datetime,
) -> Booked:
    """Book a session, or with `series` all of its dates, and tell everybody in it.

    Others `beside` the supervisor, who facilitates, are there as well. `line` goes with it, between the
    two sides. `hold` is the caller's own held time, which makes way; one that ran out does no harm. In
    person and without a `place`, they meet where the supervisor's hours say.
    `rebooks` is the session that was called off and for which this comes.

    Raises NoLongerFree if a time is not free now (`row` says which of a series), NotYours, WrongPeople,
    WrongLength, WrongWay, WrongSeries, TooLong. Nothing is booked then.
    """
    supervisees, beside = tuple(supervisees), tuple(beside)
    rules.check_people(
        kind=kind,
        supervisor=supervisor.pk,
        supervisees=[one.pk for one in supervisees],
        beside=[one.pk for one in beside],
    )
    rules.check_length(minutes)
    _check_way(medium)
    starts = _starts_of(starts_at, series)
    for start in (starts[0], starts[-1]):
        day = start.astimezone(supervisees[0].zone).date()
        check_may_book(by, supervisor=supervisor, supervisees=supervisees, kind=kind, day=day)
        check_may_have_beside(by, beside, supervisees=supervisees, day=day)
    if rebooks is not None:
        _check_rebooks(by, rebooks, supervisees)
    length = timedelta(minutes=minutes)
    plans = [Planned(supervisor, supervisees, start, start + length, kind, beside) for start in starts]
    search = search_for(
        supervisor,
        supervisees,
        minutes=minutes,
        kind=kind,
        medium=medium,
        around=starts[0],
        beside=beside,
    )

    def act() -> Booked:
        people = taking.lock_people(plans[0].everybody)
        taking.free_run_out(people, now=now)
        if hold is not None:
            Hold.objects.filter(pk=getattr(hold, "pk", hold), held_by=by, proposed_time=None).delete()
        taking.check_free(search, starts, is_series=series is not None, now=now)
        plan = _make_series(series, plans[0], by=by, now=now) if series else None
        sessions = write_sessions(
            plans, by=by, media=[medium] * len(plans), place=place, series=plan, rebooks=rebooks, now=now
        )
        keep_line(sessions[:1], line, by=by, purpose=Line.Purpose.BOOKING, now=now)
        settle(sessions, "session_booked", by=by, now=now)
        return Booked(sessions)

    return taking.in_turn(act, search=search, near=starts_at, now=now)


def book_many(*, by: Member, wanted: Sequence[Wanted], now: datetime) -> Booked:
    """Book one session for each of several people, or none of them, and tell everybody.

    Raises NoLongerFree with the `row` (from 0) whose time is not free now, counting those before it as
    taken; NotYours, WrongPeople, WrongLength, WrongWay, WrongSeries for more than sixty.
    """
    if not 1 <= len(wanted) <= MOST_AT_ONCE:
        raise WrongSeries(sentence("Between one and {most} sessions at a time, please.", most=MOST_AT_ONCE))
    plans, searches, asked = [], [], []
    for one in wanted:
        rules.check_people(
            kind=rules.INDIVIDUAL, supervisor=one.supervisor.pk, supervisees=[one.supervisee.pk]
        )
        rules.check_length(one.minutes)
        _check_way(one.medium)
        people = (one.supervisee,)
        asked.append((one.supervisor, one.supervisee, one.starts_at.astimezone(one.supervisee.zone).date()))
        ends_at = one.starts_at + timedelta(minutes=one.minutes)
        plans.append(Planned(one.supervisor, people, one.starts_at, ends_at, rules.INDIVIDUAL))
        searches.append(
            search_for(
                one.supervisor,
                people,
                minutes=one.minutes,
                kind=rules.INDIVIDUAL,
                medium=one.medium,
                around=one.starts_at,
            )
        )
    check_may_book_each(by, asked)

    def act() -> Booked:
        people = taking.lock_people(member for plan in plans for member in plan.everybody)
        taking.free_run_out(people, now=now)
        taking.check_each_free(searches, [plan.starts_at for plan in plans], now=now)
        sessions = write_sessions(plans, by=by, media=[one.medium for one in wanted], now=now)
        settle(sessions, "session_booked", by=by, now=now)
        return Booked(sessions)

    return taking.in_turn(act, search=searches[0], now=now)


# ---------------------------------------------------------------- parts that others use
def write_sessions(
    plans: Sequence[Planned],
    *,
    by: Member | None,
    media: Sequence[str],
    place: str = "",
    series: Series | None = None,
    rebooks: Session | None = None,
    now: datetime,
) -> list[Session]:
    """Write booked sessions with their people and the time they take; return them with their people.

    Belongs under the locks of everybody in them. The first of them `rebooks` what was called off. Without
    a `place`, one in person meets where its supervisor's hours say.
    """
    places = places_for([plan.supervisor for plan in plans], [plan.starts_at for plan in plans], media, place)
    made = Session.objects.bulk_create(
        Session(
            organisation_id=plan.supervisor.organisation_id,
            supervisor=plan.supervisor,
            kind=plan.kind,
            status=Session.Status.BOOKED,
            starts_at=plan.starts_at,
            ends_at=plan.ends_at,
            medium=medium,
            place=where,
            time_zone=plan.supervisor.time_zone,
            series=series,
            booked_by=by,
            booked_at=now,
            rebooks=None if number else rebooks,
            calendar_uid=new_uid(),
        )
        for number, (plan, medium, where) in enumerate(zip(plans, media, places, strict=True))
    )
    planned = list(zip(made, plans, strict=True))
    Attendance.objects.bulk_create(
        Attendance(session=session, member=member) for session, plan in planned for member in plan.supervisees
    )
    Beside.objects.bulk_create(
        Beside(session=session, member=member) for session, plan in planned for member in plan.beside
    )
    ids = [session.pk for session in made]
    sessions = list(Session.objects.with_people().filter(pk__in=ids).order_by("starts_at", "pk"))
    taking.take(sessions)
    return sessions


def settle(
    sessions: Sequence[Session],
    action: str,
    *,
    by: Member | None,
    change: str = BOOKED,
    facts=None,
    only: Collection[int] | None = None,
    now: datetime,
) -> None:
    """Let follow what follows a change of these sessions: clocks, messages, the audit. Written last."""
    sessions_changed([pk for session in sessions for pk in access.everybody(session)], now=now)
    tell_change(sessions, change, by, now, facts=facts, only=only)
    record(
        [
            Deed(session.organisation_id, action, by.pk if by else None, member_id, session.pk)
            for session in sessions
            for member_id in access.invited(session)
        ],
        at=now,
    )
    fault("commit.before")


# ---------------------------------------------------------------- what is asked beforehand
def _starts_of(starts_at: datetime, series: SeriesPlan | None) -> list[datetime]:
    """Return every start that is booked, in order. Raises WrongSeries where the dates do not fit."""
    if series is None:
        return [starts_at]
    starts = sorted(set(series.starts))
    if series.pattern not in Series.Pattern.values or (series.until is None) == (series.number is None):
        raise WrongSeries("Say how it repeats, and either until when or how many times.")
    if not 1 <= len(starts) <= MOST_AT_ONCE or len(starts) != len(series.starts) or starts[0] != starts_at:
        raise WrongSeries(
            sentence("A series has its own dates, from the first on, and at most {most}.", most=MOST_AT_ONCE)
        )
    return starts


def _make_series(series: SeriesPlan, first: Planned, *, by: Member, now: datetime) -> Series:
    wall = first.starts_at.astimezone(first.supervisor.zone)
    return Series.objects.create(
        organisation_id=first.supervisor.organisation_id,
        supervisor=first.supervisor,
        pattern=series.pattern,
        first_day=wall.date(),
        starts=wall.hour * 60 + wall.minute,
        time_zone=first.supervisor.time_zone,
        until=series.until,
        number=series.number,
        booked_by=by,
        created_at=now,
    )


def _check_way(medium: str) -> None:
    if medium and medium not in Medium.values:
        raise WrongWay("By video, by phone or in person.")


def _check_rebooks(by: Member, rebooks: Session, supervisees: Sequence[Member]) -> None:
    """Raise NotYours unless `rebooks` was called off, is seen by `by`, and had one of these people."""
    gone = access.visible_to(by).filter(pk=rebooks.pk, status=Session.Status.CANCELLED)
    if not gone.filter(attendances__member__in=[one.pk for one in supervisees]).exists():
        raise access.NotYours("There is no such session here.")
