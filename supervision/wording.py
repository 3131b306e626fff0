"""Words that people read, said by plain Python that knows no language but English.

Rules have no Django and so no gettext. They mark their words with `noted`, or keep the parts apart in a
`Sentence`; `supervision.languages.worded` says them in the reader's language at the door. Until then they
are English text like any other.
"""

from __future__ import annotations

from typing import Any


def noted(words: str) -> str:
    """Return `words` as they are, and have them gathered for translation (deploy/messages.py)."""
    return words


class Sentence(str):
    """English text that remembers what it was made of: `pattern` and the `parts` that fill it.

    `Sentence.of(noted("Due {day}: {why}."), day=..., why=...)`. Parts may be sentences, dates (said as
    "14 Nov" by `worded`, so give `shown` the English for them) or anything with a text.
    """

    __slots__ = ("parts", "pattern")
    pattern: str
    parts: dict[str, Any]

    @classmethod
    def of(cls, pattern: str, **parts: Any) -> Sentence:
        said = cls(pattern.format(**parts))
        said.pattern, said.parts = pattern, parts
        return said
