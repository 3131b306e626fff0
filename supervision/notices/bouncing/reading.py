"""What a message from outside is that holds no calendar's answer. Somebody else wrote it: nothing is believed
but what stands in fields made for machines, and no word of it is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from typing import Literal

from django.conf import settings

What = Literal["returned", "late", "absence", "own", "other"]
MOST_BLOCKS = 20
_STATUS = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?:\D.*)?", re.DOTALL)
_OWN_ID = re.compile(r"<[0-9a-f]{32}@([^<>@\s]{1,253})>")
_QMAIL = b"Hi. This is the"


@dataclass(frozen=True, slots=True)
class Read:
    """What a message is: `returned` (a letter came back for good, with the `code` of RFC 3463), `late` (it is
    still being tried, or has arrived), `absence`, `own` (one of ours came round), `other`.
    """

    what: What
    code: str = ""


def read_return(message: Message) -> Read:
    """Return what a message is. Wants one whose size and nesting were bounded (`reading.message_of`)."""
    if _is_own(message):
        return Read("own")
    report = _report(message)
    if report is not None:
        return report
    if message.get_all("X-Failed-Recipients"):
        return Read("returned", "5.0.0")
    if _is_absence(message):
        return Read("absence")
    if _is_from_machine(message) and _first_words(message).startswith(_QMAIL):
        return Read("returned", "5.0.0")
    return Read("other")


def _is_own(message: Message) -> bool:
    read = _OWN_ID.fullmatch(str(message.get("Message-ID", "")).strip())
    return (
        read is not None
        and read[1].lower() == (settings.BASE_URL.split("://")[-1].split(":")[0].split("/")[0])
    )


def _report(message: Message) -> Read | None:
    """Return what a delivery report says (RFC 3464); None for a message that is none."""
    if message.get_content_type() != "multipart/report":
        return None
    for part in _inner(message)[:5]:
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in _inner(part)[:MOST_BLOCKS]:
            if str(block.get("Action", "")).strip().lower() == "failed":
                status = _STATUS.fullmatch(str(block.get("Status", "")).strip()[:60])
                return Read("returned", status[1] if status else "5.0.0")
        return Read("late")
    return None


def _inner(message: Message) -> list[Message]:
    """Return the messages that one is made of; none for one that is made of words."""
    held = message.get_payload()
    return [part for part in held if isinstance(part, Message)] if isinstance(held, list) else []


def _is_absence(message: Message) -> bool:
    """Say whether a machine wrote that its owner is away: nobody else answers by itself (RFC 3834)."""
    word = str(message.get("Auto-Submitted", "")).strip().lower()
    by_itself = word.startswith(("auto-replied", "auto-generated"))
    named = any(message.get(name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From"))
    return by_itself or named or str(message.get("Precedence", "")).strip().lower() == "auto_reply"


def _is_from_machine(message: Message) -> bool:
    return "mailer-daemon" in str(message.get("From", ""))[:400].lower() or message.get("Return-Path") == "<>"


def _first_words(message: Message) -> bytes:
    part = message
    while inner := _inner(part):
        part = inner[0]
    try:
        held = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError):
        return b""
    return held.lstrip()[:200] if isinstance(held, bytes) else b""
