"""Handing a document to a worker; or making it here and now, where there are none."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from supervision.clock import now as clock_now
from supervision.evidence import documents, making
from supervision.evidence.documents import Wish
from supervision.evidence.models import Document
from supervision.people.models import Member
from supervision.people.ringing import hand_over

MAKE = "evidence.make"
WAITING_LONG = timedelta(seconds=10)
"""After so long a document that nobody took on may be made by the page itself."""


def ask(member: Member, wish: Wish, *, now: datetime) -> Document:
    """Leave a wish, and have it made once it is kept. Raises UnderWay and Enough."""
    document = documents.ask(member, wish, now=now)
    transaction.on_commit(lambda: begin(document))
    return document


def begin(document: Document) -> None:
    """Ring for a worker; where there are none, make it now."""
    if not hand_over(MAKE, str(document.pk)):
        making.make(document.pk, clock=clock_now)


def may_hurry(document: Document, *, now: datetime) -> bool:
    """Say whether nobody has taken a document on for a while, so that its page may."""
    return document.state == Document.State.WAITING and now - document.created_at >= WAITING_LONG
