"""Calling a session off, so that it does not end as a gap: three other times go with the same message."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from supervision.faults import fault
from supervision.people.audit import Deed, record
from supervision.people.models import Member
from supervision.sessions import access, finding, taking
from supervision.sessions.asking import search_again
from supervision.sessions.booking import settle
from supervision.sessions.booking_access import NO_SESSION, may_change, may_leave
from supervision.sessions.changed import sessions_changed
from supervision.sessions.lines import keep_line
from supervision.sessions.models import Attendance, Beside, Line, Session
from supervision.sessions.moving import ONE, check_ahead, in_scope
from supervision.sessions.often import ask_after_many
from supervision.sessions.owed import due_dates
from supervision.sessions.telling_change import CANCELLED, HANDED_OVER, tell_change, tell_left


@transaction.atomic
def cancel(
    *,
    session: Session,
    by: Member,
    scope: str = ONE,
    reason: str = "",
    only_me: bool = False,
    now: datetime,
) -> list[Session]:
    """Call a session off, with `scope` also the later ones of its series, or all; tell everybody in it.

    Its time is free again. Up to three other times, before the next due date where there are any, go
    with the message. `reason` stays between the two sides. In a group of several, a supervisee gives up
    their own place and the others meet without them; so does, whatever the kind, whoever is there beside
    the supervisor. Whoever could do either leaves it to the others with `only_me`. Returns what was
    called off, or left, by start.

    Raises NotAhead, WrongScope, NotYours, TooLong. Nothing is called off then.
    """
    sessions = taking.lock_sessions(in_scope(session, scope, now=now))
    for one in sessions:
        check_ahead(one, now=now)
        if not may_leave(by, one) and (only_me or not may_change(by, one)):
            raise access.NotYours(NO_SESSION)
    keep_line(sessions[:1], reason, by=by, purpose=Line.Purpose.REASON, now=now)
    if not only_me and may_change(by, sessions[0]):
        call_off(sessions, side=access.side_of(by.pk, sessions[0]), by=by, now=now)
    else:
        _leave(sessions, by=by, now=now)
    return sessions


def call_off(
    sessions: Sequence[Session],
    *,
    side: str,
    by: Member | None,
    action: str = "session_called_off",
    instead_with: Member | None = None,
    offers: bool = True,
    only: Collection[int] | None = None,
    now: datetime,
) -> None:
    """Call locked sessions off for everybody, by this side, and tell them, or `only` those.

    The times that go with the message, unless it `offers` none, are with their supervisor or with
    `instead_with`.
    """
    if not sessions:
        return
    facts: dict[int, dict] = {}
    asked: set[tuple[int, ...]] = set()
    for one in sessions:
        people = (one.supervisor_id, *access.invited(one))
        if offers and people not in asked:  # of a series, the first message alone offers other times
            facts[one.pk] = times_instead(one, instead_with, now=now)
            asked.add(people)
    taking.release(sessions)
    taking.free_proposals(sessions, now=now)
    for one in sessions:
        one.status, one.cancelled_by, one.cancelled_at = Session.Status.CANCELLED, side, now
        one.calendar_sequence += 1
        one.save(update_fields=["status", "cancelled_by", "cancelled_at", "calendar_sequence"])
    settle(sessions, action, by=by, change=CANCELLED, facts=facts, only=only, now=now)
    if offers:
        ask_after_many(sessions, now=now)


def _leave(sessions: Sequence[Session], *, by: Member, now: datetime) -> None:
    """Give up one member's places in sessions that go on without them."""
    ids = [one.pk for one in sessions]
    Attendance.objects.filter(session__in=ids, member=by).delete()
    Beside.objects.filter(session__in=ids, member=by).delete()
    for one in sessions:
        one.taken_times.filter(person=by.person_id).delete()
        one.calendar_sequence += 1
        one.save(update_fields=["calendar_sequence"])
        tell_left(one, CANCELLED, [by.pk], now)
        is_beside = by.pk in access.beside(one)
        others = [pk for pk in access.everybody(one) if pk != by.pk] if is_beside else [one.supervisor_id]
        tell_change([one], HANDED_OVER, by, now, facts={one.pk: {"fewer": True}}, only=others)
    sessions_changed([*{one.supervisor_id for one in sessions}, by.pk], now=now)
    record([Deed(one.organisation_id, "session_left", by.pk, by.pk, one.pk) for one in sessions], at=now)
    fault("commit.before")


def times_instead(session: Session, supervisor: Member | None, *, now: datetime) -> dict:
    """Return up to three other starts for a session that goes, and the day that they were looked for up to.

    Asked while it still takes its time: what is called off is not offered again. Where nothing is free
    before the due date, the next times after it are better than none.
    """
    due = due_dates(access.invited(session), now=now)
    search = search_again(session, around=now, supervisor=supervisor, frees_its_own=False)
    before = min(due.values(), default=None)
    near = session.starts_at
    slots = finding.next_free(search, before=before, now=now, near=near) if before is not None else []
    if before is not None and slots:
        return {"times": [slot.starts_at.isoformat() for slot in slots], "before": before.isoformat()}
    slots = finding.next_free(search, now=now, near=near)
    return {"times": [slot.starts_at.isoformat() for slot in slots]}
