"""What becomes of a message at the server: counted at an SMTP server, and looked up in the outbox."""

import smtplib
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from supervision.notices import delivery, heartbeats
from supervision.notices.delivery import deliver_due
from supervision.notices.models import Notice
from supervision.notices.services import withdraw_notices
from supervision.notices.transport import SmtpTransport, open_transport
from tests.builders import MONDAY_9AM, make_member, make_notice

pytestmark = pytest.mark.django_db


def deliver(now=MONDAY_9AM, **options):
    return deliver_due(tell_time=lambda: now, **options)


def stopped_at(now):
    return heartbeats.mail_stopped_at(heartbeats.pulses(now=now))


def stored(notice):
    notice.refresh_from_db()
    return notice


def test_what_is_due_is_sent_once_to_each_alone(trial, mail_by_smtp):
    notices = [make_notice(make_member(email=f"reader-{n}@example.org")) for n in range(3)]
    later = make_notice(at=MONDAY_9AM + timedelta(minutes=1))

    tally = deliver()

    assert tally.sent == 3 and tally.is_drained
    assert sorted(received.recipients for received in mail_by_smtp.messages) == [
        [f"reader-{n}@example.org"] for n in range(3)
    ]
    assert {stored(notice).state for notice in notices} == {"sent"}
    assert all(notice.sent_at == MONDAY_9AM and notice.owner for notice in notices)
    assert stored(later).state == "due"
    assert deliver().sent == 0
    assert len(mail_by_smtp.messages) == 3


def test_one_connection_carries_them_all(trial, mail_by_smtp, monkeypatch):
    for _ in range(5):
        make_notice()
    opened = []
    look = SmtpTransport._name_both
    monkeypatch.setattr(
        SmtpTransport,
        "_name_both",
        lambda self, letter: (opened.append(self.backend.connection is None), look(self, letter))[1],
    )

    assert deliver().sent == 5
    assert opened == [True, False, False, False, False]


def test_what_the_server_puts_off_is_tried_again_under_the_same_message_id(trial, mail_by_smtp):
    notice = make_notice()
    mail_by_smtp.answer = lambda received: "451 Later"

    tally = deliver()

    assert (tally.sent, tally.repeated_later) == (0, 1)
    assert stored(notice).state == "due"
    assert notice.not_before > MONDAY_9AM
    assert notice.attempts == 1
    message_id = notice.message_id
    assert message_id

    mail_by_smtp.answer = None
    assert deliver(MONDAY_9AM + timedelta(minutes=2)).sent == 1
    assert [received.message_id for received in mail_by_smtp.messages] == [message_id]


@pytest.mark.parametrize("notice_class", ["R", "S"])
def test_what_the_server_refuses_for_good_fails_and_tells_no_address(trial, mail_by_smtp, notice_class):
    notice = make_notice(make_member(email="reader@example.org"), notice_class=notice_class)
    mail_by_smtp.answer = lambda received: "550 reader@example.org is unknown here"

    deliver()

    assert stored(notice).state == "failed"
    assert notice.reason == "refused with 550"
    assert deliver(MONDAY_9AM + timedelta(days=1)).sent == 0


@pytest.mark.parametrize(("notice_class", "state"), [("R", "due"), ("S", "uncertain")])
def test_when_nobody_knows_whether_it_went_only_what_must_arrive_goes_again(
    trial, mail_by_smtp, monkeypatch, notice_class, state
):
    notice = make_notice(notice_class=notice_class)
    monkeypatch.setattr("smtplib.SMTP.getreply", losing_the_answer_to_the_words())

    deliver()

    assert stored(notice).state == state
    assert len(mail_by_smtp.messages) == 1
    deliver(MONDAY_9AM + timedelta(minutes=5))
    assert len({received.message_id for received in mail_by_smtp.messages}) == 1
    assert len(mail_by_smtp.messages) == (2 if notice_class == "R" else 1)


def losing_the_answer_to_the_words():
    """A `getreply` that loses the first answer to the words themselves, which the server has taken."""
    real, asked = smtplib.SMTP.getreply, []

    def getreply(smtp):
        code, words = real(smtp)
        if code == 250 and asked == [354]:
            asked.append(250)
            smtp.close()
            raise smtplib.SMTPServerDisconnected
        if code == 354 and not asked:
            asked.append(354)
        return code, words

    return getreply


