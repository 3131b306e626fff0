"""Letters about an address that changes. No notices: two of their readers may have no inbox here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from supervision.languages import speaking
from supervision.people import signin
from supervision.people.changing_address import Asked, Changed
from supervision.people.models import Person
from supervision.plain_text import wrapped

NEW, TRIED, CHANGED = "address_new", "address_tried", "address_changed"


def write_to_new(asked: Asked, person: Person) -> None:
    """Send what an asking comes to: a link to the new address, or word to whoever has it already."""
    if asked.holder is None:
        link = settings.BASE_URL + reverse("address_link", args=[asked.token])
        _send(NEW, asked.email, person, {"link": link})
    elif asked.holder.is_active:
        _send(TRIED, asked.holder.email, asked.holder, {})


def write_to_old(changed: Changed, person: Person, *, now: datetime) -> None:
    """Tell the address that was left, with the link that takes it back. The day is that of the request."""
    link = settings.BASE_URL + reverse("address_back", args=[changed.token])
    _send(CHANGED, changed.left, person, {"link": link, "day": timezone.localdate(now)})


def letter(name: str, told: dict[str, Any]) -> tuple[str, str, str]:
    """Return subject, HTML and plain text, in the language that is spoken."""
    told = {"base_url": settings.BASE_URL, **told}
    subject, html, text = (
        render_to_string(f"account/email/{part}", told)
        for part in ("address_subject.txt", f"{name}_message.html", f"{name}_message.txt")
    )
    return subject.strip(), html, wrapped(text)


def _send(name: str, to: str, reader: Person, told: dict[str, Any]) -> None:
    with speaking(reader.language):
        subject, html, text = letter(name, {"national": signin.lines_where(reader), **told})
    message = EmailMultiAlternatives(subject, text, None, [to])
    message.attach_alternative(html, "text/html")
    signin.send_aside(message)
