"""Devices that are remembered: they may answer messages for one person, and do nothing else."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta

from supervision.people.links import digest_of
from supervision.people.models import Person, RememberedDevice

LASTS = timedelta(days=180)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def remember(person: Person, *, token: str = "", now: datetime) -> str:
    """Remember a device for `person` from now on, and return the token that its cookie holds.

    `token` is what the device holds already, if anything: one device can be remembered for several
    people. One that was never given out is replaced by 256 random bits.
    """
    RememberedDevice.objects.filter(expires_at__lte=now).delete()
    digest = digest_of(token)
    if not _TOKEN.fullmatch(token) or not RememberedDevice.objects.filter(digest=digest).exists():
        token = secrets.token_urlsafe(32)
        digest = digest_of(token)
    RememberedDevice.objects.update_or_create(
        person=person, digest=digest, defaults={"made_at": now, "expires_at": now + LASTS}
    )
    return token


def is_remembered(token: str, person: Person, *, now: datetime) -> bool:
    """Say whether a device with this token is remembered for `person`."""
    if not _TOKEN.fullmatch(token):
        return False
    return RememberedDevice.objects.filter(
        person=person, digest=digest_of(token), expires_at__gt=now
    ).exists()


def count_remembered(person: Person, *, now: datetime) -> int:
    return RememberedDevice.objects.filter(person=person, expires_at__gt=now).count()


def forget_devices(person: Person) -> int:
    """Remember none of a person's devices any more, and return how many there were."""
    return RememberedDevice.objects.filter(person=person).delete()[0]
