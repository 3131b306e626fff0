"""“This is spam”, passed on by mail providers: whom it reaches, and what it ends."""

import logging
from contextlib import suppress
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from supervision.notices.bouncing.addresses import bounce_address
from supervision.notices.bouncing.complaints import read_complaint
from supervision.notices.calendars.inbound import take_message
from supervision.notices.calendars.reading import Unreadable
from supervision.notices.delivery import deliver_due
from supervision.notices.letters import message_id_of, unsubscribe_address
from supervision.notices.models import Notice, Preference
from supervision.notices.services import choose_kinds, choose_ways
from tests.builders import MONDAY_9AM, make_member, make_notice, make_person

pytestmark = pytest.mark.django_db
CANARY = "canary-quillfeather"
LATER = MONDAY_9AM + timedelta(hours=1)
NOTHING = ("a complaint about nothing of ours", False)


@pytest.fixture(autouse=True)
def reply_address(settings):
    settings.REPLY_ADDRESS = "replies@holdspace.example"


@pytest.fixture
def reader(trial):
    return make_member(person=make_person(email="grace@alder.example"))


def gone(reader, **extra):
    """Return a soft message that has gone out to somebody."""
    extra = {"kind": "trial_soft", "notice_class": "S"} | extra
    notice = make_notice(reader, state="sent", sent_at=MONDAY_9AM, inbox_at=MONDAY_9AM, **extra)
    Notice.objects.filter(pk=notice.pk).update(message_id=message_id_of(notice))
    return notice


def report(*returned, kind="abuse", fields="", part="text/rfc822-headers", to="replies@holdspace.example"):
    """Return a complaint as mail providers write it (RFC 5965)."""
    headers = "\r\n".join(returned)
    return (
        f"From: <feedback@mail.example>\r\nTo: {to}\r\nSubject: FW: {CANARY}\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/plain\r\n\r\nThis is a report, {CANARY}.\r\n"
        "--b\r\nContent-Type: message/feedback-report\r\n\r\n"
        f"Feedback-Type: {kind}\r\nUser-Agent: SomeMail/1.0\r\nVersion: 1\r\n{fields}\r\n"
        f"--b\r\nContent-Type: {part}\r\n\r\nSubject: {CANARY}\r\n{headers}\r\n\r\nwords\r\n--b--\r\n"
    ).encode()


def by_token(notice):
    return f"List-Unsubscribe: <{unsubscribe_address(notice, notice.kind)}>"


def ended(reader):
    rows = Preference.objects.filter(member=reader, way="email", is_wanted=False)
    return {row.kind: (row.is_final, row.reported_at) for row in rows}


def took(raw):
    taken = take_message(raw, now=LATER)
    return taken.became, taken.is_answer


# ---------------------------------------------------------------- what counts
HOW = {
    "token": lambda notice: report(by_token(notice)),
    "token, folded": lambda notice: report(by_token(notice).replace(": <", ":\r\n <")),
    "whole letter": lambda notice: report(by_token(notice), part="message/rfc822"),
    "sender": lambda notice: report(fields=f"Original-Mail-From: <{bounce_address(notice.pk)}>\r\n"),
    "return path": lambda notice: report(f"Return-Path: <{bounce_address(notice.pk)}>"),
    "its own address": lambda notice: report(to=bounce_address(notice.pk)),
    "message-id": lambda notice: report(f"Message-ID: {message_id_of(notice)}"),
    "opt-out": lambda notice: report(by_token(notice), kind="Opt-Out"),
}


@pytest.mark.parametrize("how", HOW)
def test_a_complaint_ends_the_soft_kind_as_its_own_button_would(reader, how):
    raw = HOW[how](gone(reader))

    assert took(raw) == ("reported as spam", True)
    assert ended(reader) == {"trial_soft": (True, LATER)}
    assert took(raw) == ("repeated", True)


def test_a_letter_as_it_really_went_is_known_again(reader, mail_by_smtp):
    type(reader.person).objects.filter(pk=reader.person_id).update(last_login=MONDAY_9AM)
    make_notice(reader, kind="trial_soft", notice_class="S")
    deliver_due(tell_time=lambda: MONDAY_9AM)
    (received,) = mail_by_smtp.wait_for(1)
    head = received.raw.decode().partition("\r\n\r\n")[0]
    kept = [line for line in head.split("\r\n") if not line.startswith(("Content-", "MIME-"))]

    assert took(report(*kept, part="message/rfc822")) == ("reported as spam", True)


def test_what_must_arrive_is_never_ended(reader):
    firm = gone(reader, kind="trial", notice_class="R")
    for raw in (HOW["sender"](firm), HOW["message-id"](firm), HOW["token"](firm)):
        assert took(raw) == ("a complaint for a person", False)

    assert not Preference.objects.exists()


