"""Private words, sealed for one person: readable with their own data key, in the place they were written.

A person's data key is random, and kept wrapped by the newest of `HOLDSPACE_KEYS`. What is sealed
reads: one version byte, the 16 bytes that name the data key, 12 bytes of nonce, then AES-256-GCM.
The key's name and the place (table, field, row and person) are bound in, so a text moved elsewhere
does not open. Nothing is kept unwrapped beyond a call. Whatever is wrong, nothing opens: there is no
way back to plain text, and no exception carries any.
"""

import hashlib
import json
import os
import uuid
from collections.abc import Callable, Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction

from supervision.people.models import Person, PersonKey

VERSION = b"\x01"
KEY_NAME, NONCE = 16, 12
HEADER = len(VERSION) + KEY_NAME + NONCE


class CannotUnseal(Exception):
    """Something sealed can't be opened. Says why, and never what."""


class NoKeys(CannotUnseal):
    """`HOLDSPACE_KEYS` is missing or malformed, or lacks the key that wrapped this person's."""


class Erased(CannotUnseal):
    """The data key was destroyed with the person's data; nothing opens what it sealed."""


class Tampered(CannotUnseal):
    """The text was changed, cut short, or moved from the place it was written in."""


# ---------------------------------------------------------------- the installation's keys
def fingerprint(key: str) -> str:
    """Return the short public name of one of `HOLDSPACE_KEYS`. It tells keys apart and nothing about them."""
    return hashlib.sha256(b"holdspace key " + key.encode()).hexdigest()[:16]


def newest() -> str:
    """Return the name of the key that wraps whatever is wrapped now."""
    return fingerprint(_keys()[0])


def known() -> list[str]:
    """Return the names of the installation's keys, newest first."""
    return [fingerprint(key) for key in _keys()]


def wrap(secret: bytes) -> tuple[str, bytes]:
    """Return the name of the newest key, and `secret` wrapped by it."""
    return newest(), _fernet().encrypt(secret)


def unwrap(token: bytes) -> bytes:
    """Return what any of the installation's keys wrapped. Raises NoKeys."""
    try:
        return _fernet().decrypt(bytes(token))
    except InvalidToken:
        raise NoKeys("None of HOLDSPACE_KEYS opens this.") from None


def _keys() -> list[str]:
    keys = [key.strip() for key in settings.HOLDSPACE_KEYS if key.strip()]
    if not keys:
        raise NoKeys("HOLDSPACE_KEYS is empty.")
    return keys


def _fernet() -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in _keys()])
    except ValueError:
        raise NoKeys("One of HOLDSPACE_KEYS is not a Fernet key.") from None


# ---------------------------------------------------------------- one person's words
def seal(plain: str | bytes, *, person: Person | int, table: str, field: str, row) -> bytes:
    """Return `plain` sealed for `person` and bound to its place. Makes their data key if they have none.

    `row` is the primary key, chosen before the row is written; None is refused with ValueError.
    """
    name, data_key = _opened(_key_of(person))
    return _seal(plain, data_key, name, _pk(person), table, field, row)


def unseal(
    sealed: bytes, *, person: Person | int, table: str, field: str, row, kept: PersonKey | None = None
) -> bytes:
    """Return what was sealed for `person` in this very place.

    `kept` is their key as it is stored, where it was read together with what it opens.

    Raises NoKeys, Erased or Tampered, all of them CannotUnseal.
    """
    return next(unseal_many([(row, sealed)], person=person, table=table, field=field, kept=kept))


def unseal_many(
    rows: Iterable[tuple[object, bytes]],
    *,
    person: Person | int,
    table: str,
    field: str,
    kept: PersonKey | None = None,
) -> Iterator[bytes]:
    """Yield what was sealed in each (row, sealed), unwrapping the person's key once for all of them."""
    kept = kept or PersonKey.objects.filter(person_id=_pk(person)).first()
    if kept is None:
        raise Erased("This person's data key is gone.")
    name, data_key = _opened(kept)
    for row, sealed in rows:
        yield _unseal(bytes(sealed), data_key, name, _pk(person), table, field, row)


def erase_key(person: Person | int) -> bool:
    """Destroy a person's data key, and with it all that it sealed. Says whether there was one."""
    return bool(PersonKey.objects.filter(person_id=_pk(person)).delete()[0])


