"""Who is asked, and in which order: a table on each side of every edge, and a slow oracle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peers.debriefs.ranking import Candidate, Wanted, ranked, why_not
from peers.debriefs.simulation import simulate

NOW = 1_000_000
HOUR, DAY = 60, 24 * 60
TODAY = Wanted("today", 2, 15, NOW)
WEEK = TODAY._replace(urgency="week")
URGENCIES = st.sampled_from(["now", "today", "week"])


def one(member=1, free_at=NOW, **facts):
    return Candidate(member, free_at, **facts)


def order(candidates, wanted=TODAY):
    return [each.member for each in ranked(candidates, wanted)]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({}, ""),
        ({"is_line": True}, "power line"),
        ({"is_apart": True}, "not with"),
        ({"is_spared": True}, "spared"),
        ({"was_asked": True}, "asked already"),
        ({"is_elsewhere": True}, "another team"),
        ({"asked": 1, "most_a_week": 2}, ""),
        ({"asked": 2, "most_a_week": 2}, "at the weekly limit"),
        ({"asked": 1, "most_a_week": 1}, "at the weekly limit"),
        ({"rests_until": NOW}, ""),
        ({"rests_until": NOW + 1}, "rests after a heavy one"),
        ({"heaviest": 2}, ""),
        ({"heaviest": 1}, "heavier than they take"),
        ({"longest": 15}, ""),
        ({"longest": 10}, "longer than they take"),
        ({"speaks": False}, "another language"),
    ],
)
def test_who_may_be_asked(facts, reason):
    assert why_not(one(**facts), TODAY) == reason
    assert bool(order([one(**facts)])) is not bool(reason)


def test_whoever_is_not_free_is_not_asked():
    assert order([one(1, None), one(2)]) == [2]


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        ({"is_wished": True, "free_at": NOW + 5 * HOUR, "given": 9}, {}, TODAY),
        ({"free_at": NOW + 59}, {"free_at": NOW + 60, "given": 0}, TODAY),
        ({"free_at": NOW + 59, "given": 0}, {"free_at": NOW, "given": 1}, TODAY),
        ({"given": 1, "together": 9}, {"given": 2}, TODAY),
        ({"together": 0, "asked": 1}, {"together": 1}, TODAY),
        ({"same_work": True, "asked": 1}, {}, TODAY._replace(wants_work=True)),
        ({"asked": 0}, {"asked": 1, "same_work": True}, TODAY),
        ({"is_on_call": True, "given": 5}, {}, TODAY._replace(urgency="now")),
        ({"given": 0}, {"is_on_call": True, "given": 1}, TODAY),
        (
            {"free_at": NOW + DAY - 1, "given": 0},
            {"free_at": NOW, "given": 1},
            TODAY._replace(urgency="week"),
        ),
        ({"free_at": NOW, "given": 9}, {"free_at": NOW + DAY}, TODAY._replace(urgency="week")),
    ],
)
def test_the_order(first, second, wanted):
    for a, b in ((1, 2), (2, 1)):
        assert order([one(a, **first), one(b, **second)], wanted) == [a, b]


def test_among_equals_each_request_begins_with_somebody_else():
    candidates = [one(member) for member in range(30)]

    firsts = {order(candidates, TODAY._replace(seed=seed * 7919))[0] for seed in range(60)}

    assert len(firsts) > 10


facts = st.builds(
    Candidate,
    member=st.integers(1, 10**6),
    free_at=st.none() | st.integers(NOW, NOW + 7 * DAY),
    asked=st.integers(0, 3),
    most_a_week=st.integers(1, 2),
    given=st.integers(0, 4),
    together=st.integers(0, 2),
    rests_until=st.sampled_from([0, NOW, NOW + 1]),
    heaviest=st.integers(1, 3),
    longest=st.sampled_from([5, 10, 15, 30]),
    same_work=st.booleans(),
    is_on_call=st.booleans(),
    is_line=st.booleans(),
    is_apart=st.booleans(),
    speaks=st.just(True),
    is_wished=st.just(False),
    is_spared=st.just(False),
    was_asked=st.just(False),
    is_elsewhere=st.just(False),
)


@given(
    st.lists(facts, max_size=12, unique_by=lambda each: each.member),
    st.sampled_from(["now", "today", "week"]),
)
def test_nobody_stands_before_somebody_who_is_better_in_all_that_counts(candidates, urgency):
    wanted = TODAY._replace(urgency=urgency)
    found = ranked(candidates, wanted)
    by = {each.member: each for each in candidates}

    assert {each.member for each in found} == {
        each.member
        for each in candidates
        if each.free_at is not None
        and not (each.is_line or each.is_apart)
        and each.asked < each.most_a_week
        and each.rests_until <= NOW
        and each.heaviest >= 2
        and each.longest >= 15
    }
    for place, earlier in enumerate(found):
        for later in found[place + 1 :]:
            a, b = by[earlier.member], by[later.member]
            is_better = b.free_at + 7 * DAY < a.free_at or (
                b.free_at <= a.free_at and b.given < a.given and b.is_on_call >= a.is_on_call
            )
            assert not is_better
    assert ranked(candidates[::-1], wanted) == found
    assert ranked(candidates, wanted, number=2) == found[:2]


def test_over_months_asks_spread_and_nobody_is_asked_too_often():
    spread = simulate(listeners=40, requests_a_week=10, weeks=26)

    assert spread.most_in_a_week <= 2
    assert spread.nobody < spread.requests / 10
    assert spread.share_of_top_tenth < 0.2
    assert min(spread.given) > 0
    assert simulate(listeners=40, requests_a_week=10, weeks=26) == spread
