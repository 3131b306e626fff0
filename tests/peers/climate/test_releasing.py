"""The decision alone, without a database; and the attack on everything it ever let out."""

import os
from random import Random

import pytest

from peers.climate.releasing import Cell, Past, decide, groups_of, homes_of, plan
from peers.climate.rules import band_of
from tests.peers.climate import attack

ORGANISATIONS = int(os.environ.get("HOLDSPACE_CLIMATE_ORGANISATIONS", "25"))
"""How many made-up organisations are attacked; the whole is 1000."""


def people(first, past):
    return frozenset(range(first, past))


def cells_of(*sizes, own=0):
    """Return an organisation with teams of these sizes, and so many people in none."""
    found, at = [], own
    for key, size in enumerate(sizes, start=1):
        found.append(Cell(key, people(at, at + size), 0))
        at += size
    return [Cell(0, people(0, at)), *found]


@pytest.mark.parametrize(
    "sizes, answered, shown",
    [
        ((), {0: 4}, set()),
        ((), {0: 5}, {0}),
        ((5, 5), {1: 5, 2: 5}, {0, 1, 2}),
        ((6, 5), {1: 6, 2: 4}, {0}),  # what is left of ten without the six is four
        ((6, 5), {1: 6, 2: 0}, {0, 1}),  # what is left has answered nothing
        ((6, 5), {1: 4, 2: 0}, set()),
        ((14, 12, 9, 7, 4), {1: 14, 2: 12, 3: 9, 4: 7, 5: 4}, {0, 1, 2, 3}),
        ((14, 12, 9, 7, 4), {1: 14, 2: 12, 3: 4, 4: 7, 5: 0}, {0, 1, 2}),
    ],
)
def test_what_is_shown_on_each_side_of_every_edge(sizes, answered, shown):
    cells = cells_of(*sizes, own=20 if not sizes else 0)
    assert decide(cells, answered=answered, past=Past(), least=5) == shown


@pytest.mark.parametrize(
    "change, is_shown",
    [
        (people(0, 20), True),  # the same people
        (people(0, 19), False),  # one left
        (people(0, 16), False),
        (people(0, 15), True),  # five left
        (people(0, 24), False),  # four came
        (people(0, 25), True),
        (people(2, 23), True),  # two left and three came: five differ
        (people(2, 22), False),
    ],
)
def test_a_group_is_shown_again_when_nobody_or_five_have_changed(change, is_shown):
    past = Past.of([people(0, 20)])
    assert bool(decide([Cell(0, change)], answered={0: len(change)}, past=past, least=5)) == is_shown


def test_what_follows_from_two_months_together_is_allowed_and_what_singles_out_is_not():
    # Two teams and the whole were shown; then five of the first rested, and the whole was shown.
    one, two, rested = people(0, 12), people(12, 30), people(0, 5)
    past = Past.of([one | two, one, two, (one | two) - rested])
    assert past.allows(one - rested, least=5)  # one, less the whole before, and the whole now
    assert not past.allows(one - people(0, 4), least=5)
    assert not past.allows(one | {12}, least=5)


def test_the_order_of_cells_and_people_changes_nothing():
    cells = cells_of(14, 12, 9, 7, 4)
    answered = {1: 14, 2: 12, 3: 9, 4: 7, 5: 4}
    for seed in range(5):
        mixed = list(cells)
        Random(seed).shuffle(mixed)
        assert decide(mixed, answered=answered, past=Past(), least=5) == {0, 1, 2, 3}


def test_the_few_above_teams_count_with_the_largest_of_them():
    own = {0: {1}, 7: {2, 3}, 8: set(range(10, 20)), 9: set(range(20, 32)), 6: set(range(40, 46))}
    above = {0: None, 7: 0, 8: 7, 9: 7, 6: 0}
    found = {cell.key: set(cell.people) for cell in groups_of(own, above, least=5)}
    assert found[9] == own[9] | {1, 2, 3} and found[8] == own[8] and found[6] == own[6]
    assert found[0] == set().union(*own.values())
    assert decide(groups_of(own, above, least=5), answered={6: 6, 8: 10, 9: 15}, past=Past(), least=5) == {
        0,
        6,
        7,
        8,
        9,
    }
    few = {0: set(range(1, 7)), 8: own[8]}
    assert {cell.key: len(cell.people) for cell in groups_of(few, {0: None, 8: 0}, least=5)} == {0: 16, 8: 10}


