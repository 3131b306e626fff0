"""The card's place in one's own space, and what of it leaves there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from peers.climate.selectors import card_of
from peers.pool import leaving, own_space
from supervision.people.models import Member


def read_card(member: Member, now: datetime) -> dict[str, Any]:
    return {"card": card_of(member, now=now)}


def what_leaves(member: Member, now: datetime) -> str:
    """Say as one of how many a member's card counts this month."""
    card = card_of(member, now=now)
    if card is None:
        return _("No card is open for you.")
    if card.is_in:
        return _("Your card lies among those of {group}: {number} people were asked.").format(
            group=card.group, number=card.number
        )
    return _("If you send this month’s, it counts as one of {number} people of {group}.").format(
        group=card.group, number=card.number
    )


def register() -> None:
    own_space.show(
        own_space.Panel("climate", "peers/climate/_space.html", read=read_card, rank=80, is_beside=True)
    )
    leaving.leaves(
        leaving.Leaving(
            "climate",
            "The month’s card, and its line of words",
            to="Your organisation",
            shape=(
                "Nine numbers, shuffled among those of a group of five or more, without name or time. "
                "After the month only a step of the group is left, such as “most”; words where ten wrote."
            ),
            when="Only when you press Send on it. It can’t be taken back, for nothing says which is yours.",
            read=what_leaves,
        )
    )
