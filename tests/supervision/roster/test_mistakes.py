"""One mistake in many rows: said once with its lines, and every row still counted and kept."""

from io import BytesIO

import pytest

from supervision.roster.files.checks import Known
from supervision.roster.files.columns import FILES
from supervision.roster.files.problems import SHOWN, Problems, lines_said
from supervision.roster.files.reading import read_files
from supervision.roster.preview import read_well
from tests.supervision.roster.one_file import read


def mistakes(reading):
    return [
        (each.first.column, each.first.says, each.where) for each in reading.problems.mistakes_in_order(FILES)
    ]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], ""),
        ([0], ""),
        ([4], "4"),
        ([4, 4], "4"),
        ([4, 9], "4 and 9"),
        ([12, 4, 9], "4, 9 and 12"),
        ([1, 2, 3, 4, 5, 6], "1, 2, 3, 4, 5 and 6"),
        ([1, 2, 3, 4, 5, 6, 7], "1, 2, 3, 4, 5 and 2 more"),
        (range(1, 2001), "1, 2, 3, 4, 5 and 1,995 more"),
    ],
)
def test_lines_are_named_each_once_and_many_by_their_number(lines, words):
    assert lines_said(lines) == words


def test_an_address_nobody_has_is_one_mistake_in_each_column_with_all_its_lines():
    wrong = {"supervisor_email": "judit@alder.example"}
    reading = read(
        "roster.csv",
        {**wrong, "email": "a@alder.example"},
        {"email": "b@alder.example"},
        {**wrong, "email": "c@alder.example"},
        {**wrong, "email": "d@alder.example", "line_manager_email": "judit@alder.example"},
    )

    assert mistakes(reading) == [
        ("supervisor_email", "judit@alder.example", "2, 4 and 5"),
        ("line_manager_email", "judit@alder.example", "5"),
    ]
    assert [problem.line for problem in reading.problems.kept] == [2, 4, 5, 5]
    assert (reading.problems.mistake_count, reading.problems.count) == (2, 4)


def test_a_misspelt_team_and_a_cell_of_no_use_are_one_mistake_each():
    people = [{"team": "Comunity", "fte": "half", "email": f"p{n}@alder.example"} for n in range(3)]
    teams = [{"team": "Comunity", "email": f"q{n}@alder.example"} for n in range(2)]

    assert mistakes(read("roster.csv", *people)) == [("fte", "half", "2, 3 and 4")]
    assert mistakes(read("roster.csv", *teams)) == [("team", "Comunity", "2 and 3")]


def test_the_same_words_wrong_for_another_reason_are_another_mistake():
    ended = {"ends_on": "2026-08-01"}
    rows = [{**ended, "starts_on": "2026-08-02"}, {**ended, "starts_on": "2026-08-03"}]

    assert mistakes(read("leave.csv", *rows)) == [
        ("ends_on", "2026-08-01", "2"),
        ("ends_on", "2026-08-01", "3"),
    ]


def test_a_mistake_reads_as_its_first_row_and_names_the_others():
    rows = [{"email": "ash@alder.example", "day": f"2026-10-0{n}"} for n in (1, 2, 3)]
    (mistake,) = read("worked.csv", *rows).problems.mistakes_in_order(FILES)

    assert str(mistake) == f"{mistake.first} (lines 2, 3 and 4)"
    assert str(mistake).startswith("worked.csv:2:email: “ash@alder.example”: Nobody in roster.csv")
    assert "Did you mean “asha@alder.example”?" in str(mistake)


def test_one_mistake_in_very_many_rows_hides_no_other():
    rows = [*["lost@alder.example,2026-10-05,1\n"] * 1200, "asha@alder.example,2026-10-05,many\n"]
    files = {"worked.csv": BytesIO("".join(["email,day,units\n", *rows]).encode())}
    reading = read_files(files, Known(emails={"asha@alder.example"}))
    problems = reading.problems

    said = {(each.first.column, each.first.says): each.where for each in problems.mistakes_in_order(FILES)}
    assert said["units", "many"] == "1202"
    assert said["email", "lost@alder.example"] == "2, 3, 4, 5, 6 and 1,195 more"
    assert len(problems.kept) == SHOWN < problems.count
    assert read_well(reading) == ""


def test_after_a_thousand_mistakes_each_row_counts_as_one():
    problems = Problems()
    for line in range(SHOWN + 5):
        problems.add("leave.csv", line + 2, "kind", f"kind {line}", "There is no such kind.")
    problems.add("leave.csv", 9000, "kind", "kind 0", "There is no such kind.")

    assert len(problems.mistakes) == SHOWN
    assert (problems.mistake_count, problems.count, problems.has_room) == (SHOWN + 5, SHOWN + 6, False)
