"""What may be said about a session, whose word stands, and when two words agree."""

from datetime import UTC, datetime, timedelta

import pytest

from supervision.errors import Refusal
from supervision.sessions import rules
from supervision.sessions.rules import Said, Standing, Word

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
BOTH = frozenset({1})
JUDITH, NIA, LEAD = 10, 1, 20


def word(member=JUDITH, outcome="held", minutes=60, *, minute=0, by="", came=(1,), speaks_of=(1,), side=None):
    side = side or {JUDITH: rules.SUPERVISOR, LEAD: rules.ORGANISATION}.get(member, rules.SUPERVISEE)
    took_place = outcome in rules.TOOK_PLACE
    said = Said(outcome, minutes if took_place else None, by, frozenset(came if took_place else ()))
    return Word(member, side, said, NOW + timedelta(minutes=minute), frozenset(speaks_of))


def complete(said, *, planned=60, speaks_of=BOTH, kind="individual", side="supervisor"):
    return rules.complete(said, planned_minutes=planned, speaks_of=speaks_of, kind=kind, side=side)


@pytest.mark.parametrize(("seconds", "is_begun"), [(-1, True), (0, True), (1, False)])
def test_a_session_can_be_spoken_of_from_the_moment_it_starts(seconds, is_begun):
    starts_at = NOW + timedelta(seconds=seconds)
    if is_begun:
        rules.check_begun(starts_at, now=NOW)
    else:
        with pytest.raises(rules.NotYetBegun):
            rules.check_begun(starts_at, now=NOW)


@pytest.mark.parametrize(
    ("minutes", "is_possible"),
    [(None, False), (0, False), (1, True), (1440, True), (1441, False), (-5, False)],
)
def test_a_session_lasts_a_minute_to_a_day(minutes, is_possible):
    if is_possible:
        rules.check_length(minutes)
    else:
        with pytest.raises(rules.WrongLength):
            rules.check_length(minutes)


@pytest.mark.parametrize(
    ("kind", "supervisees", "is_possible"),
    [
        ("individual", [1], True),
        ("individual", [], False),
        ("individual", [1, 2], False),
        ("group", [1], True),
        ("group", [1, 2], True),
        ("group", [], False),
        ("group", [1, 1], False),
        ("group", [1, JUDITH], False),
        ("individual", [JUDITH], False),
    ],
)
def test_an_individual_session_has_one_supervisee_and_nobody_is_on_both_sides(kind, supervisees, is_possible):
    if is_possible:
        rules.check_people(kind=kind, supervisor=JUDITH, supervisees=supervisees)
    else:
        with pytest.raises(rules.WrongPeople):
            rules.check_people(kind=kind, supervisor=JUDITH, supervisees=supervisees)


@pytest.mark.parametrize(
    ("said", "completed"),
    [
        (Said("held"), Said("held", 60, "", BOTH)),
        (Said("held", 75), Said("held", 75, "", BOTH)),
        (Said("short", 59), Said("short", 59, "", BOTH)),
        (Said("short", 1), Said("short", 1, "", BOTH)),
        (Said("cancelled", 30, "supervisor", BOTH), Said("cancelled", None, "supervisor")),
        (Said("missed", 30, "supervisor", BOTH), Said("missed")),
    ],
)
def test_what_is_said_keeps_only_what_belongs_to_its_outcome(said, completed):
    assert complete(said) == completed


@pytest.mark.parametrize(
    "said",
    [
        Said("short"),
        Said("short", 60),
        Said("short", 61),
        Said("short", 0),
        Said("held", 0),
        Said("held", 1441),
        Said("cancelled"),
        Said("cancelled", cancelled_by="nobody"),
        Said("perhaps"),
        Said(""),
    ],
)
def test_words_that_are_missing_or_do_not_fit_are_refused(said):
    with pytest.raises(Refusal):
        complete(said)


def test_a_group_says_who_came():
    everybody = frozenset({1, 2, 3})
    said = complete(Said("held", came=frozenset({1, 3, 99})), speaks_of=everybody, kind="group")
    assert said.came == {1, 3}
    with pytest.raises(rules.NobodyCame):
        complete(Said("held"), speaks_of=everybody, kind="group")


def test_a_supervisee_of_a_group_may_say_that_it_took_place_without_them():
    assert complete(Said("held"), kind="group", side="supervisee").came == frozenset()


