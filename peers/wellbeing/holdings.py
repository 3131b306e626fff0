"""What one's own space holds. It is the person's, sealed under a key of its own, and theirs in all their
places.
"""

from typing import Any

from peers.wellbeing.services import everything
from supervision.people.holdings import (
    NOBODYS,
    PERSON,
    UNTIL_DELETED,
    Activity,
    Keeping,
    activity,
    holds,
    keeps,
)
from supervision.people.visibility import Thing
from supervision.wording import noted

AREA = "space"


def register_holdings() -> None:
    activity(
        Activity(
            AREA,
            "One’s own space",
            "For each person alone: to notice how they are, and to keep a plan.",
            "Consent: Art. 6(1)(a). Nobody has to use it, and nobody can see whether somebody does.",
            "How somebody is may be data about health: explicit consent, Art. 9(2)(a).",
        )
    )
    own: dict[str, Any] = {
        "area": AREA,
        "fate": PERSON,
        "whose": ("person",),
        "kept": UNTIL_DELETED,
        "thing": Thing.OWN_SPACE,
    }
    holds("peers_wellbeing.Space", "All that you keep in your own space", **own, read=everything)
    holds(
        "peers_wellbeing.Kept",
        "All that you keep in your own space",
        **{**own, "whose": ("space__person",)},
        in_export=False,
    )
    holds(
        "peers_wellbeing.Reminder",
        "What of your own you want to be reminded of",
        area=AREA,
        whose=("member",),
        kept=UNTIL_DELETED,
        thing=Thing.OWN_SPACE,
    )
    for name in ("Questionnaire", "BreakDefault"):
        holds(f"peers_wellbeing.{name}", "", area=AREA, fate=NOBODYS)
    keeps(
        Keeping(
            "space",
            "What somebody keeps in their own space",
            lambda organisation: noted("As long as they say"),
        )
    )
    keeps(
        Keeping(
            "brought",
            "What is brought from there to a session",
            lambda organisation: noted("Until a day after the session, or for the weeks that were chosen"),
        )
    )
