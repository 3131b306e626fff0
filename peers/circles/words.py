"""What the pages of circles say."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from peers.circles import rules
from peers.circles.models import Circle
from supervision.scheduling.zone_words import zone_name

NUMBERS = (
    "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"
)  # fmt: skip
MEDIA = {"video": "Online", "phone": "By phone", "in_person": "In person"}
ROLE_WORDS = {
    "host": ("Opens", "Begins on time, says what was agreed, and holds the round."),
    "time": ("Keeps the time", "Says when a part has two minutes left, and when it is over."),
    "brings": ("Brings something", "Tells of something from their own work, without anybody’s details."),
    "closes": ("Closes", "Asks each for a word before leaving, and sees that all are all right to go."),
}
PART_WORDS = {
    "arrive": ("Arriving", "A breath, and who is here."),
    "agree": ("What we agree", "Read aloud, with the one exception."),
    "round": ("A round", "Each in turn, as long or as short as they like. Passing is taking part."),
    "open": ("Open", "Whoever wants to says more. Nobody answers unless asked to."),
    "tell": ("Somebody tells", "One brings something. The others listen."),
    "ask": ("Questions", "To understand, not to advise."),
    "reflect": (
        "What it stirred",
        "The others speak among themselves of what they noticed. The one listens.",
    ),
    "answer": ("What was useful", "The one says what they take along, and what they leave."),
    "helped": ("What helped", "Something that made the week lighter. No tasks, no rota."),
    "close": ("Closing", "One word each, and a breath before the next thing."),
}
AGREED = {
    rules.OPEN: (
        "What is said here stays here.",
        "No client details, not even changed ones.",
        "Speak from your own experience; leave others theirs.",
        "Passing is taking part. So is leaving early.",
        "Nothing is recorded, and no notes are kept.",
    ),
    rules.GROUP: (
        "What is said here stays here.",
        "No client details, not even changed ones.",
        "Everybody takes each turn: opening, keeping the time, bringing something, closing.",
        "Ask before you advise. Passing is taking part.",
        "Nothing is recorded, and no notes are kept.",
    ),
    rules.TEAM: (
        "What is said here stays here.",
        "No tasks, no rota, no cases to settle: they have a meeting of their own.",
        "No client details, not even changed ones.",
        "Passing is taking part. Not coming needs no reason.",
        "Nothing is recorded, and no notes are kept.",
    ),
}


def number_words(number: int) -> str:
    """Return "seven" for 7; numbers over twelve as they are."""
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else str(number)


def left_words(left: int) -> str:
    """Return how many places are left: "Seven left", "One left", "All taken"."""
    return "All taken" if left <= 0 else f"{number_words(left).capitalize()} left"


def kind_words(circle: Circle) -> str:
    """Return the line under a circle's title."""
    if circle.kind == rules.GROUP:
        return "A standing group of the same people, each with a turn"
    if circle.kind == rules.TEAM:
        return f"A support meeting for {circle.team.name}, apart from anything about tasks"  # type: ignore[union-attr]
    if circle.outside == Circle.Outside.OPENED:
        return "An open circle, for people from other places too"
    return f"An open circle for everyone at {circle.organisation.name}"


def when_words(starts_at: datetime, ends_at: datetime, zone: ZoneInfo, *, this_year: int) -> str:
    """Return "Tuesday 17 November, 12:30 to 13:30 (UK time)", with the year when it isn't this one."""
    starts, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    day = f"{starts:%A} {starts.day} {starts:%B}" + (f" {starts.year}" if starts.year != this_year else "")
    return f"{day}, {starts:%H:%M} to {ends:%H:%M} ({zone_name(zone)})"


def pattern_words(circle: Circle) -> str:
    """Return how a circle repeats, as the page says it."""
    return "Once" if not circle.pattern else circle.get_pattern_display()
