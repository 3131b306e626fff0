"""Private notes: each for its writer alone. Nobody's role, page, export or search reaches another's.

A note is one object in JSON: the words, when they were saved, the day of the session, and what was kept aside
when two tabs wrote over each other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from supervision.errors import Refusal
from supervision.people.models import Member
from supervision.practice import rules
from supervision.practice.merging import merged
from supervision.practice.models import PrivateNote, SuperviseeNote, SupervisorNote, Vault
from supervision.practice.vaults import OpenVault, open_or_make_vault, open_vault
from supervision.scheduling.days import local_day
from supervision.sessions.models import Session
from supervision.wording import sentence

SUPERVISEE, SUPERVISOR = Vault.Tier.SUPERVISEE.value, Vault.Tier.SUPERVISOR.value
TABLES: dict[str, type[PrivateNote]] = {SUPERVISEE: SuperviseeNote, SUPERVISOR: SupervisorNote}
NOTES, PREPARATION = "notes", "preparation"
PURPOSES = {SUPERVISEE: (PREPARATION, NOTES), SUPERVISOR: (NOTES,)}
LONGEST = 20_000
KEEPS = (3, 6, 12, 24, 60)
"""The months after which a writer may have their notes forgotten."""


class NoteTooLong(Refusal):
    code = "note_too_long"


@dataclass(frozen=True, slots=True)
class Note:
    """One's own note as one reads it. `revision` 0: nothing is written yet."""

    text: str = ""
    revision: int = 0
    saved_at: datetime | None = None
    asides: tuple[str, ...] = ()
    id: str = ""
    session_on: date | None = None
    purpose: str = NOTES
    forget_on: date | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of words: the note as it stands, and whether they had to be kept aside."""

    note: Note
    is_aside: bool = False


def note_of(writer: Member, tier: str, session: Session, purpose: str) -> Note:
    """Return the writer's own note about a session, an empty one if there is none."""
    vault = open_vault(writer, tier)
    row = _row(vault, tier, session, purpose) if vault else None
    return _read(vault, row) if vault and row else Note(purpose=purpose)


@transaction.atomic
def save_note(
    writer: Member,
    tier: str,
    session: Session,
    purpose: str,
    text: str,
    *,
    revision: int,
    sure: frozenset[str] = frozenset(),
    now: datetime,
) -> Saved:
    """Keep a note as it reads now, over the `revision` that its writer had before them.

    Where it changed meanwhile, in another tab, nothing is written over: the words are kept aside in the same
    note, and both are shown. Raises NoteTooLong, or LooksLikeClient unless its writer is `sure` of each kind.
    """
    text = text.replace("\r\n", "\n")
    if len(text) > LONGEST:
        raise NoteTooLong(sentence("At most {most} characters in one note, please.", most=f"{LONGEST:,}"))
    today = local_day(now, writer.zone)
    rules.check_names_nobody(text, today=today, sure=sure)
    # One after another: the writer's own row stands for the vault while it may not exist yet.
    Member.objects.locked(writer)
    vault = open_or_make_vault(writer, tier)
    row = _row(vault, tier, session, purpose)
    if row is None:
        if not text.strip():
            return Saved(Note(purpose=purpose))
        row = TABLES[tier](vault=vault.row, place=vault.place_of(purpose, session.pk), revision=0)
        kept: dict = {"asides": []}
        is_aside = False
    else:
        kept = _opened(vault, row)
        if kept["text"] == text:
            return Saved(_note(row, kept))
        is_aside = row.revision != revision
    if is_aside and text.strip() in kept["text"]:
        return Saved(_note(row, kept), is_aside=True)
    if is_aside:
        kept["asides"] = [*(one for one in kept["asides"] if one not in text), text]
    else:
        kept["text"] = text
        kept["asides"] = [one for one in kept["asides"] if one not in text]
    kept |= {
        "at": now.isoformat(),
        "on": local_day(session.starts_at, writer.zone).isoformat(),
        "purpose": purpose,
    }
    _write(vault, row, kept, today=today)
    return Saved(_note(row, kept), is_aside=is_aside)


