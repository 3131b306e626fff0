from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.scheduling.matching import Circle, pair_up
from supervision.scheduling.matching.exact import few_pairs
from supervision.scheduling.matching.thin import islands
from supervision.scheduling.matching.whole import all_edges, best_pairs
from tests.supervision.scheduling.circles import (
    best_worth,
    circle,
    complete,
    drawn_circle,
    most_pairs,
    most_together,
    shapes,
    worth,
)

seeds = st.integers(0, 10**6)
shares = st.sampled_from([0.05, 0.15, 0.3, 0.6, 1.0])


def check_shape(circle, pairing):
    """Everybody stands once, and only those are together who may be."""
    groups = [*pairing.pairs, *pairing.threes]
    everybody = [one for group in groups for one in group] + pairing.alone
    assert sorted(everybody) == list(range(circle.size))
    for group in groups:
        assert list(group) == sorted(group)
        for one, other in combinations(group, 2):
            assert circle.may[one] >> other & 1


def pairs_before_threes(pairing):
    """How many pairs there were before anybody joined one."""
    return len(pairing.pairs) + len(pairing.threes)


@given(seeds, st.integers(0, 16), shares)
def test_a_small_circle_has_the_best_of_all_answers(seed, number, share):
    found = drawn_circle(seed, number, share)
    pairing = pair_up(found)
    check_shape(found, pairing)
    assert pairs_before_threes(pairing) == most_pairs(found)
    if not pairing.threes:
        assert worth(found, pairing.pairs) == best_worth(found)


@pytest.mark.parametrize("share", [0.3, 0.6, 1.0])
@pytest.mark.parametrize("number", [24, 25, 61, 120])
def test_few_edges_give_the_best_of_all_answers(number, share):
    for seed in range(6):
        found = drawn_circle(seed, number, share)
        pairs = few_pairs(found)
        if pairs is None:  # somebody has nobody: then all edges are asked
            assert 2 * most_pairs(found) < number - number % 2
            continue
        assert len({one for pair in pairs for one in pair}) == 2 * len(pairs) == number - number % 2
        whole = best_pairs(number, all_edges(found))
        assert worth(found, pairs) == worth(found, whole)


@given(seeds, st.integers(0, 40), shares)
def test_a_large_circle_has_as_many_pairs_as_can_be(seed, number, share):
    found = drawn_circle(seed, number, share)
    pairing = pair_up(found, seed=seed, whole=0, shard=7)
    check_shape(found, pairing)
    assert pairs_before_threes(pairing) == most_pairs(found)


@given(seeds, st.integers(3, 9), st.sampled_from([0.3, 0.5, 0.8]))
def test_whoever_is_over_joins_a_pair_if_they_can(seed, number, share):
    found = drawn_circle(seed, number, share)
    for whole in (0, 400):
        pairing = pair_up(found, seed=seed, whole=whole, shard=4)
        check_shape(found, pairing)
        if len(pairing.alone) + len(pairing.threes) <= 1:
            # With one person over a three is found wherever there is one; of several, each tries by itself.
            assert found.size - len(pairing.alone) == most_together(found)


@pytest.mark.parametrize("number", [40, 41, 260])
@pytest.mark.parametrize("whole", [0, 400])
def test_everybody_who_can_be_paired_is_in_every_shape(number, whole):
    nearly_all = ("drawn", "skewed", "equal", "odd", "many blocks")
    for name, found in shapes(number, Random(number)):
        pairing = pair_up(found, seed=3, whole=whole, shard=60)
        check_shape(found, pairing)
        if name in nearly_all or (name == "one manager of 200" and number > 201):
            assert pairs_before_threes(pairing) == found.size // 2, name
            assert pairing.alone == [], name
        else:
            assert pairs_before_threes(pairing) == most_pairs(found), name


def test_a_manager_of_everybody_is_the_only_one_without_a_partner():
    found = complete(201, lambda one, other: 5, without=[(0, other) for other in range(1, 201)])
    for whole in (0, 400):
        pairing = pair_up(found, whole=whole, shard=100)
        assert (len(pairing.pairs), pairing.threes, pairing.alone) == (100, [], [0])


def test_who_waited_has_a_partner_before_the_weight_is_asked():
    found = circle(3, {(0, 1): 1000, (1, 2): 0}, waiting=[0, 0, 1])
    assert pair_up(found).pairs == [(1, 2)]
    assert pair_up(circle(3, {(0, 1): 1000, (1, 2): 0})).pairs == [(0, 1)]


def test_who_waited_has_a_partner_in_a_large_circle_too():
    edges = {(one, other): 9 for one in range(3) for other in range(3, 30)}
    found = circle(30, edges, waiting=[0] * 20 + [4] + [0] * 8 + [7])
    pairing = pair_up(found, whole=0, shard=11)
    assert len(pairing.pairs) == 3
    assert {20, 29} <= {one for pair in pairing.pairs for one in pair}


def test_nobody_meets_again_while_another_way_is_open():
    edges = dict.fromkeys(combinations(range(4), 2), 1)
    edges[0, 1] = edges[2, 3] = 1000
    for whole in (0, 400):
        apart = pair_up(circle(4, edges, again=[(0, 1), (2, 3)]), whole=whole)
        assert set(apart.pairs) in ({(0, 2), (1, 3)}, {(0, 3), (1, 2)})
        again = pair_up(circle(4, edges, again=list(edges)), whole=whole)
        assert len(again.pairs) == 2


def test_one_who_is_over_joins_two_whom_they_did_not_meet_lately():
    edges = dict.fromkeys(combinations(range(5), 2), 10)
    found = circle(5, edges, again=[(4, 0), (4, 2)], waiting=[1, 1, 1, 1, 0])
    pairing = pair_up(found)
    assert len(pairing.threes) == 1
    assert pairing.alone == []
    assert not any(found.is_again(*two) for two in combinations(pairing.threes[0], 2))


def test_the_same_seed_gives_the_same_answer_and_another_one_another():
    found = complete(120, lambda one, other: 500)
    first, second, other = (pair_up(found, seed=seed, whole=0, shard=60) for seed in (1, 1, 2))
    assert first == second
    assert first.pairs != other.pairs


def test_a_large_circle_loses_hardly_any_weight():
    dice = Random(5)
    drawn = {pair: dice.randrange(1001) for pair in combinations(range(300), 2)}
    found = circle(300, drawn)
    exact, close = pair_up(found), pair_up(found, whole=0, shard=150)
    assert len(close.pairs) == 150
    assert worth(found, close.pairs)[2] >= 0.98 * worth(found, exact.pairs)[2]


def test_islands_are_whoever_can_reach_each_other():
    assert islands([0b10, 0b01, 0b1000, 0b100, 0]) == [0b11, 0b1100, 0b10000]
    assert islands([]) == []


def test_nobody_and_one_alone():
    assert pair_up(Circle([], [], [], lambda one, others: [])) == pair_up(circle(0, {}))
    assert pair_up(circle(1, {})).alone == [0]
    assert pair_up(circle(1, {}), whole=0).alone == [0]
