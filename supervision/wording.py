"""Words that people read, said by plain Python that knows no language but English.

Rules have no Django and so no gettext. They mark fixed words with `noted`, and keep apart the parts of those
they put together: a `Sentence`. `supervision.languages.worded` says either in the reader's language, at the
door. Until then they are English text like any other.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any


def noted(words: str) -> str:
    """Return `words` as they are, and have them gathered for translation (deploy/messages.py)."""
    return words


class Dated(str):
    """A day or a month in English that remembers its day, and how Django's `|date` writes it: `pattern`."""

    __slots__ = ("day", "pattern")
    day: date
    pattern: str

    @classmethod
    def of(cls, words: str, day: date, pattern: str) -> Dated:
        said = cls(words)
        said.day, said.pattern = day, pattern
        return said


class Listed(str):
    """Names in a row in English, "Ruth, Tom and Nia", that remember which they were."""

    __slots__ = ("names",)
    names: tuple[str, ...]

    @classmethod
    def of(cls, names: Iterable[str]) -> Listed:
        names = tuple(names)
        said = cls(" and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names))
        said.names = names
        return said


class Sentence(str):
    """English text that remembers what it was made of: a pattern and the parts that fill it.

    Parts may be sentences, dates, names in a row, or names and figures, which stay as they are. With a
    `number` there are two patterns: English takes the first for one, other languages whichever form the
    number asks for.
    """

    __slots__ = ("number", "parts", "pattern", "plural")
    pattern: str
    plural: str
    number: int
    parts: dict[str, Any]


def sentence(pattern: str, **parts: Any) -> Sentence:
    """Return `sentence("Due {day}: {why}.", day=..., why=...)`; the pattern is gathered for translation."""
    return _made(pattern, "", 1, parts)


def counted(one: str, more: str, number: int, **parts: Any) -> Sentence:
    """Return `counted("{number} day", "{number} days", 3)`; `number` is a part unless another is given."""
    return _made(one, more, number, {"number": number, **parts})


def _made(pattern: str, plural: str, number: int, parts: dict[str, Any]) -> Sentence:
    said = Sentence((pattern if number == 1 or not plural else plural).format(**parts))
    said.pattern, said.plural, said.number, said.parts = pattern, plural, number, parts
    return said
