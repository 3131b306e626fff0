"""What Learning holds of people."""

from peers.learning.reading import kept_of
from supervision.people.holdings import NAMELESS, PERSON, UNTIL_DELETED, Activity, activity, holds
from supervision.people.models import Member
from supervision.people.visibility import Thing

AREA = "learning"


def register_holdings() -> None:
    activity(
        Activity(
            AREA,
            "Learning",
            "To read, and to keep one’s own lines and minutes of it. Nobody else sees any of it.",
            "Consent: Art. 6(1)(a).",
        )
    )
    holds(
        "peers_learning.Reading",
        "What you read under Learning, and your lines beside it",
        area=AREA,
        fate=PERSON,
        whose=("person",),
        kept=UNTIL_DELETED,
        thing=Thing.READING,
        read=_read,
    )
    holds(
        "peers_learning.OwnSession",
        "Sessions that you wrote for your organisation",
        area=AREA,
        fate=NAMELESS,
        whose=("changed_by",),
        kept="Until an administrator deletes it",
        why="It is the organisation’s, and was written to be read.",
    )


def _read(member: Member):
    return kept_of(member.person_id)
