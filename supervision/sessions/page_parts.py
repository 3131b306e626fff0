"""What else stands on a session's page for those who are in it: rooms above put themselves there.

A room names its part in `AppConfig.ready`. The page includes the part's templates with what `read` returns
beside the page's own context. A part's forms go to addresses of its own. Leads never see one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from supervision.people.models import Member
from supervision.sessions.models import Session

Read = Callable[[Session, Member, datetime], dict]


@dataclass(frozen=True, slots=True)
class Part:
    """Two templates, for the wide column and the narrow one, and what they show to one who is in it."""

    main: str
    side: str
    read: Read


_parts: list[Part] = []


def register(part: Part) -> Part:
    """Put a part on the page, below those before it; naming it twice counts once."""
    if part not in _parts:
        _parts.append(part)
    return part


def parts_for(session: Session, viewer: Member, *, now: datetime) -> list[dict]:
    """Return each part's templates, and under `part` what it shows. Wants `with_people()` on the session."""
    return [
        {"main": part.main, "side": part.side, "part": part.read(session, viewer, now)} for part in _parts
    ]
