"""What the month's card holds of people: nothing by name, at any time."""

from __future__ import annotations

import secrets

from peers.climate.services import forget_member
from supervision.people.holdings import (
    NAMELESS,
    NOBODYS,
    Activity,
    Erasing,
    Keeping,
    activity,
    erases,
    holds,
    keeps,
)
from supervision.people.visibility import Thing
from supervision.wording import noted

AREA = "climate"


def register_holdings() -> None:
    activity(
        Activity(
            AREA,
            "Climate",
            "So that an organisation learns how well it holds its people, and from nobody in particular.",
            "Consent: Art. 6(1)(a). Answers are anonymous by how they are stored.",
            "Strain may be about health: Art. 9(2)(a), until the answer is shuffled among others.",
        )
    )
    holds(
        "peers_climate.Cell",
        "In which group you were asked, as a number",
        area=AREA,
        fate=NAMELESS,
        thing=Thing.CLIMATE,
        kept="As long as the organisation",
        in_export=False,
        why="What was released is never worked out again. In your place stands a number that is nobody’s.",
    )
    for name in ("Setting", "Window", "Sheet", "Figure"):
        holds(f"peers_climate.{name}", "", area=AREA, fate=NOBODYS)
    erases("climate", stand_in)
    keeps(
        Keeping(
            "climate",
            "Answers on the month’s card",
            lambda organisation: noted("Until their month is released"),
        )
    )


def stand_in(erasing: Erasing) -> None:
    """Put a number drawn by lot in their place: the sums stay, and so does what they would give away."""
    drawn = -(secrets.randbits(62) + 1)
    forget_member(erasing.member.pk, organisation_id=erasing.member.organisation_id, stand_in=drawn)
