"""Where answers lie while a month is open: on sheets of many people, sealed whole under the month's own key.

Whoever answers, their whole sheet is read, added to, shuffled, sealed anew and written back at the same
length. So no row belongs to anybody; no order, number or time of rows tells one answer from another; and
what was written says only that somebody of that sheet answered. The mark that keeps anybody from answering
twice is a digest of their number under the month's key, in a list of its own on the sheet, in the order of
the digests. When the month is released the sheets are deleted and the key is destroyed.
"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from secrets import SystemRandom

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction

from peers.climate import rules
from peers.climate.models import Sheet, Window
from supervision.people import encryption

WORDS = -1
"""The key of the sheets for free words. They say nothing of any group but the whole."""
PER_SHEET, PER_WORDS = 200, 40
NONCE = 12
LONGEST_ANSWER = 64
LONGEST_LINE = 4 * rules.LONGEST_WORDS + 8
_random = SystemRandom()


@dataclass(frozen=True, slots=True)
class Opened:
    """All that was given in a month: the answers of each group, and the words of the whole."""

    answers: dict[int, list[list[int]]]
    words: list[str]


def begin(window: Window, homes: Mapping[int, Iterable[int]]) -> None:
    """Give `window` a key, and make its sheets for these groups of people, at their full length."""
    key = AESGCM.generate_key(bit_length=256)
    window.wrapped_by, window.wrapped = encryption.wrap(key)
    window.save(update_fields=["wrapped", "wrapped_by"])
    everybody = [person for people in homes.values() for person in people]
    groups = {home: (list(people), PER_SHEET) for home, people in homes.items()}
    if window.asks_words:
        groups[WORDS] = (everybody, PER_WORDS)
    rows = []
    for home, (people, most) in groups.items():
        on_sheet = dict.fromkeys(range(_sheets_for(len(people), most)), 0)
        for person in people:
            on_sheet[_number_of(key, person, len(on_sheet))] += 1
        for number, places in on_sheet.items():
            sheet = Sheet(window=window, key=home, number=number)
            each = LONGEST_LINE if home == WORDS else LONGEST_ANSWER
            _write(sheet, key, {"marks": [], "given": []}, length=64 + each * places)
            rows.append(sheet)
    _random.shuffle(rows)
    Sheet.objects.bulk_create(rows)


def has_answered(window: Window, *, person: int, home: int) -> bool:
    """Say, to nobody but themselves, whether this member's mark lies on their sheet."""
    key = _key_of(window)
    sheet = _sheet_of(window, home, person, key)
    return sheet is not None and _mark(key, person) in _read(sheet, key)["marks"]


@transaction.atomic
def add(window: Window, *, person: int, home: int, answers: Sequence[int], words: str) -> None:
    """Put a member's answers on their sheet, and their words on another. Raises AnsweredAlready, NotOpen."""
    key = _key_of(window)
    sheet = _sheet_of(window, home, person, key, for_update=True)
    if sheet is None:
        raise rules.NotOpen("There is no card for you this month.")
    page, mark = _read(sheet, key), _mark(key, person)
    if mark in page["marks"]:
        raise rules.AnsweredAlready(
            "Your card is in. Nothing says which is yours, so there is no way back to it."
        )
    page["marks"] = sorted([*page["marks"], mark])
    page["given"].append(list(answers))
    _random.shuffle(page["given"])
    _write(sheet, key, page, length=_length(sheet))
    sheet.save(update_fields=["sealed"])
    paper = _sheet_of(window, WORDS, person, key, for_update=True)
    if paper is not None:  # written anew whether there are words or not
        kept = _read(paper, key)
        if words:
            kept["given"].append(words)
            _random.shuffle(kept["given"])
        _write(paper, key, kept, length=_length(paper))
        paper.save(update_fields=["sealed"])


def read_all(window: Window) -> Opened:
    """Return all that was given, group by group, in no order."""
    key = _key_of(window)
    answers: dict[int, list[list[int]]] = {}
    words: list[str] = []
    for sheet in Sheet.objects.filter(window=window).order_by("pk"):
        given = _read(sheet, key)["given"]
        if sheet.key == WORDS:
            words += given
        else:
            answers.setdefault(sheet.key, []).extend(given)
    _random.shuffle(words)
    return Opened(answers, words)


def destroy(window: Window) -> None:
    """Delete a month's sheets and its key. What a copy still holds of them, nothing opens any more."""
    Sheet.objects.filter(window=window).delete()
    window.wrapped, window.wrapped_by = b"", ""
    window.save(update_fields=["wrapped", "wrapped_by"])


# ---------------------------------------------------------------- new keys for old
def wrapped_by() -> dict[str, int]:
    """Return how many months' keys each of the installation's keys wraps, by the key's name."""
    counts: dict[str, int] = {}
    for name in Window.objects.exclude(wrapped_by="").values_list("wrapped_by", flat=True):
        counts[name] = counts.get(name, 0) + 1
    return counts


def rotate_batch(size: int) -> int:
    """Wrap up to `size` months' keys anew with the newest key, in one transaction; return how many."""
    with transaction.atomic():
        old = Window.objects.exclude(wrapped_by="").exclude(wrapped_by=encryption.newest())
        rows = list(old.order_by("pk").select_for_update()[:size])
        for row in rows:
            row.wrapped_by, row.wrapped = encryption.wrap(encryption.unwrap(bytes(row.wrapped)))
        Window.objects.bulk_update(rows, ["wrapped", "wrapped_by"])
    return len(rows)


# ---------------------------------------------------------------- inside
def _key_of(window: Window) -> bytes:
    if not window.wrapped:
        raise rules.NotOpen("That month is over.")
    return encryption.unwrap(bytes(window.wrapped))


def _sheets_for(people: int, most: int) -> int:
    return max(1, people // most)


def _digest(key: bytes, purpose: str, person: int) -> bytes:
    return hmac.new(key, f"{purpose}:{person}".encode(), sha256).digest()


def _mark(key: bytes, person: int) -> str:
    return _digest(key, "mark", person)[:12].hex()


def _number_of(key: bytes, person: int, sheets: int) -> int:
    return int.from_bytes(_digest(key, "sheet", person)[:8], "big") % sheets


def _sheet_of(
    window: Window, home: int, person: int, key: bytes, *, for_update: bool = False
) -> Sheet | None:
    rows = Sheet.objects.filter(window=window, key=home).order_by("number")
    numbers = rows.count()
    if not numbers:
        return None
    if for_update:
        rows = rows.select_for_update()
    return rows.filter(number=_number_of(key, person, numbers)).first()


def _length(sheet: Sheet) -> int:
    return len(bytes(sheet.sealed)) - NONCE - 16


def _place(sheet: Sheet) -> bytes:
    return f"{sheet.pk}|{sheet.key}|{sheet.number}".encode()


def _write(sheet: Sheet, key: bytes, page: dict, *, length: int) -> None:
    plain = json.dumps(page, ensure_ascii=False, separators=(",", ":")).encode()
    if len(plain) > length:
        raise ValueError("A sheet is never written longer than it was made.")
    nonce = os.urandom(NONCE)
    sheet.sealed = nonce + AESGCM(key).encrypt(nonce, plain.ljust(length), _place(sheet))


def _read(sheet: Sheet, key: bytes) -> dict:
    sealed = bytes(sheet.sealed)
    return json.loads(AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], _place(sheet)))
