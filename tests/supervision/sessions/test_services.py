"""Recording a session that nobody booked: who may, when, and that nobody is in two places."""

from datetime import UTC, date, datetime

import pytest

from supervision.errors import Refusal
from supervision.notices.models import Notice
from supervision.people.audit import first_break
from supervision.people.models import AuditEntry
from supervision.sessions import changed, rules, services
from supervision.sessions.access import NotYours
from supervision.sessions.models import Account, Attendance, Session
from supervision.sessions.rules import Said, Standing
from supervision.sessions.services import confirm
from supervision.sets import is_postgres
from tests.builders import (
    MONDAY_9AM,
    make_lead,
    make_member,
    make_organisation,
    make_person,
    make_relationship,
    make_session,
    make_team,
)
from tests.supervision.sessions.recording import DAY, MINUTE, NOW, fresh, record, standing

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- recording one that nobody booked
def test_a_supervisor_records_a_session_and_it_counts_at_once(sides, heard):
    supervisor, supervisee = sides

    session = record(supervisor, supervisee)

    assert (fresh(session).status, session.held_minutes, session.recorded_at) == ("held", 60, NOW)
    assert (session.starts_at, session.ends_at) == (MONDAY_9AM, MONDAY_9AM + 60 * MINUTE)
    assert session.is_recorded_only
    assert [(one.member, one.attended) for one in session.attendances.all()] == [(supervisee, True)]
    assert heard == [sorted([supervisor.pk, supervisee.pk])]
    assert standing(session) is Standing.WAITING


def test_a_supervisee_records_a_session_with_somebody_who_supervises_them(sides):
    supervisor, supervisee = sides

    session = record(supervisor, supervisee, by=supervisee, said=Said("short", 40))

    assert (session.accounts.get().member, fresh(session).held_minutes) == (supervisee, 40)


def test_a_lead_records_for_their_people_as_the_organisation():
    team = make_team()
    supervisor, supervisee = make_member(team.organisation, roles=("supervisor",)), make_member(team=team)
    make_relationship(supervisor, supervisee)
    lead = make_lead(team)

    session = record(supervisor, supervisee, by=lead)

    assert {notice.recipient for notice in Notice.objects.all()} == {supervisor, supervisee}
    confirm(session=session, by=supervisee, now=NOW + MINUTE)
    assert standing(session) is Standing.AGREED


def test_the_other_side_is_asked_after_the_ten_minutes_for_taking_it_back(sides):
    supervisor, supervisee = sides

    session = record(supervisor, supervisee)

    notice = Notice.objects.get()
    assert (notice.kind, notice.recipient, notice.notice_class) == ("session_recorded", supervisee, "S")
    assert notice.about == {"session": session.pk, "account": session.accounts.get().pk}
    assert (notice.not_before, notice.not_after) == (NOW + 10 * MINUTE, NOW + 7 * DAY)


def test_a_recording_is_audited_under_the_supervisee(sides):
    supervisor, supervisee = sides

    session = record(supervisor, supervisee)

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor_id) == ("session_recorded", supervisor.pk)
    assert (entry.subject_id, entry.object_id) == (supervisee.pk, session.pk)
    assert first_break(supervisor.organisation) is None


def refused(error, *args, **kwargs):
    before = list(Session.objects.order_by("pk").values())
    with pytest.raises(error):
        record(*args, **kwargs)
    assert list(Session.objects.order_by("pk").values()) == before
    assert not Account.objects.exists()
    assert not Notice.objects.exists()


def test_a_session_still_to_come_is_refused(sides):
    refused(rules.NotYetBegun, *sides, at=NOW + MINUTE)


def test_nobody_records_a_session_of_strangers(sides):
    supervisor, supervisee = sides
    organisation = supervisor.organisation
    refused(NotYours, supervisor, supervisee, by=make_member(organisation, roles=("case_manager", "admin")))
    refused(NotYours, supervisor, supervisee, by=make_lead(make_team(organisation)))
    refused(NotYours, supervisor, make_member(organisation))
    refused(NotYours, make_member(organisation, roles=("supervisor",)), supervisee, by=supervisee)
    refused(NotYours, supervisor, make_member())


def test_the_relationship_must_have_been_in_force_on_that_day(sides):
    organisation = sides[0].organisation
    supervisor, supervisee = make_member(organisation, roles=("supervisor",)), make_member(organisation)
    make_relationship(supervisor, supervisee, date(2026, 10, 1), ends_on=date(2026, 11, 1))
    refused(NotYours, supervisor, supervisee, at=MONDAY_9AM)
    record(supervisor, supervisee, at=MONDAY_9AM - DAY)


