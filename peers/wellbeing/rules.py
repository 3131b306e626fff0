"""When it stays heavy. Values in, answer out; nothing of it is kept, and nobody but the owner is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from peers.wellbeing.signs import HEAVIEST, SIGNS

HEAVY = HEAVIEST - 1
"""From this weight on a sign counts as heavy; below 2 it is light."""
BETWEEN = 2
LEAST_ANSWERED = 6
"""A check with fewer answers says too little to judge by."""
APART = timedelta(days=10)
RECENT = timedelta(days=42)


@dataclass(frozen=True, slots=True)
class Check:
    """One self-check: its day on the owner's wall, and how heavy each sign was that they answered, 0 to 4."""

    on: date
    weights: Mapping[str, int]

    @property
    def heavy(self) -> list[str]:
        """The keys of the signs that were heavy, in the order in which they are asked."""
        return [sign.key for sign in SIGNS if self.weights.get(sign.key, 0) >= HEAVY]


@dataclass(frozen=True, slots=True)
class Lasting:
    """It stayed heavy: in the checks of two days. `signs`: the keys of those at their heaviest in both."""

    first: date
    second: date
    is_much: bool
    signs: tuple[str, ...]


def is_heavy(check: Check) -> bool:
    """Say whether at least a third of what was answered was heavy, out of no fewer than six answers."""
    answered = len(check.weights)
    return answered >= LEAST_ANSWERED and 3 * len(check.heavy) >= answered


def stays_heavy(checks: Iterable[Check], *, today: date) -> Lasting | None:
    """Say whether it stays heavy: the latest check, and the last one at least ten days before it.

    Both within the last 42 days, today included; and in both either a third was heavy, or one sign was at
    its heaviest. One heavy check alone is a bad fortnight, and no reason for anything.
    """
    recent = sorted((one for one in checks if today - RECENT <= one.on <= today), key=lambda one: one.on)
    if not recent:
        return None
    latest = recent[-1]
    earlier = [one for one in recent if one.on <= latest.on - APART]
    if not earlier:
        return None
    before = earlier[-1]
    signs = tuple(
        sign.key
        for sign in SIGNS
        if before.weights.get(sign.key) == HEAVIEST and latest.weights.get(sign.key) == HEAVIEST
    )
    is_much = is_heavy(before) and is_heavy(latest)
    return Lasting(before.on, latest.on, is_much, signs) if is_much or signs else None
