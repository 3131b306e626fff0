"""Letters that come back, absence notes, and our own words come round."""

import logging
from contextlib import suppress
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from supervision.notices.bouncing.addresses import bounce_address, notice_among
from supervision.notices.bouncing.reading import read_return
from supervision.notices.bouncing.taking import forget_troubles, take_return
from supervision.notices.calendars.inbound import take_message
from supervision.notices.calendars.reading import Unreadable
from supervision.notices.delivery import deliver_due
from supervision.notices.models import Delivery, Notice
from supervision.people.mail_trouble import clear_trouble, note_trouble, trouble_of, troubled_among
from supervision.people.models import MailTrouble
from tests.builders import MONDAY_9AM, make_lead, make_member, make_notice, make_person, make_team, make_way

pytestmark = pytest.mark.django_db
CANARY = "canary-quillfeather"
LATER = MONDAY_9AM + timedelta(hours=1)


@pytest.fixture(autouse=True)
def reply_address(settings):
    settings.REPLY_ADDRESS = "replies@holdspace.example"


@pytest.fixture
def gone(trial):
    """A message that has gone out to somebody."""
    member = make_member(person=make_person(email="grace@alder.example"))
    return make_notice(member, state="sent", sent_at=MONDAY_9AM, inbox_at=MONDAY_9AM)


def report_of(notice=None, *, to="", action="failed", status="5.1.1", more=""):
    """Return a delivery report as mail servers write it (RFC 3464)."""
    to = to or bounce_address(notice.pk)
    return (
        f"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.alder.example\r\nTo: {to}\r\n"
        f"Subject: Undelivered: {CANARY}\r\nAuto-Submitted: auto-replied\r\n{more}"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/plain\r\n\r\nI am sorry, {CANARY}.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.alder.example\r\n\r\n"
        f"Final-Recipient: rfc822; grace@alder.example\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; 550 {CANARY}\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: {CANARY}\r\n\r\n--b--\r\n"
    ).encode()


EXIM = (
    "Return-Path: <>\r\nFrom: Mail Delivery System <Mailer-Daemon@mx.example>\r\nTo: {to}\r\n"
    "X-Failed-Recipients: grace@alder.example\r\nAuto-Submitted: auto-replied\r\n\r\nSorry.\r\n"
)
QMAIL = (
    "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: {to}\r\n\r\n"
    "Hi. This is the qmail-send program at mx.example.\r\nI'm afraid I wasn't able to deliver.\r\n"
)
AWAY = {
    "as the standard says": "Auto-Submitted: auto-replied\r\n",
    "as Outlook does": "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n",
    "as others do": "X-Autoreply: yes\r\n",
    "as old ones do": "Precedence: auto_reply\r\n",
}


def state_of(notice):
    row = Notice.objects.get(pk=notice.pk)
    return row.state, row.reason


# ---------------------------------------------------------------- what counts
@pytest.mark.parametrize("wrote", [EXIM, QMAIL, ""])
def test_a_letter_that_comes_back_is_noted_and_shown(gone, wrote):
    raw = wrote.format(to=bounce_address(gone.pk)).encode() if wrote else report_of(gone)

    taken = take_message(raw, now=LATER)

    assert (taken.became, taken.is_answer) == ("came back", True)
    assert state_of(gone)[0] == "failed"
    trouble = trouble_of(gone.recipient.person)
    assert (trouble.since, trouble.address) == (LATER, "grace@alder.example")
    assert take_message(raw, now=LATER).became == "repeated"


def test_why_it_came_back_is_said_in_our_words_alone(gone):
    take_message(report_of(gone, status=f"5.2.2 ({CANARY})"), now=LATER)

    assert state_of(gone) == ("failed", "came back with 5.2.2")
    assert trouble_of(gone.recipient.person).words == "the mailbox is full"
    assert CANARY not in str([list(model.objects.values()) for model in (Notice, MailTrouble)])


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", "", CANARY])
def test_a_letter_that_is_still_being_tried_has_not_come_back(gone, action):
    taken = take_message(report_of(gone, action=action), now=LATER)

    assert taken.became == "still being tried"
    assert state_of(gone)[0] == "sent"
    assert not MailTrouble.objects.exists()