def test_newcomers_wait_and_a_leaver_lets_four_rest():
    before = cells_of(20, 20)
    past = Past.of([cell.people for cell in before])
    last = {cell.key: cell.people for cell in before}
    came = [Cell(0, people(0, 42)), Cell(1, people(0, 20) | {40, 41}, 0), Cell(2, people(20, 40), 0)]
    left = [Cell(0, people(1, 40)), Cell(1, people(1, 20), 0), Cell(2, people(20, 40), 0)]

    waiting = plan(came, past=past, last=last, least=5, draw=Random(1).sample)
    resting = plan(left, past=past, last=last, least=5, draw=Random(1).sample)

    assert {cell.key: cell.people for cell in waiting} == last
    assert {cell.key: len(cell.people) for cell in resting} == {0: 35, 1: 15, 2: 20}
    assert all(len(one) >= 5 for one in homes_of(resting).values() if one)


@pytest.mark.parametrize("number", range(5, 40))
def test_no_band_says_that_all_agree_or_none(number):
    bands = [band_of([5] * agree + [1] * (number - agree)) for agree in range(number + 1)]
    assert bands == sorted(bands)
    assert bands[0] == bands[1] == 1 and bands[-1] == bands[-2] == 5
    assert [6 - band for band in reversed(bands)] == bands


# ---------------------------------------------------------------- the attack
def test_whatever_was_shown_in_26_months_nobody_can_be_worked_out():
    """Linear algebra over every sum behind what was shown, with coalitions that know their own."""
    shown = had = 0
    for seed in range(ORGANISATIONS):
        random = Random(f"attack {seed}")
        made = attack.live(seed)
        shown += len(made.rows)
        had += made.had
        assert made.fewest_stored >= made.least, seed
        fewest = attack.smallest(made.rows, random=random)
        assert fewest is None or fewest >= made.least, seed
        for month in made.months:  # who answered is known as well
            fewest = attack.smallest([spoke for _, spoke in month], random=random, tries=2)
            assert fewest is None or fewest >= made.least, seed
        everybody = sorted(set().union(*made.rows))
        for _ in range(3):
            coalition = set(random.sample(everybody, min(len(everybody), made.least - 2)))
            assert not attack.given_away(made.rows, coalition), seed
    assert shown > 0.3 * had, "it shows so little that it proves nothing"


def test_by_trying_every_set_of_people_there_is_none_of_fewer_than_five():
    tried = 0
    for seed in range(60):
        made = attack.live(seed, months=8)
        if made.rows and len(set().union(*made.rows)) <= 16:
            tried += 1
            assert attack.least_of_all(made.rows) >= 5
        if tried == 3:
            return
    raise AssertionError("too few small ones")


def test_the_attack_catches_it_when_earlier_months_are_not_looked_at(monkeypatch):
    attack.careless(monkeypatch, past=True)
    caught = [seed for seed in range(12) if _is_broken(attack.live(seed), by_month=False)]
    assert len(caught) >= 4


def test_the_attack_catches_it_when_what_is_left_around_a_group_is_not_looked_at(monkeypatch):
    attack.careless(monkeypatch, rest=True)
    caught = [seed for seed in range(12) if _is_broken(attack.live(seed), by_month=True)]
    assert len(caught) >= 3


def _is_broken(made, *, by_month):
    """Say whether some combination speaks of fewer than five, in one month or over all of them."""
    random = Random(1)
    if by_month:
        found = [attack.smallest([spoke for _, spoke in month], random=random) for month in made.months]
    else:
        found = [attack.smallest(made.rows, random=random)]
    return any(fewest is not None and fewest < made.least for fewest in found)
