"""Who hears that somebody else supervises somebody, and who knows what stays behind: rooms above this one.

A room that tells people of it names a listener in its `AppConfig.ready`, as in `changed`; the room that
keeps what is booked says here what stays with a supervisor who has handed people on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from supervision.people.models import Member, Relationship


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two members of whom one supervises the other from `day` on, or from `day` on no more.

    What is taken away before it begins ends on the day on which it would have begun.
    """

    supervisor_id: int
    supervisee_id: int
    day: date


@dataclass(frozen=True, slots=True)
class Rearranged:
    """What one deed changed: the pairs that begin, and those that end."""

    begins: Sequence[Pairing] = ()
    ends: Sequence[Pairing] = ()


@dataclass(frozen=True, slots=True)
class Staying:
    """What stays booked with a supervisor and people who are theirs no more by then.

    `shown` has the day and the page of those that the viewer may open, by start; `number` counts all.
    """

    number: int = 0
    shown: Sequence[tuple[date, str]] = ()


Listener = Callable[[Rearranged, Member, datetime], object]
Keeper = Callable[[Member, Member, datetime], Staying]
_listeners: list[Listener] = []
_keepers: list[Keeper] = []


def on_rearranged(listener: Listener) -> Listener:
    """Have `listener(rearranged, by, now)` called inside each such change; naming it twice counts once."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def rearranged(change: Rearranged, *, by: Member, now: datetime) -> None:
    """Tell every listener, all that one deed changed at once. A listener that raises undoes the change."""
    for listener in _listeners if change.begins or change.ends else ():
        listener(change, by, now)


def provide_staying(keeper: Keeper) -> Keeper:
    """Have `keeper(viewer, supervisor, now)` say what stays booked; naming it twice counts once."""
    if keeper not in _keepers:
        _keepers.append(keeper)
    return keeper


def staying_with(supervisor: Member, *, viewer: Member, now: datetime) -> Staying:
    """Return what stays booked with a supervisor and people whom they supervise no more on that day."""
    found = [keeper(viewer, supervisor, now) for keeper in _keepers]
    return Staying(sum(one.number for one in found), [row for one in found for row in one.shown])


def from_day(relationship: Relationship, day: date) -> Pairing:
    return Pairing(relationship.supervisor_id, relationship.supervisee_id, day)
