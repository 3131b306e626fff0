"""What the words of a PDF are, for assistive technology: a heading, a paragraph, a cell under its head.

The library draws and says nothing of it. So each piece is marked in its page with a number, and a tree names
those numbers in reading order; what is there for the eye alone (lines, shades, the foot, the head of a table
that comes again) is marked as that. Source: ISO 32000-1, 14.7 and 14.8.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObjectReference

COLUMN, ROW = "Column", "Row"
"""Of what a head of a table is the head."""


@dataclass(slots=True, eq=False)
class Element:
    """One piece: its kind, what it stands in, and what stands in it; of words, page and number on it."""

    kind: str
    parent: Element | None = None
    scope: str = ""
    parts: list[Element] = field(default_factory=list)
    mark: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        if self.parent is not None:
            self.parent.parts.append(self)


class Tags:
    """The tree of one document, filled as it is drawn."""

    def __init__(self) -> None:
        self.root = Element("Document")
        self.by_page: dict[int, list[Element]] = {}

    def mark(self, element: Element, page: int) -> int:
        """Return the number of the next piece on a page, and have `element` be that piece."""
        pieces = self.by_page.setdefault(page, [])
        element.mark = (page, len(pieces))
        pieces.append(element)
        return len(pieces) - 1

    def keep(self, document: Any) -> None:
        """Put the tree into the document; its pages are there already."""
        tree = PDFDictionary({"Type": PDFName("StructTreeRoot")})
        root = document.Reference(tree)
        kept: dict[Element, PDFObjectReference] = {}
        tree["K"] = self._put(self.root, root, document, kept)
        numbers: list[Any] = []
        for page, pieces in sorted(self.by_page.items()):
            numbers += [page - 1, PDFArray([kept[one] for one in pieces])]
            self._name(document.Pages[page - 1], page)
        tree["ParentTree"] = document.Reference(PDFDictionary({"Nums": PDFArray(numbers)}))
        document.Catalog.StructTreeRoot = root
        document.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})

    def _put(self, element: Element, parent: Any, document: Any, kept: dict) -> Any:
        said = PDFDictionary({"Type": PDFName("StructElem"), "S": PDFName(element.kind), "P": parent})
        own = kept[element] = document.Reference(said)
        if element.mark is not None:
            page, number = element.mark
            said["Pg"], said["K"] = PDFObjectReference(f"Page{page}"), number
        elif element.parts:
            said["K"] = PDFArray([self._put(one, own, document, kept) for one in element.parts])
        if element.scope:
            said["A"] = PDFDictionary({"O": PDFName("Table"), "Scope": PDFName(element.scope)})
        return own

    @staticmethod
    def _name(page: Any, number: int) -> None:
        """Say in a page which row of the tree is its own, and that its order is the tree's."""
        page.__Defaults__ = page.__Defaults__ | {"StructParents": number - 1, "Tabs": PDFName("S")}


def root_of(canvas: Any) -> Element:
    """Return the element in which everything on a canvas stands."""
    root: Element = canvas.tags.root
    return root


@contextmanager
def tagged(canvas: Any, element: Element) -> Iterator[None]:
    """Mark what is drawn meanwhile as `element`."""
    number = canvas.tags.mark(element, canvas.getPageNumber())
    canvas._code.append(f"/{element.kind} <</MCID {number}>> BDC")
    yield
    canvas._code.append("EMC")


@contextmanager
def for_the_eye(canvas: Any) -> Iterator[None]:
    """Mark what is drawn meanwhile as nothing to be read aloud."""
    canvas._code.append("/Artifact BMC")
    yield
    canvas._code.append("EMC")
