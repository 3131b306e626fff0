"""Invented facts for each kind of message, so that an administrator can see every one beforehand.

A room names its samples in `AppConfig.ready`, beside its kinds:

    register_samples("due_soon", Sample("To the member", {"told_as": "own", "due_on": FRIDAY, ...}))

They are believable, the same for everybody, and nobody's: no table is read for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from supervision.notices.facts import FreeTimeWords, TimeWords
from supervision.people import address_letters
from supervision.people.address_letters import CHANGED, NEW, TRIED
from supervision.people.help_lines import country_for
from supervision.people.models import Organisation
from supervision.plain_text import wrapped


@dataclass(frozen=True, slots=True)
class Sample:
    """One message with invented facts, as its kind's `context` returns them. `title`: to whom, or when.

    `asks`: where its kind can be answered, this one can.
    """

    title: str
    facts: Mapping[str, Any]
    asks: bool = True


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that is of no kind, for its reader has no inbox here, or is not in yet.

    `written(organisation)` returns subject, HTML and plain text, made with invented facts.
    """

    name: str
    line: str
    title: str
    written: Callable[[Organisation], tuple[str, str, str]]
    icon: str = "mail"


TUESDAY = TimeWords(day="Tuesday 10 November", starts="10:00", ends="11:00", zone="UK time", how="by video")
"""The time that most samples are about."""
OTHERS = [
    FreeTimeWords(day=day, starts=starts, ends=ends, zone="UK time", how="", value="…")
    for day, starts, ends in (
        ("Mon 9 Nov", "15:30", "16:30"),
        ("Tue 10 Nov", "14:00", "15:00"),
        ("Thu 12 Nov", "09:00", "10:00"),
    )
]
FRIDAY, LONG_PAST = date(2026, 11, 13), date(2026, 10, 23)

_samples: dict[str, tuple[Sample, ...]] = {}
_letters: dict[str, Letter] = {}


def register_samples(kind: str, *samples: Sample) -> None:
    """Keep the samples of a kind; a second call takes the place of the first. Raises ValueError for none."""
    if not samples:
        raise ValueError(f"{kind}: at least one sample.")
    _samples[kind] = samples


def samples_of(kind: str) -> Sequence[Sample]:
    """Return the samples of a kind; none where its room named none."""
    return _samples.get(kind, ())


def register_letters(*letters: Letter) -> None:
    """Keep letters that are of no kind; one of the same name takes the place of the first."""
    _letters.update({letter.name: letter for letter in letters})


def letters() -> Sequence[Letter]:
    """Return the letters that are of no kind, by name."""
    return [_letters[name] for name in sorted(_letters)]


def register_own() -> None:
    """Name the samples of the kinds that belong to no other room."""
    register_samples("welcome", Sample("To a new member", {}))
    register_samples(
        "gathered",
        Sample(
            "Back from leave",
            {
                "count": 4,
                "lines": [
                    ("An hour comes due, and nothing is booked", 1),
                    ("A time that is held for you comes up", 2),
                    ("What your month held, and what comes", 1),
                ],
                "ends": "",
            },
        ),
        Sample(
            "Many at once",
            {
                "count": 12,
                "lines": [("An hour is owed", 11), ("An hour is still owed", 1)],
                "ends": "",
            },
        ),
    )
    register_letters(
        Letter(
            "sign_in",
            "A link to sign in",
            "To whoever asked for it at the sign-in",
            _sign_in,
            icon="key-round",
        ),
        Letter("address_new", "A new address to sign in by", "To the new address", _address(NEW)),
        Letter("address_tried", "Somebody wanted an address", "To whoever has it already", _address(TRIED)),
        Letter("address_changed", "Your address was changed", "To the address left", _address(CHANGED)),
    )


def _address(name: str) -> Callable[[Organisation], tuple[str, str, str]]:
    """Return what writes a letter about an address that changes."""

    def written(organisation: Organisation) -> tuple[str, str, str]:
        told = {"link": f"{settings.BASE_URL}/…", "day": LONG_PAST, "number": "47"}
        return address_letters.letter(name, {"national": country_for(organisation.country), **told})

    return written


def _sign_in(organisation: Organisation) -> tuple[str, str, str]:
    """Return the letter with a link to sign in; its last line has the help lines of the country."""
    told = {
        "link": f"{settings.BASE_URL}/…",
        "code": "K7M-4QX",
        "base_url": settings.BASE_URL,
        "national": country_for(organisation.country),
    }
    subject, html, text = (
        render_to_string(f"account/email/login_code_{part}", told)
        for part in ("subject.txt", "message.html", "message.txt")
    )
    return subject.strip(), html, wrapped(text)
