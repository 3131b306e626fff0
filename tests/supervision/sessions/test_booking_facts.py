"""What messages about held times say, and what they do to the reader's calendar: looked at as it arrives."""

from datetime import UTC, datetime, timedelta

import pytest

from supervision.notices.delivery import deliver_due
from supervision.notices.models import Notice
from supervision.notices.services import Message, queue_notices
from supervision.sessions.models import Attendance, Proposal, ProposedTime
from tests.builders import make_leave, make_member, make_organisation, make_session
from tests.supervision.notices.strict_calendar import check_message

pytestmark = pytest.mark.django_db

TUESDAY = datetime(2026, 11, 10, 10, tzinfo=UTC)
NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)
PRIVATE = ("grace", "okafor", "judith", "marlow", "priory", "supervis", "video")


@pytest.fixture
def held():
    """A session a week ahead, of two people with names that no calendar may carry."""
    organisation = make_organisation(name="Alder Care")
    judith = make_member(
        organisation, roles=("supervisor",), name="Judith Marlow", email="judith@alder.example"
    )
    grace = make_member(organisation, name="Grace Okafor", email="grace@alder.example")
    session = make_session(judith, grace, at=TUESDAY, status="booked")
    session.medium, session.place = "video", "Priory Road"
    session.save(update_fields=["medium", "place"])
    return session


def tell(session, kind, *members, now=NOW, **about):
    """Leave a message of this kind to each of `members`, as a service does."""
    session.refresh_from_db()
    queue_notices(
        [
            Message(
                organisation_id=session.organisation_id,
                recipient_id=member.pk,
                kind=kind,
                notice_class="R",
                key=f"{kind}:{session.pk}:{member.pk}:{session.calendar_sequence}",
                not_before=now,
                about={"session": session.pk, "sequence": session.calendar_sequence, **about},
            )
            for member in members
        ],
        now=now,
    )


def change(session, **columns):
    for name, value in {**columns, "calendar_sequence": session.calendar_sequence + 1}.items():
        setattr(session, name, value)
    session.save()


def deliver(now=NOW):
    return deliver_due(tell_time=lambda: now)


def supervisee(session):
    return session.attendances.get().member


def test_each_gets_one_message_with_an_entry_of_their_own(held, mail_by_smtp):
    grace = supervisee(held)
    tell(held, "session_booked", held.supervisor, grace)

    assert deliver().sent == 2

    for member in (held.supervisor, grace):
        (received,) = mail_by_smtp.to(member.person.email)
        event = check_message(received.message).parts[0]
        assert event.value("ATTENDEE") == f"mailto:{member.person.email}"
        assert event.value("UID") == f"{held.calendar_uid}@localhost"
        assert (event.value("SEQUENCE"), event.value("DTSTART")) == ("0", "20261110T100000Z")
        assert received.subject == "A time that is held for you"
        assert "Tuesday 10 November, 10:00 to 11:00 (UK time), by video" in " ".join(received.text().split())
        others = {"grace@alder.example", "judith@alder.example"} - {member.person.email}
        assert not any(other.encode() in received.raw for other in others)


def test_no_private_word_stands_in_the_calendar_part(held, mail_by_smtp):
    tell(held, "session_booked", supervisee(held))
    deliver()

    (received,) = mail_by_smtp.messages
    part = next(p for p in received.message.walk() if p.get_content_type() == "text/calendar")
    words = part.get_content().replace("\r\n ", "").lower().replace("grace@alder.example", "")
    assert not [word for word in PRIVATE if word in words]
    assert f"/held/{held.calendar_uid}/" in words


def test_a_move_keeps_the_name_and_raises_the_sequence(held, mail_by_smtp):
    grace = supervisee(held)
    tell(held, "session_booked", grace)
    deliver()
    change(held, starts_at=TUESDAY + timedelta(days=1), ends_at=TUESDAY + timedelta(days=1, hours=1))
    tell(held, "session_moved", grace, was=TUESDAY.isoformat())
    deliver()

    first, second = (check_message(received.message) for received in mail_by_smtp.messages)
    assert first.parts[0].value("UID") == second.parts[0].value("UID")
    assert first.parts[0].value("ORGANIZER") == second.parts[0].value("ORGANIZER")
    assert [one.parts[0].value("SEQUENCE") for one in (first, second)] == ["0", "1"]
    assert second.parts[0].value("DTSTART") == "20261111T100000Z"
    words = " ".join(mail_by_smtp.messages[1].text().split())
    assert "Wednesday 11 November, 10:00 to 11:00" in words and "It was Tuesday 10 November, 10:00." in words


def test_of_two_changes_in_one_night_the_newest_alone_is_told(held, mail_by_smtp):
    grace = supervisee(held)
    tell(held, "session_booked", grace)
    for hours in (1, 2):
        at = TUESDAY + timedelta(hours=hours)
        change(held, starts_at=at, ends_at=at + timedelta(hours=1))
        tell(held, "session_moved", grace, was=TUESDAY.isoformat())

    assert deliver().sent == 1
    (received,) = mail_by_smtp.messages
    assert check_message(received.message).parts[0].value("SEQUENCE") == "2"
    assert Notice.objects.filter(state="dropped", reason="reason gone").count() == 2


def test_an_older_message_goes_with_what_is_true_now_when_no_later_one_is_there(held, mail_by_smtp):
    grace = supervisee(held)
    tell(held, "session_booked", grace)
    change(held, starts_at=TUESDAY + timedelta(hours=1), ends_at=TUESDAY + timedelta(hours=2))

    assert deliver().sent == 1
    event = check_message(mail_by_smtp.messages[0].message).parts[0]
    assert (event.value("SEQUENCE"), event.value("DTSTART")) == ("1", "20261110T110000Z")


