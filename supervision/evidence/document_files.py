"""A document as a file."""

from datetime import date

from django.http import HttpResponse

from supervision.evidence import documents
from supervision.evidence.models import Document, Piece


def as_pdf(found: Document) -> HttpResponse:
    """Return the PDF as a file to keep; its name says what it is and whose it is not."""
    answer = HttpResponse(documents.content_of(found, Piece.Part.PDF), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{file_name(found)}"'
    answer["Cache-Control"] = "no-store"
    return answer


def file_name(found: Document) -> str:
    kinds: dict[str, str] = {"log": "my-log", "pack": "inspection-pack", "team": "team"}
    since: date = found.since
    return f"{kinds[found.kind]}-{since:%Y-%m}-to-{found.until:%Y-%m}.pdf"
