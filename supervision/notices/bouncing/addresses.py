"""The address that a letter comes back to: one for each message, that nobody can make up."""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Iterable

from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "supervision.notices.bouncing"
_TAIL = re.compile(r"b(\d{1,15})-([a-z2-7]{26})")


def bounce_address(notice_id: int) -> str:
    """Return the envelope's sender for a message; empty where no address for answers is set up.

    128 bits of its local part are a keyed digest of the message, so that a report which comes to it can
    only be from somebody through whose hands the letter went.
    """
    local, _, host = settings.REPLY_ADDRESS.rpartition("@")
    return f"{local}+b{notice_id}-{_token(notice_id)}@{host}" if local else ""


def notice_among(addresses: Iterable[str]) -> int | None:
    """Return the id of the message to whose own address one of these leads; None where none does."""
    known, _, known_host = settings.REPLY_ADDRESS.lower().rpartition("@")
    for address in addresses:
        local, _, host = address.strip().lower().rpartition("@")
        base, _, tail = local.rpartition("+")
        read = _TAIL.fullmatch(tail)
        if read is None or not known or (base, host) != (known, known_host):
            continue
        if hmac.compare_digest(read[2].encode(), _token(int(read[1])).encode()):
            return int(read[1])
    return None


def _token(notice_id: int) -> str:
    digest = salted_hmac(SALT, str(notice_id), algorithm="sha256").digest()
    return base64.b32encode(digest[:16]).decode().lower().rstrip("=")
