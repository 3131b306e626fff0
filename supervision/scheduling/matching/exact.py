"""The exact optimum, from few edges: those that a price for each person shows to be in no best answer.

A first answer comes from some edges of everybody. Prices are then moved within its pairs until no two who
may be paired offer more than their prices together, or hardly: by so much at most the best answer can be
better. Whatever edge falls short of its prices by more than that is in no best answer, and what is left is
matched again, exactly. Where not everybody can have a partner there are no such prices: then all edges are.
"""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING

from supervision.scheduling.bits import column, each
from supervision.scheduling.matching.values import Circle
from supervision.scheduling.matching.whole import Scale, best_pairs

if TYPE_CHECKING:
    import numpy as np

FEW = 24
"""With fewer people all edges are as quick."""
NAMED, NEAR = 8, 3
"""Edges that everybody names for the first answer: the best of them, and those to the next on either side."""
GUESSES = 8
MOVES = 24
"""How often prices are moved; more make them better, and cost more than the edges they save."""
NEVER = -(1 << 50)
"""The weight of two who may not be paired."""

Pairs = list[tuple[int, int]]


def few_pairs(circle: Circle) -> Pairs | None:
    """Return the best pairs of a circle in which everybody can have a partner, one over an odd number aside.

    None where that is not so, or where so few take part that all edges are as quick.
    """
    if circle.size < FEW:
        return None
    weights = _weights(circle)
    guess = _guessed(weights)
    first = _matched(weights, guess, _named(weights, guess))
    if first is None:
        return None
    prices, short = _priced(weights, first)
    close = weights - prices[:, None] - prices[None, :] >= -short - 1
    close[tuple(zip(*first, strict=True))] = True
    found = _matched(weights, prices, close | close.T)
    return None if found is None else [pair for pair in found if max(pair) < circle.size]


def _weights(circle: Circle) -> np.ndarray:
    """Return the weight of each two as the whole circle counts it; for an odd number with one who is nobody.

    Whoever is paired with nobody is over. That everybody else has a partner is asked for anyway, so having
    waited only weighs against being over.
    """
    import numpy as np  # 25 MB and a tenth of a second: only whoever pairs people needs it

    size, flat = circle.size, []
    for one, row in enumerate(circle.may):
        below = row & ((1 << one) - 1)
        if below:
            flat += circle.weigh(one, list(compress(range(one), column(below, one))))
    rows = b"".join(row.to_bytes(size // 8 + 1, "little") for row in circle.may)
    bits = np.frombuffer(rows, dtype=np.uint8).reshape(size, -1)
    may = np.unpackbits(bits, axis=1, count=size, bitorder="little").astype(bool)
    weights = np.full((size + size % 2,) * 2, NEVER, dtype=np.int64)
    weights[:size, :size][np.tril(may)] = flat
    scale = Scale(circle, size)
    for one, row in enumerate(circle.again):
        for other in each(row & ((1 << one) - 1)):
            weights[one, other] -= scale.again
    if size % 2:
        weights[size, :size] = [-scale.waiting * waited for waited in circle.waiting]
    return np.maximum(weights, weights.T)


def _guessed(weights: np.ndarray) -> np.ndarray:
    """Return about what each is worth to the others, from half of the best that they could have on."""
    prices = weights.max(axis=1) / 2
    for _ in range(GUESSES):
        prices = (prices + (weights - prices).max(axis=1)) / 2
    return prices


def _named(weights: np.ndarray, prices: np.ndarray) -> np.ndarray:
    """Return which edges the first answer is made of: some of the best of everybody, and a few beside."""
    import numpy as np

    size = len(weights)
    worth = weights - prices[:, None] - prices[None, :]
    chosen = np.zeros((size, size), dtype=bool)
    at = np.argpartition(-worth, NAMED, axis=1)[:, :NAMED]
    chosen[np.arange(size)[:, None], at] = True
    for step in range(1, NEAR + 1):
        chosen[np.arange(size), (np.arange(size) + step) % size] = True
    return chosen | chosen.T


def _matched(weights: np.ndarray, prices: np.ndarray, chosen: np.ndarray) -> Pairs | None:
    """Return the best pairs by these edges alone; None unless everybody has a partner.

    Where everybody has one, taking a price off all edges of somebody changes every answer alike: so the
    matching sees what is left over the prices, with which it is done sooner.
    """
    import numpy as np

    ones, others = np.nonzero(np.tril(chosen & (weights > NEVER)))
    whole = np.rint(prices).astype(np.int64)
    left = weights[ones, others] - whole[ones] - whole[others]
    found = best_pairs(len(weights), zip(ones.tolist(), others.tolist(), left.tolist(), strict=True))
    return found if 2 * len(found) == len(weights) else None


def _priced(weights: np.ndarray, pairs: Pairs) -> tuple[np.ndarray, float]:
    """Return a price for each that no edge exceeds together, and by how much the best answer may be better.

    The two of a pair of the first answer share its weight; what somebody else would offer moves the share.
    """
    import numpy as np

    size = len(weights)
    mate = np.empty(size, dtype=np.int64)
    for one, other in pairs:
        mate[one], mate[other] = other, one
    own = weights[np.arange(size), mate]
    prices = own / 2
    for _ in range(MOVES):
        more = (weights - prices).max(axis=1) - prices
        prices = prices + (more - more[mate]) / 2
    over = (weights - prices[:, None] - prices[None, :]).max(axis=1)
    prices = prices + np.maximum(over, 0) / 2
    return prices, float(prices.sum() - own.sum() / 2)
