"""Moving a session to another time: one, this and the later ones of its series, or all that are ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import Q

from supervision.errors import Refusal
from supervision.people.models import Member
from supervision.scheduling.wall_time import resolve
from supervision.sessions import access, taking
from supervision.sessions.asking import search_again
from supervision.sessions.booking import settle
from supervision.sessions.booking_access import check_may_change
from supervision.sessions.finding import Search
from supervision.sessions.models import Move, Series, Session
from supervision.sessions.placing import places_after
from supervision.sessions.telling_change import MOVED

ONE, LATER, ALL = "one", "later", "all"
SCOPES = (ONE, LATER, ALL)


class NotAhead(Refusal):
    """It has begun, or is off: there is nothing left to move or to call off."""

    code = "session_not_ahead"


class WrongScope(Refusal):
    code = "session_scope"


def move(
    *, session: Session, by: Member, starts_at: datetime, scope: str = ONE, now: datetime
) -> list[Session]:
    """Move a session to `starts_at`, with `scope` also the later ones of its series, or all; tell everybody.

    The others move by as many days, to the same time on the wall. Returns what was moved, by start.
    Raises NoLongerFree if any new time is not free (`row`, in order of their starts), NotAhead,
    WrongScope, NotYours. Nothing is moved then.
    """
    chosen = in_scope(session, scope, now=now)
    search = search_again(Session.objects.with_people().get(pk=session.pk), around=starts_at)

    def act() -> list[Session]:
        sessions = taking.lock_sessions(chosen)
        for one in sessions:
            check_may_change(by, one)
            check_ahead(one, now=now)
        return move_locked(sessions, session.pk, starts_at, by=by, is_agreed=False, now=now)

    return taking.in_turn(act, search=search, near=starts_at, now=now)


def move_locked(
    sessions: Sequence[Session],
    chosen: int,
    starts_at: datetime,
    *,
    by: Member,
    is_agreed: bool,
    now: datetime,
) -> list[Session]:
    """Move locked sessions so that the `chosen` one starts at `starts_at`, and tell everybody in them.

    Unless both sides agreed to the very time, each new time must be open and free.
    """
    new = new_starts(sessions, chosen, starts_at)
    before = {one.pk: (one.starts_at, one.ends_at) for one in sessions}
    moved = [one for one in sessions if new[one.pk] != one.starts_at]
    everybody = {member.person_id for one in sessions for member in taking.planned(one).everybody}
    taking.free_run_out(everybody, now=now)
    taking.free_proposals(moved, now=now)
    # Their own time is free for them before they look for another, or 10:00 could not go to 10:30.
    taking.release(moved)
    if moved and not is_agreed:
        search = _search_for_all(moved, around=starts_at)
        taking.check_free(search, [new[one.pk] for one in moved], is_series=len(moved) > 1, now=now)
    places = places_after(moved, [new[one.pk] for one in moved])
    for one, place in zip(moved, places, strict=True):
        length = one.ends_at - one.starts_at
        one.place = place
        one.starts_at, one.ends_at = new[one.pk], new[one.pk] + length
        one.calendar_sequence += 1
        one.save(update_fields=["starts_at", "ends_at", "place", "calendar_sequence"])
    taking.take(moved)
    facts = {one.pk: {"was": before[one.pk][0].isoformat()} for one in moved}
    if moved:
        _leave_traces(moved, before, by=by, now=now)
        _follow(sessions, chosen, len(sessions) > 1)
        settle(moved, "session_moved", by=by, change=MOVED, facts=facts, now=now)
    return sorted(moved, key=lambda one: (one.starts_at, one.pk))


def _leave_traces(
    moved: Sequence[Session], before: Mapping[int, tuple[datetime, datetime]], *, by: Member, now: datetime
) -> None:
    """Write down the times that sessions had. A series that goes to another hour of its days leaves none.

    A session that comes back to a time it had has no trace there any more.
    """
    gone, made = Q(), []
    for one in moved:
        starts_at, ends_at = before[one.pk]
        gone |= Q(session=one.pk, starts_at__in=(starts_at, one.starts_at))
        zone = one.supervisor.zone
        is_same_day = starts_at.astimezone(zone).date() == one.starts_at.astimezone(zone).date()
        if len(moved) == 1 or not is_same_day:
            made.append(Move(session=one, starts_at=starts_at, ends_at=ends_at, by=by, moved_at=now))
    Move.objects.filter(gone).delete()
    Move.objects.bulk_create(made)


def _search_for_all(sessions: Sequence[Session], *, around: datetime) -> Search:
    """Return the search for another time of these sessions, with whoever is there beside in any of them."""
    search = search_again(sessions[0], around=around)
    others = dict.fromkeys(pk for one in sessions for pk in access.beside(one))
    supervisors = tuple(dict.fromkeys((*search.supervisors, *others)))
    return replace(search, supervisors=supervisors, all_of=len(supervisors) > 1)


def new_starts(sessions: Sequence[Session], chosen: int, starts_at: datetime) -> dict[int, datetime]:
    """Return where each session goes when the chosen one goes to `starts_at`: as many days, the same wall."""
    moved = next(one for one in sessions if one.pk == chosen)
    zone = moved.supervisor.zone
    there, here = starts_at.astimezone(zone), moved.starts_at.astimezone(zone)
    days = there.date() - here.date()
    found = {}
    for one in sessions:
        day = one.starts_at.astimezone(zone).date() + days
        wall = datetime.combine(day, there.time().replace(tzinfo=None))
        found[one.pk] = starts_at if one.pk == chosen else resolve(wall, zone)
    return found


def in_scope(session: Session, scope: str, *, now: datetime) -> list[Session]:
    """Return the sessions that a change of this one reaches: itself, and those booked of its series.

    `later` are those from it on, `all` those that are still to come. Raises WrongScope for any other
    word, and for a session that stands alone.
    """
    if scope == ONE:
        return [session]
    if scope not in SCOPES or session.series_id is None:
        raise WrongScope("Say whether it is this one, this and the later ones, or all.")
    ahead = Session.objects.booked().filter(series=session.series_id, starts_at__gt=now)
    if scope == LATER:
        ahead = ahead.filter(starts_at__gte=session.starts_at)
    return list((ahead | Session.objects.filter(pk=session.pk)).order_by("starts_at", "pk"))


def check_ahead(session: Session, *, now: datetime) -> None:
    """Raise NotAhead unless a session is booked and has not begun."""
    if session.status == Session.Status.CANCELLED:
        raise NotAhead("That one was called off already.")
    if session.status != Session.Status.BOOKED or session.starts_at <= now:
        raise NotAhead("That one has begun. Say how it went instead.")


def _follow(sessions: Sequence[Session], chosen: int, is_series: bool) -> None:
    """Have the series go by the new time on the wall, where more than one of its sessions went there."""
    first = next(one for one in sessions if one.pk == chosen)
    if not is_series or first.series_id is None:
        return
    wall = first.starts_at.astimezone(first.supervisor.zone)
    Series.objects.filter(pk=first.series_id).update(starts=wall.hour * 60 + wall.minute)
