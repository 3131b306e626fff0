"""How long waves wait, until when a talk may begin, and what may be asked for."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peers.debriefs import rules
from peers.debriefs.rules import Ask
from supervision.notices.rules import Window

LONDON = ZoneInfo("Europe/London")
WEEKDAYS = Window(LONDON, frozenset(range(5)))


def at(day, hour, minute=0, month=11):
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("urgency", "now", "then"),
    [
        ("now", at(2, 9), at(2, 9, 15)),
        ("now", at(7, 23, 50), at(8, 0, 5)),  # a Saturday night: now waits plainly
        ("today", at(2, 9), at(2, 11)),
        ("today", at(2, 16), at(2, 18)),
        ("today", at(2, 17), at(3, 9)),
        ("today", at(2, 7), at(2, 10)),
        ("today", at(6, 17, 30), at(9, 9, 30)),  # Friday to Monday
        ("week", at(2, 9), at(3, 9)),
        ("week", at(6, 9), at(9, 9)),
        ("week", at(7, 12), at(9, 18)),
        # The clocks go back on Sunday 25 October: the wall time stays.
        ("week", at(23, 10, month=10), at(26, 10, month=10)),
    ],
)
def test_how_long_a_wave_waits(urgency, now, then):
    assert rules.wave_ends(urgency, now=now, window=WEEKDAYS) == then


@pytest.mark.parametrize(
    ("urgency", "then"),
    [("now", at(2, 11)), ("today", at(3, 0)), ("week", at(9, 9))],
)
def test_by_when_a_talk_must_have_begun(urgency, then):
    assert rules.window_ends(urgency, now=at(2, 9), zone=LONDON) == then


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC)),
    st.integers(1, 3000),
    st.sets(st.integers(0, 6), min_size=1),
)
def test_working_time_is_counted_minute_by_minute(start, minutes, weekdays):
    start = start.replace(second=0, microsecond=0)
    window = Window(LONDON, frozenset(weekdays))

    end = rules.add_working(start, timedelta(minutes=minutes), window)

    moment, counted = start, 0
    while moment < end:
        local = moment.astimezone(LONDON)
        counted += local.weekday() in weekdays and 8 <= local.hour < 18
        moment += timedelta(minutes=1)
    assert counted == minutes


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"urgency": "soon"}, "urgency"),
        ({"weight": 0}, "weight"),
        ({"weight": 4}, "weight"),
        ({"minutes": 20}, "minutes"),
        ({"how": "letter"}, "how"),
        ({"wish": "money"}, "wish"),
        ({"touches": ("a client",)}, "touches"),
        ({"note": "x" * 501}, "note"),
        ({"language": "xx"}, "language"),
    ],
)
def test_only_what_is_offered_can_be_asked_for(wrong, field):
    ask = Ask(**{"urgency": "now", "weight": 2, "minutes": 5} | wrong)

    with pytest.raises(rules.NotOffered) as refused:
        rules.check_ask(ask, languages={"en"})

    assert set(refused.value.problems) == {field}


@pytest.mark.parametrize(("number", "people", "shown"), [(4, 9, None), (5, 4, None), (5, 5, 5), (0, 9, None)])
def test_counts_show_from_five_on_and_none_and_too_few_look_the_same(number, people, shown):
    assert rules.shown_count(number, people=people) == shown
