"""Taking a booking back within ten minutes: what was not sent of it yet is never sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from supervision.errors import Refusal
from supervision.faults import fault
from supervision.notices.models import Notice
from supervision.notices.services import withdraw_notices
from supervision.people.audit import Deed, record
from supervision.people.models import Member
from supervision.sessions import access, rules, taking
from supervision.sessions.booking_access import NO_SESSION, may_change
from supervision.sessions.cancelling import call_off
from supervision.sessions.changed import sessions_changed
from supervision.sessions.models import Attendance, Session
from supervision.sessions.moving import check_ahead
from supervision.sessions.telling_change import BOOKED, key_of


class TooLateToTakeBack(Refusal):
    code = "booking_undo_passed"


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Who had been told of a booking before it was taken back: they hear that it is off. Else nobody does."""

    told: Sequence[Member]


def may_take_back(by: Member, session: Session, *, now: datetime) -> bool:
    """Say whether `by` booked this a moment ago, and it stands as it was booked."""
    return session.booked_by_id == by.pk and rules.can_take_back(
        booked_at=session.booked_at, sequence=session.calendar_sequence, now=now
    )


@transaction.atomic
def take_back(*, session: Session, by: Member, now: datetime) -> TakenBack:
    """Undo a booking within ten minutes, as if it had not been, as far as nobody was told of it.

    Messages not sent yet are withdrawn. Where none was sent, the session is gone without a trace. Where
    one was, it is called off, and whoever was told, and nobody else, hears that it is.

    Raises TooLateToTakeBack, NotAhead, NotYours.
    """
    session = taking.lock_session(session)
    if session.booked_by_id != by.pk or not may_change(by, session):
        raise access.NotYours(NO_SESSION)
    check_ahead(session, now=now)
    if not may_take_back(by, session, now=now):
        raise TooLateToTakeBack("That was more than ten minutes ago. Call it off on its own page instead.")
    everybody = access.everybody(session)
    keys = {key_of(session, BOOKED, pk): pk for pk in everybody}
    withdraw_notices(keys)
    # What is on its way, or stands in an inbox, has told its reader.
    reached = Notice.objects.filter(key__in=keys).exclude(state="dropped", inbox_at=None)
    told = set(reached.values_list("recipient", flat=True))
    if told:
        side = access.side_of(by.pk, session)
        call_off([session], side=side, by=by, action="session_taken_back", offers=False, only=told, now=now)
    else:
        subjects = access.invited(session)
        taking.release([session])
        taking.free_proposals([session], now=now)
        place, pk = session.organisation_id, session.pk
        deeds = [Deed(place, "session_taken_back", by.pk, subject, pk) for subject in subjects]
        Attendance.objects.filter(session=session).delete()
        session.delete()
        sessions_changed(everybody, now=now)
        record(deeds, at=now)
        fault("commit.before")
    return TakenBack(list(Member.objects.filter(pk__in=told).with_person().order_by("person__name", "pk")))