def test_a_cancellation_takes_the_entry_out_and_names_other_times(held, mail_by_smtp):
    grace = supervisee(held)
    change(held, status="cancelled", cancelled_by="supervisor", cancelled_at=NOW)
    tell(held, "session_cancelled", grace, before="2026-11-20")

    deliver()
    (received,) = mail_by_smtp.messages
    root = check_message(received.message)
    assert root.value("METHOD") == "CANCEL"
    assert root.parts[0].value("SEQUENCE") == "1"
    assert "was called off" in " ".join(received.text().split())


def test_what_is_on_no_more_is_not_told_as_held(held, mail_by_smtp):
    tell(held, "session_booked", supervisee(held))
    change(held, status="cancelled", cancelled_by="supervisee")

    assert deliver().sent == 0


def test_what_has_begun_is_not_told(held, mail_by_smtp):
    tell(held, "session_booked", supervisee(held))
    assert deliver(TUESDAY).sent == 0


def test_one_who_left_a_group_is_told_so_and_led_where_they_may_go(held, mail_by_smtp):
    grace, other = supervisee(held), make_member(held.organisation)
    Attendance.objects.create(session=held, member=other)
    change(held, kind="group")
    held.attendances.filter(member=grace).delete()
    tell(held, "session_cancelled", grace, left=True)

    deliver()
    (received,) = mail_by_smtp.messages
    assert check_message(received.message).value("METHOD") == "CANCEL"
    assert "no longer down for" in " ".join(received.text().split())
    assert "/sessions/\n" in received.text().replace("\r\n", "\n")


def test_a_handed_over_session_leaves_one_calendar_and_comes_into_another(held, mail_by_smtp):
    before, grace = held.supervisor, supervisee(held)
    after = make_member(held.organisation, roles=("supervisor",), email="after@alder.example")
    change(held, supervisor=after, covers_for=before)
    tell(held, "session_handed_over", grace, after)
    tell(held, "session_handed_over", before, left=True)

    assert deliver().sent == 3
    methods = {
        received.recipients[0]: check_message(received.message).value("METHOD")
        for received in mail_by_smtp.messages
    }
    assert methods == {
        "grace@alder.example": "REQUEST",
        "after@alder.example": "REQUEST",
        "judith@alder.example": "CANCEL",
    }
    for received in mail_by_smtp.messages:
        assert "marlow" not in received.text().lower()


def test_a_repeat_after_a_crash_is_the_same_message_to_the_letter(held, mail_by_smtp):
    tell(held, "session_booked", supervisee(held))
    deliver()
    Notice.objects.update(state="sending", lease_until=NOW)  # as a worker leaves it that dies after the 250
    deliver(NOW + timedelta(minutes=3))

    first, second = mail_by_smtp.messages
    assert first.message_id == second.message_id
    parts = [
        next(p for p in one.message.walk() if p.get_content_type() == "text/calendar").get_content()
        for one in (first, second)
    ]
    assert parts[0] == parts[1]


def test_what_a_leave_kept_back_goes_by_itself_with_its_entry(held, mail_by_smtp):
    grace = supervisee(held)
    leave = make_leave(grace, NOW.date(), NOW.date(), kind="annual")
    other = make_session(held.supervisor, grace, at=TUESDAY + timedelta(days=1), status="booked")
    for session in (held, other):
        tell(session, "session_booked", grace)

    assert deliver().sent == 0
    assert deliver(NOW + timedelta(days=1)).sent == 2, leave
    assert {check_message(received.message).value("METHOD") for received in mail_by_smtp.messages} == {
        "REQUEST"
    }


def test_a_proposal_is_told_until_it_is_answered(held, mail_by_smtp):
    grace = supervisee(held)
    proposal = Proposal.objects.create(
        session=held, proposed_by=held.supervisor, created_at=NOW, expires_at=NOW + timedelta(days=2)
    )
    for days in (1, 2):
        at = TUESDAY + timedelta(days=days)
        ProposedTime.objects.create(proposal=proposal, starts_at=at, ends_at=at + timedelta(hours=1))
    tell(held, "session_proposed", grace, proposal=proposal.pk)
    deliver()

    (received,) = mail_by_smtp.messages
    words = " ".join(received.text().split())
    assert "- Wed 11 Nov, 10:00 to 11:00 - Thu 12 Nov, 10:00 to 11:00" in words
    assert "until Thursday 5 November" in words
    assert "text/calendar" not in str(received.message)

    tell(held, "session_proposal_answered", held.supervisor, proposal=proposal.pk)
    assert deliver().sent == 0  # nobody has answered

    proposal.state = "declined"
    proposal.save()
    Notice.objects.filter(kind="session_proposal_answered").update(state="due")
    assert deliver().sent == 1
    assert "none of the times you proposed suits" in " ".join(mail_by_smtp.messages[1].text().split())


def test_the_number_of_queries_for_a_message_does_not_grow_with_the_people(held, django_assert_num_queries):
    from supervision.sessions import booking_facts

    def cost():
        tell(held, "session_booked", held.supervisor)
        notice = Notice.objects.select_related("recipient__person").latest("pk")
        with django_assert_num_queries(6):
            booking_facts.booked(notice, NOW)

    cost()
    for _ in range(5):
        Attendance.objects.create(session=held, member=make_member(held.organisation))
    change(held, kind="group")
    cost()
