"""What leaves one's own space: each room says what goes out of it, to whom, in which shape, and when.

    leaves(Leaving("climate", "The month's card", to=..., shape=..., when=..., read=read_own))

The page *What leaves my space* prints exactly these, and beside them, from the table of who sees what,
everything that nobody but the person ever sees. A room that lets something out names it here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from supervision.people.models import Member


def nothing_now(member: Member, now: datetime) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Leaving:
    """One thing that leaves. `to`: who gets it; `shape`: as what; `when`: only when its owner does what.

    `read(member, now)` says in a sentence what of the member's own it would be, or is, today; it only reads.
    """

    name: str
    what: str
    to: str
    shape: str
    when: str
    read: Callable[[Member, datetime], str] = nothing_now


_leavings: dict[str, Leaving] = {}


def leaves(leaving: Leaving) -> Leaving:
    """Name something that leaves; one of the same name takes its place."""
    _leavings[leaving.name] = leaving
    return leaving


def all_leavings() -> list[Leaving]:
    """Return everything that leaves, by what it is called."""
    return sorted(_leavings.values(), key=lambda leaving: leaving.what)
