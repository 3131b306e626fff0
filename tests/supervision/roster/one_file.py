"""One file, read a row at a time: each row given as its differences from a good one."""

from io import BytesIO

from supervision.roster.files.checks import Known
from supervision.roster.files.columns import FORMS
from supervision.roster.files.reading import read_files

GOOD = {
    "organisation.csv": ["Alder", "Europe/London", "GB", "ENG"],
    "teams.csv": ["Community", "", "ruth@alder.example"],
    "roster.csv": [
        "asha@alder.example",
        "Asha Denholm",
        "Community",
        "case_manager",
        "employee",
        "1.0",
        "2024-02-29",
        "",
        "Europe/London",
        "Mon-Fri",
        "ruth@alder.example",
        "judith@alder.example",
    ],
    "policies.csv": ["Everyone", "organisation"],
    "rules.csv": [
        *(
            "Everyone",
            "Every four weeks",
            "rolling",
            "individual;group",
            "45",
            "full",
            "28",
            "42:7;182:14",
            "14",
            "56",
        ),
        *("", "", "", "none", "7", "3", "14", "sickness;parental"),
    ],
    "leave.csv": ["asha@alder.example", "2026-08-03", "2026-08-14", "annual"],
    "sessions.csv": [
        *("2026-10-05T10:00:00+01:00", "60", "group", "held", "judith@alder.example"),
        *("asha@alder.example;ruth@alder.example", "asha@alder.example"),
    ],
    "worked.csv": ["asha@alder.example", "2026-10-05", "1.5"],
}
KNOWN = Known(
    name="Alder",
    slug="alder",
    zone="Europe/London",
    emails={"asha@alder.example", "ruth@alder.example", "judith@alder.example"},
    teams=("Community", "Hospital to home"),
    policies={"Everyone"},
    leads={"ruth@alder.example"},
)
FORM = {form.name: form for form in FORMS}


def quoted(cell, delimiter):
    return f'"{cell}"' if delimiter in cell or "\n" in cell else cell


def read(file, *rows, delimiter=",", known=KNOWN, columns=None, **others):
    """Read one file of these rows, each given as its differences from a good one."""
    names = FORM[file].names if columns is None else columns
    good = dict(zip(FORM[file].names, GOOD[file], strict=True))
    lines = [delimiter.join(names)]
    for row in rows:
        cells = {**good, **row}
        lines.append(delimiter.join(quoted(cells[name], delimiter) for name in names))
    files = {file: BytesIO("\n".join(lines).encode()), **others}
    return read_files(files, known)


def said(reading):
    return [(problem.line, problem.column, problem.why) for problem in reading.problems.kept]
