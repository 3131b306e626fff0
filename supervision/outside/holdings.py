"""What is held of supervisors from outside."""

from supervision.people.holdings import holds
from supervision.people.visibility import Thing


def register_holdings() -> None:
    holds(
        "supervision_outside.Invitation",
        "That you were invited to supervise somebody here",
        area="people",
        whose=("guest",),
        named=("supervisee", "invited_by"),
        thing=Thing.PLACE,
    )
