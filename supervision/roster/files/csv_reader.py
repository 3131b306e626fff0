"""Reading CSV as people's programs really write it, a line at a time.

UTF-8 with or without a byte-order mark; commas or semicolons; lines that end in LF, CRLF or CR;
quoted cells that hold commas and new lines. Source: engineering.md, "Input".
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from supervision.roster.files.problems import Problems

CHUNK = 64 * 1024
MARK = b"\xef\xbb\xbf"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
SPREADSHEET = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
BROKEN_LINES_TOLD = 20
BLANK = " \t\r\n\v\f\u00a0\ufeff\u200b"
QUOTED = re.compile(r'"[^"]*"')


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one file is read: bytes, rows, columns, and bytes in one line."""

    size: int
    rows: int
    columns: int = 60
    line: int = 1024 * 1024


UPLOADED = Limits(size=20 * 1024 * 1024, rows=250_000)
"""What a page or the API takes."""
BY_COMMAND = Limits(size=2 * 1024 * 1024 * 1024, rows=10_000_000)
"""What an operator may bring from a folder of their own."""


class Unreadable(Exception):
    """The rest of the file cannot be read; why is among the problems already."""


class CsvFile:
    """One CSV file: its header, then its rows.

    `rows()` gives `(line, cells)` for each row that is not blank: `line` is the physical line the row
    starts on, counted from 1, and `cells` are as many as the header has, with no blanks around them.
    Whatever is wrong goes to `problems`; reading goes on where that makes sense.
    """

    def __init__(self, stream: BinaryIO, name: str, *, limits: Limits, problems: Problems):
        self.name, self.limits, self.problems = name, limits, problems
        self.delimiter = ","
        self.header: list[str] = []
        self.header_line = 0
        self._broken = 0
        self._lines = self._decoded(stream)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Read the header, then give the rows. Ends early where the file cannot be read on."""
        try:
            yield from self._rows()
        except Unreadable:
            return

    # ------------------------------------------------------------ rows
    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        first = self._find_header()
        if first is None:
            self.problems.add(self.name, 0, "", "", "The file is empty. Its first line names the columns.")
            return
        skipped, line = first
        reader = csv.reader(self._from(line), delimiter=self.delimiter, strict=True, skipinitialspace=True)
        width = count = 0
        while True:
            start = skipped + reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self.problems.add(self.name, start, "", "", self._said(error))
                if not self.header:
                    raise Unreadable from None
                continue
            cells = [cell.strip(BLANK) for cell in cells]
            while cells and not cells[-1] and len(cells) > width:
                cells.pop()
            if not any(cells):
                continue
            if not self.header:
                self._take_header(cells, start)
                width = len(cells)
                yield start, cells
                continue
            count += 1
            if count > self.limits.rows:
                self._refuse(
                    start, f"There are more than {self.limits.rows:,} rows. Bring them in several files."
                )
            if len(cells) == width:
                yield start, cells
            else:
                self._wrong_width(start, len(cells), width)

    def _take_header(self, cells: list[str], line: int) -> None:
        if len(cells) > self.limits.columns:
            self._refuse(line, f"There are more than {self.limits.columns} columns.")
        if len(cells) == 1 and "\t" in cells[0]:
            self._refuse(line, "The columns are parted by tabs. Save the file with commas or semicolons.")
        self.header, self.header_line = cells, line

    def _wrong_width(self, line: int, has: int, width: int) -> None:
        if has < width:
            why = f"This row has {has} cells and the first line names {width} columns: something is missing."
        else:
            why = f"This row has {has} cells and the first line names only {width} columns."
            mark = "semicolon" if self.delimiter == ";" else "comma"
            why += f" Put a cell that holds a {mark} in quotation marks."
        self.problems.add(self.name, line, "", "", why)

    def _said(self, error: csv.Error) -> str:
        text = str(error)
        if "unexpected end" in text:
            return "A quotation mark opens a cell in this row, and none closes it."
        if "expected after" in text:
            return "Something follows a closing quotation mark. Inside quotation marks, write one twice."
        if "field larger" in text:
            return "A cell in this row is too long; perhaps a quotation mark is opened and never closed."
        return "This row cannot be read."

    def _refuse(self, line: int, why: str) -> None:
        self.problems.add(self.name, line, "", "", why)
        raise Unreadable

    # ------------------------------------------------------------ lines
    def _find_header(self) -> tuple[int, str] | None:
        """Return how many lines come before the header, and the header; settle the delimiter by it."""
        for skipped, line in enumerate(self._lines):
            bare = line.strip(BLANK)
            if bare.lower() in ("sep=,", "sep=;"):
                continue
            if bare.strip(",;" + BLANK):
                unquoted = QUOTED.sub("", bare)
                self.delimiter = ";" if unquoted.count(";") > unquoted.count(",") else ","
                return skipped, line
        return None

    def _from(self, first: str) -> Iterator[str]:
        yield first
        yield from self._lines

    def _decoded(self, stream: BinaryIO) -> Iterator[str]:
        for number, raw in enumerate(self._physical(stream), start=1):
            if b"\0" in raw:
                self._refuse(
                    number,
                    "There is a NUL character in this line, so this is not a text file as it should be.",
                )
            try:
                yield raw.decode("utf-8")
            except UnicodeDecodeError as error:
                before = raw[: error.start].decode("utf-8", "replace")
                after = before[-20:].strip(BLANK)
                self.problems.add(
                    self.name,
                    number,
                    "",
                    "",
                    "This line is not UTF-8"
                    + (f" after “{after}”" if after else "")
                    + ". Save the file as “CSV UTF-8”.",
                )
                self._broken += 1
                if self._broken >= BROKEN_LINES_TOLD:
                    raise Unreadable from None
                yield raw.decode("utf-8", "replace")

    def _physical(self, stream: BinaryIO) -> Iterator[bytes]:
        """Give the lines with their ends, whichever of the three those are."""
        rest, taken, lines = b"", 0, 0
        while chunk := stream.read(CHUNK):
            if not taken:
                chunk = self._opened(chunk)
            taken += len(chunk)
            if taken > self.limits.size:
                self._refuse(0, f"The file is larger than {self.limits.size // (1024 * 1024):,} MB.")
            pieces = (rest + chunk).splitlines(keepends=True)
            # The last piece may go on in the next chunk, and a CR at its end may be half of a CRLF.
            rest = pieces.pop() if pieces else b""
            lines += len(pieces)
            if len(rest) > self.limits.line:
                self._refuse(lines + 1, "This line is longer than 1 MB.")
            yield from pieces
        if rest:
            yield rest

    def _opened(self, chunk: bytes) -> bytes:
        if chunk.startswith(UTF_16):
            self._refuse(0, "The file is saved as UTF-16 (“Unicode text”). Save it as “CSV UTF-8”.")
        if chunk.startswith(SPREADSHEET):
            self._refuse(0, "This is a spreadsheet. Save it as “CSV UTF-8”, one sheet for each file.")
        return chunk.removeprefix(MARK)
