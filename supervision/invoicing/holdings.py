"""What invoices hold of people."""

from supervision.people.holdings import NAMELESS, Activity, activity, holds
from supervision.people.visibility import Thing

AREA = "invoicing"


def register_holdings() -> None:
    activity(
        Activity(
            AREA,
            "What an hour costs",
            "To work out what is payable between a supervisor and those they supervise.",
            "Contract: Art. 6(1)(b).",
        )
    )
    holds(
        "supervision_invoicing.Rate",
        "What an hour with you costs",
        area=AREA,
        whose=("member",),
        thing=Thing.INVOICE,
    )
    holds(
        "supervision_invoicing.Waiver",
        "That you let go of what was payable",
        area=AREA,
        fate=NAMELESS,
        whose=("by",),
        why="It says what the other side need not pay.",
        thing=Thing.INVOICE,
    )
