"""An upload's lists as files for a spreadsheet."""

from django.http import HttpResponse

from supervision.people.sheets import as_csv
from supervision.roster.files.columns import FileForm
from supervision.roster.models import Upload
from supervision.roster.services import problems_with_rows


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
