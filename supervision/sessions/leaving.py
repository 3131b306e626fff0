"""What is booked with somebody who leaves is freed; what was held stays as it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from supervision.people.audit import Deed, record
from supervision.people.models import Member
from supervision.sessions import access, rules, taking
from supervision.sessions.cancelling import call_off
from supervision.sessions.models import Attendance, Beside, Session
from supervision.sessions.telling_change import CANCELLED, HANDED_OVER, tell_change, tell_left


@transaction.atomic
def free_bookings(member_ids: Iterable[int], now: datetime) -> None:
    """Call off what is booked with members after their last day, in their own zone, and tell the others.

    A group goes on without a supervisee who leaves (`rules.freed`). Heard of whenever members change;
    with nobody leaving it asks one question.
    """
    leaving = {
        member.pk: member for member in Member.objects.filter(pk__in=list(member_ids), end_date__isnull=False)
    }
    if not leaving:
        return
    theirs = Q(supervisor__in=leaving) | Q(
        pk__in=Attendance.objects.filter(member__in=leaving).values("session")
    )
    theirs |= Q(pk__in=Beside.objects.filter(member__in=leaving).values("session"))
    ahead = Session.objects.upcoming(now).filter(theirs).with_people()
    chosen = [one for one in ahead if _gone(one, leaving)]
    if not chosen:
        return
    off = []
    for session in taking.lock_sessions(chosen):
        gone = _gone(session, leaving)
        became = rules.freed(
            supervisor_leaves=session.supervisor_id in gone, leaving=gone, invited=access.invited(session)
        )
        if became is rules.Freed.OFF:
            off.append(session)
        else:
            # One of a group, or somebody who was there beside the supervisor.
            _leave_out(session, gone, leaving, now)
    call_off(off, side=rules.ORGANISATION, by=None, action="session_freed", offers=False, now=now)


def _gone(session: Session, leaving: dict[int, Member]) -> set[int]:
    """Return who of those in a session will have left by then."""
    return {
        pk
        for pk in access.everybody(session)
        if pk in leaving
        and rules.is_after_last_day(session.starts_at, zone=leaving[pk].zone, last_day=leaving[pk].end_date)
    }


def _leave_out(session: Session, gone: set[int], leaving: dict[int, Member], now: datetime) -> None:
    """Take those who leave out of a session that goes on."""
    Attendance.objects.filter(session=session, member__in=gone).delete()
    Beside.objects.filter(session=session, member__in=gone).delete()
    session.taken_times.filter(person__in=[leaving[pk].person_id for pk in gone]).delete()
    session.calendar_sequence += 1
    session.save(update_fields=["calendar_sequence"])
    tell_left(session, CANCELLED, gone, now)
    if gone & set(access.beside(session)):
        others = set(access.everybody(session)) - gone
        tell_change([session], HANDED_OVER, None, now, facts={session.pk: {"fewer": True}}, only=others)
    record(
        [Deed(session.organisation_id, "session_freed", None, pk, session.pk) for pk in sorted(gone)], at=now
    )
