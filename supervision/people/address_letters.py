"""Letters about an address that changes. No notices: two of their readers may have no inbox here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from supervision.languages import speaking
from supervision.people import signin
from supervision.people.changing_address import (
    WAY_BACK,
    Asked,
    Changed,
    note_told,
    number_of,
    renewed,
    untold,
)
from supervision.people.models import Person
from supervision.plain_text import wrapped

NEW, TRIED, CHANGED = "address_new", "address_tried", "address_changed"


def write_to_new(asked: Asked, person: Person) -> None:
    """Send what an asking comes to: a link to the new address, or word to whoever has it already."""
    if asked.holder is None:
        link = settings.BASE_URL + reverse("address_link", args=[asked.token])
        signin.send_aside(_written(NEW, asked.email, person, {"link": link}))
    elif asked.holder.is_active:
        signin.send_aside(_written(TRIED, asked.holder.email, asked.holder, {}))


@dataclass(frozen=True, slots=True)
class _Noted:
    """A letter with a way back: that it went out is written down."""

    message: EmailMultiAlternatives
    token: str
    now: datetime

    def send(self) -> None:
        self.message.send()
        note_told(self.token, now=self.now)


def write_to_old(changed: Changed, person: Person, *, now: datetime) -> None:
    """Tell the address that was left, with the link that takes it back. The day is that of the request."""
    signin.send_aside(_to_old(changed, person, day=timezone.localdate(now), now=now))


def write_again(*, now: datetime) -> int:
    """Write to addresses left whose letter the mail server did not take; return how many went out."""
    written = 0
    for change in untold(now=now):
        changed = renewed(change)
        if changed is None:
            continue
        try:
            day = timezone.localdate(change.expires_at - WAY_BACK)
            _to_old(changed, change.person, day=day, now=now).send()
        except Exception as problem:
            signin.logger.error("A letter to an address left could not be sent: %s.", type(problem).__name__)
        else:
            written += 1
    return written


def _to_old(changed: Changed, person: Person, *, day: date, now: datetime) -> _Noted:
    link = settings.BASE_URL + reverse("address_back", args=[changed.token])
    told = {"link": link, "day": day, "number": number_of(changed.token)}
    message = _written(CHANGED, changed.left, person, told)
    return _Noted(message, changed.token, now)


def letter(name: str, told: dict[str, Any]) -> tuple[str, str, str]:
    """Return subject, HTML and plain text, in the language that is spoken."""
    told = {"base_url": settings.BASE_URL, **told}
    subject, html, text = (
        render_to_string(f"account/email/{part}", told)
        for part in ("address_subject.txt", f"{name}_message.html", f"{name}_message.txt")
    )
    return subject.strip(), html, wrapped(text)


def _written(name: str, to: str, reader: Person, told: dict[str, Any]) -> EmailMultiAlternatives:
    with speaking(reader.language):
        subject, html, text = letter(name, {"national": signin.lines_where(reader), **told})
    message = EmailMultiAlternatives(subject, text, None, [to])
    message.attach_alternative(html, "text/html")
    return message
