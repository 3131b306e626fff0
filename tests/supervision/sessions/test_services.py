"""Recording a session, saying how one went, agreeing, and taking it back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from supervision.errors import Refusal
from supervision.notices.models import Notice
from supervision.people.audit import first_break
from supervision.people.models import AuditEntry
from supervision.sessions import changed, rules, services
from supervision.sessions.access import NotYours
from supervision.sessions.models import Account, Attendance, Session
from supervision.sessions.rules import Said, Standing
from supervision.sessions.services import confirm, give_account, record_session, withdraw_account
from supervision.sessions.words import words_of
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

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
HELD = Said("held")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def pair():
    """A supervisor and their supervisee."""
    return make_pair()


@pytest.fixture
def heard(monkeypatch):
    """Whom a listener of ours heard of, one list for each change."""
    calls = []
    monkeypatch.setattr(changed, "_listeners", [lambda member_ids, now: calls.append(member_ids)])
    return calls


def make_pair(organisation=None):
    organisation = organisation or make_organisation()
    supervisor = make_member(organisation, roles=("supervisor",))
    supervisee = make_member(organisation)
    make_relationship(supervisor, supervisee)
    return supervisor, supervisee


def record(supervisor, supervisees, *, by=None, at=MONDAY_9AM, minutes=60, said=HELD, now=NOW, **extra):
    supervisees = supervisees if isinstance(supervisees, list) else [supervisees]
    return record_session(
        by=by or supervisor,
        supervisor=supervisor,
        supervisees=supervisees,
        starts_at=at,
        minutes=minutes,
        said=said,
        now=now,
        **extra,
    )


def standing(session, now=NOW):
    session = Session.objects.with_people().get(pk=session.pk)
    return rules.standing(words_of(session), is_recorded=session.recorded_at is not None, now=now)


def fresh(session):
    session.refresh_from_db()
    return session


# ---------------------------------------------------------------- recording one that nobody booked
def test_a_supervisor_records_a_session_and_it_counts_at_once(pair, heard):
    supervisor, supervisee = pair

    session = record(supervisor, supervisee)

    assert (fresh(session).status, session.held_minutes, session.recorded_at) == ("held", 60, NOW)
    assert (session.starts_at, session.ends_at) == (MONDAY_9AM, MONDAY_9AM + 60 * MINUTE)
    assert session.is_recorded_only
    assert [(one.member, one.attended) for one in session.attendances.all()] == [(supervisee, True)]
    assert heard == [sorted([supervisor.pk, supervisee.pk])]
    assert standing(session) is Standing.WAITING


def test_a_supervisee_records_a_session_with_somebody_who_supervises_them(pair):
    supervisor, supervisee = pair

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


def test_the_other_side_is_asked_after_the_ten_minutes_for_taking_it_back(pair):
    supervisor, supervisee = pair

    session = record(supervisor, supervisee)

    notice = Notice.objects.get()
    assert (notice.kind, notice.recipient, notice.notice_class) == ("session_recorded", supervisee, "S")
    assert notice.about == {"session": session.pk, "account": session.accounts.get().pk}
    assert (notice.not_before, notice.not_after) == (NOW + 10 * MINUTE, NOW + 7 * DAY)


def test_a_recording_is_audited_under_the_supervisee(pair):
    supervisor, supervisee = pair

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


def test_a_session_still_to_come_is_refused(pair):
    refused(rules.NotYetBegun, *pair, at=NOW + MINUTE)


def test_nobody_records_a_session_of_strangers(pair):
    supervisor, supervisee = pair
    organisation = supervisor.organisation
    refused(NotYours, supervisor, supervisee, by=make_member(organisation, roles=("case_manager", "admin")))
    refused(NotYours, supervisor, supervisee, by=make_lead(make_team(organisation)))
    refused(NotYours, supervisor, make_member(organisation))
    refused(NotYours, make_member(organisation, roles=("supervisor",)), supervisee, by=supervisee)
    refused(NotYours, supervisor, make_member())


def test_the_relationship_must_have_been_in_force_on_that_day(pair):
    organisation = pair[0].organisation
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
def test_the_supervisor_cannot_have_been_in_two_sessions_at_once(pair, minutes, is_free):
    supervisor, supervisee = pair
    other = make_member(supervisor.organisation)
    make_session(supervisor, other, at=MONDAY_9AM)

    if is_free:
        record(supervisor, supervisee, at=MONDAY_9AM + minutes * MINUTE)
    else:
        refused(services.SomewhereElse, supervisor, supervisee, at=MONDAY_9AM + minutes * MINUTE)


def test_a_person_cannot_have_been_in_two_organisations_at_once(pair):
    supervisor, supervisee = pair
    elsewhere = make_member(person=supervisee.person)
    make_session(make_member(elsewhere.organisation, roles=("supervisor",)), elsewhere, at=MONDAY_9AM)

    refused(services.SomewhereElse, supervisor, supervisee, at=MONDAY_9AM + 30 * MINUTE)


def test_a_session_that_ended_early_leaves_its_last_minutes_free(pair):
    supervisor, supervisee = pair
    short = make_session(supervisor, make_member(supervisor.organisation), at=MONDAY_9AM)
    Session.objects.filter(pk=short.pk).update(held_minutes=30)

    record(supervisor, supervisee, at=MONDAY_9AM + 30 * MINUTE)


def test_one_that_did_not_take_place_keeps_nobody_busy(pair):
    supervisor, supervisee = pair
    make_session(supervisor, make_member(supervisor.organisation), at=MONDAY_9AM, status="missed")

    record(supervisor, supervisee, at=MONDAY_9AM)


def test_who_was_invited_but_did_not_come_is_free(pair):
    supervisor, supervisee = pair
    group = make_session(None, supervisee, at=MONDAY_9AM, kind="group")
    Attendance.objects.filter(session=group).update(attended=False)

    record(supervisor, supervisee, at=MONDAY_9AM)


@pytest.mark.parametrize("status", ["held", "booked"])
def test_a_session_that_is_there_already_is_shown_instead(pair, status):
    supervisor, supervisee = pair
    there = make_session(supervisor, supervisee, at=MONDAY_9AM, status=status)

    with pytest.raises(services.AlreadyThere) as refusal:
        record(supervisor, supervisee, at=MONDAY_9AM + 15 * MINUTE, by=supervisee)

    assert refusal.value.session == there
    assert list(Session.objects.all()) == [there]


# ---------------------------------------------------------------- saying how a booked one went
@pytest.fixture
def booked(pair):
    return make_session(*pair, at=MONDAY_9AM, status="booked")


@pytest.mark.parametrize(
    ("said", "status", "minutes", "cancelled_by", "attended"),
    [
        (HELD, "held", 60, "", True),
        (Said("short", 35), "held", 35, "", True),
        (Said("cancelled", cancelled_by="organisation"), "cancelled", None, "organisation", None),
        (Said("missed"), "missed", None, "", None),
    ],
)
def test_either_side_says_how_it_went(booked, heard, said, status, minutes, cancelled_by, attended):
    give_account(session=booked, by=booked.supervisor, said=said, now=NOW)

    fresh(booked)
    assert (booked.status, booked.held_minutes, booked.cancelled_by) == (status, minutes, cancelled_by)
    assert booked.attendances.get().attended is attended
    assert heard == [sorted([booked.supervisor_id, booked.attendances.get().member_id])]


def test_the_other_sides_word_makes_two_and_nobody_is_asked_again(booked):
    supervisee = booked.attendances.get().member
    give_account(session=booked, by=supervisee, said=Said("short", 35), now=NOW)
    asked = Notice.objects.count()

    confirm(session=booked, by=booked.supervisor, now=NOW + MINUTE)

    assert standing(booked) is Standing.AGREED
    assert fresh(booked).held_minutes == 35
    assert Notice.objects.count() == asked == 1


def test_two_that_differ_both_show_and_the_first_stands_until_they_agree(booked):
    supervisee = booked.attendances.get().member
    give_account(session=booked, by=booked.supervisor, said=HELD, now=NOW)
    give_account(session=booked, by=supervisee, said=Said("missed"), now=NOW + DAY)

    assert standing(booked) is Standing.DIFFERING
    assert fresh(booked).status == "held"
    assert Notice.objects.filter(recipient=booked.supervisor).count() == 1

    give_account(session=booked, by=booked.supervisor, said=Said("missed"), now=NOW + 2 * DAY)

    assert standing(booked) is Standing.AGREED
    assert fresh(booked).status == "missed"
    assert booked.attendances.get().attended is None


def test_the_same_word_twice_is_said_once(booked, heard):
    one = give_account(session=booked, by=booked.supervisor, said=HELD, now=NOW)
    two = give_account(session=booked, by=booked.supervisor, said=HELD, now=NOW + DAY)

    assert (one, one.given_at) == (two, two.given_at)
    assert (Notice.objects.count(), AuditEntry.objects.count(), len(heard)) == (1, 1, 1)


def test_there_is_nothing_to_confirm_before_somebody_spoke(booked):
    with pytest.raises(services.NothingToConfirm):
        confirm(session=booked, by=booked.supervisor, now=NOW)
    give_account(session=booked, by=booked.supervisor, said=HELD, now=NOW)
    with pytest.raises(services.NothingToConfirm):
        confirm(session=booked, by=booked.supervisor, now=NOW)
    assert Account.objects.count() == 1


def test_one_still_to_come_cannot_be_spoken_of(pair):
    session = make_session(*pair, at=NOW + MINUTE, status="booked")
    with pytest.raises(rules.NotYetBegun):
        give_account(session=session, by=pair[0], said=HELD, now=NOW)
    assert fresh(session).status == "booked"


@pytest.mark.parametrize("act", ["give_account", "confirm"])
def test_only_those_who_have_a_part_in_it_speak_of_a_session(booked, act):
    give_account(session=booked, by=booked.supervisor, said=HELD, now=NOW)
    stranger = make_member(booked.organisation, roles=("supervisor", "team_lead", "admin"))
    with pytest.raises(NotYours):
        if act == "confirm":
            confirm(session=booked, by=stranger, now=NOW)
        else:
            give_account(session=booked, by=stranger, said=Said("missed"), now=NOW)
    assert fresh(booked).status == "held"


def test_one_from_the_organisations_files_is_put_right_there(pair):
    session = make_session(*pair, at=MONDAY_9AM)
    with pytest.raises(services.FiledSession):
        give_account(session=session, by=pair[0], said=Said("missed"), now=NOW)
    assert standing(session) is Standing.FILED


def test_saying_that_it_was_held_is_refused_to_who_was_elsewhere(booked):
    supervisee = booked.attendances.get().member
    make_session(make_member(booked.organisation, roles=("supervisor",)), supervisee, at=MONDAY_9AM)
    with pytest.raises(services.SomewhereElse):
        give_account(session=booked, by=supervisee, said=HELD, now=NOW)
    assert (fresh(booked).status, Account.objects.count()) == ("booked", 0)


# ---------------------------------------------------------------- groups
@pytest.fixture
def group():
    organisation = make_organisation()
    members = [make_member(organisation) for _ in range(3)]
    return make_session(
        make_member(organisation, roles=("supervisor",)),
        members,
        at=MONDAY_9AM,
        status="booked",
        kind="group",
    )


def came(session):
    return [one.attended for one in session.attendances.order_by("pk")]


def people(session):
    return [one.member for one in session.attendances.order_by("pk")]


def test_whoever_holds_a_group_ticks_who_came(group):
    first, second, third = people(group)
    said = Said("held", came=frozenset({first.pk, third.pk}))
    give_account(session=group, by=group.supervisor, said=said, now=NOW)

    assert came(group) == [True, False, True]
    assert Notice.objects.count() == 3
    assert set(AuditEntry.objects.values_list("subject_id", flat=True)) == {first.pk, second.pk, third.pk}


def test_in_a_group_each_speaks_for_themselves(group):
    first, second, _ = people(group)
    give_account(session=group, by=first, said=Said("held", came=frozenset({first.pk, second.pk})), now=NOW)

    assert came(group) == [True, None, None]
    assert [notice.recipient for notice in Notice.objects.all()] == [group.supervisor]
    with pytest.raises(services.NothingToConfirm):
        confirm(session=group, by=group.supervisor, now=NOW)


def test_a_member_of_a_group_confirms_what_was_ticked_for_them(group):
    first, second, _ = people(group)
    give_account(session=group, by=group.supervisor, said=Said("held", came=frozenset({first.pk})), now=NOW)

    assert confirm(session=group, by=first, now=NOW).came == [first.pk]
    assert confirm(session=group, by=second, now=NOW).came == []
    assert standing(group) is Standing.AGREED

    give_account(session=group, by=second, said=Said("held", came=frozenset({second.pk})), now=NOW + DAY)
    assert standing(group) is Standing.DIFFERING
    assert came(group) == [True, False, False]


def test_a_group_that_nobody_booked_is_recorded_by_whoever_held_it():
    supervisor, supervisee = make_pair()
    regular, stranger = make_member(supervisor.organisation), make_member(supervisor.organisation)
    make_session(supervisor, regular, at=MONDAY_9AM - 7 * DAY, kind="group")
    ticked = Said("held", came=frozenset({supervisee.pk, regular.pk}))

    with pytest.raises(NotYours):
        record(supervisor, [supervisee, stranger], said=ticked, kind="group")
    with pytest.raises(NotYours):
        record(supervisor, [supervisee, regular], by=supervisee, said=ticked, kind="group")
    session = record(supervisor, [supervisee, regular], said=ticked, kind="group")

    assert came(session) == [True, True]


# ---------------------------------------------------------------- taking it back
def test_a_recording_taken_back_within_ten_minutes_leaves_nothing(pair, heard):
    session = record(*pair)

    assert (
        withdraw_account(session=session, by=pair[0], now=NOW + 10 * MINUTE - timedelta(seconds=1)) is False
    )

    assert not Session.objects.exists()
    assert [notice.state for notice in Notice.objects.all()] == ["dropped"]
    assert len(heard) == 2
    assert list(AuditEntry.objects.order_by("sequence").values_list("action", flat=True)) == [
        "session_recorded",
        "session_account_withdrawn",
    ]


def test_after_ten_minutes_a_word_stands(pair):
    session = record(*pair)
    with pytest.raises(rules.TooLateToUndo):
        withdraw_account(session=session, by=pair[0], now=NOW + 10 * MINUTE)
    assert fresh(session).status == "held"


def test_a_word_taken_back_and_given_again_is_told(pair):
    supervisor, supervisee = pair
    withdraw_account(session=record(supervisor, supervisee), by=supervisor, now=NOW + MINUTE)
    record(supervisor, supervisee, now=NOW + 2 * MINUTE)
    assert sorted(Notice.objects.values_list("state", flat=True)) == ["dropped", "due"]


def test_a_booked_session_waits_again_when_its_only_word_is_taken_back(booked):
    give_account(session=booked, by=booked.supervisor, said=HELD, now=NOW)
    assert withdraw_account(session=booked, by=booked.supervisor, now=NOW + MINUTE) is True
    assert (fresh(booked).status, booked.held_minutes, booked.recorded_at) == ("booked", None, None)
    assert came(booked) == [None]


def test_what_the_other_side_said_stands_when_the_first_is_taken_back(booked):
    supervisee = booked.attendances.get().member
    give_account(session=booked, by=booked.supervisor, said=HELD, now=NOW)
    give_account(session=booked, by=supervisee, said=Said("missed"), now=NOW + MINUTE)

    withdraw_account(session=booked, by=booked.supervisor, now=NOW + 2 * MINUTE)

    assert (fresh(booked).status, came(booked)) == ("missed", [None])


def test_nobody_takes_back_the_word_of_another(booked):
    give_account(session=booked, by=booked.supervisor, said=HELD, now=NOW)
    with pytest.raises(services.NothingToUndo):
        withdraw_account(session=booked, by=booked.attendances.get().member, now=NOW)
    assert fresh(booked).status == "held"


# ---------------------------------------------------------------- all or nothing
def test_a_listener_that_fails_undoes_the_recording(pair, monkeypatch):
    def fails(member_ids, now):
        raise RuntimeError

    monkeypatch.setattr(changed, "_listeners", [fails])
    refused(RuntimeError, *pair)
    assert not AuditEntry.objects.exists()


def test_every_refusal_is_a_sentence(pair):
    for said in (Said("short"), Said("cancelled"), Said("x")):
        with pytest.raises(Refusal) as refusal:
            record(*pair, said=said)
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