@pytest.mark.parametrize(
    "to",
    [
        "replies@holdspace.example",
        "replies+b{pk}-aaaaaaaaaaaaaaaaaaaaaaaaaa@holdspace.example",
        "replies+b{other}-{token}@holdspace.example",
        "replies+b{pk}-{token}@elsewhere.example",
        "others+b{pk}-{token}@holdspace.example",
    ],
)
def test_a_report_that_nobody_could_have_sent_changes_nothing(gone, to):
    token = bounce_address(gone.pk).partition("-")[2].partition("@")[0]
    to = to.format(pk=gone.pk, other=gone.pk + 1, token=token)

    assert take_message(report_of(to=to), now=LATER).became == "a report on nothing of ours"

    assert state_of(gone)[0] == "sent"
    assert not MailTrouble.objects.exists()


def test_the_address_that_a_letter_comes_back_to_is_known_whatever_its_case(gone):
    address = bounce_address(gone.pk)

    assert notice_among(["x@y.example", address.upper()]) == gone.pk
    assert len(address.partition("@")[0]) <= 64
    assert "grace" not in address


def test_a_letter_goes_out_under_that_address(trial, mail_by_smtp):
    member = make_member(person=make_person(email="wren@alder.example"))
    type(member.person).objects.filter(pk=member.person_id).update(last_login=MONDAY_9AM)
    notice = make_notice(member)

    deliver_due(tell_time=lambda: MONDAY_9AM)

    (received,) = mail_by_smtp.wait_for(1)
    assert received.sender == bounce_address(notice.pk)
    assert "hello@holdspace.example" in str(received.message["from"])


# ---------------------------------------------------------------- absence and loops
@pytest.mark.parametrize("how", AWAY)
def test_an_absence_note_changes_nothing_and_nothing_is_written_back(gone, how, mailoutbox):
    raw = (
        f"From: grace@alder.example\r\nTo: {bounce_address(gone.pk)}\r\n{AWAY[how]}Subject: Away\r\n\r\n"
        f"I am away, {CANARY}.\r\n"
    ).encode()
    before = Notice.objects.count()

    for _ in range(50):
        taken = take_message(raw, now=LATER)

    assert (taken.became, taken.is_answer) == ("absence note", False)
    assert state_of(gone)[0] == "sent"
    assert Notice.objects.count() == before
    assert not mailoutbox and not MailTrouble.objects.exists()


def test_our_own_letter_come_round_is_known_and_left(trial, settings, mail_by_smtp):
    settings.BASE_URL = "https://care.example"
    member = make_member(person=make_person(email="replies@holdspace.example"))
    type(member.person).objects.filter(pk=member.person_id).update(last_login=MONDAY_9AM)
    notice = make_notice(member)
    deliver_due(tell_time=lambda: MONDAY_9AM)
    (received,) = mail_by_smtp.wait_for(1)

    taken = take_message(received.raw, sent_to=[bounce_address(notice.pk)], now=LATER)

    assert (taken.became, taken.is_answer) == ("our own words, come round", False)
    assert state_of(notice)[0] == "sent"
    assert Notice.objects.count() == 1


# ---------------------------------------------------------------- what follows
def test_what_must_arrive_goes_by_another_way_and_what_is_soft_does_not(gone, trial):
    way = make_way(gone.recipient)
    soft = make_notice(gone.recipient, kind="trial_soft", notice_class="S", state="sent", inbox_at=MONDAY_9AM)

    take_message(report_of(gone), now=LATER)
    take_message(report_of(soft), now=LATER)

    assert list(Delivery.objects.values_list("notice", "way")) == [(gone.pk, way.pk)]


