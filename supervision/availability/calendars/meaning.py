"""Which entries keep somebody busy. The table of it is in docs/calendars-in.md.

Plain Python, for the guarded process alone.
"""

from __future__ import annotations

import re

from supervision.availability.calendars.lines import Part

FREE_STATUSES = frozenset({"FREE", "WORKINGELSEWHERE"})
"""What Outlook calls a time in which one can be booked; tentative and out of office keep busy."""
BUSY_PERIODS = frozenset({"", "BUSY", "BUSY-UNAVAILABLE", "BUSY-TENTATIVE"})

_ADDRESS = re.compile(r"[^@\s:/?]+@[^@\s:/?]+\.[^@\s:/?]+")
_OUR_NAME = re.compile(r"[0-9a-f]{32}")
_EXCHANGE = "040000008200E00074C5B7101A82E008"
_FOREIGN = "7643616C2D556964"
"""Exchange keeps the name that another maker gave an entry in its own, in hexadecimal, behind "vCal-Uid"."""


def is_busy(event: Part, mine: frozenset[str]) -> bool:
    """Say whether an entry keeps its owner busy; `mine` are the owner's addresses, in small letters.

    Not when it was called off, is marked free, or was declined by its owner.
    """
    if event.value("STATUS").upper() in ("CANCELLED", "CANCELED"):
        return False
    if event.value("TRANSP").upper() == "TRANSPARENT":
        return False
    if event.value("X-MICROSOFT-CDO-BUSYSTATUS").upper().replace(" ", "") in FREE_STATUSES:
        return False
    return not any(
        line.parameters.get("PARTSTAT", "").upper() == "DECLINED"
        and line.value.strip().lower().removeprefix("mailto:") in mine
        for line in event.all("ATTENDEE")
    )


def addresses_of(calendar: Part) -> set[str]:
    """Return the address that a calendar bears as its name, as Google's do; in small letters."""
    name = calendar.value("X-WR-CALNAME").lower()
    return {name} if _ADDRESS.fullmatch(name) else set()


def is_ours(event: Part, domain: str) -> bool:
    """Say whether an entry is a held time of ours that came back: the session itself is what is taken.

    `domain` is what stands behind the "@" in the names that we give to calendars.
    """
    uid = event.value("UID").strip()
    if uid.upper().startswith(_EXCHANGE) and _FOREIGN in uid.upper():
        try:
            inner = bytes.fromhex(uid[uid.upper().index(_FOREIGN) + len(_FOREIGN) :])
        except ValueError:
            return False
        uid = inner.lstrip(b"\x01\x00").rstrip(b"\0").decode("utf-8", "replace")
    name, _, place = uid.partition("@")
    return bool(domain and _OUR_NAME.fullmatch(name)) and place.casefold() == domain.casefold()
