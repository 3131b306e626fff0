"""What is somebody's own of it: that offers stand for them. They can take it along, and wipe it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from peers.events.models import Offered
from peers.events.services import forget_member
from peers.pool.own_space import Belonging, belong
from supervision.people.models import Member


def everything(member: Member) -> list[dict[str, Any]]:
    """Return the runs of offers of a person's places: the day from which they count, and nothing else."""
    return _said(Offered.objects.filter(member__person=member.person_id))


def runs_of(member: Member) -> list[dict[str, Any]]:
    """Return the same of one place."""
    return _said(Offered.objects.of(member))


def _said(found: QuerySet[Offered]) -> list[dict[str, Any]]:
    found = found.select_related("event")
    return [{"offers_since": one.event.noted_at.date().isoformat()} for one in found.order_by("pk")]


def wipe(member: Member) -> None:
    """Delete every run of offers of a person, in all their places, and its letters."""
    for place in Member.objects.filter(person=member.person_id).order_by("pk"):
        forget_member(place)


def register() -> None:
    belong(Belonging("offers", everything=everything, wipe=wipe))
