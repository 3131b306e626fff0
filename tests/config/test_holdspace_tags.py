"""Days, moments and the chip that says how somebody's clock stands."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.template.loader import render_to_string
from django.utils import timezone

from config.templatetags.holdspace import day, initials, moment, time_of_day

NEW_YEARS_EVE_LATE = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)


@time_machine.travel("2026-11-05T09:00Z", tick=False)
def test_a_day_names_its_year_only_when_it_is_not_this_one():
    assert day(date(2026, 11, 10)) == "Tue 10 Nov"
    assert day(date(2027, 1, 4)) == "Mon 4 Jan 2027"
    assert day(None) == ""


@time_machine.travel(NEW_YEARS_EVE_LATE, tick=False)
def test_this_year_is_the_viewers_own():
    with timezone.override(ZoneInfo("Europe/Madrid")):
        assert day(date(2027, 1, 4)) == "Mon 4 Jan"
    with timezone.override(ZoneInfo("Europe/London")):
        assert day(date(2027, 1, 4)) == "Mon 4 Jan 2027"


@time_machine.travel("2026-11-05T09:00Z", tick=False)
def test_a_moment_stands_in_the_viewers_zone():
    late = datetime(2026, 11, 10, 23, 30, tzinfo=UTC)

    with timezone.override(ZoneInfo("Europe/London")):
        assert moment(late) == "Tue 10 Nov, 23:30"
    with timezone.override(ZoneInfo("Europe/Madrid")):
        assert moment(late) == "Wed 11 Nov, 00:30"
        assert time_of_day(late) == "00:30"
        assert day(late) == "Wed 11 Nov"


@pytest.mark.parametrize(
    ("state", "words", "look", "shown"),
    [
        ("on_track", None, "covered", "Covered"),
        ("due_soon", None, "soon", "Due soon"),
        ("overdue", "Owed, 13 days", "owed", "Owed, 13 days"),
        ("escalated", None, "owed", "Owed"),
        ("paused", None, "paused", "Paused"),
    ],
)
def test_a_status_is_a_shape_a_word_and_a_colour(state, words, look, shown):
    chip = render_to_string("_status.html", {"state": state, "words": words})

    assert f'class="status {look}"' in chip
    assert f"#st-{look}" in chip
    assert chip.strip().endswith(f"{shown}</span>")


def test_initials_are_of_the_first_and_the_last_word():
    assert initials("Ŵyn Hopkin Price") == "ŴP"
    assert initials("Nia") == "N"
    assert initials("") == ""
