"""Answers fetched out of a real mailbox: a mail server that speaks SMTP and IMAP, started by the test."""

import imaplib
import os
import shutil
import smtplib
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy.with_postgres import free_port
from supervision.notices.calendars import mailbox
from supervision.notices.calendars.mailbox import fetch_answers
from supervision.notices.tasks import fetch_answers as task
from supervision.sessions.models import CalendarAnswer
from tests.builders import make_member, make_organisation, make_session
from tests.supervision.notices.replies import reply_of
from tests.supervision.notices.test_reading import AWAY, BOUNCE, HOSTILE

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 3, 10, 5, tzinfo=UTC)
NAME, WORD = "replies@holdspace.example", "a word: with/signs"


class Box:
    """A mail server with one mailbox."""

    def __init__(self, program):
        self.smtp, self.imap = free_port(), free_port()
        self.process = subprocess.Popen(
            [
                *(program, "--host", "127.0.0.1", "--user", NAME, "--password", WORD, "--no-http"),
                *("--smtp-port", str(self.smtp), "--imap-port", str(self.imap)),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        give_up_at = time.monotonic() + 30
        while self.process.poll() is None and time.monotonic() < give_up_at:
            try:
                return self.look() and None
            except (OSError, imaplib.IMAP4.error):
                time.sleep(0.1)
        raise AssertionError("The mail server did not start.")

    @property
    def url(self):
        word = "a%20word%3A%20with%2Fsigns"
        return f"imap://replies%40holdspace.example:{word}@127.0.0.1:{self.imap}/INBOX"

    def send(self, *messages):
        with smtplib.SMTP("127.0.0.1", self.smtp, timeout=10) as smtp:
            for raw in messages:
                wire = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
                smtp.sendmail("grace@alder.example", [NAME], wire)

    def look(self):
        """Return how many messages there are, and how many of them unread."""
        box = imaplib.IMAP4("127.0.0.1", self.imap, timeout=5)
        box.login(NAME, WORD)
        box.select("INBOX", readonly=True)
        counts = tuple(len(box.search(None, what)[1][0].split()) for what in ("ALL", "UNSEEN"))
        box.logout()
        return counts


@pytest.fixture
def box(settings):
    beside = Path(sys.executable).parent
    path = f"{os.environ.get('CALENDAR_CLIENTS', '')}:{beside}:{os.environ['PATH']}"
    program = shutil.which("mail_devel", path=path)
    if program is None:
        message = "mail_devel is not installed: no real mailbox is read."
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    box = Box(program)
    settings.ANSWERS_IMAP = box.url
    settings.REPLY_ADDRESS = NAME
    yield box
    box.process.terminate()
    box.process.wait(10)


@pytest.fixture
def held():
    organisation = make_organisation()
    judith = make_member(organisation, roles=("supervisor",), email="judith@alder.example")
    grace = make_member(organisation, email="grace@alder.example")
    return make_session(judith, grace, at=datetime(2026, 11, 10, 10, tzinfo=UTC), status="booked")


def test_answers_are_taken_out_and_everything_else_is_left_for_a_person(box, held):
    grace, judith = held.attendances.get().member, held.supervisor
    box.send(
        AWAY,
        reply_of(held, grace, "DECLINED"),
        BOUNCE,
        HOSTILE["cut off"],
        reply_of(held, judith, "ACCEPTED"),
    )

    fetched = fetch_answers(tell_time=lambda: NOW)

    assert (fetched.taken, fetched.left, fetched.is_unreachable) == (2, 3, False)
    assert {one.member: one.said for one in CalendarAnswer.objects.all()} == {
        grace: "declined",
        judith: "accepted",
    }
    assert box.look() == (3, 0)
    assert fetch_answers(tell_time=lambda: NOW).taken == 0


def test_what_was_taken_and_not_yet_deleted_is_taken_again_and_changes_nothing(box, held, monkeypatch):
    grace = held.attendances.get().member
    raw = reply_of(held, grace, "DECLINED")
    box.send(raw, raw)

    assert fetch_answers(tell_time=lambda: NOW).taken == 2
    assert CalendarAnswer.objects.count() == 1
    assert box.look() == (0, 0)


def test_one_that_trips_us_stays_and_the_others_go_on(box, held, monkeypatch):
    grace = held.attendances.get().member
    box.send(AWAY, reply_of(held, grace))
    real = mailbox.take_message

    def trip(raw, now):
        if b"Auto-Submitted" in raw:
            raise RuntimeError("on purpose")
        return real(raw, now=now)

    monkeypatch.setattr(mailbox, "take_message", trip)
    assert fetch_answers(tell_time=lambda: NOW).taken == 1
    assert box.look() == (1, 1)


def test_a_large_one_is_not_fetched(box, monkeypatch):
    monkeypatch.setattr(mailbox, "MOST_BYTES", 100)
    box.send(AWAY)
    assert fetch_answers(tell_time=lambda: NOW).left == 1
    assert box.look() == (1, 0)


def test_a_run_that_is_told_to_stop_stops(box):
    box.send(AWAY, AWAY)
    assert fetch_answers(tell_time=lambda: NOW, should_stop=lambda: True).left == 0
    assert box.look() == (2, 2)


def test_a_wrong_word_or_no_server_is_a_line_in_the_log_that_tells_neither(box, settings, caplog):
    settings.ANSWERS_IMAP = box.url.replace("signs", "sign")
    assert fetch_answers(tell_time=lambda: NOW).is_unreachable
    settings.ANSWERS_IMAP = f"imap://a:secret@127.0.0.1:{free_port()}/"
    assert fetch_answers(tell_time=lambda: NOW).is_unreachable
    assert "secret" not in caplog.text and "sign" not in caplog.text


def test_without_a_mailbox_nothing_is_done(settings):
    settings.ANSWERS_IMAP = ""
    task()