def test_soft_ones_rest_until_letters_arrive_again_and_what_must_arrive_is_tried(gone, mailoutbox):
    person = gone.recipient.person
    type(person).objects.filter(pk=person.pk).update(last_login=MONDAY_9AM)
    take_message(report_of(gone), now=MONDAY_9AM)
    soft = make_notice(gone.recipient, kind="trial_soft", notice_class="S")
    firm = make_notice(gone.recipient)

    deliver_due(tell_time=lambda: LATER)
    assert len(mailoutbox) == 1
    assert state_of(soft)[0] == "dropped" and Notice.objects.get(pk=soft.pk).inbox_at == LATER
    assert state_of(firm)[0] == "sent"

    forget_troubles(now=LATER + timedelta(days=2))
    assert trouble_of(person) is not None
    forget_troubles(now=LATER + timedelta(days=3, seconds=1))
    assert trouble_of(person) is None


def test_an_address_that_changed_is_in_no_trouble(gone):
    person = gone.recipient.person
    note_trouble(person, code="5.1.1", now=MONDAY_9AM)
    assert troubled_among([person.pk]) == {person.pk}

    person.email = "grace.okafor@alder.example"
    person.save()

    assert trouble_of(person) is None
    assert troubled_among([person.pk]) == set()
    note_trouble(person, code="5.2.2", now=LATER)
    assert (trouble_of(person).since, trouble_of(person).code) == (LATER, "5.2.2")
    assert clear_trouble(person) and not clear_trouble(person)


def test_an_address_the_server_refuses_at_once_is_in_trouble_as_well(trial, mail_by_smtp):
    mail_by_smtp.answer = lambda received: "550 No such person"
    member = make_member(person=make_person(email="wren@alder.example"))
    type(member.person).objects.filter(pk=member.person_id).update(last_login=MONDAY_9AM)
    make_notice(member)

    deliver_due(tell_time=lambda: MONDAY_9AM)

    assert trouble_of(member.person).words == "there is no such mailbox"


# ---------------------------------------------------------------- who sees it
@pytest.fixture
def troubled(gone):
    note_trouble(gone.recipient.person, code="5.1.1", now=MONDAY_9AM)
    return gone.recipient


WORDS = "there is no such mailbox"


def test_its_person_sees_it_in_inbox_and_settings_and_tries_it_again(troubled, client):
    with time_machine.travel(MONDAY_9AM, tick=False):
        client.force_login(troubled.person)
        assert WORDS in client.get("/inbox/").content.decode()
        assert WORDS in client.get("/inbox/preferences/").content.decode()

        client.post("/inbox/mail/again/")

        assert WORDS not in client.get("/inbox/preferences/").content.decode()


def test_an_administrator_sees_it_and_a_lead_does_not(troubled, client):
    team = make_team(troubled.organisation)
    type(troubled).objects.filter(pk=troubled.pk).update(team=team)
    admin, lead = make_member(troubled.organisation, roles=("admin",)), make_lead(team)
    path = f"/organisation/people/{troubled.pk}/"
    with time_machine.travel(MONDAY_9AM, tick=False):
        client.force_login(admin.person)
        assert WORDS in client.get(path).content.decode()
        assert "Letters don’t arrive" in client.get("/organisation/people/").content.decode()
        client.force_login(lead.person)
        assert client.get(path).status_code == 200
        assert WORDS not in client.get(path).content.decode()
        assert "don’t arrive" not in client.get("/organisation/people/").content.decode()


# ---------------------------------------------------------------- hostile ones
def test_no_word_of_a_message_is_logged(gone, caplog):
    with caplog.at_level(logging.DEBUG):
        take_message(report_of(gone), now=LATER)

    assert CANARY not in caplog.text and "grace" not in caplog.text


@given(st.binary(max_size=2000))
def test_whatever_comes_is_read_or_refused(noise):
    with suppress(Unreadable):
        take_return(b"From: x@y.example\r\nContent-Type: multipart/report; boundary=b\r\n" + noise, now=LATER)


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n"
        b"Content-Type: message/delivery-status\r\n\r\n--b--",
        b"Content-Type: multipart/report\r\n\r\nno parts",
        b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n--b--",
        b"Message-ID: <" + b"a" * 5000 + b"@x>\r\n\r\nx",
    ],
)
def test_reports_that_are_none_are_read_without_a_fault(raw):
    assert read_return(message_from_bytes(raw)).what in ("other", "late")
    assert read_return(message_from_bytes(raw, policy=policy.default)).what in ("other", "late")
