"""Private lines: kept, found again and deleted by their owner. Looked for in memory, once they are open."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from peers.wellbeing import keeping
from peers.wellbeing.keeping import drawer
from supervision.people.models import Member

JOURNAL = drawer("journal", known_as="journal")
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Line:
    """One entry: its key, when it was first written, and its words."""

    key: str
    at: datetime
    words: str


def write(member: Member, words: str, *, key: str = "", now: datetime) -> str:
    """Keep a line, in place of the one called `key`; empty words delete it. Return its key."""
    words = words.replace("\r\n", "\n").strip()[:LONGEST]
    key = key or uuid.uuid4().hex

    def change(before):
        return {"at": (before or {"at": now.isoformat()})["at"], "words": words} if words else None

    keeping.change(member.person_id, JOURNAL, key, change)
    return key


def lines_of(member: Member) -> list[Line]:
    """Return all of a person's lines, the latest first. Three queries."""
    found = [
        Line(entry.name, datetime.fromisoformat(entry.body["at"]), entry.body["words"])
        for entry in keeping.open_space(member.person_id).all(JOURNAL)
    ]
    return sorted(found, key=lambda line: (line.at, line.key), reverse=True)


def find(member: Member, words: str) -> list[Line]:
    """Return the lines in which all of these words stand, in any case and anywhere, the latest first."""
    wanted = words.casefold().split()
    return [line for line in lines_of(member) if all(word in line.words.casefold() for word in wanted)]


def drop(member: Member, key: str) -> bool:
    """Delete a line for good. Says whether there was one."""
    return keeping.drop(member.person_id, JOURNAL, key)
