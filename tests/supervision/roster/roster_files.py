"""A small organisation's files, to be changed a cell at a time."""

from io import BytesIO

from supervision.roster.files.columns import FORMS

FORM = {form.name: form for form in FORMS}
ORGANISATION = [{"name": "Alder House", "time_zone": "Europe/London", "country": "GB", "subdivision": "ENG"}]
PEOPLE = [
    {
        "email": "ruth@alder.example",
        "name": "Ruth Amos",
        "team": "Community",
        "roles": "team_lead;supervisor",
        "start_date": "2020-01-06",
        "supervisor_email": "judith@alder.example",
    },
    {
        "email": "judith@alder.example",
        "name": "Judith Pérez",
        "team": "Community",
        "roles": "supervisor",
        "employment": "external",
        "start_date": "2019-03-01",
        "time_zone": "Europe/Madrid",
    },
    {
        "email": "asha@alder.example",
        "name": "Asha Denholm",
        "team": "Community",
        "roles": "case_manager",
        "fte": "0.8",
        "start_date": "2024-02-29",
        "working_days": "Mon-Thu",
        "line_manager_email": "ruth@alder.example",
        "supervisor_email": "judith@alder.example",
    },
    {
        "email": "boss@alder.example",
        "name": "Bo Ssé",
        "roles": "admin",
        "start_date": "2018-01-01",
    },
]
POLICIES = [
    {"policy": "Everyone", "applies_to": "organisation"},
    {"policy": "Community team", "applies_to": "team:Community"},
]
RULES = [
    {
        "policy": "Everyone",
        "rule": "Every four weeks",
        "kind": "rolling",
        "interval_days": "28",
        "first_within_days": "14",
        "pausing_leave": "sickness",
    },
    {
        "policy": "Community team",
        "rule": "Every three weeks",
        "kind": "rolling",
        "interval_days": "21",
        "first_within_days": "14",
        "pausing_leave": "sickness;parental",
    },
]
LEAVE = [
    {"email": "asha@alder.example", "starts_on": "2026-08-03", "ends_on": "2026-08-14", "kind": "annual"},
    {"email": "ruth@alder.example", "starts_on": "2026-09-01", "ends_on": "", "kind": "study"},
]
SESSIONS = [
    {
        "starts_at": "2026-10-05T10:00:00+01:00",
        "minutes": "60",
        "kind": "individual",
        "status": "held",
        "supervisor": "judith@alder.example",
        "invited": "asha@alder.example",
        "attended": "asha@alder.example",
    },
    {
        "starts_at": "2026-10-12T10:00:00+01:00",
        "minutes": "90",
        "kind": "group",
        "status": "held",
        "supervisor": "judith@alder.example",
        "invited": "asha@alder.example;ruth@alder.example",
        "attended": "ruth@alder.example",
    },
    {
        "starts_at": "2026-12-14T10:00:00+00:00",
        "minutes": "60",
        "kind": "individual",
        "status": "booked",
        "supervisor": "judith@alder.example",
        "invited": "asha@alder.example",
    },
]
WORKED = [{"email": "asha@alder.example", "day": "2026-10-06", "units": "1.5"}]
ALL = {
    "organisation.csv": ORGANISATION,
    "roster.csv": PEOPLE,
    "policies.csv": POLICIES,
    "rules.csv": RULES,
    "leave.csv": LEAVE,
    "sessions.csv": SESSIONS,
    "worked.csv": WORKED,
}


def with_row(rows, number, **cells):
    """Return `rows` with some cells of one row changed."""
    return [{**row, **cells} if place == number else row for place, row in enumerate(rows)]


def text_of(file, rows, *, delimiter=",", end="\n", mark=False):
    """Return a file as bytes; every cell in quotation marks."""
    names = FORM[file].names
    lines = [delimiter.join(names)]
    lines += [delimiter.join(f'"{row.get(name, "")}"' for name in names) for row in rows]
    return ("\ufeff" if mark else "").encode() + (end.join(lines) + end).encode()


def texts(files=ALL, **form):
    return {name: text_of(name, rows, **form) for name, rows in files.items()}


def streams(files=ALL, **form):
    """Return files as they are opened."""
    return {name: BytesIO(content) for name, content in texts(files, **form).items()}
