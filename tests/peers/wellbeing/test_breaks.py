"""Where a break goes: tables on each side of every edge, and what always holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peers.wellbeing.breaks import (
    BETWEEN_HEAVY,
    HEAVY,
    HOLDSPACE,
    IN_A_ROW,
    LIGHT,
    SHORTEST,
    Contact,
    Limits,
    is_at_least_as_protective,
    more_protective,
    proposed,
    tight,
)

DAY = (0, 1440)


def at(starts, ends, weight=HEAVY):
    return Contact(starts, ends, weight)


def fits(contacts, *, taken=(), rests=(), limits=HOLDSPACE, window=DAY):
    found = proposed(contacts, taken, rests, limits, window=window)
    return [(one.starts, one.ends, one.why) for one in found]


@pytest.mark.parametrize(
    ("contacts", "others", "expected"),
    [
        ([at(600, 660)], {}, []),  # one alone
        ([at(600, 660), at(660, 720)], {}, [(720, 750, BETWEEN_HEAVY)]),  # none between: the next room
        ([at(600, 660), at(665, 720)], {}, [(720, 750, BETWEEN_HEAVY)]),  # five minutes are none
        ([at(600, 660), at(670, 720)], {}, [(660, 670, BETWEEN_HEAVY)]),  # ten are what there is
        ([at(600, 660), at(690, 720)], {}, [(660, 690, BETWEEN_HEAVY)]),  # it fits
        ([at(600, 660), at(719, 780)], {}, [(660, 690, BETWEEN_HEAVY)]),  # within twice: before it is booked
        ([at(600, 660), at(720, 780)], {}, []),  # far enough
        ([at(600, 660), at(660, 720, LIGHT)], {}, []),
        ([at(600, 660, 2), at(670, 720, 2), at(725, 780, 2)], {}, [(780, 795, IN_A_ROW)]),
        ([at(600, 660, 2), at(675, 720, 2), at(725, 780, 2)], {}, []),  # a quarter of an hour was a break
        ([at(600, 660, 2), at(674, 720, 2), at(725, 780, 2)], {}, [(780, 795, IN_A_ROW)]),
        ([at(600, 660), at(690, 720)], {"rests": [(660, 690)]}, []),  # kept free already
        ([at(600, 660), at(690, 720)], {"rests": [(660, 675)]}, []),  # as much as its owner wanted
        ([at(600, 660), at(690, 720)], {"taken": [(660, 680)]}, [(680, 690, BETWEEN_HEAVY)]),
        ([at(600, 660), at(690, 720)], {"window": (700, 1440)}, [(720, 750, BETWEEN_HEAVY)]),  # that is over
        ([at(600, 660), at(690, 720)], {"window": (672, 1440)}, [(675, 690, BETWEEN_HEAVY)]),
        ([at(600, 660), at(660, 720)], {"taken": [(720, 1440)]}, []),  # no room left in the day
        ([at(600, 660), at(690, 720)], {"limits": Limits(apart_minutes=0, break_after=None)}, []),
        ([at(600, 660), at(690, 720)], {"limits": Limits(apart_minutes=15)}, []),
        ([at(600, 610, 2), at(610, 620, 2)], {"limits": Limits(break_after=2)}, [(620, 635, IN_A_ROW)]),
    ],
)
def test_a_break_goes_where_it_helps_first(contacts, others, expected):
    assert fits(contacts, **others) == expected
    assert fits(contacts[::-1], **others) == expected


@pytest.mark.parametrize(
    ("contacts", "rests", "expected"),
    [
        ([at(600, 660), at(689, 720)], [], [BETWEEN_HEAVY]),
        ([at(600, 660), at(690, 720)], [], []),
        ([at(600, 660, 2), at(660, 700, 2), at(700, 720, 2), at(720, 730, 2)], [], [IN_A_ROW]),
        ([at(600, 660, 2), at(660, 700, 2), at(700, 720, 2)], [], []),
        ([at(600, 660, 2), at(660, 700, 2), at(715, 720, 2), at(720, 730, 2)], [(700, 715)], []),
    ],
)
def test_what_stands_too_tightly_is_said(contacts, rests, expected):
    assert [one.why for one in tight(contacts, rests, HOLDSPACE)] == expected


limits = st.builds(
    Limits,
    most_heavy=st.none() | st.integers(1, 6),
    break_after=st.none() | st.integers(2, 3),
    break_minutes=st.sampled_from([10, 15, 20, 30]),
    apart_minutes=st.sampled_from([0, 15, 30, 60]),
)


@given(limits, limits)
def test_the_more_protective_of_two_protects_at_least_as_much_as_either(one, other):
    both = more_protective(one, other)

    assert both == more_protective(other, one)
    assert is_at_least_as_protective(both, one) and is_at_least_as_protective(both, other)


spans = st.tuples(st.integers(0, 1400), st.integers(1, 120)).map(lambda it: (it[0], it[0] + it[1]))


@given(
    st.lists(st.tuples(spans, st.integers(1, 3)).map(lambda it: Contact(*it[0], it[1])), max_size=8),
    st.lists(spans, max_size=4),
    st.lists(spans, max_size=2),
    limits,
    st.integers(0, 1440),
)
def test_a_break_never_lies_over_anything_nor_in_the_past_nor_is_too_short(contacts, taken, rests, kept, now):
    window = (now, 1440)

    found = proposed(contacts, taken, rests, kept, window=window)

    for one in found:
        assert window[0] <= one.starts and one.ends <= window[1] and one.ends - one.starts >= SHORTEST
        for start, end in [*taken, *rests, *((each.starts, each.ends) for each in contacts)]:
            assert not (start < one.ends and one.starts < end)
    assert all(not (a.starts < b.ends and b.starts < a.ends) for a in found for b in found if a is not b)