@pytest.mark.parametrize(
    ("one", "other", "is_different"),
    [
        (word(), word(NIA), False),
        (word(), word(NIA, minutes=45), True),
        (word(outcome="held", minutes=45), word(NIA, "short", 45), False),
        (word(), word(NIA, "missed"), True),
        (word(outcome="missed"), word(NIA, "missed"), False),
        (word(outcome="missed"), word(NIA, "cancelled", by="supervisee"), True),
        (word(outcome="cancelled", by="supervisor"), word(NIA, "cancelled", by="supervisor"), False),
        (word(outcome="cancelled", by="supervisor"), word(NIA, "cancelled", by="supervisee"), True),
        (word(speaks_of=(1, 2), came=(1,)), word(2, speaks_of=(2,), came=(2,)), True),
        (word(speaks_of=(1, 2), came=(1,)), word(2, speaks_of=(2,), came=()), False),
        (word(1, speaks_of=(1,), came=(1,)), word(2, speaks_of=(2,), came=()), False),
    ],
)
def test_two_words_differ_when_they_cannot_both_be_right(one, other, is_different):
    assert rules.differ(one, other) is is_different
    assert rules.differ(other, one) is is_different


def test_the_first_word_stands_whatever_order_they_come_in():
    first, second = word(minute=0), word(NIA, "missed", minute=5)
    assert rules.stands([second, first]) == first.said
    assert rules.stands([]) is None


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("words", "after", "is_recorded", "standing"),
    [
        ([], DAY, False, Standing.UNRECORDED),
        ([], DAY, True, Standing.FILED),
        ([word()], timedelta(0), True, Standing.WAITING),
        ([word()], 7 * DAY - timedelta(seconds=1), True, Standing.WAITING),
        ([word()], 7 * DAY, True, Standing.ONE_SIDED),
        ([word(), word(NIA)], DAY, True, Standing.AGREED),
        ([word(), word(NIA)], 30 * DAY, True, Standing.AGREED),
        ([word(), word(NIA, "missed", minute=5)], 30 * DAY, True, Standing.DIFFERING),
        ([word(LEAD), word(NIA)], DAY, True, Standing.AGREED),
        # Two supervisees of one group are one side.
        ([word(1), word(2, speaks_of=(2,), came=(2,))], DAY, True, Standing.WAITING),
    ],
)
def test_how_the_words_stand(words, after, is_recorded, standing):
    assert rules.standing(words, is_recorded=is_recorded, now=NOW + after) is standing


@pytest.mark.parametrize(
    ("words", "came"),
    [
        ([], {1: None, 2: None}),
        ([word(speaks_of=(1, 2), came=(2,))], {1: False, 2: True}),
        ([word(2, speaks_of=(2,), came=(2,))], {1: None, 2: True}),
        # Her own word came first, and stands against the tick that came later.
        (
            [word(2, speaks_of=(2,), came=(2,)), word(speaks_of=(1, 2), came=(1,), minute=5)],
            {1: True, 2: True},
        ),
        (
            [word(speaks_of=(1, 2), came=(1,)), word(2, speaks_of=(2,), came=(2,), minute=5)],
            {1: True, 2: False},
        ),
        ([word(outcome="missed", speaks_of=(1, 2)), word(2, speaks_of=(2,), minute=5)], {1: None, 2: None}),
        (
            [word(speaks_of=(1, 2), came=(1, 2)), word(2, "missed", speaks_of=(2,), minute=5)],
            {1: True, 2: True},
        ),
    ],
)
def test_who_came_is_the_first_word_of_anybody_who_can_know(words, came):
    assert rules.presence(words, [1, 2]) == came
    assert rules.presence(reversed(words), [1, 2]) == came


@pytest.mark.parametrize(("seconds", "is_open"), [(0, True), (599, True), (600, False), (6000, False)])
def test_a_word_can_be_taken_back_for_ten_minutes(seconds, is_open):
    now = NOW + timedelta(seconds=seconds)
    assert rules.can_undo(NOW, now=now) is is_open
    if not is_open:
        with pytest.raises(rules.TooLateToUndo):
            rules.check_undo(NOW, now=now)


WALL = datetime(2026, 11, 10, 9, 40)  # a Tuesday


@pytest.mark.parametrize(
    ("last", "start"),
    [
        (None, datetime(2026, 11, 10, 8)),
        (datetime(2026, 10, 13, 10), datetime(2026, 11, 3, 10)),  # Tuesdays at ten: today's has yet to come
        (datetime(2026, 10, 13, 8, 40), datetime(2026, 11, 10, 8, 40)),  # today's has just ended
        (datetime(2026, 10, 15, 14, 30), datetime(2026, 11, 5, 14, 30)),
        (datetime(2026, 11, 5, 14, 30), datetime(2026, 11, 10, 8)),  # last Thursday's is recorded already
    ],
)
def test_a_session_nobody_booked_most_likely_began_at_the_usual_day_and_hour(last, start):
    assert rules.usual_start(last, minutes=60, now=WALL) == start
