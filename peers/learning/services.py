"""An organisation's own sessions: written or loaded by its administrators, read by its people."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from peers.learning.models import OwnSession
from peers.learning.programme import by_slug, programme
from peers.learning.rules import NotASession, Session, session_of
from peers.pool.going_through import Reading
from supervision.errors import Refusal
from supervision.people.audit import Deed, record
from supervision.people.models import Member

MOST = 100


class TooManySessions(Refusal):
    code = "too_many_sessions"


def own_sessions(member: Member) -> list[tuple[OwnSession, Session]]:
    """Return the sessions of a member's organisation, the first first. One query."""
    rows = OwnSession.objects.filter(organisation=member.organisation_id).order_by("created_at", "pk")
    return [(row, session_of(str(row.pk), row.text)) for row in rows]


def to_go_through(member: Member) -> list[Reading]:
    """Return what a group could go through: the programme, and the organisation's own. One query."""
    found = [*programme(), *(one for _, one in own_sessions(member))]
    return [
        Reading(one.key, one.title, one.minutes, reverse("learning:session", args=[one.key])) for one in found
    ]


def own_session(member: Member, key: int) -> OwnSession | None:
    return OwnSession.objects.filter(organisation=member.organisation_id, pk=key).first()


def session_by(member: Member, key: str) -> Session | None:
    """Return a session of the programme or of the member's own organisation; None where there is none."""
    if found := by_slug(key):
        return found
    row = own_session(member, int(key)) if key.isascii() and key.isdigit() and len(key) < 19 else None
    return session_of(str(row.pk), row.text) if row else None


@transaction.atomic
def write_session(by: Member, text: str, *, key: int | None = None, now: datetime) -> OwnSession | None:
    """Keep a session as its file says it, in place of the one under `key`; None if there is none such.

    Raises NotASession where it can't be read, TooManySessions.
    """
    if len(text) > 200_000:
        raise NotASession("That is more than an hour’s reading. Make two sessions of it.")
    session_of("", text)
    if key is None:
        if OwnSession.objects.filter(organisation=by.organisation_id).count() >= MOST:
            raise TooManySessions("A hundred is as many as there may be. Take one away first.")
        row = OwnSession(organisation_id=by.organisation_id, created_at=now)
    else:
        found = own_session(by, key)
        if found is None:
            return None
        row = found
    row.text, row.changed_by, row.changed_at = text, by, now
    row.save()
    record([_deed(by, "learning.written", row)], at=now)
    return row


@transaction.atomic
def remove_session(by: Member, key: int, *, now: datetime) -> bool:
    """Take a session away for good. What people have read of it stays theirs. Says whether there was one."""
    row = own_session(by, key)
    if row is None:
        return False
    record([_deed(by, "learning.removed", row)], at=now)
    row.delete()
    return True


def _deed(by: Member, action: str, row: OwnSession) -> Deed:
    return Deed(organisation_id=by.organisation_id, actor_id=by.pk, action=action, object_id=row.pk)
