"""Who meets whom: the exact optimum of a small circle, and close to it in a large one."""

from __future__ import annotations

from random import Random

from supervision.scheduling.bits import each
from supervision.scheduling.matching.exact import few_pairs
from supervision.scheduling.matching.reaching import ALONE, Tree, complete, flip
from supervision.scheduling.matching.thin import SHARD, thin_pairs
from supervision.scheduling.matching.threes import add_threes
from supervision.scheduling.matching.values import Circle, Pairing
from supervision.scheduling.matching.whole import all_edges, best_pairs

WHOLE = 400
"""Up to so many people the answer is the exact optimum."""


def pair_up(circle: Circle, *, seed: int = 0, whole: int = WHOLE, shard: int = SHARD) -> Pairing:
    """Return who meets whom, as many people as can be; and whoever is over joins a pair as its third.

    No more pairs are possible than there are, whatever the shape of the circle. Among all answers with so
    many, up to `whole` people, it is the one in which those who waited longest have a partner; then the
    one with the fewest who meet again; then the one of the greatest weight. Beyond that it is close to
    it: matched in shards of `shard` people, with some of everybody’s edges, drawn by `seed`.
    """
    dice = Random(seed)  # noqa: S311  # nosec B311 - chance for variety, not for secrets
    mate = [ALONE] * circle.size
    if circle.size <= whole:
        found = few_pairs(circle)
        pairs = best_pairs(circle.size, all_edges(circle)) if found is None else found
    else:
        pairs = thin_pairs(circle, shard=shard, dice=dice)
    for one, other in pairs:
        mate[one], mate[other] = other, one
    if circle.size > whole:
        _finish(circle, mate)
    left = sorted(
        (one for one, other in enumerate(mate) if other == ALONE), key=lambda one: -circle.waiting[one]
    )
    threes = add_threes(circle, mate, left)
    together = {one for three in threes for one in three}
    return Pairing(
        pairs=[(one, other) for one, other in enumerate(mate) if other > one],
        threes=threes,
        alone=[one for one, other in enumerate(mate) if other == ALONE and one not in together],
    )


def _finish(circle: Circle, mate: list[int]) -> None:
    """Add the pairs that the shards could not see, first without anybody whom they met lately."""
    if any(circle.again):
        fresh = [may & ~again for may, again in zip(circle.may, circle.again, strict=True)]
        complete(fresh, mate, circle.waiting)
    for tree in complete(circle.may, mate, circle.waiting):
        _give_way(circle, mate, tree)


def _give_way(circle: Circle, mate: list[int], tree: Tree) -> None:
    """Let whoever waited least of those who could be without a partner be so."""
    waited = circle.waiting[tree.root]
    if not waited:
        return
    least = min(each(tree.outer), key=lambda one: circle.waiting[one])
    if circle.waiting[least] < waited:
        flip(mate, tree, least)
