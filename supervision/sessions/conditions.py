"""What rooms above have to say to one of the two where they book, or call off: rooms put themselves there.

A room names its part in `AppConfig.ready`. Each returns lines for one viewer who is in it; a lead, who books
for others, is told none of them. Nothing here is kept, and nothing is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from supervision.people.models import Member
from supervision.sessions.models import Session


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, and a page that says more; or an act, whose address takes a press of a button."""

    words: str
    href: str = ""
    link: str = ""
    act: str = ""
    press: str = ""
    icon: str = "info"


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a room says of two people at a booking, and of a session that is, or was, called off.

    `booking(viewer, supervisor, supervisee, starts_at, now)`: `starts_at` is None while no time is chosen.
    `off(viewer, session, now)`: of one that is still booked, what calling it off means; of one that is off,
    what it meant.
    """

    booking: Callable[[Member, Member, Member, datetime | None, datetime], Sequence[Line]]
    off: Callable[[Member, Session, datetime], Sequence[Line]]


_known: list[Conditions] = []


def register(conditions: Conditions) -> Conditions:
    """Have these said as well, after those before; naming them twice counts once."""
    if conditions not in _known:
        _known.append(conditions)
    return conditions


def at_booking(
    viewer: Member,
    supervisors: Sequence[Member],
    supervisees: Sequence[Member],
    starts_at: datetime | None,
    *,
    now: datetime,
) -> list[Line]:
    """Return what is said before one supervisee is booked with one supervisor, to either of the two."""
    if len(supervisors) != 1 or len(supervisees) != 1:
        return []
    supervisor, supervisee = supervisors[0], supervisees[0]
    if viewer.pk not in (supervisor.pk, supervisee.pk):
        return []
    return [line for one in _known for line in one.booking(viewer, supervisor, supervisee, starts_at, now)]


def at_calling_off(viewer: Member, session: Session, *, now: datetime) -> list[Line]:
    """Return what is said where an individual session is called off, or was, to either of the two.

    Wants `with_people()` on the session.
    """
    invited = [one.member_id for one in session.attendances.all()]
    if session.kind != Session.Kind.INDIVIDUAL or len(invited) != 1:
        return []
    if viewer.pk not in (session.supervisor_id, *invited):
        return []
    return [line for one in _known for line in one.off(viewer, session, now)]
