from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.policy.clock import Leave, Membership, Rule, Sitting, Worked, clock_on, explain
from tests.supervision.policy.histories import a_history

BOTH = frozenset({"individual", "group"})
LONG = frozenset({"sickness", "parental"})
d = date.fromisoformat

EVERY_FOUR_WEEKS = Rule(
    kind="rolling", counts=BOTH, interval_days=28, first_within_days=14, pausing_leave=LONG
)
NINETY = Rule(kind="calendar_minutes", counts=BOTH, minutes=90, pausing_leave=LONG)
TEN = Rule(kind="count", counts=BOTH, sessions_a_year=10, pausing_leave=LONG)
EIGHT = Rule(kind="units", counts=BOTH, units=8, pausing_leave=LONG)


@pytest.mark.parametrize(
    ("rule", "sittings", "leave", "expected"),
    [
        (EVERY_FOUR_WEEKS, [("2026-09-25", 60)], [], "Due 23 Oct: last held 25 Sep + 28 days."),
        (
            EVERY_FOUR_WEEKS,
            [("2026-10-02", 60)],
            [("2026-10-05", "2026-10-18")],
            "Due 13 Nov: last held 2 Oct + 28 days, + 14 days’ leave.",
        ),
        (
            EVERY_FOUR_WEEKS,
            [("2026-10-02", 60)],
            [("2026-10-05", "2026-10-05")],
            "Due 31 Oct: last held 2 Oct + 28 days, + 1 day’s leave.",
        ),
        (EVERY_FOUR_WEEKS, [("2025-12-12", 60)], [], "Due 9 Jan: last held 12 Dec 2025 + 28 days."),
        (EVERY_FOUR_WEEKS, [], [], "Due 15 Jan 2025: joined 1 Jan 2025 + 14 days."),
        (
            EVERY_FOUR_WEEKS,
            [("2026-10-02", 60)],
            [("2026-11-01", "2027-01-11")],
            "On leave until 11 Jan 2027. The clock starts again on the day they are back.",
        ),
        (
            EVERY_FOUR_WEEKS,
            [("2026-10-02", 60)],
            [("2026-11-01", None)],
            "On leave, with no day of return set. The clock starts again on the day they are back.",
        ),
        (
            EVERY_FOUR_WEEKS,
            [("2026-11-01", 60)],
            [("2026-11-08", None)],
            "On leave from 8 Nov, with no day of return set. Nothing falls due before then.",
        ),
        (NINETY, [("2026-10-02", 105)], [], "Due 30 Nov: October met with 105 minutes; none yet this month."),
        (
            NINETY,
            [("2026-10-02", 105), ("2026-11-02", 60)],
            [],
            "Due 30 Nov: October met with 105 minutes; 60 of 90 so far this month.",
        ),
        (NINETY, [("2026-11-02", 95)], [], "Due 31 Dec: November met with 95 minutes."),
        (
            NINETY,
            [("2026-10-02", 75)],
            [],
            "Due 31 Oct: October had 75 of 90 minutes; none yet this month.",
        ),
        (NINETY, [], [], "Due 31 Oct: October had none of 90 minutes; none yet this month."),
        (
            NINETY,
            [],
            [("2026-10-01", "2026-10-31")],
            "Due 30 Nov: October was all leave; none yet this month.",
        ),
        (TEN, [("2026-10-02", 60)], [], "Due 5 Feb 2025: 1 held in the past year, and 10 are owed."),
        (EIGHT, [("2026-10-27", 60)], [], "No date yet: 5.5 of 8 units worked since 27 Oct, when last held."),
        (EIGHT, [("2026-10-25", 60)], [], "Due 1 Nov: last held 25 Oct + 8 units worked."),
    ],
)
def test_the_clock_says_why(rule, sittings, leave, expected):
    today = d("2026-11-05")
    answer = clock_on(
        today=today,
        rule=rule,
        membership=Membership(d("2025-01-01")),
        sittings=[Sitting.on(d(day), minutes) for day, minutes in sittings],
        leave=[Leave(d(first), d(last) if last else None, "sickness") for first, last in leave],
        worked=[Worked.on(d("2026-10-26"), "2.5"), Worked.on(d("2026-11-01"), "5.5")],
    )
    assert explain(answer, today) == expected


def test_a_member_is_spoken_to():
    answer = clock_on(
        today=d("2026-11-05"),
        rule=EVERY_FOUR_WEEKS,
        membership=Membership(d("2025-01-01")),
        leave=[Leave(d("2026-11-01"), d("2026-11-20"), "parental")],
    )
    assert explain(answer, d("2026-11-05"), you=True) == (
        "On leave until 20 Nov. The clock starts again on the day you are back."
    )


@pytest.mark.parametrize(
    ("sittings", "expected"),
    [
        ([], "Due 7 Dec: the rule begins 23 Nov + 14 days."),
        (["2026-10-02"], "Due 23 Nov: last held 2 Oct + 28 days; the rule begins 23 Nov."),
        (["2026-11-20"], "Due 18 Dec: last held 20 Nov + 28 days."),
    ],
)
def test_a_new_rule_says_when_it_begins(sittings, expected):
    rule = Rule(
        kind="rolling", counts=BOTH, interval_days=28, first_within_days=14, owed_from=d("2026-11-23")
    )
    answer = clock_on(
        today=d("2026-11-22"),
        rule=rule,
        membership=Membership(d("2025-01-01")),
        sittings=[Sitting.on(d(day), 60) for day in sittings],
    )
    assert explain(answer, d("2026-11-22")) == expected


@given(seed=st.integers(0, 10**9))
def test_no_sentence_names_the_kind_of_leave(seed):
    history = a_history(seed)
    sentence = explain(clock_on(today=history.today, **history.given), history.today)
    assert sentence.endswith(".") and "None" not in sentence
    for word in ("sick", "parent", "sabbat", "study", "annual", "other"):
        assert word not in sentence.lower()