@transaction.atomic
def drop_asides(writer: Member, tier: str, session: Session, purpose: str, *, now: datetime) -> Note:
    """Let go of what was kept aside, once its writer has taken from it what they want."""
    Member.objects.locked(writer)
    vault = open_vault(writer, tier)
    row = _row(vault, tier, session, purpose) if vault else None
    if vault is None or row is None:
        return Note(purpose=purpose)
    kept = _opened(vault, row) | {"asides": []}
    _write(vault, row, kept, today=local_day(now, writer.zone))
    return _note(row, kept)


def together(note: Note, mine: str) -> str:
    """Return a note's words and one's own in one text, every word of both."""
    return merged(note.text, mine.replace("\r\n", "\n"))


def notes_of(writer: Member) -> Iterator[tuple[str, Note]]:
    """Yield all that a member has written for themselves, by tier, the latest session first."""
    for tier, table in TABLES.items():
        vault = open_vault(writer, tier)
        if vault is None:
            continue
        rows = table._default_manager.filter(vault=vault.row)
        found = [_read(vault, row) for row in rows]
        for note in sorted(found, key=lambda one: (one.session_on or date.min, one.purpose), reverse=True):
            yield tier, note


def delete_note(writer: Member, tier: str, pk: str) -> bool:
    """Delete one of the writer's own notes for good. Says whether there was one."""
    rows = TABLES[tier]._default_manager.filter(vault__member=writer, vault__tier=tier, pk=pk)
    return bool(rows.delete()[0])


@transaction.atomic
def set_clock(writer: Member, months: int | None) -> None:
    """Set the writer's own clock: how long after a session notes about it are kept; None, until deleted."""
    if months is not None and months not in KEEPS:
        raise rules.KeepsWrong("Choose one of the lengths on the page.")
    Member.objects.locked(writer)
    for tier, table in TABLES.items():
        vault = open_or_make_vault(writer, tier)
        vault.row.keep_months = months
        vault.row.save(update_fields=["keep_months"])
        for row in table._default_manager.filter(vault=vault.row):
            row.forget_on = _forget_on(vault, _opened(vault, row))
            row.save(update_fields=["forget_on"])


def clock_of(writer: Member) -> int | None:
    """Return how many months the writer keeps their notes; None, until they delete them."""
    return Vault.objects.filter(member=writer).values_list("keep_months", flat=True).first()


# ---------------------------------------------------------------- inside
def _row(vault: OpenVault, tier: str, session: Session, purpose: str) -> PrivateNote | None:
    place = vault.place_of(purpose, session.pk)
    return TABLES[tier]._default_manager.filter(vault=vault.row, place=place).first()


def _opened(vault: OpenVault, row: PrivateNote) -> dict:
    return json.loads(vault.unseal(bytes(row.sealed), table=row._meta.db_table, row=row.pk))


def _read(vault: OpenVault, row: PrivateNote) -> Note:
    return _note(row, _opened(vault, row))


def _note(row: PrivateNote, kept: dict) -> Note:
    return Note(
        text=kept["text"],
        revision=row.revision,
        saved_at=datetime.fromisoformat(kept["at"]),
        asides=tuple(kept["asides"]),
        id=str(row.pk),
        session_on=date.fromisoformat(kept["on"]),
        purpose=kept["purpose"],
        forget_on=row.forget_on,
    )


def _write(vault: OpenVault, row: PrivateNote, kept: dict, *, today: date) -> None:
    row.revision += 1
    row.sealed = vault.seal(json.dumps(kept, ensure_ascii=False), table=row._meta.db_table, row=row.pk)
    row.forget_on = _forget_on(vault, kept)
    row.save()


def _forget_on(vault: OpenVault, kept: dict) -> date | None:
    months = vault.row.keep_months
    return rules.months_after(date.fromisoformat(kept["on"]), months) if months else None
