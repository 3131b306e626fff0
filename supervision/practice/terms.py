"""What two people agree on about hours that are called off late, and on how names stand on an invoice.

Both sign it with the rest of their agreement, and it is kept, sealed, in the same version. Plain values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from supervision.errors import Refusal
from supervision.wording import counted, noted, sentence

MOST_HOURS = 336
"""Two weeks."""
INITIALS, NAME = "initials", "name"
NAMES = {INITIALS: "Initials", NAME: "The full name"}
LATE, INVOICE = "late", "invoice"
HEADINGS = {LATE: "If it’s called off late", INVOICE: "On invoices"}
SHARES = {25: noted("a quarter"), 50: noted("half"), 75: noted("three quarters"), 100: noted("all of it")}


class TermsWrong(Refusal):
    code = "terms_wrong"


@dataclass(frozen=True, slots=True)
class Late:
    """Called off less than `hours` before it starts, `percent` of it is payable."""

    hours: int
    percent: int
    is_free_when_ill: bool = True

    def is_late(self, starts_at: datetime, given_up_at: datetime) -> bool:
        """Say whether an hour was given up too late. Exactly so many hours before is in time.

        Hours are those that pass, so that 48 hours before Monday 10:00, on the Sunday on which the clocks
        go back, is Saturday 11:00 on the wall.
        """
        return starts_at - given_up_at < timedelta(hours=self.hours)

    def in_time_until(self, starts_at: datetime) -> datetime:
        """Return the last moment at which it costs nothing to call it off."""
        return starts_at - timedelta(hours=self.hours)


@dataclass(frozen=True, slots=True)
class Terms:
    """What stands in an agreement beside its words."""

    late: Late | None = None
    name: str = INITIALS


def checked(
    *, hours: int | None, percent: int | None, is_free_when_ill: bool = True, name: str = INITIALS
) -> Terms:
    """Return the terms, or raise TermsWrong: both numbers or neither, each within reason."""
    if name not in NAMES:
        raise TermsWrong("On an invoice stand initials, or the full name.")
    if hours is None and percent is None:
        return Terms(None, name)
    if hours is None or percent is None:
        raise TermsWrong("Say both: how many hours before, and how much is payable. Or neither.")
    if not 1 <= hours <= MOST_HOURS:
        raise TermsWrong(sentence("Between 1 and {most} hours before.", most=MOST_HOURS))
    if not 1 <= percent <= 100:
        raise TermsWrong("Between 1 and 100 per cent.")
    return Terms(Late(hours, percent, is_free_when_ill), name)


def kept(terms: Terms) -> dict[str, Any]:
    """Return terms as they stand in a version."""
    late = terms.late
    return {
        "hours": late.hours if late else None,
        "percent": late.percent if late else None,
        "ill": late.is_free_when_ill if late else True,
        "name": terms.name,
    }


def read(stored: Mapping[str, Any] | None) -> Terms:
    """Return the terms of a version; of one from before there were any, none."""
    if not stored:
        return Terms()
    late = Late(stored["hours"], stored["percent"], stored["ill"]) if stored["hours"] else None
    return Terms(late, stored["name"])


def late_words(late: Late) -> str:
    """Return "Within 48 hours: half is payable. Nothing is, for illness." """
    share = (
        sentence(SHARES[late.percent])
        if late.percent in SHARES
        else sentence("{number} per cent", number=late.percent)
    )
    words = sentence(
        "Called off within {hours} of it: {share} is payable. Moved instead, nothing is.",
        hours=counted("an hour", "{number} hours", late.hours),
        share=share,
    )
    return sentence("{words} Nothing is, for illness.", words=words) if late.is_free_when_ill else words


def words_of(terms: Terms) -> dict[str, str]:
    """Return what stands in an agreement of these terms, by heading; nothing where nothing is agreed."""
    said = {}
    if terms.late is not None:
        said[LATE] = late_words(terms.late)
        said[INVOICE] = f"{NAMES[terms.name]} of whoever is supervised, days and minutes."
    elif terms.name == NAME:
        said[INVOICE] = f"{NAMES[terms.name]} of whoever is supervised, days and minutes."
    return said
