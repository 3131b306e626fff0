"""The shared record of a session: written and signed by those who were in it, and read by nobody else."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from supervision.people.audit import Deed, record
from supervision.people.encryption import unseal_many
from supervision.people.models import Member
from supervision.practice import rules
from supervision.practice.access import Seat, earlier_sessions
from supervision.practice.balancing import Column
from supervision.practice.merging import merged
from supervision.practice.models import RecordAside, RecordSignature, SharedRecord
from supervision.scheduling.days import local_day
from supervision.wording import sentence

TEXTS = ("themes", "agreed")
FUNCTIONS = ("restorative", "formative", "normative")
LONGEST, MOST_MINUTES = 8_000, 600
LOOK_BACK = 12
"""Sessions whose minutes are looked at; those without any are passed over."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a record holds. Minutes are None where nobody said."""

    themes: str = ""
    agreed: str = ""
    restorative: int | None = None
    formative: int | None = None
    normative: int | None = None

    @property
    def is_empty(self) -> bool:
        return not self.themes.strip() and not self.agreed.strip()

    @property
    def minutes(self) -> tuple[int | None, ...]:
        return tuple(getattr(self, name) for name in FUNCTIONS)


@dataclass(frozen=True, slots=True)
class Signed:
    """One who was there, and when they signed the record as it reads now; None while they have not."""

    member: Member
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Record:
    """A record as those in the session read it. `revision` 0: nothing is written yet."""

    words: Words = field(default_factory=Words)
    revision: int = 0
    changed_by: int | None = None
    changed_at: datetime | None = None
    signed: tuple[Signed, ...] = ()
    asides: tuple[str, ...] = ()

    @property
    def is_closed(self) -> bool:
        return bool(self.signed) and all(one.signed_at for one in self.signed)

    def has_signed(self, member: Member) -> bool:
        return any(one.signed_at for one in self.signed if one.member.pk == member.pk)


@dataclass(frozen=True, slots=True)
class SavedRecord:
    """What became of words. Where others wrote meanwhile, `words` hold both, to be looked over and saved."""

    record: Record
    words: Words
    is_aside: bool = False


def record_of(seat: Seat) -> Record:
    """Return the record of a session, an empty one if there is none."""
    row = SharedRecord.objects.of_session(seat.session).select_related("keeper").first()
    return _read(row, seat) if row else Record(signed=tuple(Signed(one, None) for one in seat.everybody))


@transaction.atomic
def save_record(
    seat: Seat,
    words: Words,
    *,
    revision: int,
    sure: frozenset[str] = frozenset(),
    now: datetime,
) -> SavedRecord:
    """Keep the record as it reads now, over the `revision` its writer had before them.

    Where it changed meanwhile nothing is written over: the words are kept aside for their writer, and both
    come back together. A change takes back what was signed. Raises TooLong, RecordClosed or LooksLikeClient.
    """
    words = checked(words)
    today = local_day(now, seat.member.zone)
    rules.check_names_nobody(f"{words.themes}\n{words.agreed}", today=today, sure=sure)
    Member.objects.locked(*seat.everybody)
    row = SharedRecord.objects.of_session(seat.session).select_related("keeper").first()
    if row is None:
        if words.is_empty and not any(words.minutes):
            return SavedRecord(record_of(seat), words)
        keeper = seat.supervisee or seat.session.supervisor
        row = SharedRecord(
            session=seat.session, supervisor=seat.session.supervisor, keeper=keeper, revision=0
        )
    else:
        before = _read(row, seat)
        if before.words == words:
            return SavedRecord(before, words)
        if before.is_closed:
            raise rules.RecordClosed("It is signed by everybody, so it stays as it is.")
        if row.revision != revision:
            together = together_of(before.words, words)
            if together != before.words:
                _keep_aside(row, seat.member, words, now)
            return SavedRecord(_read(row, seat), together, is_aside=True)
    row.text = to_json(words)
    row.revision += 1
    row.changed_by, row.changed_at = seat.member, now
    row.save()
    _drop_held_asides(row, seat.member, words)
    return SavedRecord(_read(row, seat), words)


@transaction.atomic
def sign_record(seat: Seat, *, revision: int, now: datetime) -> Record:
    """Sign the record as it read at `revision`. Once everybody has, it stays as it is.

    Raises NotYet before the session began, NothingToSign for an empty one or one that changed meanwhile.
    """
    if seat.session.starts_at > now:
        raise rules.NotYet("There is nothing to sign before the session.")
    Member.objects.locked(*seat.everybody)
    row = SharedRecord.objects.of_session(seat.session).select_related("keeper").first()
    found = _read(row, seat) if row else Record()
    if row is None or found.words.is_empty:
        raise rules.NothingToSign("There is nothing to sign yet.")
    if row.revision != revision:
        raise rules.NothingToSign("It was changed meanwhile. Read it once more, then sign.")
    RecordSignature.objects.update_or_create(
        record=row, member=seat.member, defaults={"revision": revision, "signed_at": now}
    )
    action = "record.closed" if _read(row, seat).is_closed else "record.signed"
    about = seat.supervisee.pk if seat.supervisee else None
    deed = Deed(seat.member.organisation_id, action, seat.member.pk, about, seat.session.pk)
    record([deed], at=now)
    return _read(row, seat)


