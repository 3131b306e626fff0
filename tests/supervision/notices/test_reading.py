"""Messages from outside, most of them hostile: read or refused, never a fault, and never for long."""

import base64
import io
import logging
import random
import time
from contextlib import suppress

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from supervision.notices.calendars import inbound, sources
from supervision.notices.calendars.reading import MOST_BYTES, NoAnswer, Unreadable, read_answer, zone_named
from tests.supervision.notices.replies import MAKERS, mail_of

NAME = "0123456789abcdef0123456789abcdef"
FACTS = {
    "method": "REPLY",
    "said": "ACCEPTED",
    "uid": f"{NAME}@localhost",
    "sequence": 2,
    "stamp": "20261103T100000Z",
    "attendee": "Grace@alder.example",
    "organizer": "replies+token@holdspace.example",
    "starts": "20261110T100000Z",
    "ends": "20261110T110000Z",
    "local_starts": "20261110T100000",
    "local_ends": "20261110T110000",
}


def calendar(maker="google", **changed):
    return MAKERS[maker].format(**{**FACTS, **changed}).replace("\n", "\r\n")


def read(text, **headers):
    return read_answer(mail_of(text, to="replies+token@holdspace.example", **headers))


@pytest.mark.parametrize("maker", MAKERS)
def test_answers_of_every_maker_are_read(maker):
    answer, addresses = read(calendar(maker))

    assert (answer.name, answer.sequence, answer.said) == (NAME, 2, "accepted")
    assert answer.attendee == "grace@alder.example"
    assert answer.proposed is None
    assert "replies+token@holdspace.example" in addresses


def test_a_calendar_in_any_wrapping_is_found():
    text = calendar()
    raw = (
        b"From: a@b.example\r\nTo: x@y.example\r\nContent-Type: text/calendar; charset=unheard-of\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(text.encode("utf-16"))
    )
    assert read_answer(raw)[0].name == NAME
    as_file = mail_of(text).replace(b"text/calendar", b"application/ics")
    assert read_answer(as_file)[0].name == NAME
    assert read(text.replace("\r\n", "\n"))[0].name == NAME
    assert read("\ufeff" + text)[0].name == NAME


def test_another_time_is_read_in_its_zone():
    counter = calendar(
        "exchange", method="COUNTER", local_starts="20260710T100000", local_ends="20260710T110000"
    )
    starts_at, ends_at = read(counter)[0].proposed
    assert (starts_at.isoformat(), ends_at.isoformat()) == (
        "2026-07-10T09:00:00+00:00",
        "2026-07-10T10:00:00+00:00",
    )
    unknown = counter.replace("GMT Standard Time", "../../etc/passwd")
    assert read(unknown)[0].proposed is None


@pytest.mark.parametrize("name", ["", "/etc/passwd", "../UTC", "Europe/Nowhere", "x" * 5000, "posixrules\0"])
def test_no_zone_is_opened_by_a_name_that_is_none(name):
    assert zone_named(name) is None


BOUNCE = (
    b"From: MAILER-DAEMON@alder.example\r\nTo: replies+token@holdspace.example\r\n"
    b"Auto-Submitted: auto-replied\r\nContent-Type: multipart/report; boundary=b\r\n\r\n"
    b"--b\r\n\r\nSorry.\r\n"
    b"--b\r\nContent-Type: message/delivery-status\r\n\r\nStatus: 5.1.1\r\n\r\n"
    b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + mail_of(calendar()) + b"\r\n--b--\r\n"
)
AWAY = (
    b"From: grace@alder.example\r\nTo: replies+token@holdspace.example\r\nAuto-Submitted: auto-replied\r\n"
    b"Subject: Away\r\n\r\nI am away until Monday, for a reason that is nobody's business.\r\n"
)
NO_ANSWERS = {
    "a bounce with our own message in it": (BOUNCE, "no calendar in it"),
    "an absence note": (AWAY, "no calendar in it"),
    "our own invitation, come back": (mail_of(calendar(method="REQUEST")), "not an answer"),
    "a cancellation": (mail_of(calendar(method="CANCEL")), "not an answer"),
    "no method": (mail_of(calendar().replace("METHOD:REPLY\r\n", "")), "not an answer"),
    "somebody else's": (mail_of(calendar(uid="x@elsewhere.example")), "not ours"),
    "no word yet": (mail_of(calendar(said="NEEDS-ACTION")), "neither yes nor no"),
    "passed on": (mail_of(calendar(said="DELEGATED")), "neither yes nor no"),
    "one of a series": (
        mail_of(calendar().replace("SEQUENCE", "RECURRENCE-ID:20261110T100000Z\r\nSEQUENCE")),
        "about a repetition",
    ),
    "a rule that never ends": (
        mail_of(calendar(method="COUNTER").replace("SEQUENCE", "RRULE:FREQ=SECONDLY\r\nSEQUENCE")),
        "about a repetition",
    ),
    "several": (
        mail_of(calendar().replace("END:VCALENDAR", "BEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR")),
        "about several entries",
    ),
}


