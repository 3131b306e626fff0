"""Supervision that somebody had outside Holdspace, written down by themselves for their own log.

Nobody here confirms it, so it says wherever it goes that its owner wrote it down. Sealed, one row each, for
the person whatever their organisations: no organisation learns that there is anything.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from supervision.availability.taking import lock_persons
from supervision.errors import Refusal
from supervision.evidence.models import OwnEntry
from supervision.evidence.rules import MOST_YEARS, Sat
from supervision.people.encryption import unseal_many
from supervision.people.models import Member
from supervision.scheduling.days import local_day
from supervision.wording import counted, sentence

MOST = 1000
"""So many entries somebody may keep: twenty a year for longer than a log looks back."""
MOST_MINUTES = 480
MOST_PEOPLE = 50
LONGEST_NAME = 100
INDIVIDUAL, GROUP = "individual", "group"


class OddEntry(Refusal):
    """To whoever writes down what could not have been."""

    code = "odd_entry"
    status = 422


class WrittenAlready(Refusal):
    """The same entry twice is a button pressed twice."""

    code = "entry_written_already"


class EnoughEntries(Refusal):
    code = "entries_enough"


@dataclass(frozen=True, slots=True)
class Entry:
    """One session had elsewhere. `attended` counts the supervisees, its owner among them."""

    on: date
    minutes: int
    kind: str
    attended: int
    supervisor: str
    where: str = ""
    pk: UUID | None = None

    @property
    def sat(self) -> Sat:
        return Sat(self.on, self.minutes, self.kind, self.attended)


def checked(entry: Entry, *, today: date) -> Entry:
    """Return `entry` as it can be kept, its names without spaces at their ends. Raises OddEntry."""
    found = replace(entry, supervisor=" ".join(entry.supervisor.split()), where=" ".join(entry.where.split()))
    if found.on > today:
        raise OddEntry("That day is still to come. A log says what was.")
    if found.on.year < today.year - MOST_YEARS:
        raise OddEntry(
            counted("A log goes back {number} year.", "A log goes back {number} years.", MOST_YEARS)
        )
    if not 1 <= found.minutes <= MOST_MINUTES:
        raise OddEntry(sentence("Between one minute and {most}.", most=MOST_MINUTES))
    if not found.supervisor:
        raise OddEntry("Say with whom it was.")
    if max(len(found.supervisor), len(found.where)) > LONGEST_NAME:
        raise OddEntry(sentence("A name has at most {most} letters here.", most=LONGEST_NAME))
    if found.kind == INDIVIDUAL:
        return replace(found, attended=1)
    if found.kind != GROUP or not 2 <= found.attended <= MOST_PEOPLE:
        raise OddEntry(sentence("A group is two supervisees to {most}, you among them.", most=MOST_PEOPLE))
    return found


# ---------------------------------------------------------------- reading
def entries_of(person_id: int) -> list[Entry]:
    """Return all that a person wrote down, the newest first. Two queries; one where there is nothing."""
    found = OwnEntry.objects.filter(person=person_id).values_list("pk", "sealed")
    rows = [(pk, bytes(sealed)) for pk, sealed in found]
    if not rows:
        return []
    table = OwnEntry._meta.db_table
    texts = unseal_many(rows, person=person_id, table=table, field="sealed")
    entries = [_opened(pk, text.decode()) for (pk, _), text in zip(rows, texts, strict=True)]
    return sorted(entries, key=lambda one: (one.on, str(one.pk)), reverse=True)


def entry_of(person_id: int, pk: UUID) -> Entry | None:
    """Return one of a person's own entries; None for any other alike."""
    row = OwnEntry.objects.filter(person=person_id, pk=pk).first()
    return _opened(row.pk, row.kept) if row else None


def _opened(pk: UUID, text: str) -> Entry:
    kept = json.loads(text)
    return Entry(**{**kept, "on": date.fromisoformat(kept["on"])}, pk=pk)


# ---------------------------------------------------------------- writing
@transaction.atomic
def add_entry(member: Member, entry: Entry, *, now: datetime) -> Entry:
    """Write a session down. Raises OddEntry, WrittenAlready or EnoughEntries."""
    return _keep(member, replace(entry, pk=None), now=now)


@transaction.atomic
def change_entry(member: Member, entry: Entry, *, now: datetime) -> Entry | None:
    """Write one's own entry anew; None where there is none such. Raises OddEntry or WrittenAlready."""
    lock_persons([member.person_id])
    if entry.pk is None or entry_of(member.person_id, entry.pk) is None:
        return None
    return _keep(member, entry, now=now)


def remove_entry(member: Member, pk: UUID) -> bool:
    """Take one's own entry out for good; say whether there was one."""
    return bool(OwnEntry.objects.filter(person=member.person_id, pk=pk).delete()[0])


def _keep(member: Member, entry: Entry, *, now: datetime) -> Entry:
    entry = checked(entry, today=local_day(now, member.zone))
    lock_persons([member.person_id])
    others = [one for one in entries_of(member.person_id) if one.pk != entry.pk]
    if any(replace(one, pk=entry.pk) == entry for one in others):
        raise WrittenAlready("That session is in your log already, just so.")
    if entry.pk is None and len(others) >= MOST:
        raise EnoughEntries("That is as many as a log takes.")
    row = OwnEntry(pk=entry.pk or uuid4(), person_id=member.person_id)
    said = asdict(entry) | {"on": entry.on.isoformat()}
    said.pop("pk")
    row.kept = json.dumps(said, ensure_ascii=False)
    if entry.pk is None:
        row.save(force_insert=True)
    else:
        OwnEntry.objects.filter(pk=row.pk).update(sealed=row.sealed)
    return replace(entry, pk=row.pk)
