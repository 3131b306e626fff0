"""CSV files for people to open in a spreadsheet. No cell of theirs can become a formula."""

import csv
from collections.abc import Iterable

from django.http import HttpResponse

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
