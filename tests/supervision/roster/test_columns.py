"""Every column of every file: what goes in, what does not, and why."""

from io import BytesIO
from pathlib import Path

import pytest

from supervision.roster.files.columns import FORMS
from supervision.roster.files.reading import read_files
from tests.supervision.roster.one_file import FORM, GOOD, KNOWN, quoted, read, said


@pytest.mark.parametrize("file", GOOD)
def test_a_good_row_goes_in(file):
    reading = read(file, {})

    assert said(reading) == [] and reading.remarks.count == 0


@pytest.mark.parametrize(
    ("file", "column", "cell"),
    [
        ("roster.csv", "email", "Asha@Alder.Example"),
        ("roster.csv", "email", "o'brien+x@bücher.example"),
        ("roster.csv", "name", "Ŵyn ap Ŷsgol-Wójcik ñ 王小明 والد"),
        ("roster.csv", "name", 'Denholm, ""Ash""'),
        ("roster.csv", "team", ""),
        ("roster.csv", "roles", ""),
        ("roster.csv", "roles", "Case manager; Supervisor ;"),
        ("roster.csv", "employment", "External"),
        ("roster.csv", "employment", ""),
        ("roster.csv", "fte", ""),
        ("roster.csv", "fte", "0.37"),
        ("roster.csv", "fte", "1"),
        ("roster.csv", "fte", ".5"),
        ("roster.csv", "fte", "0.14285714"),
        ("roster.csv", "fte", "1.20"),
        ("roster.csv", "start_date", "1999-12-31"),
        ("roster.csv", "start_date", "2026-01-05 00:00:00"),
        ("roster.csv", "end_date", "2024-02-29"),
        ("roster.csv", "end_date", "9999-12-31"),
        ("roster.csv", "time_zone", "Pacific/Kiritimati"),
        ("roster.csv", "time_zone", "america/argentina/buenos_aires"),
        ("roster.csv", "time_zone", ""),
        ("roster.csv", "working_days", "Fri-Mon"),
        ("roster.csv", "working_days", "Monday – Wednesday, sat"),
        ("roster.csv", "working_days", "Mon Wed Fri"),
        ("roster.csv", "line_manager_email", ""),
        ("roster.csv", "supervisor_email", "JUDITH@alder.example"),
        ("organisation.csv", "country", "uk"),
        ("organisation.csv", "subdivision", "GB-WLS"),
        ("organisation.csv", "time_zone", ""),
        ("policies.csv", "applies_to", "Role: Team lead"),
        ("policies.csv", "applies_to", "team:hospital to HOME"),
        ("rules.csv", "counts", ""),
        ("rules.csv", "stages", "182:14;42:7"),
        ("rules.csv", "minutes", "0"),
        ("rules.csv", "max_interval_days", ""),
        ("rules.csv", "first_within_days", "0"),
        ("rules.csv", "pausing_leave", ""),
        ("leave.csv", "ends_on", ""),
        ("leave.csv", "ends_on", "2026-08-03"),
        ("sessions.csv", "starts_at", "2026-10-05T09:00:00Z"),
        ("sessions.csv", "starts_at", "2026-10-05 10:00+05:45"),
        ("sessions.csv", "minutes", "1440"),
        ("sessions.csv", "minutes", "45.0"),
        ("sessions.csv", "invited", "asha@alder.example; judith@alder.example"),
        ("sessions.csv", "attended", ""),
        ("worked.csv", "units", "0"),
        ("worked.csv", "units", "0.125"),
    ],
)
def test_odd_but_clear_cells_go_in(file, column, cell):
    assert said(read(file, {column: cell})) == []


