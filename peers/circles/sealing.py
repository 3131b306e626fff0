"""Reading what is sealed in a circle: names, notes and addresses at once, with one key and one query."""

from __future__ import annotations

import json
from collections.abc import Iterable
from uuid import UUID

from peers.circles.models import Circle, Guest, Meeting, Place
from supervision.people.encryption import CannotUnseal, unseal_many


def names_of(circle: Circle, places: Iterable[Place]) -> dict[UUID, str]:
    """Return under which name each of these places of one circle is known: one query."""
    return _opened(circle, places, "alias_sealed")


def notes_of(circle: Circle, places: Iterable[Place]) -> dict[UUID, str]:
    """Return what each of these wrote to whoever holds the circle; for the desk alone. One query."""
    return _opened(circle, places, "note_sealed")


def _opened(circle: Circle, places: Iterable[Place], field: str) -> dict[UUID, str]:
    rows = [(place.pk, bytes(getattr(place, field))) for place in places if getattr(place, field)]
    if not rows:
        return {}
    found = unseal_many(rows, person=circle.facilitator.person_id, table=Place._meta.db_table, field=field)
    try:
        return {pk: words.decode() for (pk, _), words in zip(rows, found, strict=True)}
    except CannotUnseal:
        return {}


def read(row: Circle | Guest, field: str) -> str:
    """Return a sealed text of a row; empty when its owner's key is gone, and with it what it sealed."""
    try:
        return str(getattr(row, field))
    except CannotUnseal:
        return ""


def who_came(meeting: Meeting) -> frozenset[UUID] | None:
    """Return whose places were ticked as come; None while nothing was noted. For the facilitator alone."""
    if not meeting.came_sealed:
        return None
    return frozenset(UUID(one) for one in json.loads(meeting.came))


def as_came(place_ids: Iterable[UUID], *, out_of: int) -> str:
    """Return who came as it is sealed: of one length for a meeting, however many came."""
    words = json.dumps(sorted(str(pk) for pk in place_ids))
    longest = 40 * max(out_of, 1) + 2
    return words.ljust(longest)
