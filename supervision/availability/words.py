"""What pages and the API say of hours and protected time, in words."""

from collections.abc import Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from supervision import languages
from supervision.availability.around import Short
from supervision.availability.checks import DAY_NAMES, Protected, between, clock
from supervision.availability.models import Medium
from supervision.people.rules import WEEKDAYS
from supervision.wording import noted

UNNAMED = noted("Protected time")
EVERY = (
    noted("Mondays"),
    noted("Tuesdays"),
    noted("Wednesdays"),
    noted("Thursdays"),
    noted("Fridays"),
    noted("Saturdays"),
    noted("Sundays"),
)
ICONS = {"weekly": "notebook-pen", "once": "calendar-days", "within": "coffee", "after_long": "footprints"}


def day_words(day: date) -> str:
    """Return "Tue 10 Nov 2026": dates to come may lie in another year."""
    return languages.day_words(day, this_year=0)


def day_name(place: int) -> str:
    """Return "Monday" for 0, as it begins a line."""
    return capfirst(gettext(DAY_NAMES[place]))


def weekdays_words(days: Sequence[str]) -> str:
    """Return "Thursdays", "Mondays and Fridays", "Monday to Friday" or "Every day"."""
    places = [WEEKDAYS.index(day) for day in days]
    if len(places) == 7:
        return gettext("Every day")
    if len(places) > 2 and places == list(range(places[0], places[-1] + 1)):
        first, last = gettext(DAY_NAMES[places[0]]), gettext(DAY_NAMES[places[-1]])
        return capfirst(gettext("{first} to {last}").format(first=first, last=last))
    return capfirst(languages.listed([gettext(EVERY[place]) for place in places]))


def media_words(media: Iterable[str], place: str = "") -> str:
    """Return "By video or phone, or in person at Mill Street"."""
    chosen = set(media)
    parts = []
    if {Medium.VIDEO, Medium.PHONE} <= chosen:
        parts.append(gettext("by video or phone"))
    elif Medium.VIDEO in chosen:
        parts.append(gettext("by video"))
    elif Medium.PHONE in chosen:
        parts.append(gettext("by phone"))
    if Medium.IN_PERSON in chosen:
        parts.append(gettext("in person at {place}").format(place=place) if place else gettext("in person"))
    if len(parts) > 1:
        return capfirst(gettext("{first}, or {last}").format(first=parts[0], last=parts[1]))
    return capfirst("".join(parts))


def protected_words(said: Protected) -> str:
    """Return when protected time is: "Thursdays, 15:00 to 17:00"."""
    if said.shape == "after_long":
        return gettext("{minutes} minutes, added by itself after anything over {long} minutes").format(
            minutes=said.minutes, long=said.long_minutes
        )
    hours = between(said.starts or 0, said.ends or 0)
    if said.shape == "once":
        return f"{day_words(said.day)}, {hours}" if said.day else hours
    if said.shape == "within":
        return gettext("{days}, {minutes} minutes between {starts} and {ends}").format(
            days=weekdays_words(said.weekdays),
            minutes=said.minutes,
            starts=clock(said.starts or 0),
            ends=clock(said.ends or 0),
        )
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
        named = [*named[:2], gettext("{number} more").format(number=len(starts) - 2)]
    words = ngettext(
        "{times} has less: something else is too close.",
        "{times} have less: something else is too close.",
        len(starts),
    )
    return words.format(times=languages.listed(named))
