"""Drawing a paper as a PDF: A4, an embedded font, heads of tables on every page, page numbers, bookmarks.

For assistive technology it says its title, author and language, has an outline, and names each heading,
paragraph and cell in reading order (`tags.py`). The page of a document stays its first accessible form.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
)

from supervision.evidence.grid import Face, Grid, grid_of
from supervision.evidence.paper import Block, Facts, Paper, Section, Table, Words
from supervision.evidence.tags import Element, Tags, for_the_eye, root_of, tagged

FONTS = Path(__file__).parent / "fonts"
PLAIN, BOLD = "DejaVuSansCondensed", "DejaVuSansCondensed-Bold"
INK, SOFT, LINE, PINE, SUNKEN = (
    HexColor(value) for value in ("#1c2926", "#4f5b57", "#dcdad0", "#1f5546", "#f3f2ec")
)
WIDE, HIGH = A4
SIDE, TOP, FOOT = 18 * mm, 18 * mm, 20 * mm
ROOM = WIDE - 2 * SIDE
SIZE, LEADING = 8.5, 11.0
COMPRESSED = 1
Tick = Callable[[int], None]
"""Called with the number of each page as it is done; what it raises stops the drawing."""


@cache
def fonts_are_there() -> bool:
    """Make the two faces known, once for a process."""
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / f"{name}.ttf")))
    pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)
    return True


def style(name: str, **given: Any) -> ParagraphStyle:
    usual: dict[str, Any] = {
        "fontName": PLAIN,
        "fontSize": 9.5,
        "leading": 13.5,
        "textColor": INK,
        "bulletFontName": PLAIN,
    }
    return ParagraphStyle(name, **(usual | given))


TITLE = style("title", fontName=BOLD, fontSize=20, leading=25, textColor=PINE, spaceAfter=4)
UNDER = style("under", textColor=SOFT)
HEADINGS = (
    style("h1", fontName=BOLD, fontSize=14, leading=18, textColor=PINE, spaceBefore=14, spaceAfter=5),
    style("h2", fontName=BOLD, fontSize=11, leading=15, spaceBefore=10, spaceAfter=3),
)
BODY = style("body", spaceAfter=5)
QUIET = style("quiet", fontSize=8.5, leading=12, textColor=SOFT, spaceAfter=5)
CAPTION = style("caption", fontName=BOLD, fontSize=9, leading=12, spaceBefore=6, spaceAfter=3)
FACE = Face(PLAIN, BOLD, SIZE, LEADING, INK, SUNKEN, PINE, LINE)


class Prose(Paragraph):
    """A paragraph that says what it is."""

    kind = "P"

    def draw(self) -> None:
        with tagged(self.canv, self.element()):
            super().draw()

    def element(self) -> Element:
        return Element(self.kind, root_of(self.canv))


class Title(Prose):
    kind = "H1"


class Heading(Prose):
    """A heading that stands in the outline of the document."""

    def __init__(self, text: str, look: ParagraphStyle, level: int):
        super().__init__(escape(text), look)
        self.words, self.level, self.kind = text, level, f"H{level + 1}"


class Caption(Prose):
    """The name of a table, and in the tree a part of it."""

    kind = "Caption"

    def __init__(self, text: str, grid: Grid):
        super().__init__(escape(text), CAPTION)
        self.whole = grid.whole

    def element(self) -> Element:
        self.whole.element = Element("Table", root_of(self.canv))
        return Element(self.kind, self.whole.element)


class Counted(Canvas):
    """A canvas that keeps its pages until the last, since each says how many there are."""

    def __init__(self, *given: Any, foot: str, **options: Any):
        super().__init__(*given, **{**options, "initialFontName": PLAIN})
        self._foot = foot
        self.tags = Tags()
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:
        self._kept.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]  # what showPage of the library ends with

    def save(self) -> None:
        for number, page in enumerate(self._kept, 1):
            self.__dict__.update(page)
            with for_the_eye(self):
                self.setFont(PLAIN, 7.5)
                self.setFillColor(SOFT)
                self.drawString(SIDE, 11 * mm, self._foot)
                self.drawRightString(WIDE - SIDE, 11 * mm, f"Page {number} of {len(self._kept)}")
            super().showPage()
        self.tags.keep(self._doc)  # type: ignore[attr-defined]
        super().save()


class Sheets(BaseDocTemplate):
    """A4 sheets with one frame, an outline, and word of each page as it is laid out."""

    def __init__(self, out: BinaryIO, *, tick: Tick, **options: Any):
        super().__init__(out, pagesize=A4, **options)
        frame = Frame(SIDE, FOOT, ROOM, HIGH - TOP - FOOT, 0, 0, 0, 0, id="page")
        self.addPageTemplates([PageTemplate("page", [frame])])
        self.tick = tick
        self.headings = 0

    def afterFlowable(self, flowable: Flowable) -> None:
        if isinstance(flowable, Heading):
            self.headings += 1
            key = f"h{self.headings}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(flowable.words, key, flowable.level - 1, closed=flowable.level > 1)

    def afterPage(self) -> None:
        self.tick(self.page)


def draw(paper: Paper, out: BinaryIO, *, author: str, foot: str, tick: Tick = lambda page: None) -> int:
    """Draw `paper` into `out` and return how many pages it took. `foot` stands under every page."""
    fonts_are_there()
    sheets = Sheets(
        out,
        tick=tick,
        title=paper.title,
        author=author,
        subject=" ".join(paper.lines[:1]),
        creator="Holdspace",
        lang="en-GB",
        displayDocTitle=True,
        pageCompression=COMPRESSED,
    )
    sheets.build(story(paper), canvasmaker=partial(Counted, foot=foot))
    return sheets.page


def story(paper: Paper) -> list[Flowable]:
    """Return all that is to be drawn, in reading order."""
    parts: list[Flowable] = [Title(escape(paper.title), TITLE)]
    parts += [Prose(escape(line), UNDER) for line in paper.lines]
    parts.append(Spacer(1, 4 * mm))
    for section in paper.sections:
        parts += section_of(section)
    return parts


def section_of(section: Section) -> list[Flowable]:
    """Return a section; its heading never stands alone at the foot of a page."""
    look = HEADINGS[min(section.level, len(HEADINGS)) - 1]
    parts: list[Flowable] = [PageBreak()] if section.starts_page else [CondPageBreak(34 * mm)]
    parts.append(Heading(section.heading, look, section.level))
    for block in section.blocks:
        parts += block_of(block)
    return parts


def block_of(block: Block) -> list[Flowable]:
    if isinstance(block, Words):
        return [Prose(escape(block.text), QUIET if block.is_soft else BODY)]
    if isinstance(block, Facts):
        return [Figures(block), Spacer(1, 2 * mm)] if block.rows else []
    grid = table(block)
    # A caption never stands alone at the foot of a page.
    return [CondPageBreak(24 * mm), Caption(block.caption, grid), grid, Spacer(1, 3 * mm)]


class Figures(Flowable):
    """Facts as a row of figures, up to four side by side, under a line."""

    ACROSS, ABOVE, BETWEEN = 4, 3, 3

    def __init__(self, block: Facts):
        super().__init__()
        pairs = [
            (Prose(escape(name), QUIET), Prose(f"<b>{escape(value)}</b>", BODY)) for name, value in block.rows
        ]
        self.rows = [pairs[at : at + self.ACROSS] for at in range(0, len(pairs), self.ACROSS)]

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        each = ROOM / self.ACROSS - 6
        self.heights = [
            max(sum(part.wrap(each, height)[1] for part in pair) for pair in row) + 3 * self.BETWEEN
            for row in self.rows
        ]
        self.width, self.height = ROOM, self.ABOVE + sum(self.heights)
        return self.width, self.height

    def draw(self) -> None:
        with for_the_eye(self.canv):
            self.canv.setStrokeColor(LINE)
            self.canv.setLineWidth(0.5)
            self.canv.line(0, self.height, ROOM, self.height)
        top = self.height - self.ABOVE
        for row, height in zip(self.rows, self.heights, strict=True):
            for at, (name, value) in enumerate(row):
                left, below = at * ROOM / self.ACROSS, top - name.height
                name.drawOn(self.canv, left, below)
                value.drawOn(self.canv, left, below - self.BETWEEN - value.height)
            top -= height


def table(block: Table) -> Grid:
    """Return a table whose head comes again on each page. What is too wide for its column is broken."""
    widths = [ROOM * share / sum(block.shares) for share in block.shares]
    return grid_of(block.head, block.rows, widths, block.numeric, FACE)
