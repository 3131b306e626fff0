"""The audit: append-only, one chain for each organisation, readable by the person it speaks of.

An entry's digest covers its own facts and the digest before it, so an entry changed, dropped or
slipped in breaks every digest after it. `AuditHead` is the end of the chain; locking it puts
writers of one organisation one after another, whatever process they run in.
"""

# ruff: noqa: S608 - only names of tables and columns are written into statements; values never are.

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import NamedTuple

from django.db import transaction
from django.db.models import OuterRef, Subquery

from supervision.people.models import AuditEntry, AuditHead, Member, Organisation
from supervision.sets import fetch, insert_rows, is_postgres, one_of, update_rows

ENTRY_COLUMNS = (
    "organisation_id",
    "sequence",
    "at",
    "action",
    "actor_id",
    "subject_id",
    "object_id",
    "digest",
)
HEAD = AuditHead._meta.db_table
HEAD_COLUMNS = ("organisation_id", "sequence", "digest")

BEGINNING = "0" * 64
"""The digest before the first."""
READ = "read."
READINGS = {
    "board": "The team board, with your dates on it",
    "member": "Your page",
    "session": "The date of a session of yours",
    "list": "A list with your dates in it",
    "pack": "An inspection pack was taken out, with counts that you are in",
    "taken_out": "What is held of you was taken out by whoever runs the machine, to answer a request",
    "team_page": "A page of your team was taken out, with your dates on it",
}
"""What may be looked at, and the words in which the person it is about reads of it."""


class Deed(NamedTuple):
    """What is to be written down: ids alone, never a name or a word anybody wrote."""

    organisation_id: int
    action: str
    actor_id: int | None = None
    subject_id: int | None = None
    object_id: int | None = None


def digest_of(previous: str, sequence: int, at: datetime, deed: Deed) -> str:
    """Return the SHA-256 that chains `deed` to the digest before it."""
    return _digest(previous, sequence, f"{at.timestamp():.6f}", deed)


def _digest(previous: str, sequence: int, at: str, deed: Deed) -> str:
    organisation_id, action, actor_id, subject_id, object_id = deed
    facts = f"{previous}|{organisation_id}|{sequence}|{at}|{action}"
    facts += f"|{actor_id or ''}|{subject_id or ''}|{object_id or ''}"
    return hashlib.sha256(facts.encode()).hexdigest()


@transaction.atomic
def record(deeds: Iterable[Deed], *, at: datetime) -> None:
    """Append `deeds`, in their order, to the chains of their organisations.

    Belongs in the transaction of the change it records: both stand or neither does.
    """
    deeds = list(deeds)
    heads = _locked_heads({deed.organisation_id for deed in deeds})
    entries, stamp = [], f"{at.timestamp():.6f}"
    for deed in deeds:
        organisation_id, action, actor_id, subject_id, object_id = deed
        sequence, digest = heads[organisation_id]
        sequence += 1
        digest = _digest(digest, sequence, stamp, deed)
        heads[organisation_id] = sequence, digest
        entries.append((organisation_id, sequence, at, action, actor_id, subject_id, object_id, digest))
    insert_rows(AuditEntry, ENTRY_COLUMNS, entries)
    update_rows(AuditHead, HEAD_COLUMNS, [(pk, *end) for pk, end in heads.items()])


def _locked_heads(organisations: Iterable[int]) -> dict[int, tuple[int, str]]:
    """Return the ends of these organisations' chains, as sequence and digest, locked in the order of keys.

    A chain that has not begun begins first, in the same order: whoever waits then holds nothing further on.
    """
    wanted = sorted(organisations)
    begun = [(pk, 0, BEGINNING) for pk in wanted]
    insert_rows(AuditHead, HEAD_COLUMNS, begun, skip_known=True)
    where, ids = one_of(wanted)
    lock = "for update" if is_postgres() else ""
    rows = fetch(
        f"select organisation_id, sequence, digest from {HEAD} where organisation_id {where}"
        f" order by organisation_id {lock}",
        [ids],
    )
    return {pk: (sequence, digest) for pk, sequence, digest in rows}


# ---------------------------------------------------------------- who looked
def record_reading(viewer: Member, subject: Member, what: str, *, now: datetime) -> None:
    """Write down that `viewer` saw personal facts of `subject`; see `record_readings`."""
    record_readings(viewer, [subject], what, now=now)


def record_readings(viewer: Member, subjects: Iterable[Member | int], what: str, *, now: datetime) -> None:
    """Write down that `viewer` saw personal facts of `subjects`: members of their organisation, or their ids.

    One entry for each subject, kind and day of the viewer's own; looking at oneself leaves none. Takes
    one query once all are written. `what` is one of READINGS.
    """
    if what not in READINGS:
        raise ValueError(f"{what!r} is none of {', '.join(READINGS)}.")
    ids = {subject if isinstance(subject, int) else subject.pk for subject in subjects} - {viewer.pk}
    if not ids or not ids - _read_today(viewer, ids, what, now):
        return
    with transaction.atomic():
        _locked_heads([viewer.organisation_id])
        fresh = sorted(ids - _read_today(viewer, ids, what, now))
        record([Deed(viewer.organisation_id, READ + what, viewer.pk, pk) for pk in fresh], at=now)


def _read_today(viewer: Member, ids: set[int], what: str, now: datetime) -> set[int]:
    day = now.astimezone(viewer.zone).date()
    entries = AuditEntry.objects.filter(
        organisation_id=viewer.organisation_id,
        subject_id__in=ids,
        actor_id=viewer.pk,
        action=READ + what,
        at__gte=datetime.combine(day, time.min, tzinfo=viewer.zone).astimezone(UTC),
    )
    return {pk for pk in entries.values_list("subject_id", flat=True) if pk is not None}


def readings_of(member: Member):
    """Return the entries of others who saw the member's dates, newest first, each with `who`, their name.

    `who` is None once they are no longer in the organisation's books.
    """
    names = Member.objects.filter(pk=OuterRef("actor_id"), organisation_id=member.organisation_id)
    return (
        AuditEntry.objects.about(member)
        .filter(action__startswith=READ)
        .exclude(actor_id=member.pk)
        .annotate(who=Subquery(names.values("person__name")[:1]))
        .order_by("-at", "-pk")
    )


# ---------------------------------------------------------------- whether it holds
def first_break(organisation: Organisation) -> int | None:
    """Return the sequence number at which the organisation's chain no longer holds; None while it holds."""
    previous, expected = BEGINNING, 0
    for entry in AuditEntry.objects.filter(organisation=organisation).order_by("sequence").iterator():
        expected += 1
        deed = Deed(organisation.pk, entry.action, entry.actor_id, entry.subject_id, entry.object_id)
        if entry.sequence != expected or entry.digest != digest_of(previous, expected, entry.at, deed):
            return expected
        previous = entry.digest
    head = AuditHead.objects.filter(pk=organisation.pk).first()
    end = (head.sequence, head.digest) if head else (0, BEGINNING)
    return expected + 1 if end != (expected, previous) else None
