"""What people change about themselves: name, language, how pages look, and where they are signed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from supervision.people.models import Person
from supervision.people.remembering import forget_devices

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "a Mac"),
    ("CrOS", "a Chromebook"),
    ("Linux", "Linux"),
)


@transaction.atomic
def change_own(person: Person, values: Mapping[str, str]) -> None:
    """Change what `values` name of `name`, `language` and `scheme`: all of it, or nothing."""
    for name, value in values.items():
        CHANGES[name](person, value)


def rename(person: Person, name: str) -> None:
    person.name = name
    person.save(update_fields=["name"])


def choose_scheme(person: Person, scheme: str) -> None:
    person.scheme = scheme
    person.save(update_fields=["scheme"])


def choose_language(person: Person, language: str) -> None:
    person.language = language
    person.save(update_fields=["language"])


CHANGES = {"name": rename, "language": choose_language, "scheme": choose_scheme}


@dataclass(frozen=True, slots=True)
class Device:
    """A browser somebody is signed in with. When it was last used is nobody's business, and not here."""

    pk: int
    words: str
    signed_in_at: datetime
    is_this: bool


def browser_words(user_agent: str) -> str:
    """Return "Firefox on Windows" for what a browser calls itself; "A browser" when it is none we know."""
    browser = next((words for mark, words in BROWSERS if mark in user_agent), "A browser")
    system = next((words for mark, words in SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser


def devices(person: Person, *, this_key: str | None, now: datetime) -> list[Device]:
    """Return where the person is signed in, this one first, then the newest."""
    kept = {row.session_key: row for row in UserSession.objects.filter(user=person)}
    alive = Session.objects.filter(session_key__in=kept, expire_date__gt=now)
    found = [
        Device(row.pk, browser_words(row.user_agent), row.created_at, row.session_key == this_key)
        for key in alive.values_list("session_key", flat=True)
        for row in [kept[key]]
    ]
    return sorted(found, key=lambda device: (not device.is_this, -device.signed_in_at.timestamp(), device.pk))


def end_devices(person: Person, *, only: int | None = None, keep_key: str | None = None) -> int:
    """Sign the person out where they say: on one device, or on all but the one whose key is kept.

    With all of them, devices that were remembered for answering messages are forgotten, this one too.
    """
    rows = UserSession.objects.filter(user=person)
    rows = rows.filter(pk=only) if only is not None else rows.exclude(session_key=keep_key)
    ended = 0
    for row in rows:
        row.end()
        ended += 1
    if only is None:
        forget_devices(person)
    return ended
