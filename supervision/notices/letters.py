"""A message as it goes over the wire: headers, plain text and HTML, for one recipient.

The bytes are put together here instead of by `EmailMultiAlternatives`, because building them Django's
way takes longer than sending them (docs/messages.md has the figures).
"""

import base64
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.header import Header
from email.headerregistry import Address
from email.utils import format_datetime, formataddr, parseaddr
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from supervision.languages import speaking
from supervision.notices import prepared
from supervision.notices.acts.links import AnswerAddress, number_of
from supervision.notices.bouncing.addresses import bounce_address
from supervision.notices.calendars.addresses import answer_address
from supervision.notices.calendars.writing import Entry, Parties, invitation, method_of
from supervision.notices.kinds import Kind, ended_by
from supervision.notices.models import Notice
from supervision.notices.subjects import subject_of
from supervision.notices.unsubscribing import unsubscribe_token
from supervision.people.help_lines import country_for
from supervision.people.models import Organisation
from supervision.people.rules import NOT_AN_ADDRESS, NOT_IN_ASCII

BOUNDARY = "=_holdspace"  # never in the parts: quoted-printable writes "=_" as "=3D_"
OUTER_BOUNDARY = "=_whole_holdspace"  # neither begins with the other
NO_ANSWERS = "DR, RN, NRN, OOF, AutoReply"
"""What Exchange shall not write back by itself: not "All", for its reports of what came back are wanted."""
PLAIN_ADDRESS = re.compile(
    r"[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
"""What nearly all addresses look like: nothing in it has to be looked at twice."""


class BadAddress(ValueError):
    """The recipient's address cannot be written into a message. `code` says why, as in RFC 3463."""

    def __init__(self, code: str = NOT_AN_ADDRESS):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Letter:
    """One message, ready to be handed over. `sender` and `recipient` are bare addresses, for the envelope."""

    sender: str
    recipient: str
    subject: str
    text: str
    html: str
    message_id: str
    raw: bytes

    def as_django(self) -> EmailMultiAlternatives:
        """Return the same message for backends other than SMTP; what they write down are these bytes."""
        return _Prepared(self)


class _Prepared(EmailMultiAlternatives):
    def __init__(self, letter: Letter):
        super().__init__(letter.subject, letter.text, letter.sender, [letter.recipient])
        self.attach_alternative(letter.html, "text/html")
        self.extra_headers["Message-ID"] = letter.message_id
        self._raw = letter.raw

    def message(self, **kwargs: Any) -> Any:
        return message_from_bytes(self._raw)


def message_id_of(notice: Notice) -> str:
    """Return the Message-ID of `notice`: the one it was first sent under, else one made from its id.

    It is the same each time, so that a message sent twice shows once, and it gives away no number.
    """
    if notice.message_id:
        return notice.message_id
    secret = settings.SECRET_KEY.encode()
    digest = hmac.digest(secret, f"notice {notice.pk}".encode(), "sha256").hex()
    return f"<{digest[:32]}@{_host(settings.BASE_URL)}>"


def write_letter(
    notice: Notice,
    kind: Kind,
    context: Mapping[str, Any],
    *,
    answer: AnswerAddress | None = None,
    now: datetime,
) -> Letter:
    """Return `notice` as a letter, in the words of its kind's templates and the reader's language.

    `answer` is where it can be answered, which its one link then opens.

    `notice.recipient` has its person and organisation loaded. Raises BadAddress.
    """
    with speaking(notice.recipient.person.language):
        return write_here(notice, kind, context, answer=answer, now=now)


def write_here(
    notice: Notice,
    kind: Kind,
    context: Mapping[str, Any],
    *,
    answer: AnswerAddress | None = None,
    now: datetime,
) -> Letter:
    """Return `notice` as a letter in the language that is spoken now, which is its reader's."""
    member = notice.recipient
    recipient = wire_address(member.person.email)
    ended = ended_by(kind) or context.get("ends", "")
    fewer = unsubscribe_address(notice, ended) if ended else ""
    page = page_of(
        kind,
        context,
        first_name=member.person.get_short_name(),
        organisation=member.organisation,
        link=answer.link if answer else settings.BASE_URL + kind.path(notice),
        fewer_link=fewer,
        number=number_of(notice) if answer or fewer else "",
        is_asking=answer is not None,
    )
    subject = page["subject"]
    words = prepared.render(kind, page)
    message_id = message_id_of(notice)
    sender, from_header = senders(settings.DEFAULT_FROM_EMAIL)
    headers = [
        f"From: {from_header}",
        f"To: {recipient}",
        f"Subject: {header_words(subject)}",
        f"Date: {_dated(now.replace(microsecond=0))}",
        f"Message-ID: {message_id}",
        "Auto-Submitted: auto-generated",
        f"X-Auto-Response-Suppress: {NO_ANSWERS}",
        "MIME-Version: 1.0",
    ]
    if fewer:
        headers += [f"List-Unsubscribe: <{fewer}>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"]
    entry = kind.calendar(notice, context) if kind.calendar else None
    both = part("plain", words.text_body) + part("html", words.html_body)
    body = (
        _alternative(both) if entry is None else _with_calendar(both, entry, notice.recipient_id, recipient)
    )
    raw = ("\r\n".join(headers) + "\r\n").encode("ascii") + body
    came_from = bounce_address(notice.pk) or sender
    return Letter(came_from, recipient, subject, words.text, words.html, message_id, raw)


def page_of(
    kind: Kind,
    context: Mapping[str, Any],
    *,
    first_name: str,
    organisation: Organisation,
    link: str,
    fewer_link: str = "",
    number: str = "",
    is_asking: bool = False,
) -> dict[str, Any]:
    """Return all that the templates of a kind are told: its facts, and what every letter says.

    `is_asking`: its link can be answered without signing in.
    """
    return {
        **context,
        "subject": subject_of(kind.subject, context.get(kind.subject_day) if kind.subject_day else None),
        "first_name": first_name,
        "organisation": organisation,
        "link": link,
        "number": number,
        "is_asking": is_asking,
        "fewer_link": fewer_link or settings.BASE_URL + _preferences(),
        "can_unsubscribe": bool(ended_by(kind) or fewer_link),
        "national": country_for(organisation.country),
    }


@lru_cache(maxsize=1)
def _preferences() -> str:
    return reverse("notices:preferences")


def words_of(kind: Kind, page: Mapping[str, Any]) -> tuple[str, str]:
    """Return a letter's HTML and its plain text."""
    words = prepared.render(kind, page)
    return words.html, words.text


def _alternative(parts: bytes) -> bytes:
    """Return the parts as one message or part with its own header: each says the same in its own way."""
    head = f'Content-Type: multipart/alternative; boundary="{BOUNDARY}"\r\n\r\n'
    return head.encode("ascii") + parts + f"--{BOUNDARY}--\r\n".encode("ascii")


def _with_calendar(words: bytes, entry: Entry, member_id: int, recipient: str) -> bytes:
    """Return the words with the calendar's part beside them, and once more as a file.

    Mail programs that know calendars read the part (RFC 6047); the others offer the file.
    """
    method = method_of(entry)
    parties = Parties(
        organizer=answer_address(entry.name, member_id),
        attendee=recipient,
        wants_answer=bool(settings.REPLY_ADDRESS),
    )
    link = settings.BASE_URL + reverse("calendars:held", args=[entry.name])
    file = invitation(entry, parties, domain=settings.CALENDAR_DOMAIN, link=link)
    beside = (
        f"--{BOUNDARY}\r\nContent-Type: text/calendar; charset=utf-8; method={method}; component=VEVENT\r\n"
        "Content-Transfer-Encoding: 7bit\r\n\r\n"
    )
    attached = (
        f'--{OUTER_BOUNDARY}\r\nContent-Type: application/ics; name="invite.ics"\r\n'
        'Content-Disposition: attachment; filename="invite.ics"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return b"".join(
        (
            f'Content-Type: multipart/mixed; boundary="{OUTER_BOUNDARY}"\r\n\r\n'.encode("ascii"),
            f"--{OUTER_BOUNDARY}\r\n".encode("ascii"),
            _alternative(words + beside.encode("ascii") + file + b"\r\n"),
            attached.encode("ascii"),
            base64.encodebytes(file).replace(b"\n", b"\r\n"),
            f"--{OUTER_BOUNDARY}--\r\n".encode("ascii"),
        )
    )


def header_words(words: str) -> str:
    """Return `words` for a header: encoded where they have letters beyond ASCII (RFC 2047)."""
    return words if words.isascii() else Header(words, "utf-8").encode(linesep="\r\n")


def unsubscribe_address(notice: Notice, kind: str) -> str:
    """Return where `kind` can be ended, in the letter of `notice`."""
    token = unsubscribe_token(notice.recipient_id, kind, notice.pk or 0)
    return settings.BASE_URL + reverse("notices:unsubscribe", args=[token])


def part(subtype: str, body: bytes) -> bytes:
    """Return words in quoted-printable as a part of the message."""
    head = (
        f"--{BOUNDARY}\r\nContent-Type: text/{subtype}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return head.encode("ascii") + body + b"\r\n"


def wire_address(email: str) -> str:
    """Return `email` as it goes into header and envelope, its domain in ASCII. Raises BadAddress."""
    if PLAIN_ADDRESS.fullmatch(email):
        return email
    local, at, domain = email.strip().rpartition("@")
    if not local.isascii():
        raise BadAddress(NOT_IN_ASCII)  # it would take SMTPUTF8 (RFC 6531) of every server on the way
    try:
        Address(username=local, domain=domain)  # refuses line breaks and everything that is no address
        host = domain.encode("idna").decode("ascii")
    except (ValueError, IndexError) as reason:
        raise BadAddress from reason
    if not (at and local and host) or any(sign in local for sign in '@ <>,;:"()\r\n\t'):
        raise BadAddress()
    return f"{local}@{host}"


@lru_cache(maxsize=4)
def _host(base_url: str) -> str:
    return urlsplit(base_url).hostname or "localhost"


@lru_cache(maxsize=4)
def _dated(now: datetime) -> str:
    return format_datetime(now)


@lru_cache(maxsize=4)
def senders(value: str) -> tuple[str, str]:
    """Return the bare address and the header of the one sender of all messages."""
    name, address = parseaddr(value)
    return address, formataddr((name, address))
