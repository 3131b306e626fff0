"""What the letters of offers are told, and whether they still hold. No name, and no day."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, TypedDict
from uuid import UUID

from django.urls import reverse

from peers.events import rules
from peers.events.earlier import times_for
from peers.events.models import Offered
from peers.events.selectors import moments_of
from supervision.notices.facts import PickFacts
from supervision.notices.models import Notice


class OfferFacts(TypedDict):
    """`event_offer`. `step`: 1 at once, 2 after 72 hours, 4 after 28 days, 5 after three months."""

    step: int


class TimesFacts(TypedDict):
    """`event_times`: free times for an earlier supervision of the reader's own."""

    told_as: Literal["own"]
    picks: PickFacts


def offer(notice: Notice, now: datetime) -> OfferFacts | None:
    """Return which offer it is; None once another stands, or its reader wants no more of them."""
    return {"step": notice.about["step"]} if still_stands(notice, now) else None


def times(notice: Notice, now: datetime) -> TimesFacts | None:
    """Return free times; there may be none. None as above."""
    if not still_stands(notice, now):
        return None
    return {"told_as": "own", "picks": times_for(notice.recipient, now=now)}


def still_stands(notice: Notice, now: datetime) -> bool:
    """Say whether a letter's offer is the one that stands; the last one does by itself."""
    if notice.about["step"] == rules.LAST:
        return True
    found = (
        Offered.objects.filter(pk=UUID(notice.about["offer"]), member=notice.recipient_id)
        .select_related("event__organisation")
        .first()
    )
    if found is None:
        return False
    standing = rules.step_at(now, moments_of(found.event, found.event.organisation.zone))
    return bool(standing == notice.about["step"])


def page(notice: Notice) -> str:
    return reverse("offers:later" if notice.about["step"] >= rules.LATER else "offers:page")
