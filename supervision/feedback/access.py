"""Who may say and read what of supervision: the one supervised; by name, or five and more, the supervisor."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.http import Http404

from supervision.feedback.models import Place, Window
from supervision.feedback.rules import FEWEST
from supervision.people.models import Member, Relationship
from supervision.practice.access import relationship_or_404, relationships_of


def own_relationships(viewer: Member, today: date) -> list[Relationship]:
    """Return in whose supervision the viewer is today, by name."""
    rows = relationships_of(viewer).filter(supervisee=viewer, pk__in=Relationship.objects.on(today))
    return list(rows.order_by("supervisor__person__name", "pk"))


def own_relationship_or_404(viewer: Member, pk: int, today: date) -> Relationship:
    """Return a relationship in which the viewer is supervised today. Raises Http404 for any other."""
    found = relationship_or_404(viewer, pk)
    is_on = found.starts_on <= today and (found.ends_on is None or today <= found.ends_on)
    if found.supervisee_id != viewer.pk or not is_on:
        raise Http404
    return found


def open_window(relationship: Relationship, today: date, *, lock: bool = False) -> Window | None:
    """Return the window in which something can be said of this supervisor; None while there is none."""
    rows = Window.objects.filter(
        supervisor=relationship.supervisor_id, decided_at=None, opens_on__lte=today, closes_on__gte=today
    )
    found = rows.select_related("supervisor__person").first()
    return locked(found.pk) if found and lock else found


def locked(pk: int) -> Window | None:
    """Return a window as it is now, its row locked where the database locks rows; None if it is decided."""
    rows = Window.objects.filter(pk=pk, decided_at=None).select_related("supervisor__person")
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(of=("self",))
    return rows.first()


def may_be_counted(window: Window, member: Member) -> bool:
    """Say whether this member's answer can be counted with others: they were there, with four more."""
    places = set(Place.objects.filter(window=window).values_list("member_id", flat=True))
    return member.pk in places and len(places) >= FEWEST
