"""What a document says, apart from how it is drawn: plain values, the same for a page and for a PDF."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph. `is_soft` is for what explains rather than tells."""

    text: str
    is_soft: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """A few facts to see first: what it is, and how much."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head that is repeated on each page. The first cell of a row names it.

    `shares` are how wide the columns are, as parts of their sum; `numeric` those set to the right.
    """

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    shares: Sequence[float]
    numeric: Sequence[int] = ()


Block = Words | Facts | Table
KINDS: dict[str, type] = {"words": Words, "facts": Facts, "table": Table}
NAMES = {kind: name for name, kind in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it. `starts_page` begins a new sheet."""

    heading: str
    blocks: Sequence[Block]
    starts_page: bool = False
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paper:
    """A document: its title, a few lines under that, and its sections."""

    title: str
    lines: Sequence[str]
    sections: Sequence[Section]

    @property
    def rows(self) -> int:
        """How many rows its tables have, for a guess at its length."""
        return sum(
            len(block.rows) for part in self.sections for block in part.blocks if isinstance(block, Table)
        )


def plain(block: Block) -> dict[str, object]:
    """Return what a block says, apart from how it is set."""
    if isinstance(block, Words):
        return {"text": block.text}
    if isinstance(block, Facts):
        return {"rows": block.rows}
    return {"caption": block.caption, "head": block.head, "rows": block.rows}


def to_json(paper: Paper) -> bytes:
    sections = [
        {
            "heading": part.heading,
            "starts_page": part.starts_page,
            "level": part.level,
            "blocks": [{"kind": NAMES[type(block)], **asdict(block)} for block in part.blocks],
        }
        for part in paper.sections
    ]
    return json.dumps({"title": paper.title, "lines": list(paper.lines), "sections": sections}).encode()


def from_json(text: bytes) -> Paper:
    kept = json.loads(text)
    return Paper(
        kept["title"],
        kept["lines"],
        [
            Section(
                part["heading"],
                [KINDS[block.pop("kind")](**block) for block in part["blocks"]],
                part["starts_page"],
                part["level"],
            )
            for part in kept["sections"]
        ],
    )


def pages_about(paper: Paper) -> int:
    """Return a guess at how many A4 pages it takes: exact for none, near enough to show how far a job is."""
    pages, room = 1, 40
    for part in paper.sections:
        needs = 3 + sum(len(block.rows) + 3 if not isinstance(block, Words) else 2 for block in part.blocks)
        if part.starts_page or needs > room:
            pages, room = pages + (1 if part.starts_page else 0), 44 if part.starts_page else room
        while needs > room:
            needs, pages, room = needs - room, pages + 1, 44
        room -= needs
    return pages
