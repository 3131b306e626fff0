"""Bringing files in: what is new, what stays; all of it or none; twice changes nothing."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from supervision.faults import Fault
from supervision.people.audit import first_break
from supervision.people.models import AuditEntry, Leadership, Leave, Member, Person, Relationship, Team
from supervision.policy.models import Clock, Policy, Rule, Worked
from supervision.roster.loading import plan_for, read_for
from supervision.roster.rules import ChangedMeanwhile, FilesWrong, slug_of
from supervision.sessions.models import Session
from tests.builders import make_member, make_organisation
from tests.supervision.roster.loads import DAY, NOW, everything, load, member, plan
from tests.supervision.roster.roster_files import (
    ALL,
    LEAVE,
    ORGANISATION,
    PEOPLE,
    SESSIONS,
    WORKED,
    streams,
    with_row,
)

pytestmark = pytest.mark.django_db
WRITES = ("INSERT", "UPDATE", "DELETE")


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
    reading = read_for(alder, streams(**form), now=NOW)

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

    problems = read_for(birch, streams({"organisation.csv": ORGANISATION}), now=NOW).problems.kept

    assert [(problem.column, problem.says) for problem in problems] == [("name", "Alder House")]


def test_people_of_another_organisation_cannot_be_named(alder):
    birch = make_organisation(name="Birch")

    problems = read_for(birch, streams({"leave.csv": LEAVE}), now=NOW).problems.kept

    assert {problem.column for problem in problems} == {"email"}
