"""CSV files for people to open in a spreadsheet. No cell of theirs can become a formula."""

import csv
from collections.abc import Iterable

from django.http import HttpResponse

from supervision.roster.files.columns import FileForm
from supervision.roster.models import Upload
from supervision.roster.services import problems_with_rows

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: object) -> str:
    """Return a cell's text, with an apostrophe before what a spreadsheet would take for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def as_csv(name: str, head: Iterable[str], rows: Iterable[Iterable[object]]) -> HttpResponse:
    """Return a CSV file to be kept, UTF-8 with the mark by which spreadsheets know it."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    answer.write("\ufeff")
    sheet = csv.writer(answer)
    sheet.writerow(list(head))
    for row in rows:
        sheet.writerow([harmless(value) for value in row])
    return answer


def problems_csv(upload: Upload) -> HttpResponse:
    """Return everything to put right, each with its row as it stands."""
    head = ("file", "line", "column", "it says", "why it can’t go in", "your row")
    return as_csv("to-put-right.csv", head, problems_with_rows(upload))


def changes_csv(upload: Upload) -> HttpResponse:
    """Return everything that will change."""
    keys = ("about", "who", "kind", "what", "now", "after")
    rows = [[line[key] for key in keys] for line in upload.changes.get("lines", [])]
    return as_csv("what-will-change.csv", ("about", "who", "change", "what", "now", "after"), rows)


def sample_of(form: FileForm) -> HttpResponse:
    """Return one of the files with its columns and one row of examples."""
    return as_csv(form.name, form.names, [[column.example for column in form.columns]])