def test_a_server_that_cannot_be_reached_costs_no_message_an_attempt(trial, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    notices = [make_notice(notice_class=letter) for letter in "RSR"]

    tally = deliver()

    assert tally.is_unreachable and not tally.is_drained
    assert all(
        stored(notice).state == "due" and notice.attempts == 0 and not notice.owner for notice in notices
    )


def test_whoever_runs_it_can_see_since_when_a_mail_server_takes_nothing_and_that_it_is_over(
    trial, settings, mail_by_smtp
):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    make_notice()
    later, over = MONDAY_9AM + timedelta(minutes=2), MONDAY_9AM + timedelta(minutes=10)

    deliver()
    deliver(later)
    assert stopped_at(later) == MONDAY_9AM

    # Nobody tried for a while: what was seen then says nothing of now, and nothing of when it began again.
    assert stopped_at(over) is None
    deliver(over)
    assert stopped_at(over) == over

    settings.EMAIL_PORT = port
    deliver(over)
    assert stopped_at(over) is None


def test_a_connection_that_was_let_go_is_opened_again(trial, mail_by_smtp, monkeypatch):
    make_notice(), make_notice()
    transport = open_transport()
    hand_over = transport.hand_over

    def hand_over_and_lose_the_line(letter, then=None):
        hand_over(letter, then)
        transport.backend.connection.sock.close()

    monkeypatch.setattr(transport, "hand_over", hand_over_and_lose_the_line)

    assert deliver(transport=transport).sent == 2
    assert len(mail_by_smtp.messages) == 2


def test_a_row_that_cannot_be_written_fails_alone(trial, mailoutbox):
    broken, unknown = make_notice(), make_notice(kind="no-such-kind")
    bad = make_notice(make_member(email="two words@example.org"))
    good = make_notice()
    trial.broken.add(broken.pk)

    deliver()

    assert stored(good).state == "sent"
    assert len(mailoutbox) == 1
    assert (stored(broken).state, broken.attempts) == ("due", 1)
    assert stored(unknown).state == "due"
    assert (stored(bad).state, bad.reason) == ("failed", "address cannot be written to")


def test_after_fourteen_attempts_a_message_is_given_up_and_stands_in_the_inbox(trial, mailoutbox):
    broken = make_notice()
    trial.broken.add(broken.pk)
    now = MONDAY_9AM
    for _ in range(25):
        deliver(now)
        now += timedelta(hours=24)

    assert (stored(broken).state, broken.attempts) == ("failed", 14)
    assert broken.inbox_at


def test_a_reason_that_no_longer_holds_sends_nothing(trial, mailoutbox):
    notice = make_notice()
    trial.gone.add(notice.pk)

    deliver()

    assert mailoutbox == []
    assert (stored(notice).state, notice.reason, notice.inbox_at) == ("dropped", "reason gone", None)


def test_a_run_that_is_asked_to_stop_puts_back_what_it_took(trial, mailoutbox):
    for _ in range(10):
        make_notice()

    tally = deliver(should_stop=lambda: len(mailoutbox) >= 3)

    assert tally.sent == 3 and not tally.is_drained
    assert Notice.objects.filter(state="due", owner="", attempts=0).count() == 7


def test_a_message_withdrawn_while_it_is_in_hand_is_not_sent(trial, mailoutbox, monkeypatch):
    first, second = make_notice(), make_notice(key="to-withdraw")

    def withdraw_meanwhile(batch, **options):
        withdraw_notices(["to-withdraw"])
        return batch

    monkeypatch.setattr(delivery, "ready_to_go", withdraw_meanwhile)

    deliver()

    assert stored(first).state == "sent"
    assert (stored(second).state, second.reason) == ("dropped", "withdrawn")
    assert len(mailoutbox) == 1


def test_a_batch_costs_the_same_queries_for_one_row_and_for_thirty(trial, mailoutbox):
    """What says that they are going, and that they went, says it of a whole group."""
    costs = {}
    for rows in (1, 30):
        for _ in range(rows):
            make_notice(topic=f"topic-{rows}")
        with CaptureQueriesContext(connection) as queries:
            assert deliver().sent == rows
        costs[rows] = len(queries)

    assert costs[1] == costs[30]
