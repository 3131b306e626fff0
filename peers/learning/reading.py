"""What somebody has read, and their lines beside the exercises: sealed in one text, for its owner alone.

It is the person's, the same in each of their organisations. How many there are, and of what, can't be told
from the row: it is filled up to the next 1,024 bytes.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from peers.learning.models import Reading
from peers.learning.programme import programme
from peers.learning.rules import LONGEST_NOTE, Read, Session, total_minutes
from peers.pool.own_space import Belonging, Panel, belong, show
from supervision.availability.taking import lock_persons
from supervision.people.models import Member
from supervision.scheduling.days import local_day

BLOCK = 1024
MOST = 500
"""So many sessions are remembered; the first go."""

Kept = dict[str, Any]


def kept_of(person_id: int) -> Kept:
    """Return all that is kept: `read` and `notes`, each by a session's key. Two queries."""
    row = Reading.objects.filter(person_id=person_id).first()
    return json.loads(row.kept) if row and row.sealed else {"read": {}, "notes": {}}


def read_by(member: Member) -> dict[str, Read]:
    """Return what a person has read, by key, the first first."""
    return reads_in(kept_of(member.person_id))


def reads_in(kept: Kept) -> dict[str, Read]:
    found = [
        Read(key, date.fromisoformat(one["on"]), one["title"], one["minutes"])
        for key, one in kept["read"].items()
    ]
    return {one.key: one for one in sorted(found, key=lambda one: (one.on, one.title))}


def mark_read(member: Member, session: Session, *, now: datetime) -> None:
    """Keep that a session was read today, in the member's own zone; if it was before, that day stays."""

    def changing(kept: Kept) -> None:
        on = local_day(now, member.zone).isoformat()
        kept["read"].setdefault(
            session.key, {"on": on, "title": session.title, "minutes": session.cpd_minutes}
        )
        while len(kept["read"]) > MOST:
            kept["read"].pop(next(iter(kept["read"])))

    _change(member, changing)


def take_back(member: Member, key: str) -> None:
    """Forget that it was read. Its lines stay."""
    _change(member, lambda kept: kept["read"].pop(key, None))


def note(member: Member, session: Session, number: int, words: str) -> None:
    """Keep the line beside an exercise; an empty one is taken away."""
    words = " ".join(words.split())[:LONGEST_NOTE]

    def changing(kept: Kept) -> None:
        lines = kept["notes"].setdefault(session.key, {})
        lines[str(number)] = words
        if not words:
            lines.pop(str(number))
        if not lines:
            kept["notes"].pop(session.key)

    _change(member, changing)


def minutes_as_csv(member: Member) -> str:
    """Return one's own minutes of learning as a file: day, session, minutes. Formulas are escaped."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["day", "session", "minutes"])
    for one in read_by(member).values():
        title = f"'{one.title}" if one.title[:1] in "=+-@\t\r" else one.title
        writer.writerow([one.on.isoformat(), title, one.minutes])
    return file.getvalue()


@transaction.atomic
def _change(member: Member, changing: Callable[[Kept], object]) -> None:
    lock_persons([member.person_id])
    row = Reading.objects.filter(person_id=member.person_id).first() or Reading(person_id=member.person_id)
    kept = json.loads(row.kept) if row.sealed else {"read": {}, "notes": {}}
    changing(kept)
    if not kept["read"] and not kept["notes"]:
        if not row._state.adding:
            row.delete()
        return
    words = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    size = len(words.encode())
    row.kept = words + " " * (-size % BLOCK)
    row.save()


# ---------------------------------------------------------------- in one's own space
def _wipe(member: Member) -> None:
    Reading.objects.filter(person_id=member.person_id).delete()


def _panel(member: Member, now: datetime) -> dict[str, Any]:
    read = read_by(member)
    todo = next((one for one in programme() if one.key not in read), None)
    done = sum(one.key in read for one in programme())
    return {"done": done, "of": len(programme()), "next": todo, "minutes": total_minutes(read)}


def register_reading() -> None:
    belong(Belonging("reading", everything=lambda member: kept_of(member.person_id), wipe=_wipe))
    show(Panel("learning", "peers/learning/_space.html", read=_panel, rank=60, is_beside=True))
