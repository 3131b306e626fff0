"""Taking a booking back within ten minutes: nobody who was not told of it hears anything."""

from datetime import timedelta

import pytest
import time_machine

from supervision.notices.delivery import deliver_due
from supervision.notices.models import Notice
from supervision.people.models import AuditEntry
from supervision.sessions.access import NotYours
from supervision.sessions.models import Session, TakenTime
from supervision.sessions.moving import move
from supervision.sessions.undoing import TooLateToTakeBack, take_back
from tests.builders import make_lead
from tests.supervision.sessions.pairs import HOUR, NOW, TEN

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def states():
    return set(Notice.objects.values_list("kind", "state"))


def test_before_anybody_was_told_it_is_gone_without_a_trace(pair, mail_by_smtp):
    (session,) = pair.book(by=pair.lead, line="Canary")
    assert take_back(session=session, by=pair.lead, now=NOW + 9 * MINUTE).told == []

    assert not Session.objects.exists()
    assert not TakenTime.objects.exists()
    assert states() == {("session_booked", "dropped")}
    deliver_due(tell_time=lambda: NOW + 10 * MINUTE)
    assert mail_by_smtp.messages == []
    assert not Notice.objects.in_inbox().exists()
    entry = AuditEntry.objects.get(action="session_taken_back")
    assert (entry.actor_id, entry.subject_id) == (pair.lead.pk, pair.supervisee.pk)
    assert pair.book(by=pair.supervisee, now=NOW + 10 * MINUTE)


def test_whoever_was_told_hears_that_it_is_off_and_nobody_else(pair, mail_by_smtp):
    (session,) = pair.book(by=pair.lead)
    Notice.objects.filter(recipient=pair.supervisor).update(not_before=NOW + HOUR)
    deliver_due(tell_time=lambda: NOW)
    assert [one.recipients for one in mail_by_smtp.messages] == [[pair.supervisee.person.email]]
    mail_by_smtp.clear()

    taken_back = take_back(session=session, by=pair.lead, now=NOW + MINUTE)

    assert taken_back.told == [pair.supervisee]
    assert Session.objects.get().status == "cancelled"
    assert not TakenTime.objects.exists()
    deliver_due(tell_time=lambda: NOW + 2 * HOUR)
    assert [one.recipients for one in mail_by_smtp.messages] == [[pair.supervisee.person.email]]
    assert b"METHOD:CANCEL" in mail_by_smtp.messages[0].message.as_bytes()


def test_only_who_booked_it_may_and_only_for_ten_minutes(pair):
    (session,) = pair.book(by=pair.lead)
    for by in (pair.supervisor, pair.supervisee, make_lead(pair.team)):
        with pytest.raises(NotYours):
            take_back(session=session, by=by, now=NOW)
    with pytest.raises(TooLateToTakeBack):
        take_back(session=session, by=pair.lead, now=NOW + 10 * MINUTE)
    assert Session.objects.get().status == "booked"


def test_what_was_moved_meanwhile_is_called_off_on_its_own_page(pair):
    (session,) = pair.book(by=pair.lead)
    move(session=session, by=pair.supervisee, starts_at=TEN + HOUR, now=NOW)
    with pytest.raises(TooLateToTakeBack):
        take_back(session=session, by=pair.lead, now=NOW + MINUTE)
    assert Session.objects.get().starts_at == TEN + HOUR


def test_the_api_takes_it_back_and_says_who_was_told(pair, client):
    (session,) = pair.book(by=pair.lead)
    client.force_login(pair.lead.person)
    with time_machine.travel(NOW + MINUTE, tick=False):
        answer = client.post(f"/api/v1/sessions/{session.pk}/take-back/")
        again = client.post(f"/api/v1/sessions/{session.pk}/take-back/")
    assert (answer.status_code, answer.json()) == (200, {"told": []})
    assert again.status_code == 404
