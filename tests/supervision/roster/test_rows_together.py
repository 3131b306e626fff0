"""Rows beside one another: what a file says twice, what its rules and teams need, and how values are kept."""

from io import BytesIO

import pytest

from supervision.roster.files.checks import Known
from supervision.roster.files.reading import read_files
from tests.supervision.roster.one_file import KNOWN, read, said


def test_a_decimal_comma_counts_where_semicolons_part_the_columns():
    reading = read("roster.csv", {"fte": "0,8"}, delimiter=";")

    assert said(reading) == []
    assert str(reading.people[0].fte) == "0.8"


def test_values_come_out_as_they_are_kept():
    person = read(
        "roster.csv",
        {"email": " ASHA@Alder.example ", "working_days": "Sat-Mon,Wed", "roles": "admin;case_manager"},
    ).people[0]

    assert person.email == "asha@alder.example"
    assert person.working_days == "Mon,Wed,Sat,Sun"
    assert person.roles == ("case_manager", "admin")


@pytest.mark.parametrize(
    ("file", "first", "second", "column", "why"),
    [
        (
            "roster.csv",
            {},
            {"name": "Other"},
            "email",
            "Line 2 has the same address. Each person needs their own.",
        ),
        ("leave.csv", {}, {}, "", "Line 2 says the same."),
        ("sessions.csv", {}, {"starts_at": "2026-10-05T09:00:00Z"}, "", "Line 2 says the same."),
        ("worked.csv", {}, {"units": "2"}, "day", "Line 2 is for the same person and day. Add the two up."),
        ("policies.csv", {}, {"applies_to": "role:admin"}, "policy", "Line 2 has the same policy."),
        ("rules.csv", {}, {"interval_days": "21"}, "rule", "Line 2 has the same rule of the same policy."),
        ("teams.csv", {}, {"team": "COMMUNITY"}, "team", "Line 2 has the same team."),
        ("organisation.csv", {}, {"name": "Birch"}, "name", "There can be one organisation only."),
    ],
)
def test_a_row_that_is_there_twice_is_refused_naming_the_first(file, first, second, column, why):
    assert said(read(file, first, second)) == [(3, column, why)]


@pytest.mark.parametrize(
    ("file", "rows"),
    [
        (
            "leave.csv",
            [{}, {"kind": "sickness"}, {"starts_on": "2026-08-10", "ends_on": "2026-09-01"}, {"ends_on": ""}],
        ),
        (
            "sessions.csv",
            [
                {},
                {"minutes": "90"},
                {"status": "cancelled", "attended": ""},
                {"invited": "asha@alder.example"},
            ],
        ),
        ("worked.csv", [{}, {"day": "2026-10-06"}, {"email": "ruth@alder.example"}]),
        ("rules.csv", [{}, {"rule": "Another"}]),
    ],
)
def test_overlapping_rows_are_history_and_go_in(file, rows):
    assert said(read(file, *rows)) == []


def test_leave_that_starts_on_one_day_twice_lasts_as_long_as_the_longer():
    leave = read(
        "leave.csv", {}, {"ends_on": "2026-08-20"}, {"kind": "other"}, {"kind": "other", "ends_on": ""}
    ).leave

    assert [(row.kind, str(row.ends_on)) for row in leave] == [("annual", "2026-08-20"), ("other", "None")]


@pytest.mark.parametrize(
    ("kind", "amount", "others"),
    [
        ("rolling", "28", {"first_within_days": "14", "interval_days": "28"}),
        (
            "calendar_minutes",
            "90",
            {"minutes": "90", "interval_days": "", "stages": "", "first_within_days": ""},
        ),
        ("count", "10", {"sessions_a_year": "10", "interval_days": "0"}),
        ("units", "8.5", {"units": "8.5", "interval_days": ""}),
    ],
)
def test_each_kind_of_rule_needs_its_own_amount(kind, amount, others):
    assert said(read("rules.csv", {"kind": kind, **others})) == []
    needed = next(name for name, value in others.items() if value == amount)
    lacking = said(read("rules.csv", {"kind": kind, **others, needed: ""}))
    assert [(line, column) for line, column, _ in lacking] == [(2, needed)]


def test_part_time_that_means_nothing_for_the_kind_is_worth_a_look_and_stops_nothing():
    reading = read("rules.csv", {"part_time": "minutes"})

    assert not reading.problems
    assert reading.remarks.count == 1
    assert reading.rules[0].part_time == "none"


@pytest.mark.parametrize("team", ["Team 2", "Communities", "Community B", "North"])
def test_a_team_that_only_resembles_another_is_a_new_team(team):
    known = Known(emails=KNOWN.emails, teams=("Team 1", "Community", "Community A", "South"))

    assert said(read("roster.csv", {"team": team}, known=known)) == []


def test_teams_csv_is_the_list_of_teams_where_it_is_brought():
    tree = BytesIO(b"team,parent\nAdult services,\nCommunity,Adult services\nComunity,\n")

    assert said(read("roster.csv", {"team": "Comunity"}, **{"teams.csv": tree})) == []
    tree.seek(0)
    new = read("roster.csv", {"team": "Spinal"}, **{"teams.csv": tree})
    assert said(new) == [(2, "team", "teams.csv does not name this team.")]


def test_a_tree_of_teams_that_leads_back_to_itself_is_refused():
    tree = b"team,parent\nA,B\nB,C\nC,A\n"

    problems = said(read_files({"teams.csv": BytesIO(tree)}, KNOWN))

    assert [(line, column) for line, column, _ in problems] == [(2, "parent"), (3, "parent"), (4, "parent")]


def test_one_misspelt_row_does_not_make_its_person_unknown_elsewhere():
    roster = BytesIO(b"email,name,roles,start_date\nnew@alder.example,New,case_manager,2026-02-30\n")

    problems = said(read("leave.csv", {"email": "new@alder.example"}, **{"roster.csv": roster}))

    assert problems == [(2, "start_date", "There is no such day. Dates are written 2026-02-28.")]


def test_a_roster_that_cannot_be_read_does_not_make_everybody_unknown():
    roster = BytesIO(b"mail,name,roles,start_date\n")

    problems = read("leave.csv", {"email": "new@alder.example"}, **{"roster.csv": roster}).problems

    assert {problem.file for problem in problems.kept} == {"roster.csv"}


def test_whoever_names_a_person_whose_own_address_is_misspelt_is_sent_to_that_line():
    roster = BytesIO(
        b"email,name,roles,start_date\ntariq.lloyd,Tariq,admin,2026-02-03\njonah.lloyd@a.example,J,admin,2026-02-03\n"
    )

    problems = said(read("leave.csv", {"email": "tariq.lloyd@a.example"}, **{"roster.csv": roster}))

    why = "Nobody in roster.csv or in the organisation has this address."
    assert (2, "email", f"{why} It may be that of line 2 of roster.csv: put that right first.") in problems


def test_a_colleague_of_the_same_family_name_is_not_offered_for_somebody_unknown():
    roster = BytesIO(b"email,name,roles,start_date\njonah.fairweather@northmoor.example,J,admin,2026-02-03\n")

    problems = said(
        read("leave.csv", {"email": "tariq.fairweather@northmoor.example"}, **{"roster.csv": roster})
    )

    assert problems == [(2, "email", "Nobody in roster.csv or in the organisation has this address.")]
