"""The programme that comes with Holdspace: twelve sessions, read once from their files."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from peers.learning.rules import Session, session_of, split_head

FOLDER = Path(__file__).with_name("programme")


@cache
def programme() -> tuple[Session, ...]:
    """Return the twelve sessions in their order."""
    sessions = []
    for number, file in enumerate(sorted(FOLDER.glob("*.md")), 1):
        text = file.read_text(encoding="utf-8")
        facts, _ = split_head(text)
        sessions.append(session_of(facts["slug"], text, number=number))
    return tuple(sessions)


def by_slug(slug: str) -> Session | None:
    return next((one for one in programme() if one.key == slug), None)
