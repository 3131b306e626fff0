"""Places, lists, smallest size, turns and timing: pure rules, on each side of every edge."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peers.circles import rules
from peers.circles.rules import BadAlias, BadShape, Shape, Verdict, Waiting

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("kind", "places", "listening", "smallest", "minutes", "wrong"),
    [
        ("open", 2, 0, 2, 15, ()),
        ("open", 40, 40, 40, 180, ()),
        ("open", 1, 0, 2, 60, ("places",)),
        ("open", 41, 41, 2, 181, ("places", "listening", "minutes")),
        ("open", 12, 0, 1, 14, ("smallest", "minutes")),
        ("open", 12, 0, 13, 60, ("smallest",)),
        ("group", 4, 0, 2, 60, ()),
        ("group", 6, 0, 6, 60, ()),
        ("group", 3, 0, 2, 60, ("places",)),
        ("group", 7, 0, 2, 60, ("places",)),
        ("group", 5, 1, 2, 60, ("listening",)),
        ("team", 20, 5, 2, 45, ()),
    ],
)
def test_a_shape_is_judged_on_each_side_of_its_edges(kind, places, listening, smallest, minutes, wrong):
    shape = Shape(kind, places, listening, smallest, minutes)
    if not wrong:
        rules.check_shape(shape)
        return
    with pytest.raises(BadShape) as refusal:
        rules.check_shape(shape)
    assert set(refusal.value.problems) == set(wrong)


def test_the_lowest_seat_that_nobody_has_is_given():
    assert rules.free_seat(3, []) == 1
    assert rules.free_seat(3, [1, 3]) == 2
    assert rules.free_seat(3, [3, 2, 1]) is None
    assert rules.free_seat(0, []) is None


def test_the_list_moves_up_by_kind_of_place_and_passes_over_whom_it_would_not_reach():
    line = [
        Waiting("a", "speak", is_told_in_time=False),
        Waiting("b", "listen"),
        Waiting("c", "speak", is_free=False),
        Waiting("d", "speak"),
        Waiting("e", "speak"),
        Waiting("f", "listen"),
    ]
    assert [one.key for one in rules.who_fills(line, {"speak": 1, "listen": 1})] == ["b", "d"]
    assert [one.key for one in rules.who_fills(line, {"speak": 9})] == ["d", "e"]
    assert rules.who_fills(line, {}) == []


@given(
    st.lists(st.tuples(st.sampled_from(["speak", "listen"]), st.booleans(), st.booleans()), max_size=12),
    st.integers(0, 5),
    st.integers(0, 5),
)
def test_never_more_are_filled_than_are_free_and_nobody_is_overtaken(line, speak, listen):
    waiting = [Waiting(n, *one) for n, one in enumerate(line)]
    filled = rules.who_fills(waiting, {"speak": speak, "listen": listen})
    for kind, free in (("speak", speak), ("listen", listen)):
        able = [one for one in waiting if one.seat == kind and one.is_free and one.is_told_in_time]
        assert [one for one in filled if one.seat == kind] == able[:free]


def test_who_reads_it_two_hours_before_can_still_say_no():
    assert rules.can_still_say_no(NOON - 2 * HOUR, NOON)
    assert not rules.can_still_say_no(NOON - 2 * HOUR + timedelta(seconds=1), NOON)


@pytest.mark.parametrize(
    ("people", "before", "verdict"),
    [
        (0, timedelta(hours=24, seconds=1), Verdict.WAIT),
        (9, timedelta(hours=24, seconds=1), Verdict.WAIT),
        (2, 24 * HOUR, Verdict.OFF),
        (3, 24 * HOUR, Verdict.GOES),
        (2, 2 * HOUR, Verdict.OFF),
        (2, 2 * HOUR - timedelta(seconds=1), Verdict.GOES),  # too late to call it off kindly
        (0, -HOUR, Verdict.GOES),
    ],
)
def test_a_meeting_with_too_few_is_called_off_in_time_or_not_at_all(people, before, verdict):
    found = rules.verdict(
        people=people, smallest=3, starts_at=NOON, decides_before=24 * HOUR, now=NOON - before
    )
    assert found is verdict


@pytest.mark.parametrize("size", [4, 5, 6])
def test_over_as_many_meetings_as_people_everybody_has_each_role_once(size):
    people = list("abcdef"[:size])
    had = {role: [] for role in rules.ROLES}
    for number in range(size):
        turn = rules.turns(number, people)
        assert len(set(turn.values())) == 4
        for role, one in turn.items():
            had[role].append(one)
    assert all(sorted(who) == people for who in had.values())


def test_a_role_of_somebody_away_goes_to_the_next_who_has_none():
    assert rules.turns(0, list("abcde")) == {"host": "a", "time": "b", "brings": "c", "closes": "d"}
    assert rules.turns(0, list("abcde"), {"b"}) == {"host": "a", "time": "c", "brings": "d", "closes": "e"}
    assert rules.turns(3, list("abc"), set("abc")) == {}


@given(st.integers(0, 200), st.integers(1, 6), st.data())
def test_roles_are_shared_as_evenly_as_those_who_come_allow(number, size, data):
    people = list("abcdef"[:size])
    away = data.draw(st.sets(st.sampled_from(people)))
    turn = rules.turns(number, people, away)
    there = [one for one in people if one not in away]
    if not there:
        assert turn == {}
        return
    assert set(turn) == set(rules.ROLES) and set(turn.values()) <= set(there)
    counts = [list(turn.values()).count(one) for one in there]
    assert max(counts) - min(counts) <= 1


@pytest.mark.parametrize("kind", ["open", "group", "team"])
@pytest.mark.parametrize("minutes", [15, 30, 45, 60, 61, 90, 180])
def test_a_timing_card_fills_its_meeting_exactly(kind, minutes):
    card = rules.timing_card(kind, minutes)
    assert sum(part.minutes for part in card) == minutes
    assert all(part.minutes >= 1 for part in card)
    begins = 0
    for part in card:
        assert part.begins == begins
        begins += part.minutes


@pytest.mark.parametrize(
    ("words", "name"),
    [("Heron", "Heron"), ("  two   words\n", "two words"), ("Ŵyn", "Ŵyn"), ("x" * 30, "x" * 30)],
)
def test_any_name_will_do(words, name):
    assert rules.tidy_alias(words) == name


@pytest.mark.parametrize("words", ["", "  \t", "\u200b", "x" * 31, "nia@alder.example"])
def test_what_cannot_be_a_name_is_refused(words):
    with pytest.raises(BadAlias):
        rules.tidy_alias(words)


def test_ready_names_leave_out_what_is_taken():
    assert rules.names_left(["  HERON "], number=2) == ["Juniper", "Lamplight"]
    assert rules.names_left([], begin=39, number=2) == ["Yarrow", "Heron"]
    assert rules.names_left(rules.NAMES) == []


@pytest.mark.parametrize(
    ("left", "places", "shown"),
    [(12, 12, None), (8, 12, None), (7, 12, 7), (1, 12, 1), (0, 12, 0), (1, 4, None), (0, 4, 0), (-1, 4, -1)],
)
def test_how_many_places_are_left_shows_from_five_taken_on_and_that_none_is_left_always(left, places, shown):
    assert rules.shown_left(left, places=places) == shown
