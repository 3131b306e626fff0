"""Pairing people for check-ins. No database: from who may meet whom to who does.

Works are named by size, `100` to `10000`; SIZE takes one of them. Each as it is among people who work
different hours, are kept apart from a few, and met some lately. Variants: `holdspace`; up to 400 people
`networkx`, whose weight must be the same; `greedy`, one after another takes the best of those who are left;
`optimum`, everything in one piece with all edges (at 1,000), and `one_piece`, in one piece with the edges
that we take (at 5,000). After them, untimed: who is left over in each shape that pairing could stumble over.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from itertools import combinations

from benchmarks._measure import Results, apart, say, timed
from peers.checkins.rules import Candidate, circle_of
from supervision.scheduling.bits import each
from supervision.scheduling.matching import Circle, Pairing, pair_up

SIZES = (100, 200, 400, 1000, 5000, 10_000)
EXACT = 400
ON = date(2026, 11, 2)
ROUNDS = {100: 5, 200: 5, 400: 2, 1000: 3, 5000: 2, 10_000: 2}
SLOW_ONCE = 400
"""From here on networkx runs once: it takes minutes."""

Answer = tuple[int, int, int]
"""Pairs, people in pairs or threes, and the weight of the pairs."""


def run(db: str, size: int | None) -> int:
    results = Results("pairs", db)
    sizes = [number for number in SIZES if size in (None, number)] or [size or 0]
    wrong = False
    answers: dict[tuple[int, str], Answer] = {}
    for number in sizes:
        circle = circle_of(people(number), on=ON)
        for name, variant in variants(number).items():
            slow = name in ("optimum", "one_piece") or (name == "networkx" and number >= SLOW_ONCE)
            for _ in range(1 if slow else ROUNDS.get(number, 2)):
                again = 3 if number <= EXACT and name != "networkx" else 1
                (times, answer), peak = apart(partial(measured, variant, circle, again))
                for seconds in times:
                    results.add(str(number), number, name, seconds, peak)
                answers[number, name] = answer
            say(f"{number} {name}: {answers[number, name]}")
        wrong |= compare(results, answers, number)
    if {1000, 10_000} <= set(sizes):
        ratio = results.median("10000", 10_000, "holdspace") / results.median("1000", 1000, "holdspace")
        say(f"10,000 people take {ratio:.1f} times the time of 1,000 (aim 12 at most)")
    if size is None:
        wrong |= not every_shape()
    results.show()
    return int(wrong)


def variants(number: int) -> dict[str, Callable[[Circle], Pairing]]:
    found: dict[str, Callable[[Circle], Pairing]] = {"holdspace": pair_up, "greedy": greedy}
    if number <= EXACT:
        found["networkx"] = by_networkx
    elif number <= 1000:
        found["optimum"] = partial(pair_up, whole=number)
    elif number <= 5000:
        found["one_piece"] = partial(pair_up, shard=number)
    return found


def measured(variant: Callable[[Circle], Pairing], circle: Circle, again: int) -> tuple[list[float], Answer]:
    """Return how long each of so many runs took, after one that warms up where there are several."""
    found: list[Pairing] = []
    if again > 1:
        variant(circle)
    seconds = [timed(lambda: found.append(variant(circle))) for _ in range(again)]
    pairing = found[0]
    weight = sum(circle.weight(*pair) for pair in pairs_before(circle, pairing))
    together = circle.size - len(pairing.alone)
    return seconds, (len(pairing.pairs) + len(pairing.threes), together, weight)


def pairs_before(circle: Circle, pairing: Pairing) -> list[tuple[int, int]]:
    """Return the pairs, and of each three its two of the greatest weight."""
    best = [max(combinations(three, 2), key=lambda pair: circle.weight(*pair)) for three in pairing.threes]
    return [*pairing.pairs, *best]


def compare(results: Results, answers: dict[tuple[int, str], Answer], number: int) -> bool:
    """Say how the variants stand to each other; return whether something is wrong."""
    pairs, together, weight = answers[number, "holdspace"]
    work = str(number)
    ours = results.median(work, number, "holdspace")
    wrong = together != number
    for name, aim in (("networkx", "the same"), ("optimum", "99% at least"), ("one_piece", "99% at least")):
        if (number, name) not in answers:
            continue
        other = answers[number, name]
        ratio = results.median(work, number, name) / ours
        say(f"{number}: {weight / other[2]:.2%} of the weight of {name} ({aim}), {ratio:.1f} times faster")
        wrong |= pairs != other[0] or weight < 0.99 * other[2]
        wrong |= name == "networkx" and weight != other[2]
    greedily = answers[number, "greedy"]
    left = number - greedily[1]
    say(f"{number}: greedy has {greedily[2] / weight:.2%} of the weight, and {left} left over")
    return wrong


# ---------------------------------------------------------------- the others
def by_networkx(circle: Circle) -> Pairing:
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(range(circle.size))
    for one, row in enumerate(circle.may):
        others = list(each(row & ((1 << one) - 1)))
        for other, weight in zip(others, circle.weigh(one, others), strict=True):
            lately = circle.is_again(one, other)
            graph.add_edge(one, other, weight=weight - lately * 1001 * circle.size)
    found = networkx.max_weight_matching(graph, maxcardinality=True)
    return of_pairs(circle, found)


def greedy(circle: Circle) -> Pairing:
    """One after another takes the best of those who are left; none whom they met lately."""
    free = (1 << circle.size) - 1
    pairs = []
    for one in range(circle.size):
        if not free >> one & 1:
            continue
        free &= ~(1 << one)
        others = list(each(circle.may[one] & ~circle.again[one] & free))
        if others:
            weights = circle.weigh(one, others)
            other = others[max(range(len(others)), key=weights.__getitem__)]
            free &= ~(1 << other)
            pairs.append((one, other))
    return of_pairs(circle, pairs)


def of_pairs(circle: Circle, pairs) -> Pairing:
    found = sorted((min(pair), max(pair)) for pair in pairs)
    within = {one for pair in found for one in pair}
    return Pairing(pairs=found, alone=[one for one in range(circle.size) if one not in within])


# ---------------------------------------------------------------- who there is
def people(number: int) -> list[Candidate]:
    """Return people who work different hours over two weeks, each kept apart from some, six met lately."""
    dice = random.Random(number)
    apart_from: list[set[int]] = [set() for _ in range(number)]
    met: list[dict[int, date]] = [{} for _ in range(number)]
    for _ in range(3 * number):
        one, other = dice.randrange(number), dice.randrange(number)
        if one != other:
            apart_from[one].add(other)
            apart_from[other].add(one)
    for number_of_round in range(1, 12):
        in_turn = dice.sample(range(number), number)
        day = ON - timedelta(days=14 * number_of_round)
        for one, other in zip(in_turn[::2], in_turn[1::2], strict=False):
            met[one].setdefault(other, day)
            met[other].setdefault(one, day)
    return [Candidate(one, hours(dice), apart=apart_from[one], met=met[one]) for one in range(number)]


def hours(dice: random.Random) -> int:
    """Return the quarters of an hour of ten working days in which somebody could meet."""
    found = 0
    starts, length = dice.choice((28, 32, 34, 36, 40)), dice.choice((16, 24, 30, 34))
    for day in range(10):
        if dice.random() < 0.15:
            continue
        begins = day * 96 + starts
        busy = dice.randrange(length)
        row = ((1 << length) - 1) & ~(((1 << dice.randrange(1, 9)) - 1) << busy)
        found |= row << begins
    return found


# ---------------------------------------------------------------- every shape
def every_shape() -> bool:
    """Pair each shape of 201 and of 1,200 people: as few must be left over as can be."""
    fine = True
    for number in (201, 1200):
        for name, (circle, least) in shapes(number).items():
            pairing = pair_up(circle)
            left = len(pairing.alone)
            say(f"{number}, {name}: {left} left over, {least} at least")
            fine &= left == least
    return fine


def shapes(number: int) -> dict[str, tuple[Circle, int]]:
    dice = random.Random(9)
    everybody = (1 << number) - 1
    drawn = [dice.randrange(1 << 16) for _ in range(number)]

    def by_chance(one, others):
        return [(drawn[one] ^ drawn[other]) % 1001 for other in others]

    def skewed(one, others):
        return [1000 if one < 5 or other < 5 else drawn[one] ^ drawn[other] and 1 for other in others]

    def equal(one, others):
        return [500 for _ in others]

    def circle(may, weigh=by_chance):
        return Circle(may, [0] * number, [0] * number, weigh)

    complete = [everybody & ~(1 << one) for one in range(number)]
    half = number // 2
    left = (1 << half) - 1
    sides = [everybody & ~left if one < half else left for one in range(number)]
    blocked = list(complete)
    for _ in range(number * number // 4):
        one, other = dice.randrange(number), dice.randrange(number)
        blocked[one] &= ~(1 << other)
        blocked[other] &= ~(1 << one)
    teams = [
        ((1 << min(7, number - one // 7 * 7)) - 1) << one // 7 * 7 & ~(1 << one) for one in range(number)
    ]
    alone_in_a_team = int(number % 7 == 1)
    managed = list(complete)
    reports = ((1 << 201) - 1) & ~1
    managed[0] &= ~reports
    for one in each(reports & everybody):
        managed[one] &= ~1
    return {
        "by chance": (circle(complete), 0),
        "skewed": (circle(complete, skewed), 0),
        "all equal": (circle(complete, equal), 0),
        "two sides": (circle(sides), number % 2),
        "many blocks": (circle(blocked), 0),
        "islands of seven": (circle(teams), alone_in_a_team),
        "one manager of 200": (circle(managed), 0 if number > 201 else 1),
    }
