"""What check-ins hold of people."""

from peers.checkins.models import Seat
from supervision.people.holdings import NAMELESS, NOBODYS, Erasing, erases, holds
from supervision.people.visibility import Thing

AREA = "peers"


def register_holdings() -> None:
    holds(
        "peers_checkins.Seat",
        "Rounds you were in, and whether you spoke",
        area=AREA,
        fate=NAMELESS,
        whose=("member",),
        thing=Thing.CHECK_IN_ANSWER,
        why="Of the round that is on, so that a partner is not left without a word; all others go.",
    )
    holds(
        "peers_checkins.Standing",
        "Whether you rest, and how often you have a partner",
        area=AREA,
        whose=("member",),
        thing=Thing.CHECK_IN,
    )
    for name in ("Rhythm", "TeamRhythm", "Round", "Pair"):
        holds(f"peers_checkins.{name}", "", area=AREA, fate=NOBODYS)
    erases("checkins", leave_rounds)


def leave_rounds(erasing: Erasing) -> None:
    """Delete their seats in rounds that are over; of the one that is on, what they answered."""
    seats = Seat.objects.filter(member=erasing.member)
    seats.exclude(round__closed_at=None).delete()
    seats.update(answer="", rings=False)
