"""Saying oneself whether a time suits, as a calendar's answer would: noted, or a question to the others.

Nothing is moved or called off by it. It can be taken back for ten minutes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from supervision.errors import Refusal
from supervision.people.audit import Deed, record
from supervision.people.models import Member
from supervision.sessions import access, rules
from supervision.sessions.answering import ask
from supervision.sessions.booking_access import NO_SESSION
from supervision.sessions.models import CalendarAnswer, Session
from supervision.sessions.moving import check_ahead

KEPT = (
    "said",
    "starts_at",
    "sequence",
    "stamped_at",
    "received_at",
    "proposed_at",
    "settled_at",
    "is_by_hand",
)
MOMENTS = ("starts_at", "stamped_at", "received_at", "proposed_at", "settled_at")


class SettledSince(Refusal):
    code = "settled_since"


@transaction.atomic
def say_suits(*, session: Session, by: Member, suits: bool, now: datetime) -> dict[str, Any] | None:
    """Note that the time of a session suits `by`, or ask the others whether it stands since it doesn't.

    Returns what `by` had answered before, for `unsay`. Raises NotYours, NotAhead.
    """
    Session.objects.locked(session.pk)
    fresh = Session.objects.with_people().get(pk=session.pk)
    if by.pk not in access.everybody(fresh):
        raise access.NotYours(NO_SESSION)
    check_ahead(fresh, now=now)
    before = CalendarAnswer.objects.filter(session=fresh, member=by).values(*KEPT).first()
    said = CalendarAnswer.Said.ACCEPTED if suits else CalendarAnswer.Said.DECLINED
    given, _ = CalendarAnswer.objects.update_or_create(
        session=fresh,
        member=by,
        defaults={
            "said": said,
            "starts_at": fresh.starts_at,
            "sequence": fresh.calendar_sequence,
            "stamped_at": now,
            "received_at": now,
            "proposed_at": None,
            "settled_at": None,
            "is_by_hand": True,
        },
    )
    if not suits:
        ask(given, now)
    record([Deed(fresh.organisation_id, "session_answered", by.pk, by.pk, fresh.pk)], at=now)
    return _kept(before) if before else None


@transaction.atomic
def unsay(
    *, session: Session, by: Member, before: dict[str, Any] | None, given_at: datetime, now: datetime
) -> None:
    """Take back what `by` said at `given_at`, within ten minutes: `before` stands again.

    Raises SettledSince once something newer was answered or the others have settled it; TooLateToUndo.
    """
    rules.check_undo(given_at, now=now)
    Session.objects.locked(session.pk)
    given = CalendarAnswer.objects.filter(session=session, member=by, stamped_at=given_at, settled_at=None)
    if before is None:
        changed = given.delete()[0]
    else:
        changed = given.update(**_read(before))
    if not changed:
        raise SettledSince("That was settled meanwhile.")
    record([Deed(session.organisation_id, "session_answer_withdrawn", by.pk, by.pk, session.pk)], at=now)


def _kept(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}


def _read(kept: dict[str, Any]) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(value) if name in MOMENTS and value else value
        for name, value in kept.items()
    }
