"""Bringing in what is owed and what was held: leave, units, policies, rules and sessions."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from supervision.people.models import Leave
from supervision.policy.models import Clock, Policy, Rule, Worked
from supervision.roster.loading import bring_in, read_for
from supervision.sessions.models import Account, Session
from tests.supervision.roster.loads import NOW, TODAY, lines, load, member, plan
from tests.supervision.roster.roster_files import (
    ALL,
    LEAVE,
    POLICIES,
    RULES,
    SESSIONS,
    WORKED,
    streams,
    with_row,
)

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- leave, units, policies, rules
def test_leave_and_units_are_changed_and_added_and_what_is_missing_stays(alder):
    files = {
        "leave.csv": [{**LEAVE[0], "ends_on": ""}, {**LEAVE[0], "kind": "sickness"}],
        "worked.csv": [
            {**WORKED[0], "units": "0,25"},
            {**WORKED[0], "day": "2026-10-08", "units": "0.333333"},
        ],
    }
    reading = read_for(alder, streams(files, delimiter=";"), now=NOW)
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
