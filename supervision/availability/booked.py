"""What is booked with a member, as far as the rooms above know: this room only asks.

A room that books members (sessions; the peers' rooms) names a reader in its `AppConfig.ready`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from supervision.people.models import Member


@dataclass(frozen=True, slots=True)
class Booked:
    """Something booked: when (aware, the end not included), the words its own member reads, and its page."""

    starts_at: datetime
    ends_at: datetime
    words: str
    href: str


Reader = Callable[[Member, datetime], Iterable[Booked]]

_readers: list[Reader] = []


def on_ask(reader: Reader) -> Reader:
    """Have `reader(member, now)` asked for what is booked from `now` on; naming it twice counts once."""
    if reader not in _readers:
        _readers.append(reader)
    return reader


def booked_with(member: Member, *, now: datetime) -> list[Booked]:
    """Return what is booked with a member in this organisation and has yet to start, soonest first."""
    found = [booked for reader in _readers for booked in reader(member, now)]
    return sorted(found, key=lambda booked: (booked.starts_at, booked.ends_at, booked.href))