@transaction.atomic
def drop_asides(seat: Seat) -> None:
    """Let go of what was kept aside for this writer."""
    RecordAside.objects.filter(
        record__in=SharedRecord.objects.of_session(seat.session), writer=seat.member
    ).delete()


def columns_of(seat: Seat) -> list[Column]:
    """Return the minutes noted up to this session, the earliest first: the pair's, or of one's groups."""
    rows = list(
        SharedRecord.objects.filter(supervisor=seat.session.supervisor_id)
        .filter(Q(session=seat.session) | Q(session__in=earlier_sessions(seat)))
        .select_related("session", "keeper")
        .order_by("-session__starts_at")[:LOOK_BACK]
    )
    by_person: dict[int, list[tuple[object, bytes]]] = {}
    for row in rows:
        by_person.setdefault(row.keeper.person_id, []).append((row.pk, bytes(row.sealed)))
    texts: dict[object, str] = {}
    for person, sealed in by_person.items():
        opened = unseal_many(sealed, person=person, table=SharedRecord._meta.db_table, field="sealed")
        texts |= {pk: text.decode() for (pk, _), text in zip(sealed, opened, strict=True)}
    return [
        Column(
            local_day(row.session.starts_at, seat.member.zone),
            *(minutes or 0 for minutes in from_json(texts[row.pk]).minutes),
        )
        for row in reversed(rows)
    ]


def checked(words: Words) -> Words:
    """Return words with plain line ends. Raises TooLong, or Refusal for minutes that cannot be."""
    texts: dict[str, Any] = {name: getattr(words, name).replace("\r\n", "\n") for name in TEXTS}
    if any(len(text) > LONGEST for text in texts.values()):
        raise rules.TooLong(sentence("At most {most} characters in each, please.", most=f"{LONGEST:,}"))
    if any(minutes is not None and not 0 <= minutes <= MOST_MINUTES for minutes in words.minutes):
        raise rules.TooLong(sentence("Minutes go from 0 to {most}.", most=MOST_MINUTES))
    return Words(**texts | dict(zip(FUNCTIONS, words.minutes, strict=True)))


def together_of(current: Words, mine: Words) -> Words:
    """Return what two wrote at once, every word of both; of minutes those that one of them gave."""
    texts: dict[str, Any] = {name: merged(getattr(current, name), getattr(mine, name)) for name in TEXTS}
    minutes: dict[str, Any] = {
        name: one if one is not None else other
        for name, one, other in zip(FUNCTIONS, current.minutes, mine.minutes, strict=True)
    }
    return Words(**texts | minutes)


def to_json(words: Words) -> str:
    return json.dumps({name: getattr(words, name) for name in (*TEXTS, *FUNCTIONS)}, ensure_ascii=False)


def from_json(text: str) -> Words:
    kept: dict[str, Any] = json.loads(text)
    words: dict[str, Any] = {name: kept.get(name, "") for name in TEXTS}
    return Words(**words | {name: kept.get(name) for name in FUNCTIONS})


# ---------------------------------------------------------------- inside
def _read(row: SharedRecord, seat: Seat) -> Record:
    signed = dict(row.signatures.filter(revision=row.revision).values_list("member_id", "signed_at"))
    asides = row.asides.filter(writer=seat.member).order_by("kept_at", "pk")
    return Record(
        words=from_json(row.text),
        revision=row.revision,
        changed_by=row.changed_by_id,
        changed_at=row.changed_at,
        signed=tuple(Signed(one, signed.get(one.pk)) for one in seat.everybody),
        asides=tuple(_aside_text(one, seat.member) for one in asides),
    )


def _aside_text(row: RecordAside, writer: Member) -> str:
    row.writer = writer
    words = from_json(row.text)
    return "\n\n".join(text for text in (words.themes, words.agreed) if text.strip())


def _keep_aside(row: SharedRecord, writer: Member, words: Words, now: datetime) -> None:
    for one in row.asides.filter(writer=writer):
        one.writer = writer
        if from_json(one.text) == words:
            return
    aside = RecordAside(record=row, writer=writer, kept_at=now)
    aside.text = to_json(words)
    aside.save(force_insert=True)


def _drop_held_asides(row: SharedRecord, writer: Member, words: Words) -> None:
    """Let go of what was kept aside and is now in the record itself."""
    for one in row.asides.filter(writer=writer):
        one.writer = writer
        kept = from_json(one.text)
        if kept.themes.strip() in words.themes and kept.agreed.strip() in words.agreed:
            one.delete()