@pytest.mark.parametrize("what", NO_ANSWERS)
def test_what_is_no_answer_is_left_alone(what):
    raw, code = NO_ANSWERS[what]
    with pytest.raises(NoAnswer) as caught:
        read_answer(raw)
    assert caught.value.code == code


def nested(depth):
    raw = b"From: a@b.example\r\n"
    for n in range(depth):
        raw += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
    return raw


HOSTILE = {
    "nothing": b"",
    "no header": b"\r\n\r\nhello",
    "zeros": b"\0" * 5000,
    "too large": mail_of(calendar()) + b"x" * MOST_BYTES,
    "boxes in boxes": nested(3000),
    "letters in letters": b"From: a@b.example\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 3000,
    "many parts": b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    + b"--b\r\n\r\n\r\n" * 9000,
    "a calendar too large": mail_of(calendar().replace("SUMMARY:", "SUMMARY:" + "x" * 70_000)),
    "too many lines": mail_of(calendar().replace("SUMMARY:", "X:1\r\n" * 3000 + "SUMMARY:")),
    "cut off": mail_of(calendar()[:300]),
    "no entry": mail_of("BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n"),
    "closes what is not open": mail_of("END:VCALENDAR\r\n" + calendar()),
    "calendars in calendars": mail_of("BEGIN:VCALENDAR\r\n" * 500 + calendar()),
    "two names": mail_of(calendar().replace("UID:", f"UID:{NAME}@localhost\r\nUID:")),
    "no name": mail_of(calendar().replace("UID:", "X-UID:")),
    "two givers": mail_of(
        calendar().replace("CLASS", "ATTENDEE;PARTSTAT=DECLINED:mailto:a@b.example\r\nCLASS")
    ),
    "no giver": mail_of(calendar().replace("ATTENDEE", "X-ATTENDEE")),
    "no stamp": mail_of(calendar().replace("DTSTAMP", "X-STAMP")),
    "a stamp of no zone": mail_of(calendar(stamp="20261103T100000")),
    "a stamp that is none": mail_of(calendar(stamp="20261399T996199Z")),
    "a number that is none": mail_of(calendar(sequence="-1")),
    "a number without end": mail_of(calendar(sequence="9" * 5000)),
    "a number of other digits": mail_of(calendar(sequence="٣")),
    "not a calendar": mail_of("hello"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_cannot_be_read_is_refused_soon_and_without_a_word_of_it(what):
    started = time.perf_counter()
    with pytest.raises((Unreadable, NoAnswer)) as caught:
        read_answer(HOSTILE[what])
    assert time.perf_counter() - started < 2
    assert caught.type is Unreadable or what in ("many parts", "letters in letters")
    assert "alder" not in str(caught.value) and len(str(caught.value)) < 60


@given(st.binary(max_size=3000))
def test_no_bytes_at_all_trip_it(raw):
    for message in (raw, b"From: a@b.example\r\nContent-Type: text/calendar\r\n\r\n" + raw):
        with pytest.raises((Unreadable, NoAnswer)):
            read_answer(message)


@pytest.mark.parametrize("seed", range(40))
def test_an_answer_with_some_bytes_changed_is_read_or_refused(seed):
    dice = random.Random(seed)
    raw = bytearray(mail_of(calendar(dice.choice(list(MAKERS)))))
    for _ in range(dice.randint(1, 30)):
        raw[dice.randrange(len(raw))] = dice.randrange(1, 256)
    with suppress(Unreadable, NoAnswer):
        read_answer(bytes(raw))


# ---------------------------------------------------------------- from standard input
@pytest.fixture
def taken(monkeypatch):
    """What reaches the rooms."""
    answers = []
    monkeypatch.setattr(sources, "_sources", [])
    monkeypatch.setattr(
        inbound, "take_answer", lambda answer, addresses, now: answers.append((answer, addresses)) or "noted"
    )
    return answers


def hand_in(monkeypatch, raw):
    class Pipe:
        buffer = io.BytesIO(raw)

    monkeypatch.setattr("sys.stdin", Pipe)
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command("inbound", stdout=out, stderr=err)
    except SystemExit as ended:
        code = ended.code
    return code, out.getvalue(), err.getvalue()


def test_a_message_is_handed_in_by_a_pipe(monkeypatch, taken):
    assert hand_in(monkeypatch, mail_of(calendar())) == (0, "Noted.\n", "")
    assert taken[0][0].name == NAME
    assert hand_in(monkeypatch, AWAY) == (0, "Absence note.\n", "")


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_one_ends_with_one_line_and_logs_nothing_of_it(monkeypatch, taken, caplog, what):
    with caplog.at_level(logging.DEBUG):
        code, out, err = hand_in(monkeypatch, HOSTILE[what])

    assert code == (0 if out else 1)
    assert (out + err).count("\n") == 1
    assert not taken
    assert "alder" not in caplog.text.lower() and "Traceback" not in out + err


def test_a_message_that_trips_us_all_the_same_is_refused_without_its_words(monkeypatch, caplog):
    def trip(raw, sent_to):
        raise KeyError("grace@alder.example is not well")

    monkeypatch.setattr(inbound, "read_answer", trip)
    assert hand_in(monkeypatch, b"x")[0] == 1
    assert "KeyError" in caplog.text and "grace" not in caplog.text
