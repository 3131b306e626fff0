from datetime import date, timedelta
from fractions import Fraction

import pytest

from supervision.policy.clock import Leave, Membership, Rule, Sitting, clock_on
from supervision.policy.clock.history import Past
from tests.supervision.policy.histories import a_history

BOTH = frozenset({"individual", "group"})
d = date.fromisoformat
EVERY_FOUR_WEEKS = Rule(
    kind="rolling",
    counts=BOTH,
    interval_days=28,
    first_within_days=14,
    pausing_leave=frozenset({"sickness"}),
)


def test_a_year_shows_covered_owed_and_away():
    past = Past(
        rule=EVERY_FOUR_WEEKS,
        membership=Membership(d("2026-06-01")),
        sittings=[Sitting.on(d(day), 60) for day in ("2026-06-10", "2026-07-20", "2026-08-10")],
        leave=[Leave(d("2026-08-20"), d("2026-08-29"), "sickness")],
    )
    assert past.stretches(d("2026-01-01"), d("2026-09-20")) == [
        ("covered", d("2026-06-01"), d("2026-07-09")),
        ("owed", d("2026-07-09"), d("2026-07-20")),
        ("covered", d("2026-07-20"), d("2026-08-20")),
        ("away", d("2026-08-20"), d("2026-08-30")),
        ("covered", d("2026-08-30"), d("2026-09-18")),
        ("owed", d("2026-09-18"), d("2026-09-21")),
    ]
    assert past.held(d("2026-07-01"), d("2026-09-20")) == [
        (d("2026-08-10"), 21, 0, 0),
        (d("2026-07-20"), 40, 0, 11),
    ]


def test_months_show_what_was_credited_and_needed():
    past = Past(
        rule=Rule(kind="calendar_minutes", counts=BOTH, minutes=90, part_time="minutes"),
        membership=Membership(d("2026-08-15"), None, Fraction(1, 2)),
        sittings=[Sitting.on(d("2026-09-10"), 60), Sitting.on(d("2026-10-10"), 40)],
    )
    assert past.months(d("2026-11-03")) == [
        (d("2026-08-01"), 0, 45, "early"),
        (d("2026-09-01"), 60, 45, "met"),
        (d("2026-10-01"), 40, 45, "short"),
        (d("2026-11-01"), 0, 45, "short"),
    ]


@pytest.mark.parametrize("kind", ["rolling", "calendar_minutes", "count", "units"])
def test_the_past_is_what_each_day_said(kind):
    for seed in range(25):
        history = a_history(f"past {kind} {seed}", kind)
        given_ = history.given
        since = history.today - timedelta(days=200)
        by_day = {}
        for name, start, end in Past(**given_).stretches(since, history.today):
            for i in range((end - start).days):
                by_day[start + timedelta(days=i)] = name
        day = since
        while day <= history.today:
            if history.membership.tracked_on(day):
                answer = clock_on(today=day, **given_)
                late = answer.due_on is not None and day > answer.due_on
                expected = "away" if answer.state == "paused" else "owed" if late else "covered"
                assert by_day.pop(day) == expected, (seed, day)
            day += timedelta(days=1)
        assert not by_day
