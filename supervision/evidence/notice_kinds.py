"""The message that something asked for can be read: that, and no more."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse

from supervision.evidence.making import MADE
from supervision.evidence.models import Document
from supervision.notices.facts import DocumentReadyFacts
from supervision.notices.kinds import Kind
from supervision.notices.models import Notice
from supervision.notices.samples import Sample, register_samples
from supervision.scheduling.days import local_day
from supervision.wording import noted


def ready(notice: Notice, now: datetime) -> DocumentReadyFacts | None:
    """It is there until a day; None once it is gone, or was thrown away."""
    found = (
        Document.objects.of(notice.recipient, now).filter(pk=notice.about["document"], state="ready").first()
    )
    return None if found is None else {"until": local_day(found.expires_at, notice.recipient.zone)}


pages: dict[str, str] = {}
"""Where what is made for a room above can be had, by its kind: the name of a page."""


def page(notice: Notice) -> str:
    if notice.about.get("kind") in pages:
        return reverse(pages[notice.about["kind"]])
    return reverse("evidence:document", args=[notice.about["document"]])


KIND = Kind(
    name=MADE,
    notice_class="S",
    subject="something-to-read",
    line=noted("What you asked for can be read"),
    icon="file-text",
    context=ready,
    path=page,
)


def register_sample() -> None:
    register_samples(MADE, Sample("To whoever asked for it", {"until": date(2026, 11, 16)}))
