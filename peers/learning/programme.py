"""The programme that comes with Holdspace: twelve sessions, read once from their files.

`programme/` has them in English, `programme/<language>/` under the same names in another language.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from peers.learning.rules import Session, session_of, split_head
from supervision import languages

FOLDER = Path(__file__).with_name("programme")
ENGLISH = "en-GB"


def programme() -> tuple[Session, ...]:
    """Return the twelve sessions in their order, in the reader's language where they are written in it."""
    return programme_in(languages.tag())


@cache
def programme_in(language: str) -> tuple[Session, ...]:
    """Return the twelve sessions as they are in a language, "cy"; in English where one is not written yet.

    A session has one key, one number, the same sources and as many minutes of learning in every language.
    """
    sessions = []
    for number, file in enumerate(sorted(FOLDER.glob("*.md")), 1):
        session = _read(file, number, ENGLISH)
        own = FOLDER / language / file.name
        if language != ENGLISH and own.exists():
            read = _read(own, number, language)
            session = replace(read, key=session.key, sources=session.sources, cpd_minutes=session.cpd_minutes)
        sessions.append(session)
    return tuple(sessions)


def _read(file: Path, number: int, language: str) -> Session:
    text = file.read_text(encoding="utf-8")
    facts, _ = split_head(text)
    return replace(session_of(facts.get("slug", ""), text, number=number), language=language)


def by_slug(slug: str) -> Session | None:
    return next((one for one in programme() if one.key == slug), None)
