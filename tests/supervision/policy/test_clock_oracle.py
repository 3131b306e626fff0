"""The clock agrees with a slow, obvious oracle, and its moments hold until it says to look again."""

from datetime import timedelta

import pytest

from supervision.policy.clock import clock_on
from tests.supervision.policy import clock_oracle
from tests.supervision.policy.histories import a_history

HISTORIES = 10_000
BATCHES = 20
FOLLOWED = 400
FOLLOW_DAYS = 450


@pytest.mark.parametrize("batch", range(BATCHES))
def test_random_histories_agree_with_the_oracle(batch):
    for seed in range(batch, HISTORIES, BATCHES):
        history = a_history(seed)
        answer = clock_on(today=history.today, **history.given)

        expected = clock_oracle.answer(history.oracle_rule, history.oracle_member, history.today)
        found = (answer.state, answer.due_on, answer.last_counted_on, answer.minutes_this_month)
        assert found == expected, f"seed {seed}: {history}"


def state_by_moments(answer, day):
    """What the three stored moments alone say."""
    if answer.due_on is None or day < answer.due_soon_on:
        return "on_track"
    if day >= answer.escalated_on:
        return "escalated"
    return "overdue" if day >= answer.overdue_on else "due_soon"


@pytest.mark.parametrize("kind", ["rolling", "calendar_minutes", "count", "units"])
def test_the_moments_hold_until_the_day_to_look_again(kind):
    for seed in range(FOLLOWED):
        history = a_history(f"{kind} {seed}", kind)
        answer = clock_on(today=history.today, **history.given)
        day, ahead = history.today, 0
        while day != answer.recheck_on and ahead < FOLLOW_DAYS:
            then = clock_on(today=day, **history.given)
            expected = "paused" if answer.state == "paused" else state_by_moments(answer, day)
            assert (then.state, then.due_on, then.last_counted_on, then.minutes_this_month) == (
                expected,
                answer.due_on,
                answer.last_counted_on,
                answer.minutes_this_month,
            ), f"seed {kind} {seed}, {day}: {history}"
            day += timedelta(days=1)
            ahead += 1
