"""What rights themselves hold: that somebody asked."""

from supervision.people.holdings import Activity, activity, holds
from supervision.people.visibility import Thing


def register_holdings() -> None:
    activity(
        Activity(
            "rights",
            "Answering people about their data",
            "To give people what is theirs, and to erase it when they ask.",
            "Legal obligation: Art. 6(1)(c).",
        )
    )
    holds(
        "supervision_rights.ErasureRequest",
        "That you asked to be erased, and what was said",
        area="rights",
        whose=("member",),
        thing=Thing.ERASURE,
    )
