"""Sign-in links: a way in that is sent by e-mail, works once and for a quarter of an hour."""

import hashlib
import secrets
from datetime import datetime, timedelta

from supervision.errors import Refusal
from supervision.people.models import Person, SignInLink

LASTS = timedelta(minutes=15)


class LinkOver(Refusal):
    """The link was used, is too old, or never was one. All three are answered alike."""

    code = "link-over"
    status = 404


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make_link(person: Person, *, now: datetime) -> str:
    """Return the token of a fresh link for `person`: 256 random bits, of which only the digest is kept."""
    SignInLink.objects.filter(person=person, expires_at__lte=now).delete()
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(person=person, digest=digest_of(token), created_at=now, expires_at=now + LASTS)
    return token


def is_open(token: str, *, now: datetime) -> bool:
    """Say whether the link would let somebody in. Changes nothing: mail scanners open links."""
    return _open(token, now).exists()


def use_link(token: str, *, now: datetime) -> Person:
    """Use the link up and return whom it signs in; of two that come at once, one gets in.

    Every other open link of theirs is over as well. Raises LinkOver.
    """
    if not _open(token, now).update(used_at=now):
        raise LinkOver("This link has been used, or is more than a quarter of an hour old.")
    link = SignInLink.objects.select_related("person").get(digest=digest_of(token))
    SignInLink.objects.filter(person=link.person, used_at=None).update(used_at=now)
    return link.person


def _open(token: str, now: datetime):
    return SignInLink.objects.filter(
        digest=digest_of(token), used_at=None, expires_at__gt=now, person__is_active=True
    )
