"""Whom somebody would ring first: rooms that know register a reader, and whoever asks for them asks here.

    class WellbeingConfig(AppConfig):
        def ready(self):
            on_ask(planning.colleagues_first)

What is read stays with whoever asks on that person's behalf: nobody is shown whose list they are on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from supervision.people.models import Member

Reader = Callable[[Member], Collection[int]]

_readers: list[Reader] = []


def on_ask(reader: Reader) -> Reader:
    """Have `reader(member)` asked whom that member would ring; naming it twice counts once."""
    if reader not in _readers:
        _readers.append(reader)
    return reader


def rung_first(member: Member) -> frozenset[int]:
    """Return the ids of the members whom a member would ring first."""
    return frozenset(pk for reader in _readers for pk in reader(member))
