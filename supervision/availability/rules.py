"""Lengths, buffers and limits of booking: Holdspace's own, an organisation's, a member's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

from supervision.scheduling.slots import HEAVY_MINUTES, Limits, Need

__all__ = ["DEFAULTS", "HEAVY_MINUTES", "RULE_FIELDS", "Rules", "limits", "need", "rules_from"]

GROUP = "group"
DEFAULT_STARTS, DEFAULT_ENDS = 9 * 60, 17 * 60
"""The hours of a working day of somebody who named none, in minutes on their wall."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for one supervisor. None is without limit. The values here are Holdspace's own.

    `notice_hours`: a session is booked at least so long before it starts. `horizon_days`: and on one
    of so many days from today, on its supervisor's wall.
    """

    individual_minutes: int = 60
    group_minutes: int = 90
    individual_buffer: int = 15
    group_buffer: int = 15
    most_a_day: int | None = 5
    most_a_week: int | None = None
    most_in_a_row: int | None = 3
    break_minutes: int = 30
    notice_hours: int = 24
    horizon_days: int = 183
    keeps_holidays: bool = True
    most_supervisees: int | None = None

    def minutes(self, kind: str) -> int:
        """Return how long a session of this kind is."""
        return self.group_minutes if kind == GROUP else self.individual_minutes

    def buffer(self, kind: str) -> int:
        """Return the minutes kept free for the supervisor after a session of this kind."""
        return self.group_buffer if kind == GROUP else self.individual_buffer


DEFAULTS = Rules()
RULE_FIELDS = tuple(field.name for field in fields(Rules))
"""The names of the rules, in the order in which `rules_from` takes their values."""


@lru_cache(maxsize=1024)
def rules_from(own: Sequence[Any], organisation: Sequence[Any] | None = None) -> Rules:
    """Return the rules of a member: their own; where they named none, their organisation's; else ours.

    Both are tuples in the order of `RULE_FIELDS`, None where nothing was said.
    """
    theirs = organisation or (None,) * len(RULE_FIELDS)
    said = {}
    for name, mine, general in zip(RULE_FIELDS, own, theirs, strict=True):
        value = general if mine is None else mine
        if value is not None:
            said[name] = bool(value) if name == "keeps_holidays" else value
    return Rules(**said)


def need(rules: Rules | None, *, minutes: int, kind: str) -> Need:
    """Return what a session takes: of its supervisor, whose rules these are; None, of a supervisee."""
    return Need(minutes, after=rules.buffer(kind) if rules else 0)


def limits(rules: Rules) -> Limits:
    """Return how many sessions a supervisor of these rules facilitates at most."""
    return Limits(rules.most_a_day, rules.most_a_week, rules.most_in_a_row, rules.break_minutes)
