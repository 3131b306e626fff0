"""Coming back after a long pause."""

from __future__ import annotations

from datetime import date

from supervision.scheduling.days import Spans

LONG_PAUSE_DAYS = 14
OFFER_WITHIN_DAYS = 14


def return_offer_by(away: Spans, today: date) -> date | None:
    """Return the day by which a session is to be offered after a long pause; None if none is owed today.

    A pause of 14 days or more, with leave that touches or overlaps taken together, is answered by an
    offer within 14 days of the day the member is back, whatever the arithmetic says. There is an
    answer from the day they are back to the last of those days, unless they are away again.
    `away` is the leave that pauses the rule, from `pauses`. Source: product.md, "The clock", return.
    """
    now = today.toordinal()
    if now in away:
        return None
    for start, end in reversed(list(away)):
        if end <= now and end - start >= LONG_PAUSE_DAYS:
            by = end + OFFER_WITHIN_DAYS
            return date.fromordinal(by) if now <= by else None
    return None
