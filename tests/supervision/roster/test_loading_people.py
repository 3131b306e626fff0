"""Bringing people in: who changes, who leaves, and the tree of teams."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest

from supervision.people.models import Leadership, Relationship, Team
from supervision.roster.loading import plan_for, read_for
from supervision.sessions.models import Session
from tests.supervision.roster.loads import DAY, NOW, TODAY, lines, load, member, plan
from tests.supervision.roster.roster_files import ALL, PEOPLE, SESSIONS, streams, with_row

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- what changes
def test_changed_cells_are_shown_and_written(alder):
    people = with_row(
        PEOPLE,
        2,
        name="Asha Denholm-Ŵyn",
        fte="0.37",
        team="Hospital",
        working_days="Fri-Mon",
        roles="case_manager;supervisor",
        time_zone="Pacific/Auckland",
        line_manager_email="",
    )

    result = load({"roster.csv": people}, organisation=alder)

    asha = member("asha")
    assert (asha.person.name, asha.fte, asha.team.name) == ("Asha Denholm-Ŵyn", Decimal("0.37"), "Hospital")
    assert (asha.working_days, asha.time_zone, asha.line_manager) == (
        "Mon,Fri,Sat,Sun",
        "Pacific/Auckland",
        None,
    )
    assert asha.roles == ("case_manager", "supervisor")
    who = "Asha Denholm-Ŵyn"
    assert lines(result.plan) == [
        ("new", "teams", "Hospital", "", "", ""),
        ("changed", "people", who, "team", "Community", "Hospital"),
        ("changed", "people", who, "roles", "case manager", "case manager, supervisor"),
        ("changed", "people", who, "share of full time", "0.8", "0.37"),
        ("changed", "people", who, "time zone", "Europe/London", "Pacific/Auckland"),
        ("changed", "people", who, "working days", "Mon,Tue,Wed,Thu", "Mon,Fri,Sat,Sun"),
        ("changed", "people", who, "line manager", "Ruth Amos", "–"),
        ("changed", "people", who, "name", "Asha Denholm", "Asha Denholm-Ŵyn"),
    ]
    assert result.plan.counts["people"] == {"changed": 1, "same": 3}


def test_a_column_left_out_says_nothing_about_people_who_are_there(alder):
    needed = {"email", "name", "roles", "start_date"}
    lines = ["email,name,roles,start_date"]
    lines += [
        ",".join(f'"{row[name]}"' for name in ("email", "name", "roles", "start_date")) for row in PEOPLE
    ]
    reading = read_for(alder, {"roster.csv": BytesIO("\n".join(lines).encode())}, now=NOW)

    assert reading.has["roster.csv"] == needed
    assert plan_for(alder, reading, now=NOW).is_empty


def test_somebody_not_in_the_file_stays_and_is_shown(alder):
    result = load({"roster.csv": PEOPLE[:-1]}, organisation=alder)

    assert result.plan.is_empty
    assert lines(result.plan) == [("absent", "people", "Bo Ssé", "", "", "Stays as it is")]


def test_a_changed_supervisor_ends_the_old_relationship_yesterday_and_begins_the_new_one_today(alder):
    files = {"roster.csv": with_row(PEOPLE, 2, supervisor_email="ruth@alder.example")}

    result = load(files, organisation=alder)

    relationships = member("asha").supervised_by.order_by("starts_on")
    assert list(relationships.values_list("supervisor__person__name", "starts_on", "ends_on")) == [
        ("Judith Pérez", date(2024, 2, 29), TODAY - DAY),
        ("Ruth Amos", TODAY, None),
    ]
    assert lines(result.plan) == [
        ("changed", "people", "Asha Denholm", "supervisor", "Judith Pérez", "Ruth Amos, from 3 Nov")
    ]
    assert plan(files, alder, now=NOW + 5 * DAY).is_empty


def test_a_supervisor_changed_twice_in_a_day_leaves_only_the_last(alder):
    for email in ("ruth@alder.example", "boss@alder.example", "boss@alder.example"):
        load({"roster.csv": with_row(PEOPLE, 2, supervisor_email=email)}, organisation=alder)

    relationships = member("asha").supervised_by.order_by("starts_on")
    assert list(relationships.values_list("supervisor__person__name", "starts_on", "ends_on")) == [
        ("Judith Pérez", date(2024, 2, 29), TODAY - DAY),
        ("Bo Ssé", TODAY, None),
    ]


def test_a_supervisor_taken_away_ends_the_relationship(alder):
    files = {"roster.csv": with_row(PEOPLE, 2, supervisor_email="")}

    load(files, organisation=alder)

    assert member("asha").supervised_by.get().ends_on == TODAY - DAY
    assert plan(files, alder).is_empty


def test_today_is_the_members_own_day(alder):
    late = datetime(2026, 11, 3, 23, 30, tzinfo=UTC)
    people = with_row(PEOPLE, 2, time_zone="Pacific/Kiritimati", supervisor_email="ruth@alder.example")

    load({"roster.csv": people}, organisation=alder, now=late)

    assert member("asha").supervised_by.get(ends_on=None).starts_on == date(2026, 11, 4)


# ---------------------------------------------------------------- people who leave
def test_somebody_who_leaves_keeps_history_and_frees_what_is_booked_after_their_last_day(alder):
    files = {**ALL, "roster.csv": with_row(PEOPLE, 2, end_date="2026-11-30")}

    result = load(files, organisation=alder)

    assert result.plan.counts["people"]["leaving"] == 1
    assert (
        "leaving",
        "people",
        "Asha Denholm",
        "",
        "Community",
        "Last day 30 Nov; 1 booking freed, history kept",
    ) in lines(result.plan)
    booked = Session.objects.get(starts_at__gt=NOW)
    assert booked.status == "cancelled"
    assert member("asha").supervised_by.get().ends_on == date(2026, 11, 30)
    assert Session.objects.filter(status="held").count() == 2
    assert plan(files, alder, now=NOW + 60 * DAY).is_empty


def test_a_group_goes_on_without_the_one_who_leaves(alder):
    group = {**SESSIONS[1], "starts_at": "2026-12-20T10:00:00+00:00", "status": "booked", "attended": ""}
    files = {**ALL, "sessions.csv": [*SESSIONS, group]}
    load(files, organisation=alder)

    files["roster.csv"] = with_row(PEOPLE, 2, end_date="2026-12-19")
    load(files, organisation=alder)

    session = Session.objects.get(kind="group", status="booked")
    assert list(session.attendances.values_list("member__person__name", flat=True)) == ["Ruth Amos"]
    assert plan(files, alder).is_empty


def test_a_supervisor_who_leaves_ends_what_they_were_to_give(alder):
    files = {"roster.csv": with_row(PEOPLE, 1, end_date="2026-11-30")}

    load(files, organisation=alder)

    assert set(Relationship.objects.values_list("ends_on", flat=True)) == {date(2026, 11, 30)}
    session = Session.objects.get(starts_at__gt=NOW)
    assert (session.status, session.cancelled_by) == ("cancelled", "organisation")
    assert plan(files, alder).is_empty and plan({**ALL, **files}, alder).is_empty


def test_history_with_people_who_left_long_ago_comes_in_and_again_changes_nothing():
    people = [
        *with_row(PEOPLE, 1, end_date="2026-10-20"),
        {**PEOPLE[2], "email": "old@alder.example", "name": "Old", "start_date": "2019-01-01",
         "end_date": "2020-02-29", "roles": "team_lead;case_manager;admin", "time_zone": "Pacific/Apia"},
    ]  # fmt: skip
    old = {**SESSIONS[0], "starts_at": "2026-11-05T10:00:00+13:00", "supervisor": "old@alder.example"}
    files = {**ALL, "roster.csv": people, "sessions.csv": [*SESSIONS, old]}

    alder = load(files).organisation

    assert Leadership.objects.filter(member=member("old")).count() == 0
    assert member("old").supervised_by.get().ends_on == date(2020, 2, 29)
    assert Session.objects.get(supervisor=member("old")).status == "held"
    assert plan(files, alder).is_empty
    assert plan(files, alder, now=NOW + 400 * DAY).is_empty


def test_the_last_administrator_cannot_be_taken_away(alder):
    files = {"roster.csv": with_row(PEOPLE, 3, roles="")}
    reading = read_for(alder, streams(files), now=NOW)
    plan_for(alder, reading, now=NOW)

    assert [(each.line, each.column) for each in reading.problems.kept] == [(5, "roles")]
    files["roster.csv"] = with_row(files["roster.csv"], 0, roles="team_lead;supervisor;admin")
    assert load(files, organisation=alder).plan.counts["people"]["changed"] == 2


def test_a_lead_who_leads_no_more_loses_the_team(alder):
    load({"roster.csv": with_row(PEOPLE, 0, roles="supervisor")}, organisation=alder)
    assert not Leadership.objects.exists()

    load({"roster.csv": with_row(PEOPLE, 0, team="Hospital")}, organisation=alder)
    assert Leadership.objects.get().team.name == "Hospital"


# ---------------------------------------------------------------- the tree of teams
def test_teams_csv_builds_the_tree_and_names_who_leads():
    tree = [
        {"team": "Adult services", "lead_email": "ruth@alder.example"},
        {"team": "Community", "parent": "Adult services"},
        {"team": "Spare", "parent": "Community"},
    ]
    files = {**ALL, "teams.csv": tree}

    alder = load(files).organisation

    parents = dict(Team.objects.of(alder).values_list("name", "parent__name"))
    assert parents == {"Adult services": None, "Community": "Adult services", "Spare": "Community"}
    assert set(Leadership.objects.values_list("team__name", flat=True)) == {"Adult services", "Community"}
    assert plan(files, alder).is_empty
    turned = {
        "teams.csv": [
            {"team": "Adult services", "parent": "Community", "lead_email": "ruth@alder.example"},
            {"team": "Community"},
        ]
    }
    load(turned, organisation=alder)
    assert Team.objects.get(name="Adult services").parent.name == "Community"
    assert plan(turned, alder).is_empty
