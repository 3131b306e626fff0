"""Making a document: one worker at a time, said as it goes, all of it or nothing.

A worker takes a document by a conditional update and a name of its own for this making (`taken_by`), and
each step is one that only it can take. Killed half-way, it leaves a row that says "being made" until its
lease is over, and no piece; the next worker begins afresh. Nothing is read, drawn or sealed in a transaction.
"""

from __future__ import annotations

import json
import logging
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import cast

from django.db import transaction

from supervision.evidence import documents, figures, pack, paper, team_paper
from supervision.evidence.log import log_of
from supervision.evidence.models import Document, Piece
from supervision.evidence.own_paper import paper_of
from supervision.evidence.paper import Paper
from supervision.evidence.periods import Period
from supervision.faults import fault
from supervision.notices.services import Message, queue_notices
from supervision.people.audit import Deed, record, record_readings
from supervision.people.models import Member, Team

logger = logging.getLogger(__name__)
TAKEN_FOR = timedelta(minutes=2)
"""A worker that says nothing for so long is taken to be gone."""
SAY_EVERY = 0.5
MOST_ATTEMPTS = 3
MADE = "document_ready"
AUDIT_CHUNK = 5000
Clock = Callable[[], datetime]


def draw(*args, **kwargs) -> int:
    """Draw a paper, as `drawing.draw`, which is loaded with the first: it takes long, and most never draw."""
    from supervision.evidence import drawing

    return drawing.draw(*args, **kwargs)


