"""How a clock looks to people: one of four looks, and a word or two."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from supervision.languages import is_english
from supervision.policy.clock import DUE_SOON, ESCALATED, ON_TRACK, OVERDUE, PAUSED

OWED, SOON, COVERED, AWAY, NONE = "owed", "soon", "covered", "paused", "none"
LOOKS = {OVERDUE: OWED, ESCALATED: OWED, DUE_SOON: SOON, ON_TRACK: COVERED, PAUSED: AWAY}
ORDER = (OWED, SOON, COVERED, AWAY, NONE)
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def look_of(state: str) -> str:
    """Return the look of a clock's state: owed, soon, covered or paused."""
    return LOOKS[state]


def status_words(look: str, due_on: date | None, today: date) -> str:
    """Return the words beside the shape: "Owed, 13 days", "Due in 8 days", "Covered", "Paused"."""
    if look == AWAY:
        return _("Paused")
    if look == NONE:
        return _("Nothing owed")
    if due_on is None or look == COVERED:
        return _("Covered")
    days = (due_on - today).days
    if look == OWED:
        return _("Owed, {days}").format(days=days_words(-days))
    if days < 0:
        return ngettext("Due yesterday", "Due {number} days ago", -days).format(number=-days)
    if days == 0:
        return _("Due today")
    return ngettext("Due tomorrow", "Due in {number} days", days).format(number=days)


def booked_words(look: str, booked_on: date, today: date) -> str:
    """Return the words once something is booked: "Owed, booked for Tuesday", "Due soon, booked for 17 Nov".

    A booking changes the words and never the state. Empty where the state says enough.
    """
    if look not in (OWED, SOON):
        return ""
    ahead = (booked_on - today).days
    if ahead <= 1:
        day = _("tomorrow") if ahead == 1 else _("today")
    else:
        day = format_date(booked_on, "l" if ahead < 7 else "j M")
    words = _("Owed, booked for {day}") if look == OWED else _("Due soon, booked for {day}")
    return words.format(day=day)


def days_words(days: int) -> str:
    return ngettext("{number} day", "{number} days", days).format(number=f"{days:,}")


def count_words(number: int) -> str:
    """Return a number up to ten as a word in English, any other in figures."""
    return NUMBERS[number] if is_english() and 0 <= number < len(NUMBERS) else f"{number:,}"


def people_words(number: int) -> str:
    """Return "one person", "two people", "300 people"."""
    return ngettext("one person", "{number} people", number).format(number=count_words(number))


def rank(look: str, due_on: date | None) -> tuple[int, date]:
    """Return what sorts the worst clock first: what we owe longest, then what comes due soonest."""
    return ORDER.index(look), due_on or date.max


def look_at(
    state: str,
    due_soon_at: datetime | None,
    overdue_at: datetime | None,
    now: datetime,
) -> str:
    """Return the look at `now` of a kept clock: its moments alone move it, unless it is paused."""
    if state == PAUSED:
        return AWAY
    if overdue_at is not None and now >= overdue_at:
        return OWED
    if due_soon_at is not None and now >= due_soon_at:
        return SOON
    return COVERED
