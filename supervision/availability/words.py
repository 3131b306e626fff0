"""What pages and the API say of hours and protected time, in words."""

from collections.abc import Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from supervision.availability.around import Short
from supervision.availability.checks import DAY_NAMES, Protected, between
from supervision.availability.models import Medium
from supervision.people.rules import WEEKDAYS

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
UNNAMED = "Protected time"
ICONS = {"weekly": "notebook-pen", "once": "calendar-days", "within": "coffee", "after_long": "footprints"}


def day_words(day: date) -> str:
    """Return "Tue 10 Nov 2026": dates to come may lie in another year."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def weekdays_words(days: Sequence[str]) -> str:
    """Return "Thursdays", "Mondays and Fridays", "Monday to Friday" or "Every day"."""
    places = [WEEKDAYS.index(day) for day in days]
    if len(places) == 7:
        return "Every day"
    if len(places) > 2 and places == list(range(places[0], places[-1] + 1)):
        return f"{DAY_NAMES[places[0]]} to {DAY_NAMES[places[-1]]}"
    names = [f"{DAY_NAMES[place]}s" for place in places]
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def media_words(media: Iterable[str], place: str = "") -> str:
    """Return "By video or phone, or in person at Mill Street"."""
    chosen = set(media)
    remote = [word for medium, word in ((Medium.VIDEO, "video"), (Medium.PHONE, "phone")) if medium in chosen]
    here = f"in person at {place}" if place else "in person"
    parts = [f"by {' or '.join(remote)}"] if remote else []
    if Medium.IN_PERSON in chosen:
        parts.append(here)
    words = ", or ".join(parts)
    return words[:1].upper() + words[1:]


def protected_words(said: Protected) -> str:
    """Return when protected time is: "Thursdays, 15:00 to 17:00"."""
    if said.shape == "after_long":
        return f"{said.minutes} minutes, added by itself after anything over {said.long_minutes} minutes"
    hours = between(said.starts or 0, said.ends or 0)
    if said.shape == "once":
        return f"{day_words(said.day)}, {hours}" if said.day else hours
    if said.shape == "within":
        stretch = hours.replace(" to ", " and ")
        return f"{weekdays_words(said.weekdays)}, {said.minutes} minutes between {stretch}"
    return f"{weekdays_words(said.weekdays)}, {hours}"


def short_words(short: Iterable[Short], zone: ZoneInfo) -> str:
    """Return a sentence about what has less time around it than it should; empty for nothing.

    "Tue 10 Nov 2026, 10:00 has less: something else is too close."
    """
    starts = sorted({one.starts_at for one in short})
    if not starts:
        return ""
    named = [f"{day_words(at.astimezone(zone).date())}, {at.astimezone(zone):%H:%M}" for at in starts[:3]]
    if len(starts) > 3:
        named = [*named[:2], f"{len(starts) - 2} more"]
    words = " and ".join([", ".join(named[:-1]), named[-1]]) if len(named) > 1 else named[0]
    has = "has" if len(starts) == 1 else "have"
    return f"{words} {has} less: something else is too close."
