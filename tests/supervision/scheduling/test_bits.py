import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.scheduling.bits import (
    DAY_CELLS,
    FIRST_MONDAY,
    Frame,
    covering,
    each,
    every,
    listed,
    lowest,
    ones,
    run,
    runs,
    spread,
    spread_down,
    stretches,
    week_of,
    week_starts,
    whose,
)

FRAME = Frame(FIRST_MONDAY, 2 * DAY_CELLS)
sets = st.sets(st.integers(0, 120))


def number(cells):
    return sum(1 << cell for cell in cells)


def cells_of(value):
    return set(each(value))


@given(sets, st.integers(1, 20))
def test_runs_begin_where_enough_cells_follow(cells, length):
    expected = {cell for cell in cells if all(cell + i in cells for i in range(length))}
    assert cells_of(runs(number(cells), length)) == expected


@given(sets, st.integers(1, 20))
def test_spreading_makes_every_cell_longer(cells, length):
    assert cells_of(spread(number(cells), length)) == {cell + i for cell in cells for i in range(length)}
    down = {cell - i for cell in cells for i in range(length) if cell >= i}
    assert cells_of(spread_down(number(cells), length)) == down


@given(sets)
def test_stretches_are_the_set(cells):
    found = list(stretches(number(cells)))
    assert {cell for start, end in found for cell in range(start, end)} == cells
    assert all(one[1] < other[0] for one, other in itertools.pairwise(found))


@given(
    st.lists(st.tuples(st.integers(-300, 3200), st.integers(0, 400)), max_size=12),
)
def test_covering_takes_every_cell_that_is_touched(given):
    spans = sorted((FRAME.start + start, FRAME.start + start + length) for start, length in given if length)
    expected = {
        cell
        for cell in range(FRAME.cells)
        for start, end in spans
        if start < FRAME.minute(cell + 1) and end > FRAME.minute(cell)
    }
    assert cells_of(covering(spans, FRAME)) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(0, 10, {0, 1}), (1, 10, {1}), (0, 11, {0, 1, 2}), (-20, 1, {0}), (10, 10, set()), (2875, 9999, {575})],
)
def test_between_takes_the_cells_that_begin_there(start, end, expected):
    assert cells_of(FRAME.between(FRAME.start + start, FRAME.start + end)) == expected


@pytest.mark.parametrize(("minute", "cell", "following"), [(0, 0, 0), (1, 0, 1), (4, 0, 1), (5, 1, 1)])
def test_a_minute_lies_in_a_cell_and_before_the_next(minute, cell, following):
    assert FRAME.cell(FRAME.start + minute) == cell
    assert FRAME.next_cell(FRAME.start + minute) == following


def test_weeks_begin_on_monday_at_midnight():
    assert [
        week_of(week_starts(week) + minute) for week in (0, 2966) for minute in (-1, 0, 10079, 10080)
    ] == [
        *(-1, 0, 0, 1),
        *(2965, 2966, 2966, 2967),
    ]


@given(st.sets(st.integers(0, 190)))
def test_listing_gives_the_minutes_in_order(quarters):
    cells = number(quarter * 3 for quarter in quarters)
    assert listed(cells, FRAME) == [FRAME.minute(quarter * 3) for quarter in sorted(quarters)]


@given(st.lists(st.sets(st.integers(0, 190)), max_size=5))
def test_whose_names_everybody_who_has_a_cell(rows):
    cells = [number(quarter * 3 for quarter in row) for row in rows]
    names = [100 + i for i in range(len(rows))]

    expected = [
        (
            FRAME.minute(quarter * 3),
            tuple(name for name, row in zip(names, rows, strict=True) if quarter in row),
        )
        for quarter in sorted(set().union(*rows))
    ]
    assert whose(cells, names, FRAME) == expected


def test_small_words():
    assert ones(0) == ones(-3) == 0
    assert run(3, 3) == 0
    assert cells_of(run(2, 5)) == {2, 3, 4}
    assert cells_of(every(3, 10)) == {0, 3, 6, 9}
    assert cells_of(every(3, 9)) == {0, 3, 6}
    assert lowest(0b1000) == 3
