"""What differs between two versions of a text, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, OUT, IN = "same", "out", "in"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text that is in both versions (`same`), in the old alone (`out`), or in the new (`in`)."""

    kind: str
    text: str


def difference(old: str, new: str) -> list[Part]:
    """Return the two texts as one row of parts, words kept whole.

    Without the `in` it reads as the old one, without the `out` as the new.
    """
    before, after = _words(old), _words(new)
    parts: list[Part] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for what, i, j, k, n in matcher.get_opcodes():
        if what == "equal":
            parts.append(Part(SAME, "".join(before[i:j])))
        else:
            if j > i:
                parts.append(Part(OUT, "".join(before[i:j])))
            if n > k:
                parts.append(Part(IN, "".join(after[k:n])))
    return list(_joined(parts))


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|[\w’'-]+|[^\w\s]", text)


def _joined(parts: list[Part]) -> Iterator[Part]:
    """Yield the parts; a lone word between two changes goes with them, so that the eye finds one."""
    place = 0
    while place < len(parts):
        out, into = "", ""
        start = place
        while place < len(parts):
            part = parts[place]
            is_between = part.kind == SAME and len(part.text.split()) < 2 and place + 1 < len(parts)
            if part.kind == SAME and not (is_between and (out or into)):
                break
            out += part.text if part.kind != IN else ""
            into += part.text if part.kind != OUT else ""
            place += 1
        if out:
            yield Part(OUT, out)
        if into:
            yield Part(IN, into)
        if place == start:
            yield parts[place]
            place += 1
