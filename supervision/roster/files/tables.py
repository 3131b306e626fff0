"""One file into rows of values, each cell judged by its column."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, BinaryIO

from supervision.roster.files.columns import FILLED, Column, FileForm
from supervision.roster.files.csv_reader import CsvFile, Limits
from supervision.roster.files.problems import Problems
from supervision.roster.files.suggest import did_you_mean, nearest
from supervision.roster.files.values import Setting, Wrong

REMEMBERED = 20_000


@dataclass(slots=True)
class Table:
    """What one file says.

    `rows` are those in which every cell is right; `half` holds what could be read of the others, so
    that a name misspelt in one row is not called unknown in a hundred more. `columns` are the ones
    the file has. `is_readable` is False where its header could not be used.
    """

    form: FileForm
    rows: list[Any] = field(default_factory=list)
    half: list[dict[str, object]] = field(default_factory=list)
    columns: frozenset[str] = frozenset()
    is_readable: bool = False

    def all_of(self, column: str) -> set[Any]:
        """Return every value of `column`, in right rows and in others."""
        values = {getattr(row, column) for row in self.rows}
        return values | {row[column] for row in self.half if column in row}


def read_table(
    form: FileForm, stream: BinaryIO, *, setting: Setting, limits: Limits, problems: Problems
) -> Table:
    """Read one file of this form. What is wrong goes to `problems`; nothing is raised."""
    table = Table(form)
    sheet = CsvFile(stream, form.name, limits=limits, problems=problems)
    rows = sheet.rows()
    header = next(rows, None)
    if header is None:
        return table
    line, names = header
    places = _places(form, line, names, problems)
    if places is None:
        return table
    table.is_readable = True
    table.columns = frozenset(places)
    setting = Setting(delimiter=sheet.delimiter, zone=setting.zone)
    readers: list[tuple[Column, int | None, dict[str, object]]] = [
        (column, places.get(column.name), {}) for column in form.columns
    ]
    for line, cells in rows:
        values: dict[str, object] = {}
        for column, place, known in readers:
            text = cells[place] if place is not None else ""
            if text in known:
                values[column.name] = known[text]
                continue
            try:
                value = _value(column, text, setting)
            except Wrong as wrong:
                problems.add(form.name, line, column.name, text, str(wrong))
                continue
            if len(known) < REMEMBERED:
                known[text] = value
            values[column.name] = value
        if len(values) == len(form.columns):
            table.rows.append(form.row(line, **values))
        else:
            table.half.append(values)
    return table


def _value(column: Column, text: str, setting: Setting) -> object:
    if text:
        return column.parse(text, setting)
    if column.empty is FILLED:
        raise Wrong("This cell cannot be empty.")
    return column.empty


def _places(form: FileForm, line: int, names: list[str], problems: Problems) -> dict[str, int] | None:
    """Return where each column stands, or None where the header cannot be used."""
    before = problems.count
    places: dict[str, int] = {}
    known = {column.name: column for column in form.columns}
    for place, said in enumerate(names):
        name = "_".join(said.casefold().replace("-", " ").replace("_", " ").split())
        if not said:
            problems.add(form.name, line, "", "", f"Column {place + 1} has no name.")
        elif name not in known:
            meant = nearest(name, [each for each in known if each not in places])
            why = f"There is no such column in {form.name}." + did_you_mean(meant)
            problems.add(form.name, line, said, said, why)
        elif name in places:
            problems.add(form.name, line, name, said, "This column stands here twice.")
        else:
            places[name] = place
    for column in form.columns:
        if column.must_be_there and column.name not in places:
            problems.add(form.name, line, column.name, "", f"The column {column.name} is missing.")
    return places if problems.count == before else None
