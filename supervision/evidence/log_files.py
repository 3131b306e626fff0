"""A log as a file for a spreadsheet."""

from django.http import HttpResponse

from supervision.evidence.log import Log
from supervision.evidence.rules import minutes_words
from supervision.people.sheets import as_csv

HEAD = (
    "date",
    "organisation",
    "supervisor",
    "kind",
    "supervisees",
    "minutes",
    "counted as",
    "credited",
    "why",
    "recorded",
)


def log_csv(log: Log) -> HttpResponse:
    """Return a year's log: dates, minutes, kinds and names of supervisors, never what was said.

    Its last column says who recorded each: Holdspace, or its owner.
    """
    rows = (
        (
            line.sat.on.isoformat(),
            line.organisation,
            line.supervisor,
            line.sat.kind,
            line.sat.attended,
            line.sat.minutes,
            log.counting.name,
            minutes_words(line.credited),
            line.why,
            "by myself" if line.is_own else "in Holdspace",
        )
        for line in log.lines
    )
    return as_csv(f"my-log-{log.year.first:%Y-%m-%d}.csv", HEAD, rows)
