"""Fetching answers out of a mailbox, over IMAP. Outside of any transaction; each message by itself."""

import imaplib
import logging
import re
import ssl
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import unquote, urlsplit

from django.conf import settings

from supervision.notices.calendars.inbound import Taken, take_message
from supervision.notices.calendars.reading import MOST_BYTES, Unreadable

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10
"""For one step of the conversation; below the 15 seconds in which a worker has to stop."""
MOST_AT_ONCE = 100
TOO_LARGE, UNREADABLE = Taken("too large", is_answer=False), Taken("unreadable", is_answer=False)
_NUMBER = re.compile(rb"RFC822\.SIZE (\d+)")


@dataclass(slots=True)
class Fetched:
    """What one look into the mailbox did: answers that were taken and deleted, other messages left behind."""

    taken: int = 0
    left: int = 0
    is_unreachable: bool = False
    became: Counter[str] = field(default_factory=Counter)
    """How many of each outcome there were, in our own words."""


def fetch_answers(
    *, tell_time: Callable[[], datetime], should_stop: Callable[[], bool] = lambda: False
) -> Fetched:
    """Look through what is unread in the mailbox of the settings, and take the answers out of it.

    What was an answer to us is deleted, whatever became of it; anything else is marked as read and left
    for a person: a note that somebody is away, words written by hand. A message that was taken and not
    yet deleted when we were stopped is taken again, which changes nothing.
    """
    fetched = Fetched()
    if not settings.ANSWERS_IMAP:
        return fetched
    try:
        with _mailbox() as box:
            for number in _unread(box):
                if should_stop():
                    break
                _take_one(box, number, fetched, tell_time)
            box.expunge()
    except (OSError, imaplib.IMAP4.error) as trouble:
        fetched.is_unreachable = True
        logger.warning("The mailbox for answers cannot be read at present (%s)", type(trouble).__name__)
    if fetched.became:
        counts = ", ".join(f"{number} {word}" for word, number in sorted(fetched.became.items()))
        logger.info("Out of the mailbox for answers: %s", counts)
    return fetched


def _mailbox() -> imaplib.IMAP4:
    """Return the mailbox, opened. Raises OSError and IMAP4.error."""
    place = urlsplit(settings.ANSWERS_IMAP)
    host = place.hostname or "localhost"
    box: imaplib.IMAP4
    if place.scheme == "imaps":
        box = imaplib.IMAP4_SSL(
            host, place.port or 993, ssl_context=ssl.create_default_context(), timeout=TIMEOUT_SECONDS
        )
    else:
        box = imaplib.IMAP4(host, place.port or 143, timeout=TIMEOUT_SECONDS)
        if place.scheme == "imap+tls":
            box.starttls(ssl.create_default_context())
    box.login(unquote(place.username or ""), unquote(place.password or ""))
    kind, _ = box.select(unquote(place.path.strip("/")) or "INBOX")
    if kind != "OK":
        raise imaplib.IMAP4.error("no such folder")
    return box


def _unread(box: imaplib.IMAP4) -> list[str]:
    """Return the numbers of up to so many unread messages, the oldest first."""
    _, found = box.uid("SEARCH", "UNSEEN", "UNDELETED")
    return (found[0] or b"").decode("ascii", "replace").split()[:MOST_AT_ONCE]


def _take_one(box: imaplib.IMAP4, number: str, fetched: Fetched, tell_time: Callable[[], datetime]) -> None:
    raw = _message(box, number)
    try:
        told = take_message(raw, now=tell_time()) if raw is not None else TOO_LARGE
    except Unreadable:
        told = UNREADABLE
    except Exception:
        logger.exception("Message %s of the mailbox could not be taken in; it stays unread", number)
        return
    box.uid("STORE", number, "+FLAGS", r"(\Seen \Deleted)" if told.is_answer else r"(\Seen)")
    fetched.taken += told.is_answer
    fetched.left += not told.is_answer
    fetched.became[told.became] += 1


def _message(box: imaplib.IMAP4, number: str) -> bytes | None:
    """Return a message without marking it as read; None for one that is too large to be an answer."""
    _, told = box.uid("FETCH", number, "(RFC822.SIZE)")
    size = _NUMBER.search(b" ".join(part for part in told if isinstance(part, bytes)))
    if size is None or int(size[1]) > MOST_BYTES:
        return None
    _, parts = box.uid("FETCH", number, "(BODY.PEEK[])")
    return next((part[1] for part in parts if isinstance(part, tuple)), None)
