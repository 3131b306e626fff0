"""What the message about a month's card is told, and whether it still holds. It never asks who answered."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from django.urls import reverse

from peers.climate.models import Window
from supervision.languages import day_words
from supervision.notices.models import Notice
from supervision.scheduling.days import local_day


class CardFacts(TypedDict):
    """`climate_open`. `until`: the last day on which one can answer, in words."""

    until: str


def card_open(notice: Notice, now: datetime) -> CardFacts | None:
    """Return until when the card is open; None once it is not."""
    window = Window.objects.filter(pk=notice.about["window"]).select_related("organisation").first()
    if window is None or window.released_at is not None:
        return None
    if local_day(now, window.organisation.zone) > window.closes_on:
        return None
    return {"until": day_words(window.closes_on, this_year=now.year)}


def card_page(notice: Notice) -> str:
    return reverse("climate:card")
