"""Large circles: cut into shards, and in each only some edges of everybody, half of them left to chance.

If everybody named only those who suit best, they would all name the same few and most would go away
without a partner. With half at random, everybody finds one, and hardly any weight is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest
from random import Random

from supervision.scheduling.bits import each
from supervision.scheduling.matching.values import Circle
from supervision.scheduling.matching.whole import Edge, Scale, best_pairs

SHARD = 1000
"""So many people are matched in one piece."""
NAMED, BY_WEIGHT = 30, 15
"""So many edges everybody names, and so many of these by weight; the rest is drawn."""


def thin_pairs(circle: Circle, *, shard: int, dice: Random) -> list[tuple[int, int]]:
    """Return good pairs of a large circle, though not always as many as there could be."""
    found = []
    for people in _shards(circle, shard, dice):
        found += _pairs_among(circle, people, dice)
    return found


def islands(may: Sequence[int]) -> list[int]:
    """Return the bits of the people of each island: nobody may be paired with anybody of another."""
    found = []
    left = (1 << len(may)) - 1
    while left:
        island = edge = left & -left
        left ^= island
        while edge and left:
            reached = 0
            for one in each(edge):
                reached |= may[one]
                if not left & ~reached:
                    break
            edge = reached & left
            island |= edge
            left ^= edge
        found.append(island)
    return found


def _shards(circle: Circle, shard: int, dice: Random) -> list[list[int]]:
    """Return everybody who may be paired at all, cut into shards that keep small islands whole."""
    found: list[list[int]] = []
    packed: list[int] = []
    for island in islands(circle.may):
        people = [int(one) for one in _listed(island)]
        if len(people) == 1:
            continue
        if len(people) + len(packed) <= shard:
            packed += people
            continue
        if len(people) <= shard:
            found.append(packed)
            packed = people
            continue
        dice.shuffle(people)
        pieces = -(-len(people) // shard)
        found += [people[piece::pieces] for piece in range(pieces)]
    return [people for people in (*found, packed) if people]


def _listed(bits: int) -> list[int]:
    """Return the numbers of a large set's bits, in order."""
    text = format(bits, "b")[::-1]
    return [at for at, bit in enumerate(text) if bit == "1"]


def _pairs_among(circle: Circle, people: list[int], dice: Random) -> list[tuple[int, int]]:
    own = {one: at for at, one in enumerate(people)}
    mask = _bits(people)
    named: set[tuple[int, int]] = set()
    scale = Scale(circle, len(people))
    edges: list[Edge] = []
    for one in people:
        chosen = []
        for edge in _named_by(circle, scale, one, people, mask, dice):
            key = (one, edge[1]) if one < edge[1] else (edge[1], one)
            if key not in named:
                named.add(key)
                chosen.append((own[one], own[edge[1]], edge[2]))
        edges += chosen
    return [(people[one], people[other]) for one, other in best_pairs(len(people), edges)]


def _named_by(
    circle: Circle, scale: Scale, one: int, people: list[int], mask: int, dice: Random
) -> list[Edge]:
    """Return the edges that somebody names among the people of a shard; whom they met lately last."""
    inside = circle.may[one] & mask
    if fresh := inside & ~circle.again[one]:
        inside = fresh
    row = inside.to_bytes(circle.size // 8 + 1, "little")
    others = [other for other in people if row[other >> 3] >> (other & 7) & 1]
    if len(others) > NAMED:
        # From a place of their own on, so that of many who weigh the same not all name the first.
        at = dice.randrange(len(others))
        others = others[at:] + others[:at]
        weights = circle.weigh(one, others)
        best = nlargest(BY_WEIGHT, range(len(others)), key=weights.__getitem__)
        chosen = dict.fromkeys(others[at] for at in best)
        chosen |= dict.fromkeys(dice.sample(others, NAMED - BY_WEIGHT))
        others = list(chosen)
    return scale.edges(one, others)


def _bits(people: Sequence[int]) -> int:
    row = bytearray(max(people) // 8 + 1)
    for one in people:
        row[one >> 3] |= 1 << (one & 7)
    return int.from_bytes(row, "little")