@pytest.mark.parametrize(
    ("file", "column", "cell", "why"),
    [
        ("roster.csv", "email", "", "cannot be empty"),
        ("roster.csv", "email", "asha", "not an e-mail address"),
        ("roster.csv", "email", "Asha <asha@alder.example>", "Did you mean “asha@alder.example”?"),
        ("roster.csv", "email", "asha@@alder.example", "not an e-mail address"),
        ("roster.csv", "email", "asha@alder..example", "not an e-mail address"),
        ("roster.csv", "email", f"{'a' * 250}@alder.example", "not an e-mail address"),
        ("roster.csv", "name", "", "cannot be empty"),
        ("roster.csv", "name", "x" * 201, "200 letters at most"),
        ("roster.csv", "name", "bell\x07", "cannot be shown"),
        ("roster.csv", "team", "x" * 121, "120 letters at most"),
        ("roster.csv", "team", "Comunity", "No team has this name. Did you mean “Community”?"),
        ("roster.csv", "roles", "case_manger", "Did you mean “case_manager”?"),
        ("roster.csv", "employment", "contractor", "employee, associate or external"),
        ("roster.csv", "fte", "0", "more than 0"),
        ("roster.csv", "fte", "-1", "not a number"),
        ("roster.csv", "fte", "80%", "Did you mean “0.8”?"),
        ("roster.csv", "fte", "37.5", "2 at most"),
        ("roster.csv", "fte", "0,8", "Did you mean “0.8”?"),
        ("roster.csv", "fte", "0.123456789", "8 decimal places"),
        ("roster.csv", "fte", "NaN", "not a number"),
        ("roster.csv", "fte", "1e0", "not a number"),
        ("roster.csv", "start_date", "2026-02-30", "There is no such day. Dates are written 2026-02-28."),
        ("roster.csv", "start_date", "2025-02-29", "There is no such day."),
        ("roster.csv", "start_date", "28/02/2026", "Did you mean “2026-02-28”?"),
        ("roster.csv", "start_date", "01/02/2026", "year first."),
        ("roster.csv", "start_date", "0026-02-01", "between 1900 and 2199"),
        ("roster.csv", "start_date", "", "cannot be empty"),
        ("roster.csv", "end_date", "2024-02-28", "It ends before it starts, on 2024-02-29."),
        ("roster.csv", "time_zone", "Europe/Londn", "Did you mean “Europe/London”?"),
        ("roster.csv", "time_zone", "../../etc/passwd", "no time zone"),
        ("roster.csv", "working_days", "Mon-Fir", "no day of the week"),
        ("roster.csv", "working_days", "-", "no day of the week"),
        ("roster.csv", "line_manager_email", "asha@alder.example", "Nobody can be this for themselves."),
        ("roster.csv", "line_manager_email", "rut@alder.example", "Did you mean “ruth@alder.example”?"),
        ("roster.csv", "supervisor_email", "asha@alder.example", "Nobody can be this for themselves."),
        (
            "roster.csv",
            "supervisor_email",
            "nobody@far.example",
            "Nobody in roster.csv or in the organisation",
        ),
        ("organisation.csv", "name", "", "cannot be empty"),
        ("organisation.csv", "time_zone", "London", "Did you mean “Europe/London”?"),
        ("organisation.csv", "country", "GBR", "two letters"),
        ("organisation.csv", "subdivision", "Mid Wales", "short code"),
        ("teams.csv", "team", "", "cannot be empty"),
        ("teams.csv", "parent", "Adult services", "No team here has this name."),
        ("teams.csv", "parent", "Community", "stand under itself"),
        ("teams.csv", "lead_email", "asha@alder.example", "does not have the role team_lead"),
        ("teams.csv", "lead_email", "rth@alder.example", "Did you mean “ruth@alder.example”?"),
        ("policies.csv", "policy", "", "cannot be empty"),
        ("policies.csv", "applies_to", "role:superviser", "Did you mean “supervisor”?"),
        ("policies.csv", "applies_to", "team:Comunity", "Did you mean “Community”?"),
        ("policies.csv", "applies_to", "teams:Community", "Did you mean “team:Community”?"),
        ("policies.csv", "applies_to", "team:", "It is written organisation"),
        ("rules.csv", "policy", "Everybody", "No policy has this name."),
        ("rules.csv", "rule", "", "cannot be empty"),
        ("rules.csv", "kind", "weekly", "It can be rolling"),
        ("rules.csv", "counts", "individual;grup", "Did you mean “group”?"),
        ("rules.csv", "min_minutes", "1441", "between 0 and 1,440"),
        ("rules.csv", "credit", "third", "It can be full"),
        ("rules.csv", "interval_days", "", "needs interval_days, more than 0."),
        ("rules.csv", "interval_days", "0", "needs interval_days, more than 0."),
        ("rules.csv", "interval_days", "28.5", "whole number"),
        ("rules.csv", "interval_days", "99999", "between 0 and 32,767"),
        ("rules.csv", "stages", "42-7", "Stages are written 42:7;182:14"),
        ("rules.csv", "stages", "42:0", "Stages are written 42:7;182:14"),
        ("rules.csv", "stages", "42:7;42:14", "Day 42 stands here twice."),
        ("rules.csv", "first_within_days", "", "needs first_within_days."),
        ("rules.csv", "max_interval_days", "many", "not a number"),
        ("rules.csv", "minutes", "-5", "not a number"),
        ("rules.csv", "sessions_a_year", "x", "not a number"),
        ("rules.csv", "units", "1234567", "less than 1,000,000"),
        ("rules.csv", "part_time", "half", "It can be none"),
        ("rules.csv", "warn_days", "soon", "not a number"),
        ("rules.csv", "grace_days", "-1", "not a number"),
        ("rules.csv", "escalate_after_days", "1.5", "whole number"),
        ("rules.csv", "pausing_leave", "sickness;holiday", "It can be annual"),
        ("leave.csv", "email", "ruht@alder.example", "Did you mean “ruth@alder.example”?"),
        ("leave.csv", "starts_on", "", "cannot be empty"),
        ("leave.csv", "ends_on", "2026-08-02", "It ends before it starts"),
        ("leave.csv", "ends_on", "2026-02-30", "There is no such day."),
        ("leave.csv", "kind", "sick", "It can be annual"),
        ("leave.csv", "kind", "", "cannot be empty"),
        ("sessions.csv", "starts_at", "2026-10-05T10:00:00", "Did you mean “2026-10-05T10:00:00+01:00”?"),
        ("sessions.csv", "starts_at", "Monday", "Moments are written"),
        ("sessions.csv", "starts_at", "", "cannot be empty"),
        ("sessions.csv", "minutes", "0", "between 1 and 1,440"),
        ("sessions.csv", "minutes", "1441", "between 1 and 1,440"),
        ("sessions.csv", "kind", "pair", "individual or group"),
        ("sessions.csv", "status", "done", "It can be booked"),
        ("sessions.csv", "supervisor", "", "cannot be empty"),
        ("sessions.csv", "supervisor", "judit@alder.example", "Did you mean “judith@alder.example”?"),
        ("sessions.csv", "invited", "asha@alder.example;asha@alder.example", "stands here twice"),
        ("sessions.csv", "attended", "judith@alder.example", "must be among the invited"),
        ("worked.csv", "email", "x@alder.example", "Nobody in roster.csv"),
        ("worked.csv", "day", "2026-13-01", "There is no such day."),
        ("worked.csv", "units", "", "cannot be empty"),
        ("worked.csv", "units", "-1", "not a number"),
        ("worked.csv", "units", "1.2345678", "6 decimal places"),
    ],
)
def test_a_cell_that_cannot_go_in_is_named_with_its_column_and_why(file, column, cell, why):
    problems = said(read(file, {column: cell}))

    assert len(problems) == 1, problems
    line, where, words = problems[0]
    assert (line, where) == (2, column) and why in words


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_column_has_a_refusal_in_the_table_above(form):
    cases = test_a_cell_that_cannot_go_in_is_named_with_its_column_and_why.pytestmark[0].args[1]

    assert {case[1] for case in cases if case[0] == form.name} == set(form.names)


