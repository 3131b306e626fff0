"""Circles of every shape, and slow, obvious answers to hold pairing against."""

from itertools import combinations
from random import Random

import networkx

from supervision.scheduling.matching import Circle


def circle(number, edges, *, again=(), waiting=None):
    """Return a circle in which those may be paired whom `edges` ({(one, other): weight}) name."""
    may, met = [0] * number, [0] * number
    weights = {}
    for (one, other), weight in edges.items():
        may[one] |= 1 << other
        may[other] |= 1 << one
        weights[one, other] = weights[other, one] = weight
    for one, other in again:
        met[one] |= 1 << other
        met[other] |= 1 << one

    def weigh(one, others):
        return [weights[one, other] for other in others]

    return Circle(may, met, waiting or [0] * number, weigh)


def complete(number, weight, *, without=()):
    """Return a circle in which all may be paired but those `without` names."""
    never = {tuple(sorted(pair)) for pair in without}
    edges = {pair: weight(*pair) for pair in combinations(range(number), 2) if pair not in never}
    return circle(number, edges)


def shapes(number, dice):
    """Give a name and a circle for each shape that pairing could stumble over."""
    drawn = [dice.randrange(400) for _ in range(number)]

    def by_chance(one, other):
        return dice.randrange(1001)

    def liked(one, other):
        """A few whom everybody wants."""
        return 1000 if one < 5 or other < 5 else drawn[one] // 10

    half = number // 2
    managed = [(0, other) for other in range(1, min(number, 201))]
    blocks = [tuple(dice.sample(range(number), 2)) for _ in range(number * 8)]
    blocked = {tuple(sorted(pair)) for pair in blocks}
    yield "drawn", complete(number, by_chance)
    yield "skewed", complete(number, liked)
    yield "equal", complete(number, lambda one, other: 500)
    yield "odd", complete(number - 1 if number % 2 == 0 else number, by_chance)
    yield (
        "two sides",
        circle(
            number,
            {(one, other): by_chance(one, other) for one in range(half) for other in range(half, number)},
        ),
    )
    yield (
        "lopsided sides",
        circle(
            number,
            {(one, other): 7 for one in range(number // 5) for other in range(number // 5, number)},
        ),
    )
    yield "many blocks", complete(number, by_chance, without=blocked)
    yield "one manager of 200", complete(number, by_chance, without=managed)
    yield "islands", circle(number, _islands(number, dice))
    yield "a long line", circle(number, {(one, one + 1): dice.randrange(1001) for one in range(number - 1)})
    yield "thin", circle(number, _thin(number, dice))


def _islands(number, dice):
    edges, at = {}, 0
    while at < number:
        size = dice.choice([1, 2, 3, 5, 7, 12])
        people = range(at, min(number, at + size))
        edges |= {pair: dice.randrange(1001) for pair in combinations(people, 2)}
        at += size
    return edges


def _thin(number, dice):
    """Hardly anybody may be paired with anybody, so that ways to the last pair are long."""
    return {
        tuple(sorted(dice.sample(range(number), 2))): dice.randrange(1001) for _ in range(int(number * 1.3))
    }


def drawn_circle(seed, number, share):
    """Return a circle by chance: so large a share of all may be paired, some met lately, some waited."""
    dice = Random(seed)
    edges = {pair: dice.randrange(1001) for pair in combinations(range(number), 2) if dice.random() < share}
    again = [pair for pair in edges if dice.random() < 0.3]
    waiting = [dice.choice([0, 0, 0, 1, 5]) for _ in range(number)]
    return circle(number, edges, again=again, waiting=waiting)


# ---------------------------------------------------------------- answers by networkx
def as_graph(circle, weigh):
    graph = networkx.Graph()
    graph.add_nodes_from(range(circle.size))
    for one, other in combinations(range(circle.size), 2):
        if circle.may[one] >> other & 1:
            graph.add_edge(one, other, weight=weigh(one, other))
    return graph


def most_pairs(circle):
    """Return how many pairs there can be at most."""
    return len(networkx.max_weight_matching(as_graph(circle, lambda one, other: 1), maxcardinality=True))


def worth(circle, pairs):
    """Return what pairs are worth: how long those in them waited, less who meets again, and the weight."""
    waited = sum(circle.waiting[one] + circle.waiting[other] for one, other in pairs)
    agains = sum(circle.is_again(one, other) for one, other in pairs)
    return waited, -agains, sum(circle.weight(one, other) for one, other in pairs)


def best_worth(circle):
    """Return the worth of the best of all answers with the most pairs."""

    def weigh(one, other):
        waited = circle.waiting[one] + circle.waiting[other]
        return waited * 10**15 - circle.is_again(one, other) * 10**8 + circle.weight(one, other)

    return worth(circle, networkx.max_weight_matching(as_graph(circle, weigh), maxcardinality=True))


def most_together(circle):
    """Return how many people can be in pairs and threes at most, by trying everything; for a few people."""
    known = {}

    def best(left):
        if not left:
            return 0
        if left in known:
            return known[left]
        one = (left & -left).bit_length() - 1
        rest = left & ~(1 << one)
        found = best(rest)
        near = [other for other in range(circle.size) if (circle.may[one] & rest) >> other & 1]
        for other in near:
            found = max(found, 2 + best(rest & ~(1 << other)))
        for other, third in combinations(near, 2):
            if circle.may[other] >> third & 1:
                found = max(found, 3 + best(rest & ~(1 << other | 1 << third)))
        known[left] = found
        return found

    return best((1 << circle.size) - 1)
