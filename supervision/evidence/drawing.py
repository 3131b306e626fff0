"""Drawing a paper as a PDF: A4, an embedded font, heads of tables on every page, page numbers, bookmarks.

The library writes no tags for assistive technology; the accessible form of a document is its page. What it
does write: title, author, language, an outline of headings, words in reading order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
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
    LongTable,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    TableStyle,
)

from supervision.evidence.paper import Block, Facts, Paper, Section, Table, Words

FONTS = Path(__file__).parent / "fonts"
PLAIN, BOLD = "DejaVuSansCondensed", "DejaVuSansCondensed-Bold"
INK, SOFT, LINE, PINE, SUNKEN = (
    HexColor(value) for value in ("#1c2926", "#4f5b57", "#dcdad0", "#1f5546", "#f3f2ec")
)
WIDE, HIGH = A4
SIDE, TOP, FOOT = 18 * mm, 18 * mm, 20 * mm
ROOM = WIDE - 2 * SIDE
SIZE, LEADING = 8.5, 11.0
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
CELL = style("cell", fontSize=SIZE, leading=LEADING)
NUMBER = style("number", fontSize=SIZE, leading=LEADING, alignment=TA_RIGHT)
NAME = style("name", fontName=BOLD, fontSize=SIZE, leading=LEADING)


class Heading(Paragraph):
    """A heading that stands in the outline of the document."""

    def __init__(self, text: str, look: ParagraphStyle, level: int):
        super().__init__(escape(text), look)
        self.words, self.level = text, level


class Counted(Canvas):
    """A canvas that keeps its pages until the last, since each says how many there are."""

    def __init__(self, *given: Any, foot: str, **options: Any):
        super().__init__(*given, **{**options, "initialFontName": PLAIN})
        self._foot = foot
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:
        self._kept.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]  # what showPage of the library ends with

    def save(self) -> None:
        for number, page in enumerate(self._kept, 1):
            self.__dict__.update(page)
            self.setFont(PLAIN, 7.5)
            self.setFillColor(SOFT)
            self.drawString(SIDE, 11 * mm, self._foot)
            self.drawRightString(WIDE - SIDE, 11 * mm, f"Page {number} of {len(self._kept)}")
            super().showPage()
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
        pageCompression=1,
    )
    sheets.build(story(paper), canvasmaker=partial(Counted, foot=foot))
    return sheets.page


def story(paper: Paper) -> list[Flowable]:
    """Return all that is to be drawn, in reading order."""
    parts: list[Flowable] = [Paragraph(escape(paper.title), TITLE)]
    parts += [Paragraph(escape(line), UNDER) for line in paper.lines]
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
        return [Paragraph(escape(block.text), QUIET if block.is_soft else BODY)]
    if isinstance(block, Facts):
        return [facts(block), Spacer(1, 2 * mm)]
    # A caption never stands alone at the foot of a page.
    return [
        CondPageBreak(24 * mm),
        Paragraph(escape(block.caption), CAPTION),
        table(block),
        Spacer(1, 3 * mm),
    ]


def facts(block: Facts) -> Flowable:
    """Return facts as a row of figures, up to four side by side."""
    across = 4
    cells: list[Any] = [
        [Paragraph(escape(name), QUIET), Paragraph(f"<b>{escape(value)}</b>", BODY)]
        for name, value in block.rows
    ]
    rows = [cells[at : at + across] for at in range(0, len(cells), across)]
    rows[-1] = [*rows[-1], *[""] * (across - len(rows[-1]))]
    look = TableStyle(
        [
            ("FONT", (0, 0), (-1, -1), PLAIN, SIZE, LEADING),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("LINEABOVE", (0, 0), (-1, 0), 0.5, LINE),
        ]
    )
    return LongTable(rows, colWidths=[ROOM / across] * across, style=look)


def table(block: Table) -> Flowable:
    """Return a table whose head comes again on each page. What is too wide for its column is broken."""
    widths = [ROOM * share / sum(block.shares) for share in block.shares]
    numeric = set(block.numeric)
    head = [
        Paragraph(f"<b>{escape(name)}</b>", NUMBER if at in numeric else CELL)
        for at, name in enumerate(block.head)
    ]
    rows = [
        [cell(text, widths[at], at in numeric, at == 0) for at, text in enumerate(row)] for row in block.rows
    ]
    return LongTable(
        [head, *rows], colWidths=widths, repeatRows=1, style=TableStyle(look_of(numeric, len(rows)))
    )


def cell(text: str, width: float, is_number: bool, is_name: bool) -> Any:
    """Return plain text where it fits, which is a good deal faster than a paragraph."""
    font = BOLD if is_name else PLAIN
    if pdfmetrics.stringWidth(text, font, SIZE) <= width - 8:
        return text
    return Paragraph(escape(text), NUMBER if is_number else NAME if is_name else CELL)


def look_of(numeric: set[int], rows: int) -> Sequence[tuple]:
    return [
        ("FONT", (0, 0), (-1, -1), PLAIN, SIZE, LEADING),
        ("FONT", (0, 1), (0, -1), BOLD, SIZE, LEADING),
        ("TEXTCOLOR", (0, 0), (-1, -1), INK),
        ("BACKGROUND", (0, 0), (-1, 0), SUNKEN),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, PINE),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, LINE),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
        *[("ALIGN", (at, 0), (at, -1), "RIGHT") for at in numeric],
    ]
