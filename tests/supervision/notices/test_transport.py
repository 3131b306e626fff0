"""Talking to a mail server: with and without several commands in one go, and when it goes wrong."""

import smtplib
import socketserver
import threading
import time
from contextlib import contextmanager

import pytest

from supervision.notices.letters import Letter
from supervision.notices.transport import OutcomeUnknown, Refused, Unreachable, open_transport


def letter(name="one", body="Hello"):
    address = f"{name}@example.org"
    raw = f"From: a@x.example\r\nTo: {address}\r\nMessage-ID: <{name}@x>\r\n\r\n{body}\r\n".encode()
    return Letter("a@x.example", address, "", "", "", f"<{name}@x>", raw)


def arrived(sink):
    return [received.recipients[0].partition("@")[0] for received in sink.messages]


@pytest.fixture(params=[True, False], ids=["in one go", "one by one"])
def sink(request, mail_by_smtp):
    mail_by_smtp.pipelining = request.param
    return mail_by_smtp


@pytest.fixture
def way_out(sink):
    way = open_transport()
    yield way
    way.close()


def test_letters_go_one_after_another_over_one_connection(sink, way_out, monkeypatch):
    opened = []
    connect = smtplib.SMTP.connect
    monkeypatch.setattr(smtplib.SMTP, "connect", lambda *given: opened.append(1) or connect(*given))
    letters = [letter(name) for name in ("one", "two", "three")]

    for one, then in zip(letters, [*letters[1:], None], strict=True):
        way_out.offer(one)
        way_out.hand_over(one, then)

    assert arrived(sink) == ["one", "two", "three"]
    assert [received.raw for received in sink.messages] == [one.raw for one in letters]
    assert len(opened) == 1


def test_lines_that_begin_with_a_dot_arrive_as_they_are(sink, way_out):
    dotted = letter(body=".\r\n..\r\n.hidden\r\n\r\n.")
    way_out.offer(dotted)
    way_out.hand_over(dotted)

    assert sink.messages[0].raw == dotted.raw


def test_a_refused_recipient_is_one_letters_trouble(sink, way_out):
    sink.refuse = lambda address: "550 unknown" if address.startswith("two") else ""
    letters = [letter(name) for name in ("one", "two", "three")]
    way_out.offer(letters[0])
    way_out.hand_over(letters[0], letters[1])
    with pytest.raises(Refused) as refused:
        way_out.offer(letters[1])
    way_out.offer(letters[2])
    way_out.hand_over(letters[2])

    assert refused.value.code == 550
    assert arrived(sink) == ["one", "three"]


def test_refused_words_leave_the_next_its_turn(sink, way_out):
    sink.answer = lambda received: "451 Later" if "one@" in received.recipients[0] else "250 OK"
    first, second = letter("one"), letter("two")
    way_out.offer(first)
    with pytest.raises(Refused) as refused:
        way_out.hand_over(first, second)
    way_out.offer(second)
    way_out.hand_over(second)

    assert refused.value.code == 451 and not refused.value.is_final
    assert arrived(sink) == ["two"]


def test_what_was_announced_and_is_not_wanted_any_more_never_goes(sink, way_out):
    first, second, third = letter("one"), letter("two"), letter("three")
    way_out.offer(first)
    way_out.hand_over(first, second)
    way_out.offer(third)
    way_out.hand_over(third)
    way_out.offer(second)
    way_out.take_back()
    way_out.offer(second)
    began = time.monotonic()
    way_out.close()  # without a word that could be taken for the message's

    assert time.monotonic() - began < 5
    assert arrived(sink) == ["one", "three"]


class Script(socketserver.StreamRequestHandler):
    """Answers as it is told: for each line that begins with a word, what to say; None lets the line go."""

    said: dict = {}
    heard: list = []

    def handle(self):
        self.wfile.write(b"220 hello\r\n")
        in_words = False
        for line in self.rfile:
            verb = line[:4].strip().upper().decode("latin-1")
            self.heard.append(line.strip().decode("latin-1"))
            if in_words and line != b".\r\n":
                continue
            answer = self.said.get("." if in_words else verb, "250 OK")
            if answer is None:
                return
            in_words = not in_words and answer.startswith("354")
            self.wfile.write(answer.encode() + b"\r\n")


@contextmanager
def scripted(settings, **said):
    handler = type("Told", (Script,), {"said": {"EHLO": "250-x\r\n250 PIPELINING", **said}, "heard": []})
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield handler
        server.shutdown()


def test_a_server_that_waits_for_words_to_nobody_hears_an_end_and_nothing_else(settings):
    with scripted(settings, RCPT="550 unknown", DATA="354 go on", **{".": "554 nobody"}) as told:
        way_out = open_transport()
        with pytest.raises(Refused) as refused:
            way_out.offer(letter())
        way_out.close()

    assert refused.value.code == 550
    heard = told.heard[told.heard.index("DATA") :]
    assert heard[:3] == ["DATA", ".", "rset"]


def test_a_line_that_breaks_at_the_words_leaves_this_one_unknown_and_the_next_unsaid(settings):
    with scripted(settings, DATA="354 go on", **{".": None}) as told:
        way_out = open_transport()
        first, second = letter("one"), letter("two")
        way_out.offer(first)
        with pytest.raises(OutcomeUnknown):
            way_out.hand_over(first, second)
        way_out.offer(second)  # over a connection of its own
        way_out.close()

    assert "Message-ID: <one@x>" in told.heard and "Message-ID: <two@x>" not in told.heard
    assert sum(line.startswith("ehlo") for line in told.heard) == 2


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        ({"MAIL": "452 full", "RCPT": "503 no", "DATA": "503 no"}, Unreachable),
        ({"DATA": "451 not now"}, Refused),
        ({"RCPT": "421 bye"}, Refused),
    ],
)
def test_what_a_server_says_before_any_words(settings, said, trouble):
    with scripted(settings, **said) as told:
        way_out = open_transport()
        with pytest.raises(trouble):
            way_out.offer(letter())
        way_out.close()

    assert not any("Message-ID" in line for line in told.heard)
