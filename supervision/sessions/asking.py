"""What is asked of the search for free times, when a session is booked, moved or called off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from supervision.people.models import Member
from supervision.sessions.finding import Search
from supervision.sessions.models import Session
from supervision.sessions.words import planned_minutes

LOOK_AHEAD = timedelta(days=28)
"""How far the next free times are looked for."""


def search_for(
    supervisor: Member,
    supervisees: Sequence[Member],
    *,
    minutes: int,
    kind: str,
    medium: str = "",
    around: datetime,
    leaving_out: int | None = None,
    beside: Sequence[Member] = (),
) -> Search:
    """Return the search for a time of these people, from the day of `around` for four weeks.

    Those `beside` the supervisor must be free as well. Days are those of the supervisor's wall: there a
    session is planned.
    """
    first = around.astimezone(supervisor.zone).date()
    return Search(
        supervisors=(supervisor.pk, *(one.pk for one in beside)),
        supervisees=tuple(member.pk for member in supervisees),
        minutes=minutes,
        kind=kind,
        medium=medium,
        all_of=bool(beside),
        first=first,
        last=first + LOOK_AHEAD,
        zone=supervisor.zone,
        leaving_out=leaving_out,
    )


def search_again(
    session: Session, *, around: datetime, supervisor: Member | None = None, frees_its_own: bool = True
) -> Search:
    """Return the search for another time of a session, with its own supervisor or another. Wants its people.

    Its own time counts as free, unless told otherwise.
    """
    with_whom = supervisor or session.supervisor
    return search_for(
        with_whom,
        [place.member for place in session.attendances.all()],
        minutes=planned_minutes(session),
        kind=session.kind,
        medium=session.medium,
        around=around,
        leaving_out=session.pk if frees_its_own else None,
        beside=[one.member for one in session.besides.all() if one.member_id != with_whom.pk],
    )
