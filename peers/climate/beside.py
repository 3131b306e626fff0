"""What stands beside climate: figures of other rooms, which put themselves there. Peers never ask them.

    register(Beside("kept_up", "Supervision kept up", read=kept_up, rank=10))

`read(organisation, now)` returns what is known, of groups of five or more alone, or None for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from supervision.people.models import Organisation


@dataclass(frozen=True, slots=True)
class Told:
    """One figure as it stands ("88%"), a word beside it, and month by month where it has a past.

    `months`: the first day of each, oldest first, and a whole number; None where it is not shown.
    """

    now: str
    note: str
    months: Sequence[tuple[date, int | None]] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure with its name. `unit` stands behind each number: "%", " days", or nothing."""

    name: str
    label: str
    read: Callable[[Organisation, datetime], Told | None]
    rank: int = 50
    unit: str = ""


_figures: dict[str, Beside] = {}


def register(figure: Beside) -> Beside:
    """Put a figure beside climate; one of the same name takes its place."""
    _figures[figure.name] = figure
    return figure


def figures_of(organisation: Organisation, *, now: datetime) -> list[tuple[Beside, Told]]:
    """Return every figure of which something is known, by rank."""
    found = [
        (one, one.read(organisation, now))
        for one in sorted(_figures.values(), key=lambda one: (one.rank, one.name))
    ]
    return [(one, told) for one, told in found if told is not None]