def test_the_day_of_a_relationship_is_the_supervisees_own():
    organisation = make_organisation()
    supervisor = make_member(organisation, roles=("supervisor",))
    supervisee = make_member(organisation, time_zone="Pacific/Auckland")
    make_relationship(supervisor, supervisee, date(2026, 11, 2))
    # Midnight in Auckland, on 2 November, is 11:00 UTC on the 1st.
    refused(NotYours, supervisor, supervisee, at=datetime(2026, 11, 1, 10, 59, tzinfo=UTC))
    record(supervisor, supervisee, at=datetime(2026, 11, 1, 11, 0, tzinfo=UTC))


# ---------------------------------------------------------------- nobody is in two places
@pytest.mark.parametrize(
    ("minutes", "is_free"), [(-60, True), (-59, False), (0, False), (59, False), (60, True)]
)
def test_the_supervisor_cannot_have_been_in_two_sessions_at_once(sides, minutes, is_free):
    supervisor, supervisee = sides
    other = make_member(supervisor.organisation)
    make_session(supervisor, other, at=MONDAY_9AM)

    if is_free:
        record(supervisor, supervisee, at=MONDAY_9AM + minutes * MINUTE)
    else:
        refused(services.SomewhereElse, supervisor, supervisee, at=MONDAY_9AM + minutes * MINUTE)


def test_a_person_cannot_have_been_in_two_organisations_at_once(sides):
    supervisor, supervisee = sides
    elsewhere = make_member(person=supervisee.person)
    make_session(make_member(elsewhere.organisation, roles=("supervisor",)), elsewhere, at=MONDAY_9AM)

    refused(services.SomewhereElse, supervisor, supervisee, at=MONDAY_9AM + 30 * MINUTE)


def test_a_session_that_ended_early_leaves_its_last_minutes_free(sides):
    supervisor, supervisee = sides
    short = make_session(supervisor, make_member(supervisor.organisation), at=MONDAY_9AM)
    Session.objects.filter(pk=short.pk).update(held_minutes=30)

    record(supervisor, supervisee, at=MONDAY_9AM + 30 * MINUTE)


def test_one_that_did_not_take_place_keeps_nobody_busy(sides):
    supervisor, supervisee = sides
    make_session(supervisor, make_member(supervisor.organisation), at=MONDAY_9AM, status="missed")

    record(supervisor, supervisee, at=MONDAY_9AM)


def test_who_was_invited_but_did_not_come_is_free(sides):
    supervisor, supervisee = sides
    group = make_session(None, supervisee, at=MONDAY_9AM, kind="group")
    Attendance.objects.filter(session=group).update(attended=False)

    record(supervisor, supervisee, at=MONDAY_9AM)


@pytest.mark.parametrize("status", ["held", "booked"])
def test_a_session_that_is_there_already_is_shown_instead(sides, status):
    supervisor, supervisee = sides
    there = make_session(supervisor, supervisee, at=MONDAY_9AM, status=status)

    with pytest.raises(services.AlreadyThere) as refusal:
        record(supervisor, supervisee, at=MONDAY_9AM + 15 * MINUTE, by=supervisee)

    assert refusal.value.session == there
    assert list(Session.objects.all()) == [there]


# ---------------------------------------------------------------- all or nothing
def test_a_listener_that_fails_undoes_the_recording(sides, monkeypatch):
    def fails(member_ids, now):
        raise RuntimeError

    monkeypatch.setattr(changed, "_listeners", [fails])
    refused(RuntimeError, *sides)
    assert not AuditEntry.objects.exists()


def test_every_refusal_is_a_sentence(sides):
    for said in (Said("short"), Said("cancelled"), Said("x")):
        with pytest.raises(Refusal) as refusal:
            record(*sides, said=said)
        assert str(refusal.value).endswith((".", "?"))


@pytest.mark.parametrize("size", [1, 30])
def test_recording_a_group_costs_the_same_queries_for_one_as_for_thirty(
    size, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr("supervision.sessions.changed._listeners", [])  # what they cost is theirs to count
    supervisor = make_member(make_organisation(), roles=("supervisor",), person=make_person())
    members = [make_member(supervisor.organisation) for _ in range(size)]
    for member in members:
        make_relationship(supervisor, member)
    ticked = Said("held", came=frozenset(member.pk for member in members))
    with django_assert_num_queries(27 + is_postgres()):  # the lock of everybody's person
        record(supervisor, members, said=ticked, kind="group")