class SealedText:
    """A text of a model that is kept sealed in a binary field of the same row.

    `person` is the path to the owner's primary key. The row's own key must be chosen before it is
    written (a UUID), since the text is bound to it::

        sealed = models.BinaryField()
        words = SealedText("sealed", person="member.person_id")
    """

    def __init__(self, field: str, *, person: str):
        self.field, self.person = field, person

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        sealed = getattr(instance, self.field)
        return unseal(sealed, **self._place(instance)).decode() if sealed else ""

    def __set__(self, instance, words: str):
        setattr(instance, self.field, seal(words, **self._place(instance)) if words else b"")

    def _place(self, instance):
        person = instance
        for name in self.person.split("."):
            person = getattr(person, name)
        table = instance._meta.db_table
        return {"person": person, "table": table, "field": self.field, "row": instance.pk}


# ---------------------------------------------------------------- new keys for old
Use = tuple[str, Callable[[], dict[str, int]], Callable[[int], int]]
"""A name, what counts what each key wraps, and what wraps a batch of it anew with the newest."""
more_uses: list[Use] = []
"""What rooms above keep wrapped by the installation's keys; they add to it when the project starts."""


def wrapped_by() -> dict[str, int]:
    """Return how many data keys each of the installation's keys wraps, by the key's name."""
    counts: dict[str, int] = {}
    for name in PersonKey.objects.values_list("wrapped_by", flat=True).iterator():
        counts[name] = counts.get(name, 0) + 1
    return counts


def rotate_batch(size: int) -> int:
    """Wrap up to `size` data keys anew with the newest key, in one transaction; return how many.

    A run that is killed leaves whole batches behind, and the next one goes on from there.
    """
    with transaction.atomic():
        old = PersonKey.objects.exclude(wrapped_by=newest()).order_by("pk").select_for_update()[:size]
        rows = list(old)
        for row in rows:
            row.wrapped_by, row.wrapped = wrap(unwrap(bytes(row.wrapped)))
        PersonKey.objects.bulk_update(rows, ["wrapped_by", "wrapped"])
    return len(rows)


# ---------------------------------------------------------------- inside
def _pk(person: Person | int) -> int:
    return person if isinstance(person, int) else person.pk


def _key_of(person: Person | int) -> PersonKey:
    """Return the person's data key, made now if they have none; of two makers at once, one wins."""
    kept = PersonKey.objects.filter(person_id=_pk(person)).first()
    if kept is None:
        name, wrapped = wrap(AESGCM.generate_key(bit_length=256))
        PersonKey.objects.bulk_create(
            [PersonKey(person_id=_pk(person), wrapped_by=name, wrapped=wrapped)], ignore_conflicts=True
        )
        kept = PersonKey.objects.get(person_id=_pk(person))
    return kept


def _opened(kept: PersonKey) -> tuple[uuid.UUID, AESGCM]:
    return kept.key_id, AESGCM(unwrap(bytes(kept.wrapped)))


def _bound(name: uuid.UUID, person: int, table: str, field: str, row) -> bytes:
    if row is None:
        raise ValueError("A row's key is chosen before its words are sealed.")
    return VERSION + name.bytes + json.dumps([table, field, str(row), str(person)]).encode()


def _seal(plain, data_key, name, person, table, field, row) -> bytes:
    nonce = os.urandom(NONCE)
    plain = plain.encode() if isinstance(plain, str) else bytes(plain)
    return (
        VERSION + name.bytes + nonce + data_key.encrypt(nonce, plain, _bound(name, person, table, field, row))
    )


def _unseal(sealed, data_key, name, person, table, field, row) -> bytes:
    if len(sealed) < HEADER or sealed[:1] != VERSION:
        raise Tampered("This was not sealed by us, or was cut short.")
    if sealed[1 : 1 + KEY_NAME] != name.bytes:
        raise Erased("The data key that sealed this is not this person's, or is gone.")
    try:
        return data_key.decrypt(
            sealed[1 + KEY_NAME : HEADER], sealed[HEADER:], _bound(name, person, table, field, row)
        )
    except InvalidTag:
        raise Tampered("This was changed, or moved from where it was written.") from None
