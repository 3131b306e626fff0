"""Every kind of message as it would arrive, with invented facts, for administrators and the documentation."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from supervision.notices.acts import answering_of
from supervision.notices.calendars.writing import Entry
from supervision.notices.kinds import Kind, all_kinds, ended_by, kind_of
from supervision.notices.letters import page_of, words_of
from supervision.notices.models import Notice
from supervision.notices.samples import Letter, Sample, letters, samples_of
from supervision.people.models import Organisation

READER = "Nia"
NUMBER = "47"
SENT_AT = datetime(2026, 11, 5, 9, tzinfo=UTC)
INVENTED_ENTRY = Entry(
    "preview", 0, datetime(2026, 11, 10, 10, tzinfo=UTC), datetime(2026, 11, 10, 11, tzinfo=UTC), SENT_AT
)
INVENTED_ORGANISATION = "Alder Case Management"
LOOKS = ("light", "dark")
DARK_ONLY = "@media (prefers-color-scheme: dark)"


@dataclass(frozen=True, slots=True)
class Preview:
    """One message as it would arrive. `number` counts a kind's samples from 1."""

    kind: Kind
    number: int
    title: str
    subject: str
    html: str
    text: str

    @property
    def must_arrive(self) -> bool:
        return self.kind.notice_class == Notice.Class.MUST_ARRIVE

    def document(self, look: str) -> str:
        """Return the letter's page as it looks in a "light" or a "dark" scheme, whatever the device's is."""
        return self.html.replace(DARK_ONLY, "@media all" if look == "dark" else "@media not all")


def previews(organisation: Organisation | None = None) -> list[Preview]:
    """Return a preview of every sample of every kind by name, then of what is of none. No query."""
    found = []
    for kind in all_kinds():
        for number, sample in enumerate(samples_of(kind.name), start=1):
            found.append(preview(kind, number, sample, organisation=organisation))
    return found + [_of_no_kind(letter, organisation) for letter in letters()]


def preview_of(name: str, number: int, *, organisation: Organisation | None = None) -> Preview | None:
    """Return the preview of a kind's sample of this number, from 1; None where there is none. No query."""
    for letter in letters() if number == 1 else ():
        if letter.name == name:
            return _of_no_kind(letter, organisation)
    kind = kind_of(name)
    samples = samples_of(name)
    if kind is None or not 1 <= number <= len(samples):
        return None
    return preview(kind, number, samples[number - 1], organisation=organisation)


def preview(kind: Kind, number: int, sample: Sample, *, organisation: Organisation | None) -> Preview:
    """Return one sample rendered by the templates that letters are written with."""
    facts: Mapping[str, Any] = (
        sample.facts if kind.calendar is None else {**sample.facts, "entry": INVENTED_ENTRY}
    )
    is_asking = sample.asks and answering_of(kind.name) is not None
    page = page_of(
        kind,
        facts,
        first_name=READER,
        organisation=organisation or _invented(),
        link=f"{settings.BASE_URL}/…",
        fewer_link=f"{settings.BASE_URL}/…" if ended_by(kind) else "",
        number=NUMBER if is_asking or ended_by(kind) else "",
        is_asking=is_asking,
    )
    html, text = words_of(kind, page)
    return Preview(kind, number, sample.title, page["subject"], html, text)


def _of_no_kind(letter: Letter, organisation: Organisation | None) -> Preview:
    """Return a letter that is of no kind, as if it were of one that must arrive."""
    subject, html, text = letter.written(organisation or _invented())
    kind = Kind(
        letter.name,
        Notice.Class.MUST_ARRIVE,
        subject="one-tap",
        line=letter.line,
        icon=letter.icon,
        context=lambda notice, now: None,
        path=lambda notice: "/",
    )
    return Preview(kind, 1, letter.title, subject, html, text)


def _invented() -> Organisation:
    return Organisation(name=INVENTED_ORGANISATION, country="GB")


def style_source(document: str) -> str:
    """Return how a content policy names the one style sheet in a letter's head: by its digest."""
    styles = re.findall(r"<style>(.*?)</style>", document, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256("".join(styles).encode()).digest()).decode()
    return f"'sha256-{digest}'"
