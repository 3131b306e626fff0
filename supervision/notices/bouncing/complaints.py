"""“This is spam”, as a mail provider passes it on (RFC 5965): it ends that soft kind, as its button would.

Somebody else wrote it: it counts only where what it returns holds a token, an address or a Message-ID of
ours, which whoever has not had the letter cannot know. No word of it is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr

from django.db import transaction

from supervision.notices import services
from supervision.notices.bouncing.addresses import notice_among
from supervision.notices.kinds import ended_by, kind_of
from supervision.notices.models import Notice, Preference
from supervision.notices.unsubscribing import read_unsubscribe_token
from supervision.people.models import Member

REPORTED, REPEATED = "reported as spam", "repeated"
OF_NOTHING, FOR_A_PERSON = "a complaint about nothing of ours", "a complaint for a person"
MEANT = ("abuse", "opt-out")
"""The types of complaint by which a reader says that they want no more of these."""
LOOKED_BACK = timedelta(days=14)
"""Letters are found by their Message-ID alone for so long: complaints come within days."""
MOST_PARTS, MOST_BYTES, LONGEST_HEADER = 5, 64 * 1024, 4000
_TOKEN = re.compile(r"/inbox/fewer/([\w:.-]{20,300})/")
_OWN_ID = re.compile(r"<[0-9a-f]{32}@[^<>@\s]{1,80}>")


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a complaint says of the letter it is about: all of it unproven. `type` is one of RFC 5965's."""

    type: str
    tokens: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    message_ids: tuple[str, ...] = ()


def read_complaint(message: Message) -> Complaint | None:
    """Return what a message complains about; None for one that is no such report."""
    if message.get_content_type() != "multipart/report":
        return None
    parts = _inner(message)[:MOST_PARTS]
    said = next((part for part in parts if part.get_content_type() == "message/feedback-report"), None)
    if said is None:
        return None
    fields = next(iter(_inner(said)), None)
    returned = [headers for part in parts if (headers := _returned(part)) is not None]
    envelope = ("Original-Mail-From", "Return-Path")
    senders = [_values(one, name) for one in (fields, *returned) for name in envelope]
    unsubscribes = ["".join(value.split()) for one in returned for value in _values(one, "List-Unsubscribe")]
    ids = [value for one in returned for value in _values(one, "Message-ID")]
    return Complaint(
        type="".join(_values(fields, "Feedback-Type")[:1]).strip().lower(),
        tokens=tuple(token for value in unsubscribes for token in _TOKEN.findall(value)),
        senders=tuple(parseaddr(value)[1] for values in senders for value in values),
        message_ids=tuple(found for value in ids for found in _OWN_ID.findall(value)),
    )


def _inner(part: Message) -> list[Message]:
    held = part.get_payload()
    return [one for one in held if isinstance(one, Message)] if isinstance(held, list) else []


def _returned(part: Message) -> Message | None:
    """Return the headers of the letter that a part brings back; None for a part that brings none."""
    if part.get_content_type() in ("message/rfc822", "message/global"):
        return next(iter(_inner(part)), None)
    if part.get_content_type() != "text/rfc822-headers":
        return None
    try:
        held = part.get_payload(decode=True)
        return message_from_bytes(held[:MOST_BYTES]) if isinstance(held, bytes) else None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _values(message: Message | None, name: str) -> list[str]:
    if message is None:
        return []
    return [str(value)[:LONGEST_HEADER] for value in message.get_all(name, [])[:5]]


def take_complaint(
    complaint: Complaint, *, sent_to: Iterable[str] = (), now: datetime
) -> tuple[str, bool] | None:
    """End the kind that a complaint is about for its reader; return what became of it, and if it is done.

    `sent_to` are the addresses that it came to. None: it says something else, for a person to read. So is
    one about what must arrive, which nobody can end.
    """
    if complaint.type not in MEANT:
        return None
    found = _by_token(complaint) or _by_letter(complaint, sent_to, now=now)
    if found is None:
        return OF_NOTHING, False
    member, name = found
    kind = kind_of(name)
    if kind is None or not kind.can_unsubscribe:
        return FOR_A_PERSON, False
    with transaction.atomic():
        Member.objects.locked(member.pk)
        ended = Preference.objects.filter(member=member, kind=name, way=services.MAIL, is_final=True)
        if ended.filter(is_wanted=False).exists():
            return REPEATED, True
        services.choose_kinds(member, {name: False}, for_good=True, reported_at=now)
    return REPORTED, True


def _by_token(complaint: Complaint) -> tuple[Member, str] | None:
    """Return whose letter of which kind it was, by the token that ends the kind."""
    for token in complaint.tokens:
        member_id, kind, _ = read_unsubscribe_token(token) or (0, "", 0)
        member = Member.objects.filter(pk=member_id).first()
        if member is not None:
            return member, kind
    return None


def _by_letter(complaint: Complaint, sent_to: Iterable[str], *, now: datetime) -> tuple[Member, str] | None:
    """Return the same by the address that the letter left from, or by its Message-ID.

    The kind is empty where the letter ends none: what must arrive.
    """
    notices = Notice.objects.select_related("recipient")
    notice_id = notice_among([*complaint.senders, *sent_to])
    notice = notices.filter(pk=notice_id).first() if notice_id is not None else None
    if notice is None and complaint.message_ids:
        lately = notices.filter(state="sent", sent_at__gt=now - LOOKED_BACK)
        notice = lately.filter(message_id__in=complaint.message_ids).first()
    if notice is None:
        return None
    kind, is_soft = kind_of(notice.kind), notice.notice_class == Notice.Class.SOFT
    return notice.recipient, ended_by(kind) if kind is not None and is_soft else ""
