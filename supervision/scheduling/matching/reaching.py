"""Alternating paths through everybody who may be paired: the proof that no more pairs can be had.

This is Edmonds' search. Neighbours are bits, so that a step asks for all of a person's open doors at once;
where nearly everybody may meet nearly everybody, a path is found in two or three steps.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from supervision.scheduling.bits import each

ALONE = -1


@dataclass(slots=True)
class Tree:
    """What can be reached from somebody without a partner, by turns over no pair and over a pair.

    `end`: somebody else without a partner, if one can be reached. `outer`: the bits of those who could be
    without a partner in place of the first. `seen`: the bits of all who were looked at.
    """

    root: int
    end: int = ALONE
    outer: int = 0
    seen: int = 0
    parent: dict[int, int] = field(default_factory=dict)


def reach(rows: Sequence[int], mate: Sequence[int], free: int, root: int, within: int) -> Tree:
    """Grow a tree from `root`, who has no partner, among the people whose bits are in `within`.

    `mate` names everybody's partner, or ALONE; `free` has the bits of those without one. It ends as soon
    as somebody else without a partner is reached.
    """
    tree = Tree(root, outer=1 << root, seen=1 << root)
    parent = tree.parent
    base = {root: root}
    members = {root: 1 << root}
    unseen = within & ~(1 << root)
    goal = free & unseen
    queue = deque([root])
    while queue:
        one = queue.popleft()
        row = rows[one]
        found = row & goal
        if found:
            tree.end = (found & -found).bit_length() - 1
            parent[tree.end] = one
            break
        for other in each(row & unseen):
            partner = mate[other]
            parent[other] = one
            both = 1 << other | 1 << partner
            unseen &= ~both
            tree.seen |= both
            tree.outer |= 1 << partner
            for new in (other, partner):
                base[new] = new
                members[new] = 1 << new
            queue.append(partner)
        while meeting := row & tree.outer & ~members[base[one]]:
            other = (meeting & -meeting).bit_length() - 1
            _join(one, other, root, mate, tree, base, members, queue)
    tree.seen |= tree.outer
    return tree


def _join(
    one: int,
    other: int,
    root: int,
    mate: Sequence[int],
    tree: Tree,
    base: dict[int, int],
    members: dict[int, int],
    queue: deque[int],
) -> None:
    """Make one of the odd ring that closes between two outer people: all in it can be outer."""
    top = _common(one, other, root, mate, tree.parent, base)
    ring: set[int] = set()
    _mark(one, other, top, mate, tree.parent, base, ring)
    _mark(other, one, top, mate, tree.parent, base, ring)
    bits = members[top]
    for part in ring:
        bits |= members.pop(part) if part != top else 0
    members[top] = bits
    for person in each(bits):
        base[person] = top
        if not tree.outer >> person & 1:
            tree.outer |= 1 << person
            queue.append(person)


def _common(
    one: int, other: int, root: int, mate: Sequence[int], parent: dict[int, int], base: dict[int, int]
) -> int:
    passed = set()
    at = base[one]
    while True:
        passed.add(at)
        if at == base[root]:
            break
        at = base[parent[mate[at]]]
    at = base[other]
    while at not in passed:
        at = base[parent[mate[at]]]
    return at


def _mark(
    at: int,
    child: int,
    top: int,
    mate: Sequence[int],
    parent: dict[int, int],
    base: dict[int, int],
    ring: set[int],
) -> None:
    while base[at] != top:
        ring.add(base[at])
        ring.add(base[mate[at]])
        parent[at] = child
        child = mate[at]
        at = parent[child]


def flip(mate: list[int], tree: Tree, end: int) -> None:
    """Turn the path from the tree's root to `end` round.

    With `tree.end` there is one pair more. With somebody of `tree.outer`, they are without a partner then
    and the root has one.
    """
    if mate[end] == ALONE:
        if end == tree.root:
            return
        inner = end
    else:
        inner, mate[end] = mate[end], ALONE
    while inner != ALONE:
        outer = tree.parent[inner]
        after = mate[outer]
        mate[outer], mate[inner] = inner, outer
        inner = after


def complete(rows: Sequence[int], mate: list[int], waiting: Sequence[int]) -> list[Tree]:
    """Add pairs to `mate` until there can be no more, those who waited longest first.

    Returns a tree for each who stays without a partner. What such a tree holds can never help another
    one (Edmonds), so it is not looked at again.
    """
    left = [one for one, partner in enumerate(mate) if partner == ALONE]
    left.sort(key=lambda one: -waiting[one])
    free = sum(1 << one for one in left)
    within = (1 << len(mate)) - 1
    stuck = []
    for root in left:
        if not free >> root & 1:
            continue
        tree = reach(rows, mate, free, root, within)
        if tree.end == ALONE:
            within &= ~tree.seen
            free &= ~(1 << root)
            stuck.append(tree)
        else:
            flip(mate, tree, tree.end)
            free &= ~(1 << root | 1 << tree.end)
    return stuck