@pytest.mark.parametrize("file", GOOD)
def test_columns_may_stand_in_any_order_and_in_capitals(file):
    names = [name.upper().replace("_", " ") for name in reversed(FORM[file].names)]
    lines = [",".join(names), ",".join(quoted(cell, ",") for cell in reversed(GOOD[file]))]

    reading = read_files({file: BytesIO("\n".join(lines).encode())}, KNOWN)

    assert said(reading) == []


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_only_the_columns_that_are_needed_must_be_there(form):
    needed = [column.name for column in form.columns if column.must_be_there]
    without = read(form.name, {}, columns=needed)

    assert [each for each in said(without) if "needs" not in each[2]] == []
    for name in needed:
        reading = read(form.name, {}, columns=[each for each in form.names if each != name])
        assert (1, name, f"The column {name} is missing.") in said(reading)


def test_an_unknown_column_is_refused_and_the_nearest_one_named():
    reading = read_files({"leave.csv": BytesIO(b"email,start_on,ends_on,kind,kind,\xc3\xa9\n")}, KNOWN)

    assert said(reading) == [
        (1, "start_on", "There is no such column in leave.csv. Did you mean “starts_on”?"),
        (1, "kind", "This column stands here twice."),
        (1, "é", "There is no such column in leave.csv."),
        (1, "starts_on", "The column starts_on is missing."),
    ]


@pytest.mark.parametrize(
    ("cells", "column", "why"),
    [
        ({"kind": "individual"}, "invited", "for one person, and this is for 2"),
        ({"kind": "individual", "invited": "judith@alder.example", "attended": ""}, "invited", "themselves"),
        ({"invited": ";", "attended": ""}, "invited", "A session is for somebody"),
        ({"status": "booked"}, "attended", "Nobody can have attended a session that is booked."),
        ({"status": "missed"}, "attended", "Nobody can have attended a session that is missed."),
    ],
)
def test_a_session_whose_cells_contradict_each_other_is_refused(cells, column, why):
    problems = said(read("sessions.csv", cells))

    assert [(line, where) for line, where, _ in problems] == [(2, column)]
    assert why in problems[0][2]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_docs_say_of_every_column_what_the_page_says(form):
    docs = (Path(__file__).parents[3] / "docs" / "files.md").read_text(encoding="utf-8")
    section = docs.partition(f"### {form.name}\n")[2].partition("\n##")[0]

    assert form.purpose in section
    for column in form.columns:
        assert f"| `{column.name}` | {column.meaning} |" in section
