"""Moving, calling off, handing over and leaving a session that several supervisors hold together."""

import pytest

from supervision.notices.delivery import deliver_due
from supervision.notices.models import Notice
from supervision.people.services import end_membership
from supervision.sessions.access import NotYours
from supervision.sessions.acting import held
from supervision.sessions.answering import answers_for
from supervision.sessions.booking import book
from supervision.sessions.cancelling import cancel
from supervision.sessions.covering import hand_over
from supervision.sessions.models import Beside, Session, TakenTime
from supervision.sessions.moving import move
from supervision.sessions.proposing import answer_proposal, propose
from supervision.sessions.suiting import say_suits
from supervision.sessions.taking import NoLongerFree
from tests.builders import make_member, make_relationship
from tests.supervision.notices.strict_calendar import check_message
from tests.supervision.sessions.pairs import HOUR, NOW, TEN, check_taken, taken_by

pytestmark = pytest.mark.django_db


def test_it_moves_for_all_of_them_or_for_none(three):
    (session,) = three.book()
    other = make_member(three.organisation)
    make_relationship(three.second, other)
    taken = TEN + 4 * HOUR
    people = {"by": three.second, "supervisor": three.second, "supervisees": [other]}
    book(**people, starts_at=taken, minutes=60, now=NOW)

    with pytest.raises(NoLongerFree):
        move(session=session, by=three.supervisee, starts_at=taken, now=NOW)
    move(session=session, by=three.supervisee, starts_at=TEN + 2 * HOUR, now=NOW)

    check_taken()
    moved = Notice.objects.filter(kind="session_moved").values_list("recipient", flat=True)
    assert three.second.pk in moved


def test_another_time_is_proposed_and_held_for_all(three):
    (session,) = three.book()
    proposal = propose(session=session, by=three.supervisor, times=[TEN + 3 * HOUR], now=NOW)
    assert TakenTime.objects.filter(person=three.second.person_id, hold__isnull=False).exists()
    with pytest.raises(NotYours):
        answer_proposal(proposal=proposal, by=three.second, starts_at=None, now=NOW)
    answer_proposal(proposal=proposal, by=three.supervisee, starts_at=TEN + 3 * HOUR, now=NOW)
    check_taken()


def test_calling_it_off_frees_and_tells_all(three):
    (session,) = three.book()
    cancel(session=session, by=three.supervisee, now=NOW)
    assert not TakenTime.objects.exists()
    off = Notice.objects.filter(kind="session_cancelled").values_list("recipient", flat=True)
    assert set(off) == {three.supervisor.pk, three.supervisee.pk, three.second.pk}


def test_whoever_is_beside_withdraws_alone_and_the_others_hear_of_it(three, mail_by_smtp):
    three.book()
    deliver_due(tell_time=lambda: NOW)
    mail_by_smtp.clear()

    cancel(session=three.fresh(), by=three.second, now=NOW)

    fresh = three.fresh()
    assert (fresh.status, list(fresh.besides.all())) == ("booked", [])
    assert taken_by(three.second) == []
    check_taken()
    deliver_due(tell_time=lambda: NOW)
    said = {}
    for received in mail_by_smtp.messages:
        root = check_message(received.message)
        said[received.recipients[0]] = (root.value("METHOD"), received.message)
    assert {to: method for to, (method, _) in said.items()} == {
        three.second.person.email: "CANCEL",
        three.supervisor.person.email: "REQUEST",
        three.supervisee.person.email: "REQUEST",
    }
    words = said[three.supervisor.person.email][1].get_body(("plain",)).get_content()
    assert "Somebody who was to be there as well" in " ".join(words.split())
    assert "Femi" not in words


def test_a_lead_who_is_beside_may_withdraw_or_call_off(three):
    lead = three.lead
    lead.is_supervisor = True
    lead.save()
    (session,) = three.book(by=lead, beside=[lead])
    cancel(session=session, by=lead, only_me=True, now=NOW)
    assert three.fresh().status == "booked"
    with pytest.raises(NotYours):
        cancel(session=session, by=lead, only_me=True, now=NOW)
    cancel(session=session, by=lead, now=NOW)
    assert Session.objects.get().status == "cancelled"


def test_it_is_handed_to_somebody_who_was_beside(three):
    (session,) = three.book()
    hand_over(sessions=[session], by=three.supervisor, to=three.second, now=NOW)
    fresh = three.fresh()
    assert (fresh.supervisor, fresh.covers_for) == (three.second, three.supervisor)
    assert not Beside.objects.exists()
    assert taken_by(three.supervisor) == []
    check_taken()


def test_it_is_handed_to_another_and_those_beside_stay(three):
    (session,) = three.book()
    cover = make_member(three.organisation, roles=("supervisor",))
    hand_over(sessions=[session], by=three.lead, to=cover, now=NOW)
    assert [one.member for one in three.fresh().besides.all()] == [three.second]
    stays = Notice.objects.filter(kind="session_handed_over", recipient=three.second)
    assert stays.count() == 1
    check_taken()


def test_whoever_leaves_is_taken_out_and_it_goes_on(three):
    three.book()
    admin = make_member(three.organisation, roles=("admin",))
    end_membership(three.second, last_day=NOW.date(), by=admin, now=NOW)
    fresh = three.fresh()
    assert (fresh.status, list(fresh.besides.all())) == ("booked", [])
    check_taken()


def test_they_say_from_the_message_whether_it_suits_and_the_supervisor_is_asked(three):
    (session,) = three.book()
    say_suits(session=session, by=three.second, suits=False, now=NOW)
    asked = Notice.objects.filter(kind="session_asked").values_list("recipient", flat=True)
    assert set(asked) == {three.supervisor.pk}
    notice = Notice.objects.get(kind="session_booked", recipient=three.second)
    assert set(held.question(notice, NOW).acts) == {"suits", "not"}


def test_what_the_supervisors_calendar_says_is_between_the_two_sides(three):
    (session,) = three.book()
    say_suits(session=session, by=three.supervisor, suits=False, now=NOW)
    assert not Notice.objects.filter(kind="session_asked", recipient=three.second).exists()
    assert answers_for(three.fresh(), three.second) == []
    assert len(answers_for(three.fresh(), three.supervisee)) == 1


def test_a_calendar_of_theirs_that_says_no_is_a_question(three):
    from supervision.sessions.models import CalendarAnswer

    (session,) = three.book()
    CalendarAnswer.objects.create(
        session=session,
        member=three.second,
        said="declined",
        starts_at=TEN,
        sequence=0,
        stamped_at=NOW,
        received_at=NOW,
    )
    session = three.fresh()
    assert len(answers_for(session, three.second)) == len(answers_for(session, three.supervisor)) == 1
    assert answers_for(session, three.supervisee) == []
