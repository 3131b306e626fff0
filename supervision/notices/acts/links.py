"""The address in a letter at which its message is answered, and the two-digit number beside it.

The token is 256 random bits, kept as a digest; it does one thing, for one message of one member. Each
time a letter is written it gets a token of its own, and they all answer the same message, once.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.urls import reverse

from supervision.notices.acts.registry import answering_of
from supervision.notices.models import AnswerLink, Notice

LASTS = timedelta(days=14)
MOST_TRIES = 3
"""So many wrong numbers close an address for devices that we don't know. Of 90 numbers, three are a guess."""


@dataclass(frozen=True, slots=True)
class AnswerAddress:
    """Where a letter's message is answered, and the number that strange devices are asked for."""

    link: str
    number: str


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def number_of(notice: Notice) -> str:
    """Return the number in a message, "10" to "99": the same in each letter of one notice."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"number {notice.pk}".encode(), "sha256")
    return str(10 + int.from_bytes(digest[:8]) % 90)


def address_for(notice: Notice, *, now: datetime) -> AnswerAddress | None:
    """Make a fresh address for the letter of `notice`; None where its kind asks nothing."""
    drafted = draft_address(notice, now=now)
    if drafted is None:
        return None
    drafted[1].save(force_insert=True)
    return drafted[0]


def draft_address(notice: Notice, *, now: datetime) -> tuple[AnswerAddress, AnswerLink] | None:
    """Return a fresh address and its row, which opens nothing until it is saved; None as above."""
    answering = answering_of(notice.kind)
    if answering is None or (answering.asks is not None and not answering.asks(notice)):
        return None
    until = answering.lasts(notice, now) if answering.lasts else None
    token, link = draft_link(notice, until=until or now + LASTS, now=now)
    return AnswerAddress(settings.BASE_URL + reverse("answer", args=[token]), number_of(notice)), link


def draft_link(notice: Notice, *, until: datetime, now: datetime) -> tuple[str, AnswerLink]:
    """Return a fresh token that answers `notice` until then, and its row, not saved yet."""
    token = secrets.token_urlsafe(32)
    return token, AnswerLink(notice=notice, digest=digest_of(token), made_at=now, expires_at=until)


def make_link(notice: Notice, *, until: datetime, now: datetime) -> str:
    """Return a fresh token that answers `notice` until then."""
    token, link = draft_link(notice, until=until, now=now)
    link.save(force_insert=True)
    return token


def find_link(token: str) -> AnswerLink | None:
    """Return the link with this token, its message and reader with it, however old; None for no such link."""
    found = AnswerLink.objects.filter(digest=digest_of(token))
    return found.select_related("notice__recipient__person", "notice__recipient__organisation").first()


def is_locked(link: AnswerLink) -> bool:
    return link.tries >= MOST_TRIES


def try_number(link: AnswerLink, typed: str) -> bool:
    """Say whether `typed` is the number in the message. Counts first, so that guesses at once all count.

    An empty one is no guess and changes nothing.
    """
    if not typed:
        return False
    if not AnswerLink.objects.filter(pk=link.pk, tries__lt=MOST_TRIES).update(tries=F("tries") + 1):
        return False
    is_right = hmac.compare_digest(typed.encode(), number_of(link.notice).encode())
    if is_right:
        AnswerLink.objects.filter(pk=link.pk).update(tries=0)
    return is_right
