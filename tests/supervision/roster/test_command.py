"""`load_organisation`: exit codes, what it prints, and Northmoor all the way to its clocks."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from supervision.people.models import Member, Organisation
from tests.supervision.roster.roster_files import ALL, LEAVE, ORGANISATION, text_of, texts, with_row

pytestmark = pytest.mark.django_db

NORTHMOOR = Path(__file__).parents[2] / "data" / "northmoor"


@pytest.fixture
def folder(tmp_path):
    for name, content in texts().items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def run(*words):
    """Run the command; return its exit code, what it printed, and what it complained of."""
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command("load_organisation", *map(str, words), stdout=out, stderr=err)
    except SystemExit as stop:
        code = stop.code
    except CommandError as error:
        code, complaint = error.returncode, str(error)
        err.write(complaint)
    return code, out.getvalue(), err.getvalue()


@pytest.mark.parametrize("day", ["2026-11-03", "2026-11-20"])
def test_northmoor_comes_in_and_its_clocks_are_the_expected_ones(day):
    assert run(NORTHMOOR)[0] == 0
    clocks = StringIO()

    call_command("clocks", organisation="northmoor-case-management", on=day, csv=True, stdout=clocks)

    assert clocks.getvalue() == (NORTHMOOR / f"expected-{day}.csv").read_text(encoding="utf-8")


def test_northmoor_twice_changes_nothing():
    run(NORTHMOOR)
    code, said, _ = run(NORTHMOOR)

    assert code == 0
    assert "Nothing changes in northmoor-case-management (48 people, 249 sessions" in said


def test_a_load_says_what_came_in(folder):
    code, said, complaint = run(folder)

    assert (code, complaint) == (0, "")
    assert "People: 4 new" in said and "Sessions: 3 new" in said
    assert "All of it is in alder-house (4 people, 3 sessions" in said
    assert Member.objects.count() == 4


def test_a_check_says_what_would_change_and_writes_nothing(folder):
    run(folder)
    (folder / "leave.csv").write_bytes(text_of("leave.csv", with_row(LEAVE, 0, ends_on="2026-08-20")))
    code, said, _ = run(folder, "--check")

    assert code == 0
    assert "changed: Asha Denholm away 3 Aug to 14 Aug → 3 Aug to 20 Aug" in said
    assert "Nothing was written." in said
    assert "Leave: 1 changed, 1 as they are" in run(folder)[1]


def test_problems_are_printed_one_a_line_and_nothing_goes_in(folder):
    (folder / "leave.csv").write_bytes(
        text_of("leave.csv", with_row(with_row(LEAVE, 0, ends_on="2026-02-30"), 1, kind="sick"))
    )
    code, said, complaint = run(folder)

    assert code == 1
    assert said.splitlines()[0] == (
        "leave.csv:2:ends_on: “2026-02-30”: There is no such day. Dates are written 2026-02-28."
    )
    assert said.splitlines()[1].startswith("leave.csv:3:kind: “sick”: ")
    assert complaint.strip() == "Nothing went in: 2 things to put right first."
    assert not Organisation.objects.exists()


def test_one_mistake_in_several_rows_is_printed_once_and_told_to_a_program_row_by_row(folder):
    people = [{**row, "supervisor_email": "judit@alder.example"} for row in ALL["roster.csv"][:3]]
    (folder / "roster.csv").write_bytes(text_of("roster.csv", [*people, ALL["roster.csv"][3]]))

    code, said, complaint = run(folder, "--check")

    assert code == 1
    assert said.splitlines() == [
        "roster.csv:2:supervisor_email: “judit@alder.example”: Nobody in roster.csv or in the organisation"
        " has this address. Did you mean “judith@alder.example”? (lines 2, 3 and 4)"
    ]
    assert complaint.strip() == "Nothing went in: one thing to put right first."
    answer = json.loads(run(folder, "--json")[1])
    assert answer["problem_count"] == 3
    assert [problem["line"] for problem in answer["problems"]] == [2, 3, 4]


def test_json_says_the_same_to_a_program(folder):
    code, said, _ = run(folder, "--json")
    answer = json.loads(said)
    assert (code, answer["ok"], answer["organisation"], answer["changes"]) == (0, True, "alder-house", True)
    assert answer["summary"]["people"] == {"new": 4}

    (folder / "leave.csv").write_bytes(b"email\n")
    code, said, _ = run(folder, "--json")
    answer = json.loads(said)
    assert (code, answer["ok"], answer["problem_count"]) == (1, False, 3)
    assert answer["problems"][0]["column"] == "starts_on"


@pytest.mark.parametrize("words", [["/nowhere/at/all"], ["{folder}", "--organisation", "nobody"]])
def test_used_wrongly_it_says_how(folder, words):
    code, _, complaint = run(*(word.format(folder=folder) for word in words))

    assert code == 2
    assert "There is no" in complaint


def test_a_folder_without_any_of_the_files_is_used_wrongly(tmp_path):
    assert run(tmp_path)[0] == 2


def test_some_of_the_files_go_into_an_organisation_that_is_there(folder):
    run(folder)
    for name in ALL:
        if name != "leave.csv":
            (folder / name).unlink()

    assert run(folder)[0] == 2
    assert run(folder, "--organisation", "alder-house")[0] == 0


def test_files_the_command_does_not_read_are_left_alone_and_slips_are_refused(folder):
    (folder / "expected-2026.csv").write_text("x\n")
    (folder / "notes.txt").write_text("x\n")
    assert run(folder)[0] == 0

    (folder / "sesions.csv").write_text("x\n")
    code, said, _ = run(folder)
    assert code == 1
    assert "Did you mean “sessions.csv”?" in said


def test_what_is_worth_a_look_stops_nothing(folder):
    (folder / "organisation.csv").write_bytes(text_of("organisation.csv", ORGANISATION))
    people = [{**row, "roles": ""} if row["email"].startswith("asha") else row for row in ALL["roster.csv"]]
    (folder / "roster.csv").write_bytes(text_of("roster.csv", people))

    code, said, _ = run(folder)

    assert code == 0
    assert "Worth a look: roster.csv:4:roles: With no role this person is owed no supervision." in said
