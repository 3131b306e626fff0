"""People from outside: an e-mail address that they confirm, and nothing else.

What is kept of a guest is their address, sealed, until the circle no longer needs it. A letter to them
carries a link of its own, of which only the digest is kept, and a two-digit number, for a link may be
opened, and its button pressed, by whatever reads mail before them.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from peers.circles.models import Circle, Guest, GuestLetter, GuestLink, Meeting, Place
from supervision.errors import Refusal
from supervision.notices.letters import BadAddress, wire_address

SALT = "peers.circles.guests"
CONFIRM = "guest_confirm"
CONFIRM_LASTS = timedelta(hours=24)
UNCONFIRMED_KEPT = timedelta(days=2)
AFTER_MEETING = timedelta(days=1)
MOST_TRIES = 5


class LinkOver(Refusal):
    """The link was used, is too old, or never was one. All three are answered alike."""

    code = "link_over"
    status = 404


class WrongNumber(Refusal):
    """Not the number in the letter."""

    code = "wrong_number"
    status = 422


class NoAddress(Refusal):
    """Nothing can be written to this."""

    code = "circle_address"
    status = 422


# ---------------------------------------------------------------- asking
@transaction.atomic
def ask_as_guest(circle: Circle, meeting: Meeting, *, email: str, now: datetime) -> Guest | None:
    """Write to an address that asks for a place from outside. Raises NoAddress for what is none.

    Whoever is known here already is written to as well, so that nobody learns from outside who is. None
    for a meeting that is over; the page says the same.
    """
    try:
        address = wire_address(email)
    except BadAddress:
        raise NoAddress("Check the address: nothing can be written to this one.") from None
    if circle.outside != Circle.Outside.OPENED or meeting.starts_at <= now:
        return None
    Circle.objects.locked(circle)
    digest = digest_of_address(address)
    guest = Guest.objects.filter(circle=circle, digest=digest).first()
    if guest is None:
        guest = Guest(circle=circle, digest=digest, created_at=now)
        guest.email = address
        guest.save(force_insert=True)
    hour = int(now.timestamp()) // 600
    queue_letters([(guest, meeting, None)], CONFIRM, occasion=f":{hour}", now=now)
    return guest


def digest_of_address(address: str) -> str:
    """Return a keyed digest of an address, whatever its case: without the key nobody can try addresses."""
    return salted_hmac(SALT, address.strip().casefold(), algorithm="sha256").hexdigest()


# ---------------------------------------------------------------- letters
def write_to(kind: str, places: Iterable[Place], meeting: Meeting | None, *, now: datetime, **more) -> None:
    """Leave a letter of `kind` for each of these guests' places."""
    if meeting is not None:
        rows = [(place.guest, meeting, place.pk) for place in places if place.guest is not None]
        queue_letters(rows, kind, now=now, **more)


def queue_letters(
    rows: Iterable[tuple[Guest, Meeting, UUID | None]],
    kind: str,
    *,
    now: datetime,
    occasion: str = "",
    told_as: str = "",
    was: str | None = None,
    not_before: datetime | None = None,
) -> None:
    """Leave letters in the guests' outbox; a key already there is left as it is."""
    GuestLetter.objects.bulk_create(
        [
            GuestLetter(
                guest=guest,
                meeting=meeting,
                place=place,
                kind=kind,
                key=f"{kind}:{place or guest.pk}:{meeting.pk}:{meeting.sequence}{occasion}",
                told_as=told_as,
                was=datetime.fromisoformat(was) if was else None,
                not_before=max(not_before or now, now),
                created_at=now,
            )
            for guest, meeting, place in rows
        ],
        ignore_conflicts=True,
    )


# ---------------------------------------------------------------- links
def make_link(guest: Guest, meeting: Meeting, purpose: str, *, now: datetime) -> tuple[str, str]:
    """Return a fresh token and the two-digit number beside it. Made when the letter is written."""
    token, number = secrets.token_urlsafe(32), f"{10 + secrets.randbelow(90)}"
    confirms = purpose == GuestLink.Purpose.CONFIRM
    GuestLink.objects.create(
        guest=guest,
        meeting=meeting,
        purpose=purpose,
        digest=digest_of(token),
        number=_number_digest(token, number),
        created_at=now,
        expires_at=now + CONFIRM_LASTS if confirms else meeting.ends_at + AFTER_MEETING,
    )
    return token, number


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _number_digest(token: str, number: str) -> str:
    return salted_hmac(SALT + ".number", f"{token} {number}", algorithm="sha256").hexdigest()


def open_link(token: str, *, now: datetime) -> GuestLink:
    """Return the link that a token opens. Changes nothing: mail scanners open links. Raises LinkOver."""
    link = (
        GuestLink.objects.filter(digest=digest_of(token), expires_at__gt=now, tries__lt=MOST_TRIES)
        .filter(Q(used_at=None) | Q(purpose=GuestLink.Purpose.PLACE))
        .select_related("guest__circle__facilitator__person", "guest__circle__organisation", "meeting")
        .first()
    )
    if link is None:
        raise LinkOver("This link was used, or is too old.")
    return link


def check_number(link: GuestLink, token: str, number: str) -> None:
    """Raise WrongNumber unless `number` is the one in the letter; after five wrong ones the link is over."""
    given = _number_digest(token, number.strip())
    if not hmac.compare_digest(given, link.number):
        GuestLink.objects.filter(pk=link.pk).update(tries=F("tries") + 1)
        raise WrongNumber("That isn’t the number in our letter. It has two digits.")


def place_of(link: GuestLink) -> Place | None:
    """Return the guest's place at the meeting of a link, or None while they have none."""
    return Place.objects.with_all().filter(guest=link.guest, meeting=link.meeting).first()


def use_up(link: GuestLink, *, now: datetime) -> None:
    """Use a confirming link up; of two presses at once one gets on. Raises LinkOver."""
    if not GuestLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=now).update(used_at=now):
        raise LinkOver("This link was used, or is too old.")
    Guest.objects.filter(pk=link.guest_id, confirmed_at=None).update(confirmed_at=now)


def forget_guests(*, now: datetime) -> None:
    """Erase guests who never confirmed, or who have no place any more, and links that are over."""
    GuestLink.objects.filter(expires_at__lte=now - AFTER_MEETING).delete()
    idle = Guest.objects.filter(places=None, created_at__lte=now - UNCONFIRMED_KEPT)
    idle.exclude(letters__state__in=["due", "sending"]).delete()
