"""What the words of a PDF are, for assistive technology: a heading, a paragraph, a cell under its head.

The library draws and says nothing of it. So each piece is marked in its page with a number, and a tree names
those numbers in reading order; what is there for the eye alone (lines, shades, the foot, the head of a table
that comes again) is marked as that. Source: ISO 32000-1, 14.7 and 14.8.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFObject

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
    name: str = ""
    """What the document calls it, once it is put there."""

    def __post_init__(self) -> None:
        if self.parent is not None:
            self.parent.parts.append(self)


Numbers = Callable[[str], str]
"""Returns how an object of the document is pointed at, such as "12 0 R"."""


class _Written(PDFObject):
    """An object written by hand when the document is: there are thousands, and the library is slow."""

    __RefOnly__ = 1

    def __init__(self, words: Callable[[Numbers], str]):
        self.words = words

    def format(self, document: Any) -> bytes:
        numbers = document.idToObjectNumberAndVersion
        return self.words(lambda name: f"{numbers[name][0]} {numbers[name][1]} R").encode("ascii")


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
        root = document.Reference(_Written(lambda ref: self._root(ref, top)))
        top = self._put(self.root, root.name, document)
        for page in self.by_page:
            self._name(document.Pages[page - 1], page)
        document.Catalog.StructTreeRoot = root
        document.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})

    def _put(self, element: Element, parent: str, document: Any) -> str:
        """Make an element and all that stands in it known to the document; return its name there."""
        written = _Written(lambda ref: self._element(element, parent, ref))
        element.name = document.Reference(written).name
        for part in element.parts:
            self._put(part, element.name, document)
        return element.name

    def _root(self, ref: Numbers, top: str) -> str:
        rows = (
            f"{page - 1} [{' '.join(ref(one.name) for one in pieces)}]"
            for page, pieces in sorted(self.by_page.items())
        )
        return f"<</Type/StructTreeRoot/K {ref(top)}/ParentTree <</Nums [{' '.join(rows)}]>>>>"

    @staticmethod
    def _element(element: Element, parent: str, ref: Numbers) -> str:
        said = f"<</Type/StructElem/S/{element.kind}/P {ref(parent)}"
        if element.mark is not None:
            page, number = element.mark
            said += f"/Pg {ref(f'Page{page}')}/K {number}"
        elif element.parts:
            said += f"/K [{' '.join(ref(one.name) for one in element.parts)}]"
        if element.scope:
            said += f"/A <</O/Table/Scope/{element.scope}>>"
        return f"{said}>>"

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
