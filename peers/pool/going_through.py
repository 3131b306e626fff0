"""What people read together, one thing at each meeting: one room has something to read, another meets.

Neither knows the other. A room that has something to read names it here by `offer_readings`; one that meets
asks for it by a key that it keeps, and names its own gatherings by `offer_gatherings`, for the first to show.

    offer_readings(lambda member: [Reading("grounding", "Grounding", 8, "/learning/grounding/")])
    offer_gatherings(lambda member, now: [Gathering(...)])

Who is in a gathering, and who has read what, is in neither.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from supervision.people.models import Member


@dataclass(frozen=True, slots=True)
class Reading:
    """Something to go through at one meeting: its page is at `path`; `minutes` of reading and exercises."""

    key: str
    title: str
    minutes: int
    path: str


@dataclass(frozen=True, slots=True)
class Gathering:
    """A group that goes through something: who holds it, when it next meets, how many places are left."""

    title: str
    held_by: str
    starts_at: datetime
    meetings: int
    left_words: str
    is_own: bool
    path: str


Readings = Callable[[Member], list[Reading]]
Gatherings = Callable[[Member, datetime], list[Gathering]]
_readings: list[Readings] = []
_gatherings: list[Gatherings] = []


def offer_readings(read: Readings) -> Readings:
    """Offer what `read(member)` returns to groups; naming it twice counts once."""
    if read not in _readings:
        _readings.append(read)
    return read


def offer_gatherings(read: Gatherings) -> Gatherings:
    """Show what `read(member, now)` returns where things are read; naming it twice counts once."""
    if read not in _gatherings:
        _gatherings.append(read)
    return read


def readings_for(member: Member) -> dict[str, Reading]:
    """Return everything a group of this member's organisation could go through, by key, in its order."""
    return {one.key: one for read in _readings for one in read(member)}


def gatherings_for(member: Member, *, now: datetime) -> list[Gathering]:
    """Return the groups that go through something and that this member may join or is in, the next first."""
    found = [one for read in _gatherings for one in read(member, now)]
    return sorted(found, key=lambda one: (one.starts_at, one.title))
