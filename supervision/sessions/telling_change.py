"""Telling everybody in a session that it was booked, moved, called off or handed over.

One message to each, of the kind `session_<change>`, told from the rows when it is sent. `about` says
which session and which state of it: `{"session": id, "sequence": n}`, and beside them, where they
apply, `was` (the start before it was moved, ISO), `times` (up to three starts that are free, ISO),
`before` (the ISO day they were looked for up to), `left` (its reader is no longer in it), `fewer` (somebody
who was to be there beside the supervisor is not), `proposal` (an id) and `answered` (when it was, ISO).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from supervision.notices.services import Message, queue_notices
from supervision.people.models import Member
from supervision.sessions import access
from supervision.sessions.models import Session

BOOKED, MOVED, CANCELLED, HANDED_OVER = "booked", "moved", "cancelled", "handed_over"
PROPOSED, PROPOSAL_ANSWERED = "proposed", "proposal_answered"

Facts = Mapping[int, Mapping[str, Any]]
"""What else is told of a session, by its id."""


def tell_change(
    sessions: Iterable[Session],
    change: str,
    by: Member | None,
    now: datetime,
    *,
    facts: Facts | None = None,
    only: Iterable[int] | None = None,
) -> int:
    """Queue a message for everybody in these sessions, or for `only` those members, and return how many.

    Whoever did it is told as well: their calendar changes too. A message has the key of its kind, its
    session, its sequence and its reader, so that saying it twice says it once. Wants `with_people()`.
    """
    chosen = None if only is None else set(only)
    messages = []
    for session in sessions:
        more = dict((facts or {}).get(session.pk, {}))
        about = {"session": session.pk, "sequence": session.calendar_sequence, **more}
        occasion = f"-{more['proposal']}" if "proposal" in more else ""
        occasion += f"-{datetime.fromisoformat(more['answered']):%H%M%S%f}" if "answered" in more else ""
        readers = access.everybody(session) if chosen is None else sorted(chosen)
        for reader in readers:
            kind = f"session_{change}"
            messages.append(
                Message(
                    organisation_id=session.organisation_id,
                    recipient_id=reader,
                    kind=kind,
                    notice_class="R",
                    key=key_of(session, change, reader, occasion),
                    about=about,
                    not_before=now,
                )
            )
    return queue_notices(messages, now=now)


def key_of(session: Session, change: str, reader: int, occasion: str = "") -> str:
    """Return the key of the message that tells a reader of a change that left a session as it is."""
    return f"session_{change}-{session.pk}-{session.calendar_sequence}{occasion}-{reader}"


def tell_left(session: Session, change: str, readers: Iterable[int], now: datetime) -> int:
    """Tell members who are no longer in a session that it is off for them: their calendar lets go of it."""
    return tell_change([session], change, None, now, facts={session.pk: {"left": True}}, only=readers)
