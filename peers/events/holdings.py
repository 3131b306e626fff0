"""What this room holds of people: for three months that offers stand for them, and never what about."""

from __future__ import annotations

from typing import Any

from peers.events.access import noted_by
from peers.events.belonging import runs_of
from peers.events.services import forget_member
from supervision.people.holdings import (
    NAMELESS,
    Activity,
    Erasing,
    Keeping,
    activity,
    erases,
    holds,
    keeps,
)
from supervision.people.models import Member
from supervision.people.visibility import Thing
from supervision.wording import noted

AREA, KEPT = "events", noted("Three months")


def register_holdings() -> None:
    activity(
        Activity(
            AREA,
            "After something happened",
            "So that whoever may be touched is offered contact, time and help over three months.",
            "Legitimate interests: Art. 6(1)(f): care for those who do the work. What it was is not kept.",
        )
    )
    holds(
        "peers_events.Offered",
        "That offers stand for you after something happened",
        area=AREA,
        whose=("member",),
        kept="Three months, or until you end them",
        thing=Thing.OFFERS,
        read=runs_of,
    )
    holds(
        "peers_events.Event",
        "That you said something happened: the day, and for how many people",
        area=AREA,
        fate=NAMELESS,
        whose=("noted_by",),
        kept=KEPT,
        why="The offers it began are other people’s.",
        thing=Thing.OFFERS,
        read=noted_of,
    )
    erases(AREA, step_out)
    keeps(
        Keeping(
            AREA,
            "To whom offers go out after something happened",
            lambda organisation: KEPT,
            then="Deleted; nothing remains",
        )
    )


def noted_of(member: Member) -> list[dict[str, Any]]:
    return [{"happened_on": one.happened_on, "people": one.people} for one in noted_by(member)]


def step_out(erasing: Erasing) -> None:
    """Delete their offers and the letters of them; what they noted stays without their name."""
    forget_member(erasing.member)
