"""The best pairs of a small circle, and of a thinned-out part of a large one: maximum-weight matching."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import compress, repeat

import rustworkx

from supervision.scheduling.bits import column, each
from supervision.scheduling.matching.values import MOST, Circle

Edge = tuple[int, int, int]


class Scale:
    """One number for what counts in a pair, so that no sum of the lesser outweighs one of the greater.

    First that those who waited have a partner, then that nobody meets again too soon, then the weight.
    """

    def __init__(self, circle: Circle, people: int):
        pairs = people // 2 + 1
        self.circle = circle
        self.again = MOST * pairs + 1
        self.waiting = self.again * (pairs + 1)
        self.is_waiting = any(circle.waiting)

    def edges(self, one: int, others: Sequence[int]) -> list[Edge]:
        """Return an edge from `one` to each of `others`."""
        circle = self.circle
        weights = circle.weigh(one, others)
        if self.is_waiting:
            step, own, waiting = self.waiting, circle.waiting[one], circle.waiting
            weights = [
                weight + step * (own + waiting[other]) for weight, other in zip(weights, others, strict=True)
            ]
        if again := circle.again[one]:
            lately, less = set(each(again)), self.again
            weights = [
                weight - less if other in lately else weight
                for weight, other in zip(weights, others, strict=True)
            ]
        return list(zip(repeat(one), others, weights))


def best_pairs(number: int, edges: Iterable[Edge]) -> list[tuple[int, int]]:
    """Return as many pairs as these edges allow and, among all such, those of the greatest sum.

    People are the numbers below `number`.
    """
    graph = rustworkx.PyGraph(multigraph=True)  # as one it need not look whether an edge is there already
    graph.add_nodes_from(range(number))
    graph.add_edges_from(list(edges))
    return list(rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int))


def all_edges(circle: Circle) -> list[Edge]:
    """Return an edge for each two who may be paired."""
    scale = Scale(circle, circle.size)
    edges: list[Edge] = []
    for one, row in enumerate(circle.may[1:], start=1):
        below = row & ((1 << one) - 1)
        edges += scale.edges(one, list(compress(range(one), column(below, one))))
    return edges
