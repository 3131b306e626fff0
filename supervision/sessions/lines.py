"""A line between the two sides of a session: what goes with a booking, or why it was called off."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from supervision.errors import Refusal
from supervision.people.models import Member
from supervision.sessions import access, rules
from supervision.sessions.models import Line, Session
from supervision.wording import sentence

LONGEST = 500


class TooLong(Refusal):
    code = "line_too_long"


def keep_line(sessions: Iterable[Session], words: str, *, by: Member, purpose: str, now: datetime) -> None:
    """Keep what `by` wrote to the two sides, sealed, with each of these sessions; nothing if it is empty.

    Raises TooLong for more than 500 characters.
    """
    words = words.strip()
    if len(words) > LONGEST:
        raise TooLong(sentence("At most {most} characters, please.", most=LONGEST))
    if not words:
        return
    for session in sessions:
        line = Line(
            session=session,
            supervisor_id=session.supervisor_id,
            writer=by,
            side=access.side_of(by.pk, session),
            purpose=purpose,
            written_at=now,
        )
        line.words = words
        line.save(force_insert=True)


def lines_for(viewer: Member, session: Session) -> list[Line]:
    """Return what the viewer may read of a session's lines, the first written first. Wants `with_people()`.

    Both sides read what either, or a lead, wrote; nobody else does, the writer of it included. In a group,
    what a supervisee wrote is between them and the supervisor; and a supervisor who took a session over
    does not read what was written before.
    """
    rows = session.lines.select_related("writer__person").order_by("written_at", "pk")
    if viewer.pk == session.supervisor_id:
        return list(rows.filter(supervisor=viewer))
    if viewer.pk not in access.invited(session):
        return []
    return list(rows.filter(~Q(side=rules.SUPERVISEE) | Q(writer=viewer)))
