"""Asking for a document, and reading one that is there: its owner's alone, sealed, in pieces."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import Http404

from supervision.errors import Refusal
from supervision.evidence import paper, periods
from supervision.evidence.log import HERE, log_of
from supervision.evidence.models import Document, Piece
from supervision.evidence.paper import Paper
from supervision.people.access import is_admin, leads
from supervision.people.encryption import seal, unseal_many
from supervision.people.models import Member, Team
from supervision.scheduling.days import local_day

KEPT_FOR = timedelta(days=7)
MOST_A_DAY = 30
PIECE = 256 * 1024
"""Bytes of a piece before it is sealed."""
TABLE = "evidence_piece"


class UnderWay(Refusal):
    """One of each kind at a time: the one that is being made can be stopped."""

    code = "document_under_way"


class Enough(Refusal):
    code = "documents_enough"
    status = 429


class NotReady(Refusal):
    code = "document_not_ready"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: of a log how it is counted, of the others the months; `team` for its page."""

    kind: str
    since: date
    until: date
    team: Team | None = None
    asked: str = ""


# ---------------------------------------------------------------- what may be asked for
def own_log(
    member: Member, *, now: datetime, body: str = "", year: date | None = None, where: str = HERE
) -> Wish:
    """Return the wish for one's own log as it is shown for these."""
    log = log_of(member, now=now, body=body, year=year, where=where)
    asked = json.dumps({"body": log.registration.body, "where": log.where})
    return Wish(Document.Kind.LOG, log.year.first, log.year.last, asked=asked)


def inspection_pack(member: Member, since: date, until: date, *, now: datetime) -> Wish:
    """Return the wish for the organisation's pack. Raises NoSuchPeriod, and Http404 for no administrator."""
    if not is_admin(member):
        raise Http404
    period = periods.chosen(since, until, today=local_day(now, member.organisation.zone))
    return Wish(Document.Kind.PACK, period.since, period.until)


def team_page(member: Member, team: int, since: date, until: date, *, now: datetime) -> Wish:
    """Return the wish for the page of a team that the member leads. Raises Http404, NoSuchPeriod."""
    found = leads(member).filter(pk=team).first()
    if found is None:
        raise Http404
    period = periods.chosen(since, until, today=local_day(now, member.organisation.zone))
    return Wish(Document.Kind.TEAM, period.since, period.until, found)


def ask(member: Member, wish: Wish, *, now: datetime) -> Document:
    """Leave a wish for the next worker that is free.

    The same wish while it is being made is the same document. Raises UnderWay for another of its kind
    meanwhile, and Enough after thirty in a day.
    """
    waiting = _same(member, wish, now)
    if waiting is not None:
        return waiting
    today = Document.objects.filter(member=member, created_at__gt=now - timedelta(days=1))
    if today.count() >= MOST_A_DAY:
        raise Enough("That is enough for a day. What you asked for is below.")
    document = Document(
        organisation_id=member.organisation_id,
        member=member,
        kind=wish.kind,
        team=wish.team,
        since=wish.since,
        until=wish.until,
        created_at=now,
        expires_at=now + KEPT_FOR,
    )
    document.asked = wish.asked
    try:
        with transaction.atomic():
            document.save(force_insert=True)
    except IntegrityError:
        waiting = _same(member, wish, now)
        if waiting is None:
            raise UnderWay("Another one is being made. Wait for it, or stop it first.") from None
        return waiting
    return document


def _same(member: Member, wish: Wish, now: datetime) -> Document | None:
    """Return the member's document of this kind that is being made, if it is the one that is wished for."""
    found = Document.objects.of(member, now).at_work().filter(kind=wish.kind).first()
    if found is None:
        return None
    wished = (wish.team, wish.since, wish.until, wish.asked)
    if (found.team, found.since, found.until, found.asked) != wished:
        raise UnderWay("Another one is being made. Wait for it, or stop it first.")
    return found


# ---------------------------------------------------------------- whose it is
def own_documents(member: Member, *, now: datetime):
    """Return the member's documents that may still be read, the newest first; not what they take along."""
    return (
        Document.objects.of(member, now)
        .filter(_readable(member))
        .select_related("team")
        .order_by("-created_at")
    )


def document_or_404(member: Member, pk, *, now: datetime) -> Document:
    """Return one of the member's own documents that may still be read. Raises Http404 for any other alike."""
    document = own_documents(member, now=now).filter(pk=pk).first()
    if document is None:
        raise Http404
    return document


def _readable(member: Member):
    """Return what may be read by the roles that the member has today, whatever they had when they asked."""
    readable = Q(kind=Document.Kind.LOG) | Q(kind=Document.Kind.TEAM, team__in=leads(member))
    return readable | Q(kind=Document.Kind.PACK) if is_admin(member) else readable


# ---------------------------------------------------------------- in pieces
def pieces_of(document: Document, part: str, content: bytes) -> Iterator[Piece]:
    """Yield `content` in sealed pieces, ready to be kept."""
    for number, at in enumerate(range(0, max(len(content), 1), PIECE)):
        sealed = seal(
            content[at : at + PIECE],
            person=document.member.person_id,
            table=TABLE,
            field=part,
            row=f"{document.pk}/{number}",
        )
        yield Piece(document=document, part=part, number=number, sealed=sealed)


def content_of(document: Document, part: str) -> bytes:
    """Return what a document that is ready holds. Raises NotReady before that."""
    if document.state != Document.State.READY:
        raise NotReady("It is not ready yet.")
    rows = document.pieces.filter(part=part).order_by("number").values_list("number", "sealed")
    sealed = [(f"{document.pk}/{number}", bytes(piece)) for number, piece in rows]
    return b"".join(unseal_many(sealed, person=document.member.person_id, table=TABLE, field=part))


def paper_of(document: Document) -> Paper:
    """Return what a document says, for its page."""
    return paper.from_json(content_of(document, Piece.Part.PAPER))


# ---------------------------------------------------------------- an end
def stop(document: Document, *, now: datetime) -> bool:
    """Stop making a document, and keep nothing; say whether there was something to stop.

    Its worker finds that it is no longer its own at the next step, and ends.
    """
    return bool(
        Document.objects.filter(pk=document.pk)
        .at_work()
        .update(state=Document.State.STOPPED, taken_by=None, taken_until=None, finished_at=now, stage="")
    )


def throw_away(document: Document) -> None:
    """Delete a document before its time."""
    Document.objects.filter(pk=document.pk).delete()


def forget(*, now: datetime) -> int:
    """Delete documents whose week is over, with all that they held; return how many."""
    over: Iterable = Document.objects.over(now).values_list("pk", flat=True)
    ids = list(over)
    Document.objects.filter(pk__in=ids).delete()
    return len(ids)
