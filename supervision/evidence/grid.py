"""A table as it is drawn: its head again on each page, every cell named for assistive technology.

The library's own table draws all its words in one go and knows nothing of tags. This one draws cell by cell,
and knows just what our tables are; with the tags it takes about as long as that one without.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from reportlab.lib.colors import Color
from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import Flowable

from supervision.evidence.tags import COLUMN, ROW, Element, for_the_eye, root_of, tagged

ABOVE, BELOW, BESIDE = 2.5, 3.5, 4
MOST_LINES = 50
"""So many lines of a row stand together; a longer one goes on in the next, since no page holds it."""

Cell = tuple[str, ...]
"""The lines of a cell."""


@dataclass(frozen=True, slots=True)
class Face:
    """How a table is written: the two faces, their size, and the colours of words, head and lines."""

    plain: str
    bold: str
    size: float
    leading: float
    ink: Color
    head: Color
    under_head: Color
    line: Color


@dataclass(frozen=True, slots=True)
class Row:
    cells: Sequence[Cell]
    height: float


@dataclass(slots=True)
class Whole:
    """What the parts of one table share: its columns, its head, and its place in the tree once drawn."""

    face: Face
    widths: Sequence[float]
    numeric: frozenset[int]
    head: Row
    element: Element | None = field(default=None)


class Grid(Flowable):
    """A table, or as much of it as stands on one page."""

    def __init__(self, whole: Whole, rows: Sequence[Row], *, is_first: bool = True):
        super().__init__()
        self.whole, self.rows, self.is_first = whole, rows, is_first

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = sum(self.whole.widths)
        self.height = self.whole.head.height + sum(row.height for row in self.rows)
        return self.width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        """Return what fits and what is left; nothing where not one row fits."""
        room, fits = height - self.whole.head.height, 0
        for row in self.rows:
            room -= row.height
            if room < 0:
                break
            fits += 1
        if not fits:
            return []
        if fits == len(self.rows):
            return [self]
        first = Grid(self.whole, self.rows[:fits], is_first=self.is_first)
        return [first, Grid(self.whole, self.rows[fits:], is_first=False)]

    def draw(self) -> None:
        whole = self.whole
        if whole.element is None:
            whole.element = Element("Table", root_of(self.canv))
        with for_the_eye(self.canv):
            self._lines()
        self.canv.setFillColor(whole.face.ink)
        if self.is_first:
            self._words(whole.head, self.height, Element("TR", whole.element), is_head=True)
        else:
            with for_the_eye(self.canv):
                self._words(whole.head, self.height, None, is_head=True)
        top = self.height - whole.head.height
        for row in self.rows:
            self._words(row, top, Element("TR", whole.element), is_head=False)
            top -= row.height

    def _lines(self) -> None:
        canvas, face, head = self.canv, self.whole.face, self.whole.head.height
        canvas.setFillColor(face.head)
        canvas.rect(0, self.height - head, self.width, head, stroke=0, fill=1)
        canvas.setStrokeColor(face.under_head)
        canvas.setLineWidth(0.8)
        canvas.line(0, self.height - head, self.width, self.height - head)
        canvas.setStrokeColor(face.line)
        canvas.setLineWidth(0.4)
        at = self.height - head
        for row in self.rows:
            at -= row.height
            canvas.line(0, at, self.width, at)

    def _words(self, row: Row, top: float, parent: Element | None, *, is_head: bool) -> None:
        """Write a row whose upper edge is at `top`; where it stands in the tree, each cell with its kind."""
        left, canvas = 0.0, self.canv
        for at, cell in enumerate(row.cells):
            is_name = is_head or at == 0
            if parent is None:
                self._cell(cell, at, left, top, row.height, is_bold=is_name)
            else:
                scope = COLUMN if is_head else ROW if is_name else ""
                element = Element("TH" if is_name else "TD", parent, scope)
                if any(cell):
                    with tagged(canvas, element):
                        self._cell(cell, at, left, top, row.height, is_bold=is_name)
            left += self.whole.widths[at]

    def _cell(self, cell: Cell, at: int, left: float, top: float, height: float, *, is_bold: bool) -> None:
        face, canvas = self.whole.face, self.canv
        font = face.bold if is_bold else face.plain
        canvas.setFont(font, face.size)
        written = len(cell) * face.leading
        baseline = top - (height + ABOVE - BELOW - written) / 2 - face.size
        for line in cell:
            if at in self.whole.numeric:
                right = left + self.whole.widths[at] - BESIDE
                canvas.drawString(right - width_of(line, font, face.size), baseline, line)
            else:
                canvas.drawString(left + BESIDE, baseline, line)
            baseline -= face.leading


# ---------------------------------------------------------------- laying out
def grid_of(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    numeric: Sequence[int],
    face: Face,
) -> Grid:
    """Return a table of these words. What is too wide for its column is broken, at words if it can be."""
    top = row_of(head, widths, face, is_head=True)
    whole = Whole(face, widths, frozenset(numeric), top)
    return Grid(whole, [part for row in rows for part in parts_of(row_of(row, widths, face), face)])


def row_of(texts: Sequence[str], widths: Sequence[float], face: Face, *, is_head: bool = False) -> Row:
    cells = []
    for at, text in enumerate(texts):
        font = face.bold if is_head or at == 0 else face.plain
        cells.append(lines_of(text, font, face.size, widths[at] - 2 * BESIDE))
    return Row(cells, height_of(cells, face))


def height_of(cells: Sequence[Cell], face: Face) -> float:
    return max(map(len, cells)) * face.leading + ABOVE + BELOW


def parts_of(row: Row, face: Face) -> list[Row]:
    """Return a row, in parts where it is longer than a page."""
    most = max(map(len, row.cells))
    if most <= MOST_LINES:
        return [row]
    parts = []
    for at in range(0, most, MOST_LINES):
        cells = [cell[at : at + MOST_LINES] for cell in row.cells]
        parts.append(Row(cells, height_of(cells, face)))
    return parts


@lru_cache(maxsize=8192)
def width_of(text: str, font: str, size: float) -> float:
    return pdfmetrics.stringWidth(text, font, size)


def lines_of(text: str, font: str, size: float, room: float) -> Cell:
    """Return the lines of a text in a column with so much room; a word that is too long is cut."""
    text = " ".join(text.split())
    if width_of(text, font, size) <= room:
        return (text,)
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width_of(longer, font, size) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        while width_of(word, font, size) > room and len(word) > 1:
            fits = 1
            while width_of(word[: fits + 1], font, size) <= room:
                fits += 1
            lines.append(word[:fits])
            word = word[fits:]
        line = word
    return (*lines, line) if line else tuple(lines)
