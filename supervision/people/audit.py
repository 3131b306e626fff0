"""The audit: append-only, one chain for each organisation, readable by the person it speaks of.

An entry's digest covers its own facts and the digest before it, so an entry changed, dropped or
slipped in breaks every digest after it. `AuditHead` is the end of the chain; locking it puts
writers of one organisation one after another, whatever process they run in.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from supervision.people.models import AuditEntry, AuditHead, Organisation
from supervision.sets import insert_rows, update_rows

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


@dataclass(frozen=True, slots=True)
class Deed:
    """What is to be written down: ids alone, never a name or a word anybody wrote."""

    organisation_id: int
    action: str
    actor_id: int | None = None
    subject_id: int | None = None
    object_id: int | None = None


def digest_of(previous: str, sequence: int, at: datetime, deed: Deed) -> str:
    """Return the SHA-256 that chains `deed` to the digest before it."""
    facts = f"{previous}|{deed.organisation_id}|{sequence}|{at.timestamp():.6f}|{deed.action}"
    facts += f"|{deed.actor_id or ''}|{deed.subject_id or ''}|{deed.object_id or ''}"
    return hashlib.sha256(facts.encode()).hexdigest()


@transaction.atomic
def record(deeds: Iterable[Deed], *, at: datetime) -> None:
    """Append `deeds`, in their order, to the chains of their organisations.

    Belongs in the transaction of the change it records: both stand or neither does.
    """
    deeds = list(deeds)
    organisations = sorted({deed.organisation_id for deed in deeds})
    AuditHead.objects.bulk_create(
        [AuditHead(organisation_id=pk) for pk in organisations], ignore_conflicts=True
    )
    heads = {
        head.organisation_id: head
        for head in AuditHead.objects.filter(pk__in=organisations).order_by("pk").select_for_update()
    }
    entries = []
    for deed in deeds:
        head = heads[deed.organisation_id]
        head.sequence += 1
        head.digest = digest_of(head.digest, head.sequence, at, deed)
        entries.append(
            (
                deed.organisation_id,
                head.sequence,
                at,
                deed.action,
                deed.actor_id,
                deed.subject_id,
                deed.object_id,
                head.digest,
            )
        )
    insert_rows(AuditEntry, ENTRY_COLUMNS, entries)
    ends = [(head.organisation_id, head.sequence, head.digest) for head in heads.values()]
    update_rows(AuditHead, ("organisation_id", "sequence", "digest"), ends)


def first_break(organisation: Organisation) -> int | None:
    """Return the sequence number at which the organisation's chain no longer holds; None while it holds."""
    previous, expected = "0" * 64, 0
    for entry in AuditEntry.objects.filter(organisation=organisation).order_by("sequence").iterator():
        expected += 1
        deed = Deed(organisation.pk, entry.action, entry.actor_id, entry.subject_id, entry.object_id)
        if entry.sequence != expected or entry.digest != digest_of(previous, expected, entry.at, deed):
            return expected
        previous = entry.digest
    head = AuditHead.objects.filter(pk=organisation.pk).first()
    return expected + 1 if head and (head.sequence, head.digest) != (expected, previous) else None
