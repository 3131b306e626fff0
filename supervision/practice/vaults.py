"""Keys for private notes: one for each member and side, sealed by the member's own data key.

What is written under one reads like other sealed text (version, nonce, AES-256-GCM), and is bound to its
table, row and vault. Which session it is about is a keyed digest, so that whoever holds the database without
the keys finds no way from a session to a note, nor back. Erasing the member's data key erases the vault's.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from supervision.people.encryption import Tampered, seal, unseal
from supervision.people.models import Member
from supervision.practice.models import Vault

VERSION, NONCE, KEY = b"\x02", 12, 32


class OpenVault:
    """A vault with its key at hand, for as long as a call lasts."""

    def __init__(self, row: Vault, key: bytes) -> None:
        self.row = row
        self._aead = AESGCM(key)
        self._digest_key = hmac.new(key, b"places", hashlib.sha256).digest()

    def place_of(self, purpose: str, session_id: int) -> str:
        """Return the digest under which a note about one session is found."""
        return hmac.new(self._digest_key, f"{purpose}:{session_id}".encode(), hashlib.sha256).hexdigest()

    def seal(self, plain: str, *, table: str, row) -> bytes:
        nonce = os.urandom(NONCE)
        return VERSION + nonce + self._aead.encrypt(nonce, plain.encode(), self._bound(table, row))

    def unseal(self, sealed: bytes, *, table: str, row) -> str:
        """Return what was sealed in this very row. Raises Tampered for anything changed or moved."""
        sealed = bytes(sealed)
        if sealed[:1] != VERSION or len(sealed) <= 1 + NONCE:
            raise Tampered("This was not sealed by us, or was cut short.")
        try:
            plain = self._aead.decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], self._bound(table, row))
        except InvalidTag:
            raise Tampered("This was changed, or moved from where it was written.") from None
        return plain.decode()

    def _bound(self, table: str, row) -> bytes:
        return VERSION + json.dumps([table, str(row), str(self.row.pk)]).encode()


def open_vault(member: Member, tier: str) -> OpenVault | None:
    """Return a member's vault; None while they have written nothing."""
    row = Vault.objects.filter(member=member, tier=tier).first()
    return _opened(row, member) if row else None


def open_or_make_vault(member: Member, tier: str) -> OpenVault:
    """Return a member's vault, made now if they have none; of two makers at once, one wins."""
    found = open_vault(member, tier)
    if found is not None:
        return found
    row = Vault(member=member, tier=tier)
    row.sealed_key = seal(os.urandom(KEY), **_place(row, member))
    Vault.objects.bulk_create([row], ignore_conflicts=True)
    return _opened(Vault.objects.get(member=member, tier=tier), member)


def _opened(row: Vault, member: Member) -> OpenVault:
    return OpenVault(row, unseal(bytes(row.sealed_key), **_place(row, member)))


def _place(row: Vault, member: Member) -> dict:
    return {"person": member.person_id, "table": Vault._meta.db_table, "field": "sealed_key", "row": row.pk}
