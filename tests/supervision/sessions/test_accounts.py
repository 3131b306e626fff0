"""Saying how a booked session went, in pairs and in groups, and taking a word back."""

from datetime import timedelta

import pytest

from supervision.notices.models import Notice
from supervision.people.models import AuditEntry
from supervision.sessions import rules, services
from supervision.sessions.access import NotYours
from supervision.sessions.models import Account, Session
from supervision.sessions.rules import Said, Standing
from supervision.sessions.services import confirm, give_account, withdraw_account
from tests.builders import MONDAY_9AM, make_member, make_organisation, make_session
from tests.supervision.sessions.recording import DAY, HELD, MINUTE, NOW, fresh, make_pair, record, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def booked(sides):
    return make_session(*sides, at=MONDAY_9AM, status="booked")


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


def test_one_still_to_come_cannot_be_spoken_of(sides):
    session = make_session(*sides, at=NOW + MINUTE, status="booked")
    with pytest.raises(rules.NotYetBegun):
        give_account(session=session, by=sides[0], said=HELD, now=NOW)
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


def test_one_from_the_organisations_files_is_put_right_there(sides):
    session = make_session(*sides, at=MONDAY_9AM)
    with pytest.raises(services.FiledSession):
        give_account(session=session, by=sides[0], said=Said("missed"), now=NOW)
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
def test_a_recording_taken_back_within_ten_minutes_leaves_nothing(sides, heard):
    session = record(*sides)

    assert (
        withdraw_account(session=session, by=sides[0], now=NOW + 10 * MINUTE - timedelta(seconds=1)) is False
    )

    assert not Session.objects.exists()
    assert [notice.state for notice in Notice.objects.all()] == ["dropped"]
    assert len(heard) == 2
    assert list(AuditEntry.objects.order_by("sequence").values_list("action", flat=True)) == [
        "session_recorded",
        "session_account_withdrawn",
    ]


def test_after_ten_minutes_a_word_stands(sides):
    session = record(*sides)
    with pytest.raises(rules.TooLateToUndo):
        withdraw_account(session=session, by=sides[0], now=NOW + 10 * MINUTE)
    assert fresh(session).status == "held"


def test_a_word_taken_back_and_given_again_is_told(sides):
    supervisor, supervisee = sides
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
