"""Keeping things in one's own space: sealed, in drawers that only the space's own key can name.

    space = open_space(member.person_id)
    space.all("pauses")                                   # every one of them, with its name
    change(member.person_id, "pauses", "2026-11-06", add_one)   # look, decide and write under a lock

A body is one object of values that JSON can write. What is sealed is filled up to the next 256 bytes, so that
its length says little. Whoever holds the database without the keys finds no kinds, no days and no numbers.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction
from django.db.models import OuterRef, Subquery

from peers.wellbeing.models import Kept, Space
from supervision.availability.taking import lock_persons
from supervision.people.encryption import Tampered, seal, unseal
from supervision.people.models import PersonKey

VERSION, NONCE, KEY = b"\x03", 12, 32
BLOCK = 256
DRAWERS: dict[str, str] = {}
"""The drawers of a space, and under which name each stands in its owner's download."""


Body = dict[str, Any]
Changing = Callable[[Body | None], Body | None]
"""Takes what is kept (None: nothing), and returns what is to be kept in its place (None: nothing)."""


def drawer(name: str, *, known_as: str) -> str:
    """Name a drawer, so that it is in the download, and return its name."""
    DRAWERS[name] = known_as
    return name


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is kept: the name it was kept under, and what it says."""

    name: str
    body: Body


class OpenSpace:
    """A person's space with its key at hand, for as long as a call lasts. `row` None: nothing is kept yet."""

    def __init__(self, row: Space | None, key: bytes = b"") -> None:
        self.row = row
        self._key = key
        self._digest_key = hmac.new(key, b"places", hashlib.sha256).digest()

    def all(self, drawer: str) -> list[Entry]:
        """Return everything in one drawer, by name. One query."""
        if self.row is None:
            return []
        rows = Kept.objects.filter(space=self.row, drawer=self._digest(drawer)).values_list("pk", "sealed")
        return sorted((self._open(drawer, pk, sealed) for pk, sealed in rows), key=lambda one: one.name)

    def read(self, drawer: str, name: str = "") -> Body | None:
        """Return what is kept under a name; None if nothing is. One query."""
        row = self._row(drawer, name)
        return self._open(drawer, row.pk, row.sealed).body if row else None

    def keep(self, drawer: str, name: str, body: Body, *, forget_on: date | None = None) -> None:
        """Keep a body under a name, in place of what was there. Wants the lock that `change` takes."""
        if self.row is None:
            raise ValueError("Open the space for writing first.")
        row = self._row(drawer, name) or Kept(
            space=self.row, drawer=self._digest(drawer), place=self._digest(f"{drawer}/{name}")
        )
        row.sealed = self._seal(drawer, row.pk, {"name": name, "body": body})
        row.forget_on = forget_on
        row.save()

    def drop(self, drawer: str, name: str = "") -> bool:
        """Delete what is kept under a name. Says whether there was anything."""
        row = self._row(drawer, name)
        return bool(row and row.delete()[0])

    def empty(self, drawer: str) -> None:
        """Delete everything in one drawer."""
        if self.row is not None:
            Kept.objects.filter(space=self.row, drawer=self._digest(drawer)).delete()

    # ------------------------------------------------------------ inside
    def _row(self, drawer: str, name: str) -> Kept | None:
        if self.row is None:
            return None
        place = self._digest(f"{drawer}/{name}")
        return Kept.objects.filter(space=self.row, drawer=self._digest(drawer), place=place).first()

    def _digest(self, words: str) -> str:
        return hmac.new(self._digest_key, words.encode(), hashlib.sha256).hexdigest()[:32]

    def _bound(self, drawer: str, pk) -> bytes:
        return VERSION + json.dumps([drawer, str(pk), str(self.row.pk if self.row else "")]).encode()

    def _seal(self, drawer: str, pk, kept: Body) -> bytes:
        plain = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()
        plain = plain.ljust(-(-len(plain) // BLOCK) * BLOCK)
        nonce = os.urandom(NONCE)
        return VERSION + nonce + AESGCM(self._key).encrypt(nonce, plain, self._bound(drawer, pk))

    def _open(self, drawer: str, pk, sealed) -> Entry:
        sealed = bytes(sealed)
        if sealed[:1] != VERSION or len(sealed) <= 1 + NONCE:
            raise Tampered("This was not sealed by us, or was cut short.")
        try:
            plain = AESGCM(self._key).decrypt(
                sealed[1 : 1 + NONCE], sealed[1 + NONCE :], self._bound(drawer, pk)
            )
        except InvalidTag:
            raise Tampered("This was changed, or moved from where it was written.") from None
        kept = json.loads(plain)
        return Entry(kept["name"], kept["body"])


def open_space(person_id: int) -> OpenSpace:
    """Return a person's space to read in; an empty one while they have kept nothing. One query."""
    keys = PersonKey.objects.filter(person_id=OuterRef("pk"))
    both = Space.objects.filter(pk=person_id).annotate(
        key_id=Subquery(keys.values("key_id")), wrapped=Subquery(keys.values("wrapped"))
    )
    row = both.first()
    if row is None:
        return OpenSpace(None)
    if row.wrapped is None:
        return opened(row)  # which says that the key is gone
    kept = PersonKey(person_id=person_id, key_id=row.key_id, wrapped=row.wrapped)
    return OpenSpace(row, unseal(bytes(row.sealed_key), **_place(person_id), kept=kept))


def open_to_write(person_id: int) -> OpenSpace:
    """Return a person's space, made now if they have none. Belongs in a transaction; locks the person."""
    lock_persons([person_id])
    found = open_space(person_id)
    if found.row is not None:
        return found
    row = Space(pk=person_id, sealed_key=seal(os.urandom(KEY), **_place(person_id)))
    Space.objects.bulk_create([row], ignore_conflicts=True)
    return opened(Space.objects.get(pk=person_id))


@transaction.atomic
def change(
    person_id: int, drawer: str, name: str, changing: Changing, *, forget_on: date | None = None
) -> Body | None:
    """Look at what is kept under a name, and keep what `changing` makes of it; return that.

    One after another: of two at once the second sees what the first kept.
    """
    space = open_to_write(person_id)
    before = space.read(drawer, name)
    after = changing(before)
    if after is None:
        space.drop(drawer, name)
    elif after != before:
        space.keep(drawer, name, after, forget_on=forget_on)
    return after


@transaction.atomic
def drop(person_id: int, drawer: str, name: str) -> bool:
    """Delete what is kept under a name. Says whether there was anything."""
    lock_persons([person_id])
    return open_space(person_id).drop(drawer, name)


@transaction.atomic
def wipe(person_id: int) -> None:
    """Delete a person's space with all that is in it, and the key to it. Nothing brings it back."""
    lock_persons([person_id])
    Kept.objects.filter(space=person_id).delete()
    Space.objects.filter(pk=person_id).delete()


def forget(on: date) -> int:
    """Delete whatever is to be forgotten by this day (of UTC); return how many rows. Twice is no more."""
    return Kept.objects.filter(forget_on__lte=on).delete()[0]


def opened(row: Space) -> OpenSpace:
    """Return a space that is at hand, with its key. One query."""
    return OpenSpace(row, unseal(bytes(row.sealed_key), **_place(row.pk)))


def _place(person_id: int) -> dict[str, Any]:
    return {"person": person_id, "table": Space._meta.db_table, "field": "sealed_key", "row": person_id}
