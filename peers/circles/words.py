"""What the pages of circles say."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, ngettext

from peers.circles import rules
from peers.circles.models import Circle
from supervision import languages
from supervision.scheduling.zone_words import zone_name
from supervision.wording import noted

NUMBERS = (
    "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"
)  # fmt: skip
PATTERNS = (
    noted("Every week"),
    noted("Every two weeks"),
    noted("Every four weeks"),
    noted("Every month, on the same date"),
    noted("Every month, on the same weekday"),
)
"""How a circle repeats, as its model says it."""
MEDIA = {"video": noted("Online"), "phone": noted("By phone"), "in_person": noted("In person")}
ROLE_WORDS = {
    "host": (noted("Opens"), noted("Begins on time, says what was agreed, and holds the round.")),
    "time": (noted("Keeps the time"), noted("Says when a part has two minutes left, and when it is over.")),
    "brings": (
        noted("Brings something"),
        noted("Tells of something from their own work, without anybody’s details."),
    ),
    "closes": (
        noted("Closes"),
        noted("Asks each for a word before leaving, and sees that all are all right to go."),
    ),
}
PART_WORDS = {
    "arrive": (noted("Arriving"), noted("A breath, and who is here.")),
    "agree": (noted("What we agree"), noted("Read aloud, with the one exception.")),
    "round": (
        noted("A round"),
        noted("Each in turn, as long or as short as they like. Passing is taking part."),
    ),
    "open": (noted("Open"), noted("Whoever wants to says more. Nobody answers unless asked to.")),
    "tell": (noted("Somebody tells"), noted("One brings something. The others listen.")),
    "ask": (noted("Questions"), noted("To understand, not to advise.")),
    "reflect": (
        noted("What it stirred"),
        noted("The others speak among themselves of what they noticed. The one listens."),
    ),
    "answer": (noted("What was useful"), noted("The one says what they take along, and what they leave.")),
    "helped": (noted("What helped"), noted("Something that made the week lighter. No tasks, no rota.")),
    "learn": (
        noted("What it says"),
        noted("Somebody sums up what was read, and what struck them. Nobody has to have read it."),
    ),
    "try": (noted("Trying it"), noted("The exercise, each for themselves. Nothing is shown around.")),
    "close": (noted("Closing"), noted("One word each, and a breath before the next thing.")),
}
AGREED = {
    rules.OPEN: (
        noted("What is said here stays here."),
        noted("No client details, not even changed ones."),
        noted("Speak from your own experience; leave others theirs."),
        noted("Passing is taking part. So is leaving early."),
        noted("Nothing is recorded, and no notes are kept."),
    ),
    rules.GROUP: (
        noted("What is said here stays here."),
        noted("No client details, not even changed ones."),
        noted("Everybody takes each turn: opening, keeping the time, bringing something, closing."),
        noted("Ask before you advise. Passing is taking part."),
        noted("Nothing is recorded, and no notes are kept."),
    ),
    rules.TEAM: (
        noted("What is said here stays here."),
        noted("No tasks, no rota, no cases to settle: they have a meeting of their own."),
        noted("No client details, not even changed ones."),
        noted("Passing is taking part. Not coming needs no reason."),
        noted("Nothing is recorded, and no notes are kept."),
    ),
}
AGREED[rules.SERIES] = AGREED[rules.OPEN]


def number_words(number: int) -> str:
    """Return "seven" for 7; numbers over twelve as they are, and all in other languages than English."""
    if not languages.is_english():
        return str(number)
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else str(number)


def left_words(left: int, *, places: int) -> str:
    """Return how many of these places are left: "Seven left", "One left", "All taken".

    While fewer than five are taken, no number: "There are places".
    """
    shown = rules.shown_left(left, places=places)
    if shown is None:
        return gettext("There are places")
    if shown <= 0:
        return gettext("All taken")
    return ngettext("{number} left", "{number} left", shown).format(number=number_words(shown).capitalize())


def kind_words(circle: Circle) -> str:
    """Return the line under a circle's title."""
    if circle.kind == rules.GROUP:
        return gettext("A standing group of the same people, each with a turn")
    if circle.kind == rules.TEAM:
        team = circle.team.name  # type: ignore[union-attr]
        return gettext("A support meeting for {team}, apart from anything about tasks").format(team=team)
    if circle.kind == rules.SERIES:
        return gettext("A learning series for everyone at {organisation}").format(
            organisation=circle.organisation.name
        )
    if circle.outside == Circle.Outside.OPENED:
        return gettext("An open circle, for people from other places too")
    return gettext("An open circle for everyone at {organisation}").format(
        organisation=circle.organisation.name
    )


def when_words(starts_at: datetime, ends_at: datetime, zone: ZoneInfo, *, this_year: int) -> str:
    """Return "Tuesday 17 November, 12:30 to 13:30 (UK time)", with the year when it isn't this one."""
    starts, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    return gettext("{day}, {starts} to {ends} ({zone})").format(
        day=languages.day_words(starts.date(), this_year=this_year, long=True),
        starts=f"{starts:%H:%M}",
        ends=f"{ends:%H:%M}",
        zone=languages.worded(zone_name(zone)),
    )


def pattern_words(circle: Circle) -> str:
    """Return how a circle repeats, as the page says it."""
    return gettext("Once") if not circle.pattern else languages.worded(circle.get_pattern_display())
