"""What leaves a person's space by their own hand, as the page *What leaves my space* names it."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peers.pool.leaving import Leaving, leaves
from peers.wellbeing import lending
from supervision.people.models import Member


def shown_now(member: Member, now: datetime) -> str:
    """Return how much of the member's own a supervisor can see at `now`."""
    number = len(lending.lent_by(member, now=now))
    if not number:
        return _("nothing of yours is shown.")
    return ngettext(
        "{number} thing is shown, and you can take each back.",
        "{number} things are shown, and you can take each back.",
        number,
    ).format(number=number)


def register_leavings() -> None:
    leaves(
        Leaving(
            "lent",
            "What you bring to supervision",
            to="The supervisor you choose: on one session’s page, or on all with you for some weeks",
            shape="A check, lines, or parts of your plan, word for word as you saw it before.",
            when="Only when you press it, thing by thing. Take it back any time; it ends by itself.",
            read=shown_now,
        )
    )
    leaves(
        Leaving(
            "thanks",
            "A thank-you to a colleague",
            to="That colleague alone",
            shape="Your words and your name. Counted nowhere.",
            when="Only when you send it.",
        )
    )
    leaves(
        Leaving(
            "breaks",
            "A break you protect",
            to="Whoever may see when you are free, and your own calendar feed",
            shape="Time that is taken, called “Held time”. Not what it is for, nor what it follows.",
            when="Only when you protect it.",
        )
    )
