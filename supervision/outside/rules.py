"""Every "no" to inviting a supervisor from outside, and how long an invitation stands."""

from __future__ import annotations

from datetime import timedelta

from supervision.errors import Refusal

LASTS = timedelta(days=14)
MOST_AT_A_TIME = 3
"""So many invitations of one member in a month: an address that asks nobody is written to no more often."""
WITHIN = timedelta(days=30)
CLEARED_AFTER = timedelta(days=1)
"""How long after a "not this time" the place is kept, for the ten minutes in which it can be taken back."""


class MayNotInvite(Refusal):
    """To whoever may not, there is nothing here."""

    code = "not_found"
    status = 404


class WaitsAlready(Refusal):
    code = "guest_waits_already"


class TooMany(Refusal):
    code = "guest_too_many"


class IsHereAlready(Refusal):
    code = "guest_is_here"


class NotOpen(Refusal):
    code = "guest_not_open"


def check_may_invite(*, open_now: int, of_late: int) -> None:
    """Raise WaitsAlready or TooMany where an invitation more would be one too many."""
    if open_now:
        raise WaitsAlready("One invitation waits for an answer. Take it back first, or wait for it.")
    if of_late >= MOST_AT_A_TIME:
        raise TooMany("That was a lot of invitations in a month. Speak with them first.")
