"""Letters to guests: written when they are sent, handed over one by one, marked before and after.

At least once: a letter whose outcome nobody knows goes again under the Message-ID of the first time.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import random
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import http_date

from peers.circles import guests, telling
from peers.circles.held_times import entry_of
from peers.circles.models import GuestLetter, GuestLink, Meeting, Place
from peers.circles.notice_facts import words_of
from supervision.notices import rules as hours_of
from supervision.notices.calendars.writing import Entry, feed
from supervision.notices.letters import NO_ANSWERS, Letter
from supervision.notices.subjects import subject_of
from supervision.notices.transport import OutcomeUnknown, Refused, Transport, Unreachable, open_transport
from supervision.people.encryption import CannotUnseal
from supervision.people.help_lines import country_for
from supervision.people.models import Organisation
from supervision.plain_text import wrapped

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)
BATCH = 50
WEEK = frozenset(range(7))
SUBJECTS = {
    guests.CONFIRM: "one-tap",
    telling.JOINED: "held",
    telling.CAME_FREE: "yours-now",
    telling.MOVED: "moved",
    telling.CALLED_OFF: "free-again",
    telling.LET_GO: "free-again",
    telling.TOMORROW: "held-soon",
}
AT_ONCE = frozenset({guests.CONFIRM, telling.JOINED, telling.LET_GO})
"""Answers to what a guest has just done. The rest keeps to eight in the morning until six, any day."""


def deliver(*, tell_time: Callable[[], datetime], transport: Transport | None = None) -> int:
    """Send what is due, and return how many went. Several runs at once share the work."""
    owner, sent = uuid.uuid4().hex, 0
    way_out = transport or open_transport()
    try:
        for letter in _claim(owner, now=tell_time()):
            sent += _deliver_one(letter, owner, way_out, now=tell_time())
    except Unreachable as trouble:
        logger.warning("The mail server takes nothing at present: %s", trouble)
    finally:
        GuestLetter.objects.filter(owner=owner, state="sending").update(state="due", owner="")
        way_out.close()
    return sent


@transaction.atomic
def _claim(owner: str, *, now: datetime) -> list[GuestLetter]:
    """Take up to a batch of what is due, or was left by a run that was lost, under a lease."""
    lost = Q(state="sending", lease_until__lte=now)
    due = GuestLetter.objects.filter(Q(state="due") | lost, not_before__lte=now).order_by("not_before", "pk")
    ids = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:BATCH])
    GuestLetter.objects.filter(pk__in=ids).update(state="sending", owner=owner, lease_until=now + LEASE)
    rows = GuestLetter.objects.filter(pk__in=ids, owner=owner).select_related(
        "guest__circle__organisation", "guest__circle__facilitator__person", "meeting__circle"
    )
    return list(rows.order_by("not_before", "pk"))


def _deliver_one(letter: GuestLetter, owner: str, way_out: Transport, *, now: datetime) -> bool:
    mine = GuestLetter.objects.filter(pk=letter.pk, owner=owner)
    try:
        waits_until = _not_now(letter, now)
        if waits_until is not None:
            mine.update(state="due", owner="", not_before=waits_until)
            return False
        written = write(letter, now=now)
        if written is None:
            mine.update(state="dropped", owner="")
            return False
        way_out.offer(written)
        if not mine.update(lease_until=now + LEASE):
            way_out.take_back()
            return False
        way_out.hand_over(written)
    except Unreachable:
        raise
    except (Refused, OutcomeUnknown, CannotUnseal, OSError) as trouble:
        _again(letter, owner, trouble, now=now)
        return False
    return bool(mine.update(state="sent", owner=""))


def _again(letter: GuestLetter, owner: str, trouble: Exception, *, now: datetime) -> None:
    """Try a letter later; never again when its address is refused for good. Logs no address."""
    is_final = getattr(trouble, "is_final", False) or letter.attempts + 1 >= hours_of.MOST_ATTEMPTS
    logger.warning("Letter %s to a guest was not sent: %s", letter.pk, type(trouble).__name__)
    wait = hours_of.wait_after(letter.attempts + 1, chance=random.random())  # noqa: S311 - no secret
    GuestLetter.objects.filter(pk=letter.pk, owner=owner).update(
        state="failed" if is_final else "due",
        owner="",
        attempts=letter.attempts + 1,
        not_before=now + wait,
    )


def _not_now(letter: GuestLetter, now: datetime) -> datetime | None:
    """Return until when a letter waits for the day; None when it may go."""
    if letter.kind in AT_ONCE:
        return None
    zone = ZoneInfo(letter.guest.circle.time_zone)
    opens = hours_of.may_reach_at(now, hours_of.Window(zone, WEEK, time(8), time(18)))
    return opens if opens > now else None


# ---------------------------------------------------------------- words
def write(letter: GuestLetter, *, now: datetime) -> Letter | None:
    """Return a letter from what is true by now; None when its reason is gone."""
    guest, meeting = letter.guest, letter.meeting
    circle = guest.circle
    place = Place.objects.filter(guest=guest, meeting=meeting).first()
    facts = _facts(letter, place, now)
    if facts is None:
        return None
    purpose = GuestLink.Purpose.CONFIRM if letter.kind == guests.CONFIRM else GuestLink.Purpose.PLACE
    has_link = letter.kind not in (telling.CALLED_OFF, telling.LET_GO)
    token, number = guests.make_link(guest, meeting, purpose, now=now) if has_link else ("", "")
    page = (
        reverse("circles:guest", args=[token])
        if token
        else reverse("circles:open", args=[circle.public_key or "-"])
    )
    subject, html, text = in_words(
        letter.kind,
        {**facts, "time": words_of(meeting.starts_at, meeting.ends_at - meeting.starts_at, circle, now)},
        link=settings.BASE_URL + page,
        number=number,
        organisation=circle.organisation,
    )
    return _as_letter(letter, guest.email, subject, text, html, facts.get("entry"), now)


def in_words(
    kind: str, facts: Mapping[str, Any], *, link: str, number: str, organisation: Organisation
) -> tuple[str, str, str]:
    """Return subject, HTML and plain text of a letter to a guest."""
    subject = subject_of(SUBJECTS[kind])
    words = {
        **facts,
        "subject": subject,
        "guest_number": number,
        "link": link,
        "organisation": organisation,
        "national": country_for(organisation.country),
    }
    html = render_to_string(f"notices/guest/{_template(kind)}.html", words)
    return subject, html, wrapped(render_to_string(f"notices/guest/{_template(kind)}.txt", words))


def _template(kind: str) -> str:
    return kind.removeprefix("guest_").removeprefix("circle_")


def _facts(letter: GuestLetter, place: Place | None, now: datetime) -> dict | None:
    """Return what a letter's words need beside its time; None when its reason is gone."""
    meeting, kind = letter.meeting, letter.kind
    owner = letter.place
    if meeting.ends_at <= now:
        return None
    if kind == telling.LET_GO:
        return {"told_as": letter.told_as, "entry": _entry(owner, meeting, letter, is_off=True)}
    if kind == telling.CALLED_OFF:
        waited = place is not None and place.state == Place.State.WAITING
        off = None if waited else _entry(owner, meeting, letter, is_off=True)
        return {"told_as": letter.told_as, "entry": off} if meeting.state == Meeting.State.OFF else None
    if meeting.state == Meeting.State.OFF or meeting.starts_at <= now:
        return None
    if kind == guests.CONFIRM:
        return {"has_place": place is not None}
    if place is None or place.pk != owner or place.state != Place.State.HELD:
        return None
    was = letter.was and words_of(letter.was, meeting.ends_at - meeting.starts_at, letter.guest.circle, now)
    return {"entry": _entry(owner, meeting, letter) if kind != telling.TOMORROW else None, "was": was}


def _entry(owner, meeting: Meeting, letter: GuestLetter, *, is_off: bool = False) -> Entry | None:
    return entry_of(owner, meeting, stamped_at=letter.created_at, is_off=is_off) if owner else None


def _as_letter(
    letter: GuestLetter, to: str, subject: str, text: str, html: str, entry: Entry | None, now: datetime
) -> Letter:
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    secret = settings.SECRET_KEY.encode()
    name = hmac.new(secret, f"guest letter {letter.pk}".encode(), hashlib.sha256).hexdigest()[:32]
    message_id = f"<{name}@{host}>"
    mail = EmailMultiAlternatives(
        subject,
        text,
        settings.DEFAULT_FROM_EMAIL,
        [to],
        headers={
            "Message-ID": message_id,
            "Date": http_date(now.timestamp()),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": NO_ANSWERS,
        },
    )
    mail.attach_alternative(html, "text/html")
    if entry is not None and not entry.is_off:
        mail.attach("held-time.ics", feed([entry], domain=settings.CALENDAR_DOMAIN), "application/ics")
    raw = mail.message().as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    sender = settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">")
    return Letter(sender, to, subject, text, html, message_id, raw)
