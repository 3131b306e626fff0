"""What somebody says who founds a circle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from peers.circles import rules
from supervision.people.models import Team


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody says who founds a circle. `starts` is in minutes on the wall of their own zone."""

    title: str
    first_day: date
    starts: int
    minutes: int = 60
    kind: str = rules.OPEN
    team: Team | None = None
    about: str = ""
    medium: str = "video"
    where: str = ""
    link: str = ""
    pattern: str = ""
    number: int = 1
    places: int = 12
    listening: int = 0
    smallest: int = 3
    decides_hours: int = 24
    goes_through: Sequence[str] = ()
    """Of a learning series: the keys of what it goes through, one a meeting, in order."""

    @property
    def shape(self) -> rules.Shape:
        return rules.Shape(self.kind, self.places, self.listening, self.smallest, self.minutes)