def test_a_firm_message_of_a_soft_kind_ends_nothing(reader):
    assert took(HOW["sender"](gone(reader, notice_class="R"))) == ("a complaint for a person", False)

    assert not Preference.objects.exists()


def test_another_reader_and_another_kind_stay_as_they_were(reader):
    other = make_member(reader.organisation)
    choose_kinds(reader, {"due_soon": True})
    took(HOW["token"](gone(reader)))

    assert not ended(other) and list(ended(reader)) == ["trial_soft"]


# ---------------------------------------------------------------- what does not
@pytest.mark.parametrize(
    "forge",
    [
        lambda notice: report(),
        lambda notice: report(f"Message-ID: <{'0' * 32}@testserver>"),
        lambda notice: report(
            "List-Unsubscribe: <http://x.example/inbox/fewer/WzEsImEiXQ:1abcde:forgedforged/>"
        ),
        lambda notice: report(by_token(notice)[:-12] + "AAAAAAAAAA/>"),
        lambda notice: report(f"Return-Path: <replies+b{notice.pk}-{'a' * 26}@holdspace.example>"),
        lambda notice: report(f"To: {notice.recipient.person.email}"),
    ],
)
def test_one_that_is_forged_is_left_and_changes_nothing(reader, forge):
    assert took(forge(gone(reader))) == NOTHING

    assert not Preference.objects.exists()


@pytest.mark.parametrize("kind", ["not-spam", "auth-failure", "dmarc", "virus", "fraud", "other", "", CANARY])
def test_what_says_something_else_is_left_for_a_person(reader, kind):
    taken = take_message(report(by_token(gone(reader)), kind=kind), now=LATER)

    assert not taken.is_answer
    assert not Preference.objects.exists()


def test_a_message_id_alone_says_nothing_after_two_weeks(reader):
    notice = gone(reader)
    Notice.objects.filter(pk=notice.pk).update(sent_at=MONDAY_9AM - timedelta(days=14))

    assert took(HOW["message-id"](notice)) == NOTHING
    assert took(HOW["token"](notice))[1]


def test_our_own_letter_that_brings_a_complaint_round_is_a_loop(reader, settings):
    settings.BASE_URL = "https://care.example"
    raw = f"Message-ID: <{'0' * 32}@care.example>\r\n".encode() + report(by_token(gone(reader)))

    assert took(raw) == ("our own words, come round", False)
    assert not Preference.objects.exists()


def test_no_word_of_it_is_kept_or_logged(reader, caplog):
    with caplog.at_level(logging.DEBUG):
        took(HOW["token"](gone(reader)))

    assert CANARY not in caplog.text and "grace" not in caplog.text
    assert CANARY not in str([*Notice.objects.values(), *Preference.objects.values()])


@given(st.binary(max_size=2000))
def test_whatever_comes_is_read_or_refused(noise):
    with suppress(Unreadable):
        take_message(report()[:-9] + noise, now=LATER)
    head = (
        b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/feedback-report\r\n"
    )
    for way in (policy.compat32, policy.default):
        read_complaint(message_from_bytes(head + noise, policy=way))


# ---------------------------------------------------------------- who sees it


def test_its_reader_sees_it_under_messages_and_in_the_api_until_they_choose_it_again(reader, client):
    took(HOW["token"](gone(reader)))
    with time_machine.travel(LATER, tick=False):
        client.force_login(reader.person)
        page = client.get("/inbox/preferences/").content.decode()
        assert "Ended as spam" in page and "Your mail provider reported on" in page
        told = client.get("/api/v1/preferences/mail/").json()["reported"]
        assert [(row["kind"], row["label"]) for row in told] == [("trial_soft", "Soft ones")]

        choose_ways(reader, {"trial_soft": {"push"}}, ways={"email", "push"}, fixed=set())
        assert "Ended as spam" in client.get("/inbox/preferences/").content.decode()
        choose_ways(reader, {"trial_soft": {"email"}}, ways={"email", "push"}, fixed=set())

        assert "Ended as spam" not in client.get("/inbox/preferences/").content.decode()
        assert client.get("/api/v1/preferences/mail/").json()["reported"] == []


def test_no_administrator_is_told(reader, client):
    admin = make_member(reader.organisation, roles=("admin",))
    took(HOW["token"](gone(reader)))
    with time_machine.travel(LATER, tick=False):
        client.force_login(admin.person)
        for path in (f"/organisation/people/{reader.pk}/", "/organisation/people/", "/inbox/preferences/"):
            assert "spam" not in client.get(path).content.decode()


def test_it_stays_ended_when_every_other_way_has_failed(reader, mailoutbox):
    took(HOW["token"](gone(reader)))
    type(reader.person).objects.filter(pk=reader.person_id).update(last_login=MONDAY_9AM)
    make_notice(reader, kind="trial_soft", notice_class="S", mail_took_over=True)

    deliver_due(tell_time=lambda: LATER)

    assert not mailoutbox
