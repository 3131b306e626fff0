"""A letter's parts as they go over the wire: quoted-printable, plain text with its lines broken.

Both work line by line. So of words that differ in a few places only the lines with those places are made
anew for each reader (`Part`); the rest is encoded once.
"""

from __future__ import annotations

import re
from binascii import b2a_qp
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from supervision.plain_text import broken, lines_of

OPENS, CLOSES = "\ue000", "\ue001"
HOLE = re.compile(f"{OPENS}(\\d+){CLOSES}")


def quoted(words: str) -> bytes:
    """Return words in quoted-printable (RFC 2045), each line ending in CRLF."""
    return b2a_qp(words.encode()).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


@dataclass(frozen=True, slots=True)
class _Fixed:
    """Lines that read the same for everybody, with their line ends; and the same encoded."""

    words: str
    body: bytes


@dataclass(frozen=True, slots=True)
class _Line:
    """One line with holes, to be filled by `%`; which values, in their order. `end`: how it ends."""

    pattern: str
    numbers: tuple[int, ...]
    end: str


@dataclass(frozen=True, slots=True)
class Part:
    """A page or plain text with holes. `finish` is what is done to a line once it is filled."""

    pieces: tuple[_Fixed | _Line, ...]
    finish: Callable[[str], str]

    def filled(self, values: Sequence[str]) -> tuple[str, bytes]:
        """Return the words, plain and in quoted-printable; each value is one line without blank ends."""
        words: list[str] = []
        body: list[bytes] = []
        for piece in self.pieces:
            if type(piece) is _Fixed:
                words.append(piece.words)
                body.append(piece.body)
            elif type(piece) is _Line:
                line = self.finish(piece.pattern % tuple([values[number] for number in piece.numbers]))
                words.append(line + piece.end)
                body.append(quoted(line + piece.end))
        return "".join(words), b"".join(body)


def page_part(words: str) -> Part:
    """Return the part of a page with holes."""
    lines = words.split("\n")
    return _part([*((line, "\n") for line in lines[:-1]), (lines[-1], "")], finish=str)


def text_part(words: str) -> Part:
    """Return the part of plain text with holes, broken as `plain_text.wrapped` does."""
    return _part([(line, "\n") for line in lines_of(words)], finish=lambda line: "\n".join(broken(line)))


def _part(lines: Sequence[tuple[str, str]], *, finish: Callable[[str], str]) -> Part:
    pieces: list[_Fixed | _Line] = []
    fixed: list[str] = []

    def end_fixed() -> None:
        if fixed:
            words = "".join(fixed)
            pieces.append(_Fixed(words, quoted(words)))
            fixed.clear()

    for line, end in lines:
        if OPENS in line:
            end_fixed()
            numbers = tuple(int(number) for number in HOLE.findall(line))
            pieces.append(_Line(HOLE.sub("%s", line.replace("%", "%%")), numbers, end))
        else:
            fixed.append(finish(line) + end)
    end_fixed()
    return Part(tuple(pieces), finish)
