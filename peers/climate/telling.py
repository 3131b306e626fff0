"""Leaving the one message of a month: that its card is open. It goes to everybody asked, and never again.

Nothing here or in `notice_facts` asks whether somebody has answered: a message that was not sent because
they had would say that they did.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from peers.climate.models import Window
from supervision.notices.services import Message, queue_notices
from supervision.scheduling.days import day_starts_at

OPEN = "climate_open"


def tell_open(window: Window, members: Iterable[int], *, now: datetime) -> None:
    """Tell these members that the month's card is open, once."""
    over = day_starts_at(window.closes_on + timedelta(days=1), window.organisation.zone)
    queue_notices(
        [
            Message(
                organisation_id=window.organisation_id,
                recipient_id=pk,
                kind=OPEN,
                notice_class="S",
                key=f"climate:{window.pk}:{pk}",
                about={"window": window.pk},
                not_before=now,
                not_after=over,
            )
            for pk in members
        ],
        now=now,
    )
