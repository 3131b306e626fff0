"""What goes into pairing and what comes out. People are numbers from 0; sets of them are bits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

MOST = 1000
"""The highest weight of a pair; the lowest is 0."""
MOST_WAITING = 60
"""The highest number that says how long somebody has waited."""

Weigh = Callable[[int, Sequence[int]], list[int]]


@dataclass(frozen=True, slots=True)
class Circle:
    """Those who may be paired.

    `may`: for each, the bits of those with whom they may be paired; symmetrical, and never themselves.
    `again`: for each, the bits of those of `may` whom they met lately, for want of anybody else alone.
    `waiting`: how much sooner than others each is to have a partner, from 0 to MOST_WAITING.
    `weigh(one, others)`: the weight of a pair of `one` and each of `others`, from 0 to MOST; symmetrical.
    """

    may: Sequence[int]
    again: Sequence[int]
    waiting: Sequence[int]
    weigh: Weigh

    @property
    def size(self) -> int:
        return len(self.may)

    def weight(self, one: int, other: int) -> int:
        return self.weigh(one, (other,))[0]

    def is_again(self, one: int, other: int) -> bool:
        return bool(self.again[one] >> other & 1)


@dataclass(slots=True)
class Pairing:
    """Who meets whom. Each pair and each three is in order, and stands once; `alone` are the rest."""

    pairs: list[tuple[int, int]] = field(default_factory=list)
    threes: list[tuple[int, int, int]] = field(default_factory=list)
    alone: list[int] = field(default_factory=list)