class NoLongerOurs(Exception):
    """It was stopped, or another worker took it on: nothing more is to be done."""


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a making: its parts, the one whose size is told first, and how many pages it has."""

    parts: Mapping[str, bytes]
    pages: int = 0


class Making:
    """One making of one document."""

    def __init__(self, document: Document, clock: Clock):
        self.document, self.clock = document, clock
        self.name = uuid.uuid4()
        self._said_at = 0.0

    def _ours(self):
        return Document.objects.filter(pk=self.document.pk, taken_by=self.name, state=Document.State.MAKING)

    def take(self) -> bool:
        """Take the document on, if nobody else has it; say whether that went well."""
        now = self.clock()
        free = Document.objects.filter(pk=self.document.pk, expires_at__gt=now).at_work().free(now)
        taken = free.filter(attempts__lt=MOST_ATTEMPTS).update(
            state=Document.State.MAKING,
            taken_by=self.name,
            taken_until=now + TAKEN_FOR,
            attempts=self.document.attempts + 1,
            stage="Reading",
            done=0,
            total=0,
        )
        return bool(taken)

    def say(self, stage: str, done: int, total: int, *, at_once: bool = False) -> None:
        """Say how far it is, twice a second at most, and keep it ours. Raises NoLongerOurs."""
        if not at_once and time.monotonic() - self._said_at < SAY_EVERY:
            return
        self._said_at = time.monotonic()
        until = self.clock() + TAKEN_FOR
        if not self._ours().update(stage=stage, done=done, total=max(done, total), taken_until=until):
            raise NoLongerOurs

    def read(self) -> Paper:
        """Return what the document says."""
        document, now = self.document, self.clock()
        member = document.member
        if document.kind == Document.Kind.LOG:
            asked = json.loads(document.asked)
            log = log_of(member, now=now, body=asked["body"], year=document.since, where=asked["where"])
            return paper_of(member, log, now=now)

        def tick(done: int, total: int) -> None:
            self.say("Counting", done, total)

        period = Period(document.since, document.until)
        if document.kind == Document.Kind.PACK:
            return pack.pack_of(member.organisation, period, now=now, tick=tick)
        return team_paper.page_of(cast(Team, document.team), period, now=now)

    def draw(self, content: Paper) -> tuple[bytes, int]:
        """Return the PDF, and how many pages it has."""
        about = paper.pages_about(content)
        self.say("Pages", 0, about, at_once=True)
        out = BytesIO()
        foot = f"{content.lines[0]} · {content.title}"
        pages = draw(
            content,
            out,
            author=self.document.organisation.name,
            foot=foot,
            tick=lambda page: self.say("Pages", page, about),
        )
        return out.getvalue(), pages

    def keep(self, made: Made) -> None:
        """Keep all of it at once, write down who took out what, and tell its owner. Raises NoLongerOurs."""
        document, pages = self.document, made.pages
        pieces = [
            piece
            for part, content in made.parts.items()
            for piece in documents.pieces_of(document, part, content)
        ]
        with transaction.atomic():
            now = self.clock()
            kept = self._ours().update(
                state=Document.State.READY,
                stage="",
                done=pages,
                total=pages,
                pages=pages,
                size=len(next(iter(made.parts.values()))),
                taken_by=None,
                taken_until=None,
                finished_at=now,
                expires_at=now + documents.KEPT_FOR,
            )
            if not kept:
                raise NoLongerOurs
            Piece.objects.bulk_create(pieces)
            queue_notices([told(document, now)], now=now)
            written_down(document, now=now)
            fault("commit.before")


def on_paper(making: Making) -> Made:
    """Return a document as a PDF, and as what its page says."""
    content = making.read()
    pdf, pages = making.draw(content)
    return Made({Piece.Part.PDF: pdf, Piece.Part.PAPER: paper.to_json(content)}, pages)


Maker = Callable[[Making], Made]
_makers: dict[str, Maker] = {}


def makes(kind: str, maker: Maker) -> None:
    """Have documents of a kind made by `maker`, a room above this one; the others are made on paper."""
    _makers[kind] = maker


def told(document: Document, now: datetime) -> Message:
    """Return the message that a document is ready."""
    return Message(
        organisation_id=document.organisation_id,
        recipient_id=document.member_id,
        kind=MADE,
        notice_class="S",
        key=f"{MADE}-{document.pk}",
        not_before=now,
        not_after=now + documents.KEPT_FOR,
        about={"document": str(document.pk), **({"kind": document.kind} if document.kind in _makers else {})},
    )


def written_down(document: Document, *, now: datetime) -> None:
    """Write into the audit that a document was taken out, and for each person in it that they were."""
    if document.kind == Document.Kind.LOG:
        return
    if document.kind == Document.Kind.MINE:
        record(
            [Deed(document.organisation_id, "rights.exported", document.member_id, document.member_id)],
            at=now,
        )
        return
    what = "pack" if document.kind == Document.Kind.PACK else "team_page"
    if document.kind == Document.Kind.PACK:
        ids = figures.tracked_on_some_day(document.organisation, document.since, document.until)
    else:
        ids = list(Member.objects.filter(team=document.team_id).values_list("pk", flat=True))
    for at in range(0, len(ids), AUDIT_CHUNK):
        record_readings(document.member, ids[at : at + AUDIT_CHUNK], what, now=now)
    deed = Deed(document.organisation_id, f"evidence.{what}", document.member_id, None, document.team_id)
    record([deed], at=now)


# ---------------------------------------------------------------- what workers do
def make(pk, *, clock: Clock) -> bool:
    """Make a document that waits for it, and say whether it is ready now.

    One that another worker has, or that has ended, is left alone. One that breaks is said to have failed.
    """
    document = (
        Document.objects.select_related("member__person", "member__organisation", "organisation", "team")
        .filter(pk=pk)
        .first()
    )
    if document is None:
        return False
    making = Making(document, clock)
    if not making.take():
        return False
    try:
        fault("claim.after")
        making.keep(_makers.get(document.kind, on_paper)(making))
    except NoLongerOurs:
        return False
    except Exception as trouble:
        # The one place that must not let a document hang. What broke may hold words: its kind alone is told.
        logger.error("Document %s could not be made (%s).", pk, type(trouble).__name__)
        making._ours().update(
            state=Document.State.FAILED, taken_by=None, taken_until=None, finished_at=clock(), stage=""
        )
        return False
    return True


def go_on(*, clock: Clock) -> int:
    """Make every document that waits and that nobody has; return how many are ready."""
    now = clock()
    waiting = Document.objects.at_work().free(now).filter(expires_at__gt=now)
    waiting.filter(attempts__gte=MOST_ATTEMPTS).update(
        state=Document.State.FAILED, taken_by=None, taken_until=None, finished_at=now, stage=""
    )
    ids = list(waiting.filter(attempts__lt=MOST_ATTEMPTS).order_by("created_at").values_list("pk", flat=True))
    return sum(make(pk, clock=clock) for pk in ids)
