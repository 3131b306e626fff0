"""How a clock looks to people: one of four looks, and a word or two."""

from __future__ import annotations

from datetime import date, datetime

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
        return "Paused"
    if look == NONE:
        return "Nothing owed"
    if due_on is None or look == COVERED:
        return "Covered"
    days = (due_on - today).days
    if look == OWED:
        return f"Owed, {days_words(-days)}"
    if days < 0:
        return "Due yesterday" if days == -1 else f"Due {-days} days ago"
    return {0: "Due today", 1: "Due tomorrow"}.get(days, f"Due in {days} days")


def booked_words(look: str, booked_on: date, today: date) -> str:
    """Return the words once something is booked: "Owed, booked for Tuesday", "Due soon, booked for 17 Nov".

    A booking changes the words and never the state. Empty where the state says enough.
    """
    if look not in (OWED, SOON):
        return ""
    ahead = (booked_on - today).days
    if ahead <= 1:
        day = "tomorrow" if ahead == 1 else "today"
    else:
        day = f"{booked_on:%A}" if ahead < 7 else f"{booked_on.day} {booked_on:%b}"
    return f"{'Owed' if look == OWED else 'Due soon'}, booked for {day}"


def days_words(days: int) -> str:
    return "1 day" if days == 1 else f"{days:,} days"


def count_words(number: int) -> str:
    """Return a number up to ten as a word, larger ones in figures."""
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else f"{number:,}"


def people_words(number: int) -> str:
    """Return "one person", "two people", "300 people"."""
    return "one person" if number == 1 else f"{count_words(number)} people"


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
