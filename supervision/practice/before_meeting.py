"""What two people are told when they book their first hour together: where confidentiality ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from supervision.people.models import Member
from supervision.practice.access import relationships_of
from supervision.practice.models import LimitsRead
from supervision.sessions.conditions import Line
from supervision.sessions.models import Session


def at_booking(
    viewer: Member, supervisor: Member, supervisee: Member, starts_at: datetime | None, now: datetime
) -> Sequence[Line]:
    """Return that the limits are read first, to one of two who never met and has not read them."""
    relationship = (
        relationships_of(viewer)
        .filter(supervisor=supervisor, supervisee=supervisee)
        .order_by("-starts_on", "-pk")
        .first()
    )
    if relationship is None:
        return []
    has_read = LimitsRead.objects.filter(
        agreement__supervisor=supervisor, agreement__supervisee=supervisee, member=viewer
    ).exists()
    if has_read:
        return []
    met = Session.objects.held().filter(supervisor=supervisor, attendances__member=supervisee)
    if met.filter(attendances__attended=True).exists():
        return []
    words = (
        "Before you first meet, both of you read where confidentiality ends. Nothing is shared until then."
    )
    page = reverse("agreements:page", args=[relationship.pk])
    return [Line(words, href=f"{page}#limits", link="Read it", icon="book-open")]


def nothing(viewer: Member, session: Session, now: datetime) -> Sequence[Line]:
    return ()
