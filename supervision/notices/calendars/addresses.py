"""What held times are called in calendars, and to which address an invitation is answered."""

import base64
import hmac
import re
from email.utils import parseaddr

from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "supervision.notices.calendars.answer"
_NAME = re.compile(r"[0-9a-f]{32}")


def calendar_uid(name: str) -> str:
    """Return the UID under which calendars know the held time called `name`."""
    return f"{name}@{settings.CALENDAR_DOMAIN}"


def own_name(uid: str) -> str:
    """Return the name in a UID that we gave out; empty for a UID that is not ours.

    Who reads other people's calendars asks this as well: a held time that comes back from somebody's own
    calendar is taken already, and not busy a second time.
    """
    name, _, domain = uid.strip().partition("@")
    is_ours = _NAME.fullmatch(name) and domain.casefold() == settings.CALENDAR_DOMAIN.casefold()
    return name if is_ours else ""


def name_for(what: str, key: int) -> str:
    """Return a lasting name for something that was never given one. It gives away no number."""
    return salted_hmac(f"{SALT}.name", f"{what} {key}", algorithm="sha256").hexdigest()[:32]


def answer_address(name: str, member_id: int) -> str:
    """Return the address to which one member's calendar answers about one held time.

    Its local part ends in a token that nobody else can make. It is the same through all changes.
    """
    local, _, host = _base().rpartition("@")
    return f"{local}+{_token(name, member_id)}@{host}"


def is_answer_address(address: str, name: str, member_id: int) -> bool:
    """Say whether `address` is the one that this member was given for this held time."""
    local, _, host = address.strip().rpartition("@")
    base, _, token = local.rpartition("+")
    known, _, known_host = _base().rpartition("@")
    right = hmac.compare_digest(token.lower().encode(), _token(name, member_id).encode())
    return right and base.lower() == known.lower() and host.lower() == known_host.lower()


def _base() -> str:
    return settings.REPLY_ADDRESS or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _token(name: str, member_id: int) -> str:
    """Return 160 bits in letters and digits; small ones, since mail servers may change the case."""
    digest = salted_hmac(SALT, f"{name} {member_id}", algorithm="sha256").digest()
    return base64.b32encode(digest[:20]).decode().lower()
