from datetime import date

import pytest

from supervision.policy.clock import Leave, pauses, return_offer_by

LONG = frozenset({"sickness", "parental"})
d = date.fromisoformat


@pytest.mark.parametrize(
    ("leave", "today", "by"),
    [
        ([("2026-10-01", "2026-10-14")], "2026-10-14", None),  # still away
        ([("2026-10-01", "2026-10-14")], "2026-10-15", "2026-10-29"),
        ([("2026-10-01", "2026-10-14")], "2026-10-29", "2026-10-29"),
        ([("2026-10-01", "2026-10-14")], "2026-10-30", None),
        ([("2026-10-01", "2026-10-13")], "2026-10-14", None),  # a day short
        ([("2026-10-01", "2026-10-07"), ("2026-10-08", "2026-10-14")], "2026-10-15", "2026-10-29"),
        ([("2026-10-01", "2026-10-14"), ("2026-10-20", "2026-10-20")], "2026-10-21", "2026-10-29"),
        ([("2026-10-01", "2026-10-14"), ("2026-10-20", "2026-10-20")], "2026-10-20", None),
        ([("2026-10-01", None)], "2026-12-01", None),
        ([], "2026-12-01", None),
    ],
)
def test_a_session_is_offered_after_a_long_pause(leave, today, by):
    rows = [Leave(d(first), d(last) if last else None, "sickness") for first, last in leave]
    assert return_offer_by(pauses(rows, LONG), d(today)) == (d(by) if by else None)
