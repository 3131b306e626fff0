"""Bringing something of one's own to a session: the one place where a person's space meets their supervision.

The rooms on both sides know nothing of each other. A person chooses, sees exactly what their supervisor will
see, and may take it back; the supervisor sees it on that session's page, until a day after it is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from peers.wellbeing import lending
from peers.wellbeing.lending import Lent
from supervision.people.models import Member, Relationship
from supervision.scheduling.days import local_day
from supervision.sessions.models import Session
from supervision.sessions.page_parts import Part

STAYS = timedelta(days=1)
"""So long after its end a session's page still shows what was brought to it."""
WEEKS = (1, 2, 4)
SHOWN_IN = (Session.Status.BOOKED, Session.Status.HELD)
"""Once it is called off, or did not take place, nothing brought to it is shown."""
AHEAD = 10


@dataclass(frozen=True, slots=True)
class Aim:
    """Where something would be shown: on one session's page, or on all of one supervisor's for some weeks.

    `key` names it in the form: "session-12", or "weeks-2-7" (for two weeks, to member 7).
    """

    key: str
    supervisor: Member
    until: datetime
    session: Session | None = None
    weeks: int = 0


def aims_of(member: Member, *, now: datetime) -> list[Aim]:
    """Return where a member can show something: their coming sessions, then for a time. Two queries."""
    sessions = (
        Session.objects.booked()
        .filter(ends_at__gt=now, attendances__member=member)
        .exclude(supervisor=member)
        .select_related("supervisor__person")
        .order_by("starts_at", "pk")[:AHEAD]
    )
    found = [Aim(f"session-{one.pk}", one.supervisor, one.ends_at + STAYS, one) for one in sessions]
    today = local_day(now, member.zone)
    pairs = Relationship.objects.on(today).filter(supervisee=member).select_related("supervisor__person")
    for pair in pairs.order_by("pk"):
        for weeks in WEEKS:
            until = now + timedelta(weeks=weeks)
            key = f"weeks-{weeks}-{pair.supervisor_id}"
            found.append(Aim(key, pair.supervisor, until, weeks=weeks))
    return found


# ---------------------------------------------------------------- the session's page
@dataclass(frozen=True, slots=True)
class Brought:
    """What one supervisee shows on a session's page; `is_mine`: to themselves, with the way back."""

    name: str
    shown: list[Lent]
    is_mine: bool


def read(session: Session, viewer: Member, now: datetime) -> dict:
    """Return what stands on a session's page: to its supervisor what was brought, to each their own.

    Nobody else in the session sees any of it.
    """
    places = [place.member for place in session.attendances.all()]
    brought: list[Brought] = []
    if session.status not in SHOWN_IN:
        return {"heading": "", "brought": brought, "may_bring": False}
    if session.supervisor_id == viewer.pk:
        if now < session.ends_at + STAYS:
            by = {one.person_id: one for one in places}
            shown = lending.lent_to(viewer, by, session=session.pk, now=now)
            brought = [Brought(by[pk].person.name, lent, False) for pk, lent in shown.items()]
    elif any(place.pk == viewer.pk for place in places):
        mine = [
            one
            for one in lending.lent_by(viewer, now=now)
            if one.supervisor == session.supervisor_id and one.session in (None, session.pk)
        ]
        if mine:
            brought = [Brought(viewer.person.name, mine, True)]
    may_bring = session.supervisor_id != viewer.pk and session.ends_at > now and session.status == "booked"
    return {"heading": "", "brought": brought, "may_bring": may_bring}


PART = Part("bringing/_main.html", "bringing/_side.html", read)
