"""Who is left over becomes the third of a pair: one pair takes one in, so nobody meets more than two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from supervision.scheduling.bits import each
from supervision.scheduling.matching.reaching import ALONE, Tree, flip, reach
from supervision.scheduling.matching.values import Circle

TRIED = 50
"""So many others are tried as the third in place of one who is left over and fits no pair well."""
RINGS = 2000
"""So many triangles are tried where no pair takes in whoever it is."""

Three = tuple[int, int, int]


def add_threes(circle: Circle, mate: list[int], left: Iterable[int]) -> list[Three]:
    """Find a pair for each of `left` to join, take its two out of `mate`, and return the threes.

    All three may be paired with each other. Whom they met lately is avoided where it can be. Somebody for
    whom there is none stays in `mate` without a partner; it may be another than was left over before.
    """
    threes: list[Three] = []
    gone = 0
    for root in left:
        if mate[root] != ALONE:
            continue
        three = _three_for(circle, mate, root, gone)
        if three is None:
            continue
        for one in three:
            gone |= 1 << one
            mate[one] = ALONE
        threes.append(three)
    return threes


def _three_for(circle: Circle, mate: list[int], root: int, gone: int) -> Three | None:
    """Return the three to make of somebody without a partner, or of another in their place."""
    cost, three = _best_pair(circle, mate, root)
    if three is not None and cost[0] == 0:
        return three
    best = (cost, three, mate)
    for rows in _rows(circle):
        within = (1 << circle.size) - 1 & ~gone
        tree = reach(rows, mate, 0, root, within)
        for other in list(each(tree.outer & ~(1 << root)))[:TRIED]:
            turned = _turned(mate, tree, other)
            more = _agains(circle, turned) - _agains(circle, mate)
            cost, three = _best_pair(circle, turned, other)
            if three is not None and (best[1] is None or (cost[0] + more, cost[1]) < best[0]):
                best = ((cost[0] + more, cost[1]), three, turned)
        if best[1] is not None:
            mate[:] = best[2]
            return best[1]
        found = _three_in_ring(rows, mate, tree, gone)
        if found is not None:
            return found
    return None


def _rows(circle: Circle) -> Iterator[Sequence[int]]:
    yield [may & ~again for may, again in zip(circle.may, circle.again, strict=True)]
    if any(circle.again):
        yield circle.may


def _best_pair(circle: Circle, mate: Sequence[int], one: int) -> tuple[tuple[int, int], Three | None]:
    """Return the pair that takes in `one` best, with how often somebody meets again and less its weight."""
    row, again = circle.may[one], circle.again[one]
    pairs = [(other, mate[other]) for other in each(row) if mate[other] > other and row >> mate[other] & 1]
    if not pairs:
        return (0, 0), None
    first = circle.weigh(one, [pair[0] for pair in pairs])
    second = circle.weigh(one, [pair[1] for pair in pairs])
    cost, pair = min(
        (((again >> a & 1) + (again >> b & 1), -x - y), (a, b))
        for (a, b), x, y in zip(pairs, first, second, strict=True)
    )
    a, b, c = sorted((one, *pair))
    return cost, (a, b, c)


def _turned(mate: list[int], tree: Tree, other: int) -> list[int]:
    turned = list(mate)
    flip(turned, tree, other)
    return turned


def _agains(circle: Circle, mate: Sequence[int]) -> int:
    return sum(circle.again[one] >> other & 1 for one, other in enumerate(mate) if other > one)


def _three_in_ring(rows: Sequence[int], mate: list[int], tree: Tree, gone: int) -> Three | None:
    """Look for a triangle whose going leaves everybody else of the tree with a partner.

    Where somebody is left over at all, a three can only come of people who could all be left over.
    """
    tries = RINGS
    for one in each(tree.outer):
        turned = _turned(mate, tree, one)
        for a in each(rows[one] & tree.outer & ~((2 << one) - 1)):
            for b in each(rows[one] & rows[a] & tree.outer & ~((2 << a) - 1)):
                tries -= 1
                if not tries:
                    return None
                trial = _without(rows, turned, (one, a, b), gone)
                if trial is not None:
                    mate[:] = trial
                    return one, a, b
    return None


def _without(rows: Sequence[int], mate: list[int], three: Three, gone: int) -> list[int] | None:
    """Return the partners of everybody with `three` taken out, or None if that leaves somebody without."""
    trial = list(mate)
    left = []
    for person in three:
        partner = trial[person]
        if partner != ALONE and partner not in three:
            left.append(partner)
            trial[partner] = ALONE
        trial[person] = ALONE
    away = gone | sum(1 << person for person in three)
    for person in left:
        if trial[person] != ALONE:
            continue
        free = sum(1 << other for other in left if trial[other] == ALONE)
        tree = reach(rows, trial, free, person, (1 << len(mate)) - 1 & ~away)
        if tree.end == ALONE:
            return None
        flip(trial, tree, tree.end)
    return trial


def join_pairs(circle: Circle, mate: list[int], left: Iterable[int]) -> list[Three]:
    """Let each of `left` join the pair that suits them best, and change nobody's partner.

    A pair takes in one and is out of `mate` then. Returns the threes; whoever fits no pair is in none.
    """
    threes = []
    for one in left:
        _, three = _best_pair(circle, mate, one)
        if three is not None:
            threes.append(three)
            for person in three:
                mate[person] = ALONE
    return threes
