"""Bringing files in: what is new, what changes, what stays; all of it or none; twice changes nothing."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from supervision.faults import Fault
from supervision.people.audit import first_break
from supervision.people.models import (
    AuditEntry,
    Leadership,
    Leave,
    Member,
    Organisation,
    Person,
    Relationship,
    Team,
)
from supervision.policy.models import Clock, Policy, Rule, Worked
from supervision.roster.loading import bring_in, plan_for, read_for
from supervision.roster.rules import ChangedMeanwhile, FilesWrong, slug_of
from supervision.sessions.models import Account, Attendance, Session
from tests.builders import make_member, make_organisation
from tests.supervision.roster.roster_files import (
    ALL,
    LEAVE,
    ORGANISATION,
    PEOPLE,
    POLICIES,
    RULES,
    SESSIONS,
    WORKED,
    streams,
    with_row,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)
TABLES = (
    *(Organisation, Team, Person, Member, Leadership, Relationship, Leave),
    *(Policy, Rule, Session, Attendance, Worked, Clock, AuditEntry),
)
WRITES = ("INSERT", "UPDATE", "DELETE")


def load(files=ALL, *, organisation=None, now=NOW, **extra):
    """Bring files in as the command does, and return what came of it."""
    return bring_in(organisation, read_for(organisation, streams(files)), now=now, **extra)


def plan(files, organisation, *, now=NOW):
    return plan_for(organisation, read_for(organisation, streams(files)), now=now)


def everything():
    """Return every row of every table a load may write."""
    return {model.__name__: sorted(model.objects.values_list(), key=str) for model in TABLES}


@pytest.fixture
def alder():
    return load().organisation


def member(name):
    return Member.objects.get(person__email=f"{name}@alder.example")


def lines(plan):
    return [(line.kind, line.about, line.who, line.what, line.now, line.after) for line in plan.changes]


# ---------------------------------------------------------------- the first time
def test_a_new_organisation_comes_out_as_its_files_say(alder):
    assert (alder.slug, alder.time_zone, alder.country, alder.subdivision) == (
        "alder-house",
        "Europe/London",
        "GB",
        "ENG",
    )
    asha = member("asha")
    assert asha.person.name == "Asha Denholm"
    assert not asha.person.has_usable_password()
    assert (asha.fte, asha.start_date, asha.end_date) == (Decimal("0.8"), date(2024, 2, 29), None)
    assert (asha.time_zone, asha.working_days, asha.roles) == (
        "Europe/London",
        "Mon,Tue,Wed,Thu",
        ("case_manager",),
    )
    assert (asha.team.name, asha.line_manager) == ("Community", member("ruth"))
    assert member("judith").time_zone == "Europe/Madrid"
    assert member("judith").employment == "external"
    assert list(Leadership.objects.values_list("team__name", "member__person__name")) == [
        ("Community", "Ruth Amos")
    ]
    assert set(Relationship.objects.values_list("supervisor", "supervisee", "starts_on", "ends_on")) == {
        (member("judith").pk, asha.pk, date(2024, 2, 29), None),
        (member("judith").pk, member("ruth").pk, date(2020, 1, 6), None),
    }
    assert set(Leave.objects.values_list("member__person__name", "kind", "ends_on")) == {
        ("Asha Denholm", "annual", date(2026, 8, 14)),
        ("Ruth Amos", "study", None),
    }
    assert list(Worked.objects.values_list("member", "units")) == [(asha.pk, Decimal("1.5"))]


def test_policies_keep_the_order_of_their_file_and_rules_what_each_says(alder):
    policies = Policy.objects.of(alder).values_list("name", "level", "team__name", "position")

    assert list(policies) == [
        ("Everyone", "organisation", None, 0),
        ("Community team", "team", "Community", 1),
    ]
    rule = Rule.objects.get(name="Every three weeks")
    assert (rule.kind, rule.interval_days, rule.counts, rule.min_minutes) == (
        "rolling",
        21,
        "individual;group",
        0,
    )
    assert (rule.pausing_leave, rule.part_time, rule.in_force_from) == ("sickness;parental", "none", None)


def test_sessions_keep_who_was_invited_and_who_came(alder):
    held, group, booked = Session.objects.order_by("starts_at")

    assert (held.status, held.held_minutes, held.recorded_at) == ("held", 60, held.ends_at)
    assert held.starts_at == datetime(2026, 10, 5, 9, tzinfo=UTC)
    came = dict(group.attendances.values_list("member__person__name", "attended"))
    assert came == {"Asha Denholm": False, "Ruth Amos": True}
    assert (booked.status, booked.held_minutes, booked.recorded_at) == ("booked", None, None)
    assert booked.attendances.get().attended is None


def test_clocks_are_up_to_date_as_soon_as_it_is_in(alder):
    clock = Clock.objects.get(member=member("asha"))

    assert (clock.last_counted_on, clock.due_on) == (date(2026, 10, 5), date(2026, 10, 26))


def test_the_load_is_written_into_the_audit(alder):
    assert AuditEntry.objects.filter(organisation=alder, action="roster.loaded").count() == 1
    assert first_break(alder) is None


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Northmoor Case Management", "northmoor-case-management"),
        ("Tŷ Ŵyn & Sons", "ty-wyn-sons"),
        ("  Café  São Tomé ", "cafe-sao-tome"),
    ],
)
def test_the_slug_is_made_from_the_name(name, slug):
    assert slug_of(name) == slug


def test_a_name_in_another_script_gives_one_slug_of_its_own():
    assert slug_of("北の支援") == slug_of("北の支援") != slug_of("南の支援")
    assert slug_of("北の支援").isascii()


# ---------------------------------------------------------------- the same files again
def test_the_same_files_twice_write_nothing(alder):
    before = everything()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        again = load(organisation=alder, now=NOW + 3 * DAY)

    assert again.plan.is_empty
    assert [each["sql"] for each in queries if each["sql"].lstrip().upper().startswith(WRITES)] == []
    assert everything() == before


@pytest.mark.parametrize(
    "form",
    [
        {"delimiter": ";"},
        {"end": "\r\n"},
        {"end": "\r"},
        {"mark": True},
        {"delimiter": ";", "end": "\r\n", "mark": True},
    ],
)
def test_however_the_files_were_saved_they_say_the_same(alder, form):
    reading = read_for(alder, streams(**form))

    assert reading.problems.kept == []
    assert plan_for(alder, reading, now=NOW).is_empty


def test_each_file_alone_changes_nothing_when_it_says_nothing_new(alder):
    for name in ALL:
        assert plan({name: ALL[name]}, alder).is_empty, name


def test_rows_in_another_order_change_nothing(alder):
    files = {
        name: rows if name in ("policies.csv", "rules.csv") else rows[::-1] for name, rows in ALL.items()
    }

    assert plan(files, alder).is_empty


# ---------------------------------------------------------------- all or nothing
def test_a_fault_at_the_end_leaves_nothing_behind(monkeypatch):
    before = everything()
    monkeypatch.setenv("HOLDSPACE_FAULT", "commit.before:raise")

    with pytest.raises(Fault):
        load()

    assert everything() == before


@pytest.mark.parametrize(
    "what", ["Teams", "People", "Who supervises whom", "Leave", "Sessions", "Units worked"]
)
def test_a_fault_in_the_middle_leaves_nothing_behind(alder, what):
    before = everything()
    files = {
        **ALL,
        "roster.csv": [
            *with_row(PEOPLE, 2, supervisor_email="ruth@alder.example", fte="0.5"),
            {**PEOPLE[2], "email": "new@alder.example", "team": "New"},
        ],
        "leave.csv": [*with_row(LEAVE, 0, ends_on="2026-08-20"), {**LEAVE[0], "kind": "other"}],
        "sessions.csv": [*with_row(SESSIONS, 2, status="missed"), {**SESSIONS[0], "minutes": "30"}],
        "worked.csv": [*WORKED, {**WORKED[0], "day": "2026-10-07"}],
    }  # fmt: skip

    def break_at(step, rows):
        if step == what and rows:
            raise Fault(step)

    with pytest.raises(Fault):
        load(files, organisation=alder, step=break_at)
    assert everything() == before


def test_nothing_goes_in_while_one_row_is_wrong(alder):
    before = everything()

    with pytest.raises(FilesWrong):
        load({"leave.csv": with_row(LEAVE, 0, ends_on="2026-08-01")}, organisation=alder)

    assert everything() == before


def test_a_plan_other_than_the_one_looked_over_is_not_written(alder):
    files = {"leave.csv": with_row(LEAVE, 0, ends_on="2026-08-20")}
    looked_over = plan(files, alder).digest
    Leave.objects.filter(kind="annual").update(ends_on=date(2026, 8, 19))
    before = everything()
    assert plan(files, alder).digest == looked_over  # the same write: what it writes is what was seen

    Leave.objects.filter(kind="annual").delete()
    before = everything()
    with pytest.raises(ChangedMeanwhile):
        load(files, organisation=alder, looked_over=looked_over)
    assert everything() == before


# ---------------------------------------------------------------- other organisations
def test_another_organisation_is_left_untouched():
    birch = make_organisation(name="Birch")
    shared = make_member(birch, email="asha@alder.example", name="Asha at Birch")
    other = make_member(birch, team=Team.objects.create(organisation=birch, name="Community"))
    before = sorted(Member.objects.filter(organisation=birch).values_list(), key=str)

    alder = load().organisation

    assert sorted(Member.objects.filter(organisation=birch).values_list(), key=str) == before
    assert Person.objects.get(email="asha@alder.example").name == "Asha at Birch"
    assert member_of(alder, "asha").person == shared.person
    assert Clock.objects.filter(member=other).count() == 0
    assert plan(ALL, alder).is_empty


def member_of(organisation, name):
    return Member.objects.get(organisation=organisation, person__email=f"{name}@alder.example")


def test_a_person_who_belongs_elsewhere_too_is_not_renamed(alder):
    make_member(make_organisation(), person=member("asha").person)

    assert plan({"roster.csv": with_row(PEOPLE, 2, name="Someone Else")}, alder).renamed == []


def test_files_that_name_another_organisation_are_refused(alder):
    birch = make_organisation(name="Birch")

    problems = read_for(birch, streams({"organisation.csv": ORGANISATION})).problems.kept

    assert [(problem.column, problem.says) for problem in problems] == [("name", "Alder House")]


def test_people_of_another_organisation_cannot_be_named(alder):
    birch = make_organisation(name="Birch")

    problems = read_for(birch, streams({"leave.csv": LEAVE})).problems.kept

    assert {problem.column for problem in problems} == {"email"}


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
    reading = read_for(alder, {"roster.csv": BytesIO("\n".join(lines).encode())})

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
    reading = read_for(alder, streams(files))
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


# ---------------------------------------------------------------- leave, units, policies, rules
def test_leave_and_units_are_changed_and_added_and_what_is_missing_stays(alder):
    files = {
        "leave.csv": [{**LEAVE[0], "ends_on": ""}, {**LEAVE[0], "kind": "sickness"}],
        "worked.csv": [
            {**WORKED[0], "units": "0,25"},
            {**WORKED[0], "day": "2026-10-08", "units": "0.333333"},
        ],
    }
    reading = read_for(alder, streams(files, delimiter=";"))
    result = bring_in(alder, reading, now=NOW)

    assert set(Leave.objects.values_list("kind", "ends_on")) == {
        ("annual", None),
        ("sickness", date(2026, 8, 14)),
        ("study", None),
    }
    assert set(Worked.objects.values_list("units", flat=True)) == {Decimal("0.25"), Decimal("0.333333")}
    assert result.plan.counts["leave"] == {"changed": 1, "new": 1, "absent": 1}
    assert "annual" not in str(lines(result.plan))


def test_a_changed_rule_is_changed_where_it_stands(alder):
    files = {"rules.csv": with_row(RULES, 1, interval_days="14", pausing_leave="parental;sickness")}

    result = load(files, organisation=alder)

    assert lines(result.plan)[0] == (
        *("changed", "rules", "Community team: Every three weeks"),
        *("interval days", "21", "14"),
    )
    assert Rule.objects.get(name="Every three weeks").interval_days == 14
    assert Clock.objects.get(member=member("asha")).due_on == date(2026, 10, 19)
    assert plan(files, alder).is_empty


def test_a_policy_that_was_removed_here_comes_in_anew(alder):
    Policy.objects.filter(name="Everyone").update(ended_on=TODAY)
    Rule.objects.filter(policy__name="Everyone").update(in_force_until=TODAY)

    load(organisation=alder)

    assert Policy.objects.of(alder).filter(name="Everyone").count() == 2
    assert Policy.objects.of(alder).kept().get(name="Everyone").rules.get().in_force_until is None
    assert plan(ALL, alder).is_empty


def test_policies_take_the_order_of_the_file_and_those_not_in_it_follow(alder):
    files = {"policies.csv": [{"policy": "Leads", "applies_to": "role:team_lead"}, POLICIES[1]]}

    load(files, organisation=alder)

    assert list(Policy.objects.of(alder).values_list("name", flat=True)) == [
        "Leads",
        "Community team",
        "Everyone",
    ]
    assert plan(files, alder).is_empty


# ---------------------------------------------------------------- sessions
def test_a_session_that_was_booked_becomes_what_the_file_says(alder):
    files = {
        "sessions.csv": with_row(SESSIONS, 2, status="held", minutes="45", attended="asha@alder.example")
    }

    result = load(files, organisation=alder)

    assert result.plan.counts["sessions"] == {"changed": 1, "same": 2}
    session = Session.objects.get(starts_at__gt=NOW)
    assert (session.status, session.held_minutes, session.attendances.get().attended) == ("held", 45, True)
    assert Clock.objects.get(member=member("asha")).last_counted_on == date(2026, 10, 5)
    assert plan(files, alder).is_empty


def test_two_sessions_at_one_time_for_the_same_people_are_two(alder):
    twins = [
        SESSIONS[0],
        {**SESSIONS[0], "status": "cancelled", "attended": ""},
        {**SESSIONS[0], "minutes": "30"},
    ]
    files = {"sessions.csv": twins}

    load(files, organisation=alder)

    assert Session.objects.filter(starts_at=datetime(2026, 10, 5, 9, tzinfo=UTC)).count() == 3
    assert plan(files, alder).is_empty
    assert plan({"sessions.csv": twins[::-1]}, alder).is_empty


def test_what_its_two_sides_recorded_here_stands(alder):
    session = Session.objects.get(starts_at__gt=NOW)
    Session.objects.filter(pk=session.pk).update(status="missed")
    Account.objects.create(session=session, member=member("judith"), outcome="missed", given_at=NOW)

    result = load(organisation=alder)

    assert result.plan.is_empty
    assert result.plan.counts["sessions"]["recorded_here"] == 1


def test_the_number_of_queries_does_not_grow_with_the_rows(alder):
    def queries(files):
        with CaptureQueriesContext(connection) as captured:
            plan(files, alder)
        return len(captured)

    few = queries(ALL)
    more_people = [{**PEOPLE[3], "email": f"p{n}@alder.example", "name": f"P {n}"} for n in range(30)]
    more = [{**SESSIONS[0], "starts_at": f"2026-10-{n:02}T10:00:00Z"} for n in range(1, 31)]
    load({"roster.csv": more_people, "sessions.csv": more}, organisation=alder)

    assert queries({**ALL, "roster.csv": PEOPLE + more_people, "sessions.csv": SESSIONS + more}) == few
