"""Who may read and write what two people keep between them: the two, and nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.http import Http404

from supervision.people.models import Member, Relationship
from supervision.people.visibility import Sight, Thing
from supervision.practice.models import Agreement
from supervision.sessions import access as session_access
from supervision.sessions.models import Session


def relationships_of(viewer: Member):
    """Return the relationships of which the viewer is one side, past ones too, with both people."""
    return (
        Relationship.objects.filter(Q(supervisor=viewer) | Q(supervisee=viewer))
        .filter(supervisee__organisation_id=viewer.organisation_id)
        .select_related(
            "supervisor__person",
            "supervisor__organisation",
            "supervisee__person",
            "supervisee__organisation",
            "supervisee__team",
        )
    )


def relationship_or_404(viewer: Member, pk: int) -> Relationship:
    """Return a relationship of the viewer's own. Raises Http404 for any other, a lead's people's too."""
    found = relationships_of(viewer).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def agreement_between(supervisor_id: int, supervisee_id: int) -> Agreement | None:
    """Return the agreement of two members as it is kept; None while neither wrote anything."""
    return (
        Agreement.objects.between(supervisor_id, supervisee_id)
        .select_related("supervisor__person", "supervisee__person", "supervisee__organisation")
        .first()
    )


SIDES = (Session.Side.SUPERVISOR, Session.Side.SUPERVISEE)


@dataclass(frozen=True, slots=True)
class Seat:
    """A member's place in a session, from which they read and write what is shared there."""

    session: Session
    member: Member
    is_supervisor: bool
    everybody: tuple[Member, ...]
    """All who are in it: the supervisor first, then those invited; who did not come is left out."""

    @property
    def others(self) -> tuple[Member, ...]:
        return tuple(one for one in self.everybody if one.pk != self.member.pk)

    @property
    def supervisee(self) -> Member | None:
        """The one supervisee of an individual session; None for a group."""
        is_individual = self.session.kind == Session.Kind.INDIVIDUAL
        return self.everybody[1] if is_individual and len(self.everybody) == 2 else None

    @property
    def tier(self) -> str:
        return "supervisor" if self.is_supervisor else "supervisee"


def seat_or_404(viewer: Member, pk: int) -> Seat:
    """Return the viewer's seat in a session. Raises Http404 for whoever is on neither side of it.

    A lead is not, nor is somebody beside the supervisor.
    """
    session = session_access.own_session_or_404(viewer, pk)
    if session_access.side_of(viewer.pk, session) not in SIDES:
        raise Http404
    return seat_in(session, viewer)


def seat_in(session: Session, viewer: Member) -> Seat:
    """Return the viewer's seat in a session that they are known to be in. Wants `with_people()`: no query."""
    came = [one.member for one in session.attendances.all() if one.attended is not False]
    if viewer.pk != session.supervisor_id and all(one.pk != viewer.pk for one in came):
        came.append(next(one.member for one in session.attendances.all() if one.member_id == viewer.pk))
    return Seat(session, viewer, viewer.pk == session.supervisor_id, (session.supervisor, *came))


def relationship_in(seat: Seat) -> Relationship | None:
    """Return what binds the two of an individual session, the latest; None for a group or a cover."""
    if seat.supervisee is None:
        return None
    return (
        relationships_of(seat.member)
        .filter(supervisor=seat.session.supervisor_id, supervisee=seat.supervisee)
        .order_by("-starts_on", "-pk")
        .first()
    )


def earlier_sessions(seat: Seat):
    """Return the earlier sessions that go on in this one: the pair's; of groups, those one was in oneself."""
    rows = Session.objects.filter(
        supervisor=seat.session.supervisor_id,
        kind=seat.session.kind,
        starts_at__lt=seat.session.starts_at,
        organisation=seat.session.organisation_id,
    )
    if seat.supervisee is not None:
        return rows.filter(attendances__member=seat.supervisee).values("pk")
    for one in seat.everybody[1:] if seat.is_supervisor else (seat.member,):
        rows = rows.filter(attendances__member=one)
    return rows.values("pk")


def is_open(relationship: Relationship, today: date) -> bool:
    """Say whether two people still work together on this day, or will: what is over is read alone."""
    return relationship.ends_on is None or today <= relationship.ends_on


def other_side(viewer: Member, relationship: Relationship) -> Member:
    """Return the one of the two who is not looking."""
    return relationship.supervisee if viewer.pk == relationship.supervisor_id else relationship.supervisor


def dates_visible_to(viewer: Member, *, on: date):
    """Return the members whose "signed until" the viewer may read: a lead's people, all for an admin."""
    return Member.objects.visible_to(viewer, on=on, thing=Thing.AGREEMENT, at_least=Sight.DATES)
