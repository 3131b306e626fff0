"""What a calendar's owner alone may open: its name, its link, and a file until it is read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from supervision.availability.models import Calendar
from supervision.people.encryption import Erased, seal, unseal, unseal_many

Field = Literal["name", "address", "file"]
TABLE = Calendar._meta.db_table


def sealed(plain: str | bytes, *, person: int, pk: int, field: Field) -> bytes:
    """Return `plain` sealed for its owner and bound to its place; nothing for nothing."""
    return seal(plain, person=person, table=TABLE, field=f"{field}_sealed", row=pk) if plain else b""


def opened(calendar: Calendar, field: Field) -> bytes:
    """Return what was sealed; b"" when nothing was. Raises CannotUnseal."""
    kept = bytes(getattr(calendar, f"{field}_sealed"))
    if not kept:
        return b""
    return unseal(kept, person=calendar.person_id, table=TABLE, field=f"{field}_sealed", row=calendar.pk)


def opened_many(calendars: Iterable[Calendar], field: Field) -> dict[int, str]:
    """Return the texts of one person's calendars by their key; "" for what is gone with its data key."""
    rows = [(calendar.pk, bytes(getattr(calendar, f"{field}_sealed"))) for calendar in calendars]
    owners = {calendar.person_id for calendar in calendars}
    found = dict.fromkeys((pk for pk, _ in rows), "")
    kept = [(pk, text) for pk, text in rows if text]
    if not kept:
        return found
    (person,) = owners
    try:
        texts = list(unseal_many(kept, person=person, table=TABLE, field=f"{field}_sealed"))
    except Erased:
        return found
    return found | {pk: text.decode() for (pk, _), text in zip(kept, texts, strict=True)}
