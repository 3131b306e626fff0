import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.scheduling.spans import at_least, intersect, subtract, union

spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8)


def minutes_of(found):
    return {minute for start, end in found for minute in range(start, end)}


def is_a_set(found):
    return all(start < end for start, end in found) and all(
        one[1] < other[0] for one, other in itertools.pairwise(found)
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], []),
        ([(5, 5)], []),
        ([(7, 3)], []),
        ([(0, 5), (5, 9)], [(0, 9)]),
        ([(0, 5), (6, 9)], [(0, 5), (6, 9)]),
        ([(6, 9), (0, 7), (1, 2)], [(0, 9)]),
    ],
)
def test_spans_that_overlap_or_touch_become_one(given, expected):
    assert union(given) == expected


@given(spans, spans)
def test_sets_of_spans_are_sets_of_minutes(some, others):
    a, b = union(some), union(others)

    for found, expected in [
        (union(some, others), minutes_of(some) | minutes_of(others)),
        (subtract(a, b), minutes_of(a) - minutes_of(b)),
        (intersect(a, b), minutes_of(a) & minutes_of(b)),
    ]:
        assert is_a_set(found)
        assert minutes_of(found) == expected


def test_at_least_counts_the_minute_on_the_edge():
    assert at_least([(0, 29), (40, 70), (80, 200)], 30) == [(40, 70), (80, 200)]
