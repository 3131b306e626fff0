"""How flags follow from moves, and who is told. No database."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from supervision.policy.rules import Move, Standing, advance, flags_after, leads_told, next_moment, told_of

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def standing(state="on_track", soon=1, overdue=5, escalated=9, moves=1):
    def moment(days):
        return None if days is None else NOON + days * DAY

    return Standing(None, NOON.date(), state, moment(soon), moment(overdue), moment(escalated), moment(moves))


@pytest.mark.parametrize(
    ("days", "state", "moves"),
    [
        (0.99, "on_track", 0),
        (1, "due_soon", 1),
        (4.99, "due_soon", 1),
        (5, "overdue", 2),
        (9, "escalated", 3),
        (99, "escalated", 3),
    ],
)
def test_a_clock_moves_at_its_moments_and_not_before(days, state, moves):
    after, made = advance(standing(), upto=NOON + days * DAY)

    assert (after.state, len(made)) == (state, moves)
    assert [move.at for move in made] == [NOON + day * DAY for day in (1, 5, 9)][:moves]


def test_a_clock_without_a_moment_stays():
    assert advance(standing("paused", moves=None), upto=NOON + 99 * DAY) == (
        standing("paused", moves=None),
        [],
    )


def test_the_next_moment_is_the_earliest_in_whatever_order_they_come():
    assert next_moment(standing(overdue=9, escalated=5), NOON + 2 * DAY) == NOON + 5 * DAY


def move(day, before, after, ending=""):
    return Move(NOON + day * DAY, before, after, NOON.date(), ending)


def test_a_flag_opens_once_and_escalates():
    known, opened = flags_after([move(1, "due_soon", "overdue"), move(2, "overdue", "escalated")])

    assert known is None
    (flag,) = opened
    assert (flag.stage, flag.opened_at, flag.escalated_at, flag.closed_at) == (
        "escalated",
        NOON + DAY,
        NOON + 2 * DAY,
        None,
    )


def test_the_open_flag_closes_before_another_opens():
    known, opened = flags_after(
        [
            move(1, "escalated", "on_track", "held"),
            move(2, "on_track", "overdue"),
            move(3, "overdue", None, "left"),
        ]
    )

    assert (known.closed_at, known.ending) == (NOON + DAY, "held")
    assert [(flag.opened_at, flag.closed_at, flag.ending) for flag in opened] == [
        (NOON + 2 * DAY, NOON + 3 * DAY, "left")
    ]


def test_a_flag_that_eases_stays_open():
    known, opened = flags_after([move(1, "escalated", "overdue")])

    assert (known.stage, known.closed_at, opened) == ("overdue", None, [])


@pytest.mark.parametrize(
    ("states", "kinds"),
    [
        (["on_track", "due_soon"], ["due_soon"]),
        (["on_track", "due_soon", "overdue"], ["overdue"]),
        (["on_track", "due_soon", "overdue", "escalated"], ["overdue", "escalated"]),
        (["overdue", "escalated"], ["escalated"]),
        (["overdue", "on_track"], []),
        (["on_track", "overdue", "paused"], []),
        (["escalated", "overdue"], []),
    ],
)
def test_what_holds_now_is_told_and_not_each_step_on_the_way(states, kinds):
    moves = [move(i, before, after) for i, (before, after) in enumerate(pairwise(states))]

    assert told_of(moves) == kinds


@pytest.mark.parametrize(
    ("path", "leads", "told"),
    [
        ([1, 2, 3], {1: [10], 2: [20], 3: [30]}, ((10,), (20,))),
        ([1, 2, 3], {1: [10, 11], 3: [30]}, ((10, 11), (30,))),
        ([1, 2, 3], {1: [7], 2: [20], 3: [30]}, ((20,), (30,))),
        ([1, 2, 3], {1: [7, 10], 2: [7, 20]}, ((10,), (20,))),
        ([1, 2], {1: [10], 2: [10]}, ((10,), ())),
        ([1], {}, ((), ())),
        ([], {1: [10]}, ((), ())),
    ],
)
def test_the_nearest_lead_hears_first_and_the_next_one_up_when_it_escalates(path, leads, told):
    assert leads_told(path, leads, member_id=7) == told
