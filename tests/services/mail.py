"""An SMTP server that keeps what arrives: the place where sent messages are counted."""

import asyncio
import email.policy
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller

from deploy.with_postgres import free_port


@dataclass
class Received:
    """One message as it came over the wire, with its envelope."""

    sender: str
    recipients: list[str]
    raw: bytes
    message: EmailMessage = field(init=False)

    def __post_init__(self):
        self.message = message_from_bytes(self.raw, policy=email.policy.default)

    @property
    def subject(self) -> str:
        return str(self.message["subject"])

    @property
    def message_id(self) -> str:
        return str(self.message["message-id"])

    def text(self) -> str:
        return self._part("plain")

    def html(self) -> str:
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return part.get_content() if part else ""


class SmtpSink:
    """Takes every message unless told otherwise.

    `answer`, when set, is called with what was received and returns the reply: "250 OK" keeps the message,
    anything else ("451 Later", "550 No such person") refuses it. It may sleep: others are served meanwhile.
    `refuse`, when set, is called with the recipient alone: "" takes it. Like the servers people run it takes
    several commands at once, unless `pipelining` is set to False.
    """

    def __init__(self):
        self.messages: list[Received] = []
        self.answer: Callable[[Received], str] | None = None
        self.refuse: Callable[[str], str] | None = None
        self.pipelining = True
        self._arrived = threading.Condition()
        self.port = 0

    @property
    def url(self) -> str:
        """The value of EMAIL_URL that sends here."""
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, address: str) -> list[Received]:
        return [received for received in self.messages if address in received.recipients]

    def clear(self) -> None:
        self.messages.clear()

    def wait_for(self, count: int, seconds: float = 20) -> list[Received]:
        """Return the messages once there are `count`; fail when they take longer."""
        give_up = time.monotonic() + seconds
        with self._arrived:
            while len(self.messages) < count:
                left = give_up - time.monotonic()
                if left <= 0 or not self._arrived.wait(left):
                    pytest.fail(f"{len(self.messages)} of {count} messages came within {seconds} s.")
        return list(self.messages)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]] if self.pipelining else responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refuse and (reply := self.refuse(address)):
            return reply
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        received = Received(envelope.mail_from, list(envelope.rcpt_tos), envelope.original_content)
        reply = await asyncio.to_thread(self.answer, received) if self.answer else "250 OK"
        if reply.startswith("250"):
            with self._arrived:
                self.messages.append(received)
                self._arrived.notify_all()
        return reply


@pytest.fixture
def smtp_sink():
    """A running SMTP server of this test's own. For processes: EMAIL_URL=smtp_sink.url."""
    sink = SmtpSink()
    for attempt in range(5):
        sink.port = free_port()
        controller = Controller(sink, hostname="127.0.0.1", port=sink.port, data_size_limit=None)
        try:
            controller.start()
        except OSError:
            if attempt == 4:
                raise
        else:
            break
    yield sink
    controller.stop()


@pytest.fixture
def mail_by_smtp(smtp_sink, settings):
    """The sink, with this process's own mail going there by SMTP instead of to `mailoutbox`."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_sink.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    return smtp_sink
