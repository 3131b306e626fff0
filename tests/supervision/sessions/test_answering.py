"""What people's calendars answer: what counts, what it does, and every way of forging it."""

from datetime import UTC, datetime, timedelta

import pytest

from supervision.notices.calendars.addresses import answer_address
from supervision.notices.calendars.inbound import take_message
from supervision.notices.delivery import deliver_due
from supervision.notices.models import Notice
from supervision.people.models import AuditEntry
from supervision.sessions.answering import NothingAsked, answers_for, questions_for, say_it_stands
from supervision.sessions.models import Attendance, CalendarAnswer, Proposal, Session
from tests.builders import (
    make_lead,
    make_member,
    make_notice,
    make_organisation,
    make_relationship,
    make_session,
    make_team,
)
from tests.supervision.notices.replies import MAKERS, calendar_of, mail_of, reply_of

pytestmark = pytest.mark.django_db

TUESDAY = datetime(2026, 11, 10, 10, tzinfo=UTC)
NOW = datetime(2026, 11, 3, 10, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def reply_address(settings):
    settings.REPLY_ADDRESS = "replies@holdspace.example"


@pytest.fixture
def held():
    organisation = make_organisation()
    team = make_team(organisation)
    judith = make_member(organisation, roles=("supervisor",), email="judith@alder.example")
    grace = make_member(team=team, name="Grace Okafor", email="grace@alder.example")
    return make_session(judith, grace, at=TUESDAY, status="booked")


def grace_of(session):
    return session.attendances.order_by("pk").first().member


def take(raw, now=NOW):
    return take_message(raw, now=now).became


def standing(session):
    """Return all of a session that an answer must never change."""
    row = Session.objects.get(pk=session.pk)
    return row.status, row.starts_at, row.ends_at, row.calendar_sequence, row.supervisor_id


# ---------------------------------------------------------------- what counts
@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize(
    ("said", "kept"), [("ACCEPTED", "accepted"), ("TENTATIVE", "tentative"), ("DECLINED", "declined")]
)
def test_an_answer_of_any_maker_is_noted_and_changes_nothing(held, maker, said, kept):
    before = standing(held)

    assert take(reply_of(held, grace_of(held), said, maker=MAKERS[maker])) == "noted"

    answer = CalendarAnswer.objects.get()
    assert (answer.session, answer.member, answer.said) == (held, grace_of(held), kept)
    assert answer.stamped_at == datetime(2026, 11, 3, 10, tzinfo=UTC)
    assert standing(held) == before
    assert Notice.objects.filter(kind="session_asked").exists() == (said == "DECLINED")
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["calendar.answered"]


def test_the_same_answer_again_changes_nothing(held):
    raw = reply_of(held, grace_of(held), "DECLINED")
    assert [take(raw), take(raw), take(raw, NOW + timedelta(days=1))] == ["noted", "repeated", "repeated"]
    assert Notice.objects.count() == 2
    assert AuditEntry.objects.count() == 1


def test_a_later_answer_takes_the_place_of_an_earlier_and_never_the_other_way_round(held):
    grace = grace_of(held)
    assert take(reply_of(held, grace, "DECLINED", stamp="20261103T100100Z")) == "noted"
    assert take(reply_of(held, grace, "ACCEPTED", stamp="20261103T100000Z")) == "repeated"
    assert CalendarAnswer.objects.get().said == "declined"
    assert take(reply_of(held, grace, "ACCEPTED", stamp="20261103T100200Z")) == "noted"
    assert CalendarAnswer.objects.get().said == "accepted"


def told(session, member, sequence):
    """Leave the message by which a member was told of a state of the session."""
    make_notice(member, "session_moved", about={"session": session.pk, "sequence": sequence}, state="sent")


@pytest.mark.parametrize("sequence", [0, 1, 3, 99])
def test_an_answer_about_another_state_of_the_session_is_none(held, sequence):
    Session.objects.update(calendar_sequence=2)
    told(held, grace_of(held), 2)
    assert take(reply_of(held, grace_of(held), "DECLINED", sequence=sequence)) == "about an earlier state"
    assert not CalendarAnswer.objects.exists()


def test_who_was_not_told_of_a_new_state_answers_the_one_they_have(held):
    """Somebody left the group: the entry of the others stayed as it was."""
    grace = grace_of(held)
    told(held, grace, 0)
    Session.objects.update(calendar_sequence=1)
    assert take(reply_of(held, grace, "DECLINED", sequence=0)) == "noted"
    held.refresh_from_db()
    assert questions_for(held, grace, now=NOW)


def test_an_answer_after_a_move_starts_afresh(held):
    grace = grace_of(held)
    take(reply_of(held, grace, "DECLINED", stamp="20261103T100500Z"))
    later = {"starts_at": TUESDAY + timedelta(days=1), "ends_at": TUESDAY + timedelta(days=1, hours=1)}
    Session.objects.update(calendar_sequence=1, **later)
    told(held, grace, 1)
    held.refresh_from_db()
    assert questions_for(held, grace, now=NOW) == answers_for(held, grace) == []
    # A calendar whose clock is behind: what counts first is which state was answered.
    assert take(reply_of(held, grace, "ACCEPTED", stamp="20261103T100000Z")) == "noted"
    assert [one.said for one in answers_for(held, grace)] == ["accepted"]


def test_what_says_it_was_given_in_days_to_come_is_not_believed(held):
    """Else one forged answer would keep every later one out."""
    assert take(reply_of(held, grace_of(held), stamp="20991231T000000Z")) == "about an earlier state"


@pytest.mark.parametrize("status", ["cancelled", "held", "missed"])
def test_what_is_over_is_not_answered(held, status):
    Session.objects.update(status=status, held_minutes=60 if status == "held" else None)
    assert take(reply_of(held, grace_of(held))) == "over"


def test_what_has_begun_is_not_answered(held):
    assert take(reply_of(held, grace_of(held)), TUESDAY) == "over"


# ---------------------------------------------------------------- forgeries
def test_who_a_message_says_it_is_from_counts_for_nothing(held):
    """Right sender, right UID, right attendee, and not the address that they were sent."""
    forged = reply_of(
        held,
        grace_of(held),
        "DECLINED",
        to="replies@holdspace.example",
        organizer="replies@holdspace.example",
    )
    assert take(forged) == "not authentic"


def test_one_s_own_token_does_not_speak_for_somebody_else(held):
    grace = grace_of(held)
    own = answer_address(held.calendar_uid, held.supervisor_id)
    assert take(reply_of(held, grace, "DECLINED", to=own, organizer=own)) == "not theirs"
    assert not CalendarAnswer.objects.exists()


def test_the_token_of_another_session_opens_nothing(held):
    grace = grace_of(held)
    other = make_session(held.supervisor, grace, at=TUESDAY + timedelta(days=1), status="booked")
    wrong = answer_address(other.calendar_uid, grace.pk)
    assert take(reply_of(held, grace, "DECLINED", to=wrong, organizer=wrong)) == "not authentic"


def test_a_name_of_another_organisation_opens_nothing(held):
    foreign = make_session(make_member(roles=("supervisor",)), at=TUESDAY, status="booked", supervisees=[])
    Attendance.objects.create(session=foreign, member=make_member(foreign.organisation))
    mine = answer_address(held.calendar_uid, grace_of(held).pk)
    assert take(reply_of(foreign, grace_of(held), "DECLINED", to=mine, organizer=mine)) == "not authentic"
    assert not CalendarAnswer.objects.exists()


def test_who_is_no_longer_in_it_is_not_heard(held):
    grace = grace_of(held)
    raw = reply_of(held, grace, "DECLINED")
    held.attendances.all().delete()
    assert take(raw) == "not authentic"


def test_who_has_left_is_not_heard(held):
    grace = grace_of(held)
    grace.end_date = NOW.date() - timedelta(days=1)
    grace.save()
    assert take(reply_of(held, grace)) == "over"


def test_an_unknown_name_is_unknown(held):
    assert take(reply_of(held, grace_of(held), uid=f"{'0' * 32}@localhost")) == "unknown"
    assert take(reply_of(held, grace_of(held), uid="x@elsewhere.example")) == "not ours"


def test_a_token_is_found_however_the_mail_came(held):
    grace = grace_of(held)
    address = answer_address(held.calendar_uid, grace.pk)
    bare = calendar_of(held, grace, organizer="replies@holdspace.example")
    assert take(mail_of(bare, to="somebody@else.example", Delivered_To=address.upper())) == "noted"
    CalendarAnswer.objects.all().delete()
    assert take_message(mail_of(bare), sent_to=[address], now=NOW).became == "noted"


# ---------------------------------------------------------------- the question
def test_a_no_asks_both_sides_and_nobody_else(held, mail_by_smtp):
    lead = make_lead(grace_of(held).team)
    take(reply_of(held, grace_of(held), "DECLINED", maker=MAKERS["exchange"]))

    assert deliver_due(tell_time=lambda: NOW).sent == 2
    assert not mail_by_smtp.to(lead.person.email)
    own, other = (mail_by_smtp.to(one)[0] for one in ("grace@alder.example", "judith@alder.example"))
    assert own.subject == other.subject == "Does a held time still suit?"
    assert "your calendar answered" in " ".join(own.text().split())
    assert "a calendar answered" in " ".join(other.text().split())
    for received in (own, other):
        assert b"not well" not in received.raw and b"Okafor" not in received.raw


def test_it_is_asked_once_for_each_state_however_often_a_calendar_says_no(held):
    for minute in range(5):
        for second, said in enumerate(("DECLINED", "ACCEPTED")):
            take(reply_of(held, grace_of(held), said, stamp=f"20261103T100{minute}0{second}Z"))
    assert Notice.objects.count() == 2


def test_it_is_not_asked_once_it_was_settled_or_taken_back(held, mail_by_smtp):
    take(reply_of(held, grace_of(held), "DECLINED"))
    take(reply_of(held, grace_of(held), "ACCEPTED", stamp="20261103T100400Z"))
    assert deliver_due(tell_time=lambda: NOW).sent == 0


def test_either_side_can_say_that_it_stands(held):
    grace = grace_of(held)
    take(reply_of(held, grace, "DECLINED"))
    for viewer in (grace, held.supervisor):
        assert [one.member for one in questions_for(held, viewer, now=NOW)] == [grace]

    say_it_stands(session=held, by=held.supervisor, now=NOW)

    assert questions_for(held, grace, now=NOW) == []
    assert answers_for(held, grace)[0].settled_at == NOW
    with pytest.raises(NothingAsked):
        say_it_stands(session=held, by=grace, now=NOW)
    assert take(reply_of(held, grace, "DECLINED", stamp="20261103T100400Z")) == "noted"
    assert questions_for(held, grace, now=NOW)


def test_in_a_group_nobody_learns_what_another_s_calendar_said(held):
    grace, other = grace_of(held), make_member(held.organisation)
    Attendance.objects.create(session=held, member=other)
    Session.objects.update(kind="group")
    take(reply_of(held, grace, "DECLINED"))

    assert set(Notice.objects.values_list("recipient", flat=True)) == {grace.pk, held.supervisor_id}
    assert answers_for(held, other) == []
    assert [one.member for one in answers_for(held, held.supervisor)] == [grace]


def test_a_supervisor_s_no_is_a_question_to_the_whole_group(held):
    other = make_member(held.organisation)
    Attendance.objects.create(session=held, member=other)
    take(reply_of(held, held.supervisor, "DECLINED"))
    assert Notice.objects.count() == 3
    assert [one.member for one in answers_for(held, other)] == [held.supervisor]


def asked_for(session, starts_at, *, minutes=60, **changed):
    return reply_of(
        session,
        grace_of(session),
        "TENTATIVE",
        method="COUNTER",
        maker=MAKERS["exchange"],
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        **changed,
    )


def test_another_time_that_is_asked_for_is_proposed_where_it_can_be(held):
    make_relationship(held.supervisor, grace_of(held))
    before = standing(held)

    assert take(asked_for(held, TUESDAY + timedelta(days=1))) == "noted"

    proposal = Proposal.objects.get()
    assert (proposal.session, proposal.proposed_by) == (held, grace_of(held))
    assert [time.starts_at for time in proposal.times.all()] == [TUESDAY + timedelta(days=1)]
    assert CalendarAnswer.objects.get().settled_at == NOW
    assert standing(held) == before


@pytest.mark.parametrize(
    ("starts_at", "minutes"),
    [
        (TUESDAY + timedelta(days=1, minutes=7), 60),
        (TUESDAY + timedelta(days=1), 45),
        (NOW - timedelta(days=1), 60),
        (datetime(9999, 12, 31, 22, tzinfo=UTC), 60),
    ],
)
def test_another_time_that_cannot_be_proposed_is_a_question(held, starts_at, minutes):
    assert take(asked_for(held, starts_at, minutes=minutes)) == "noted"
    assert not Proposal.objects.exists()
    assert questions_for(held, held.supervisor, now=NOW)


# ---------------------------------------------------------------- doors
@pytest.fixture
def at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


def test_the_page_asks_and_one_tap_answers(held, client, at_noon):
    grace = grace_of(held)
    take(reply_of(held, grace, "DECLINED"))
    client.force_login(held.supervisor.person)

    client.post(f"/sessions/{held.pk}/stands/")

    assert CalendarAnswer.objects.get().settled_at == NOW
    assert client.post(f"/sessions/{held.pk}/stands/").status_code == 302


def test_the_api_shows_and_settles_it_for_the_two_alone(held, client, at_noon):
    grace = grace_of(held)
    take(reply_of(held, grace, "DECLINED"))
    client.force_login(grace.person)

    told = client.get(f"/api/v1/sessions/{held.pk}/calendar-answers/").json()["results"]
    assert told == [
        {
            "member": grace.pk,
            "said": "declined",
            "at": "2026-11-03T10:00:00Z",
            "proposed_at": None,
            "asks": True,
        }
    ]
    assert client.post(f"/api/v1/sessions/{held.pk}/stands/").status_code == 204
    assert client.post(f"/api/v1/sessions/{held.pk}/stands/").json()["code"] == "nothing-asked"
    client.force_login(make_lead(grace.team).person)
    assert client.get(f"/api/v1/sessions/{held.pk}/calendar-answers/").status_code == 404
