"""What the pool of colleagues holds of people."""

from typing import Any

from peers.pool.models import NotWith
from supervision.people.holdings import UNTIL_DELETED, Activity, Erasing, activity, erases, holds
from supervision.people.visibility import Thing

AREA = "peers"


def register_holdings() -> None:
    activity(
        Activity(
            AREA,
            "Colleagues for one another",
            "To find a colleague who has room: for a talk after something hard, for a check-in, for a "
            "circle.",
            "Consent: Art. 6(1)(a). Taking part and stopping need no reason.",
            "That a talk was hard may touch on health: Art. 9(2)(a). No role of the organisation sees it.",
        )
    )
    own: dict[str, Any] = {"area": AREA, "whose": ("member",), "kept": UNTIL_DELETED}
    holds("peers_pool.Joined", "What you take part in among colleagues", **own, thing=Thing.PEER_SETTINGS)
    holds(
        "peers_pool.Profile",
        "Whether and how much you listen, and what you say of yourself",
        **own,
        thing=Thing.PEER_SETTINGS,
    )
    holds(
        "peers_pool.NotWith",
        "With whom you would rather not be brought together",
        **own,
        named=("other",),
        thing=Thing.NOT_WITH,
    )
    erases("pool", forget_other_side)


def forget_other_side(erasing: Erasing) -> None:
    """Drop what others wished of somebody who is nobody to be brought together with any more."""
    NotWith.objects.filter(other=erasing.member).delete()
