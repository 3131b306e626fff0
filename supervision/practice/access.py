"""Who may read and write what two people keep between them: the two, and nobody else."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.http import Http404

from supervision.people.models import Member, Relationship
from supervision.people.visibility import Sight, Thing
from supervision.practice.models import Agreement


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


def is_open(relationship: Relationship, today: date) -> bool:
    """Say whether two people still work together on this day, or will: what is over is read alone."""
    return relationship.ends_on is None or today <= relationship.ends_on


def other_side(viewer: Member, relationship: Relationship) -> Member:
    """Return the one of the two who is not looking."""
    return relationship.supervisee if viewer.pk == relationship.supervisor_id else relationship.supervisor


def dates_visible_to(viewer: Member, *, on: date):
    """Return the members whose "signed until" the viewer may read: a lead's people, all for an admin."""
    seen = Member.objects.visible_to(viewer, on=on, thing=Thing.AGREEMENT, at_least=Sight.DATES)
    return seen.present(on)
