"""Handing letters to the mail server over one kept connection, one recipient each.

Between `offer` and `hand_over` nothing has been said that could be sent: so the outbox can note down
"sending" after the server took the addresses and just before it gets the words.
"""

import smtplib
from typing import Protocol

from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend

from supervision.notices.letters import Letter

DROPPED = 421  # "closing transmission channel"; also how a connection that went away is counted
TIMEOUT_SECONDS = 10
"""For one step of the conversation; below the 15 seconds in which a worker has to stop."""


class Unreachable(Exception):
    """The server takes nothing from us at present. Nothing was sent; the whole run may as well end."""


class Refused(Exception):
    """The server said no to this message: for good (`is_final`, 5xx) or for now. Nothing was sent."""

    def __init__(self, code: int):
        super().__init__(f"refused with {code}")
        self.code = code
        self.is_final = 500 <= code < 600


class OutcomeUnknown(Exception):
    """The conversation broke after the words had begun to go: they may have arrived, or not."""


class Transport(Protocol):
    def offer(self, letter: Letter) -> None:
        """Name sender and recipient. Raises Refused, Unreachable."""

    def take_back(self) -> None:
        """Drop what was offered; the connection stays."""

    def hand_over(self, letter: Letter) -> None:
        """Send the words of what was offered. Raises Refused, OutcomeUnknown."""

    def close(self) -> None: ...


def open_transport() -> Transport:
    """Return the way out that the settings name. It connects with the first letter."""
    backend = get_connection(timeout=TIMEOUT_SECONDS)
    return SmtpTransport(backend) if isinstance(backend, SmtpBackend) else BackendTransport(backend)


class SmtpTransport:
    """One SMTP connection, opened with the first letter and kept; opened again when the server has let go."""

    MOST_DROPS = 3
    """So many letters in a row at which a fresh connection was let go: then it is not about the letters."""

    def __init__(self, backend: SmtpBackend):
        self.backend = backend
        self.drops = 0

    def offer(self, letter: Letter) -> None:
        is_kept = self.backend.connection is not None
        # A kept connection may have been let go since the last letter. A fresh one tells.
        code = self._name_both(letter) or (is_kept and self._name_both(letter))
        if not code:
            self.drops += 1
            if self.drops >= self.MOST_DROPS:
                raise Unreachable("connections are let go")
            raise Refused(DROPPED)
        self.drops = 0
        if code not in (250, 251):
            self.take_back()
            raise Refused(code)

    def _name_both(self, letter: Letter) -> int | None:
        """Return the answer to the recipient; None when the connection was let go. Raises Unreachable."""
        try:
            self.backend.open()
        except (OSError, smtplib.SMTPException) as trouble:
            self.close()
            raise Unreachable(type(trouble).__name__) from trouble
        smtp = self._smtp()
        try:
            smtp.ehlo_or_helo_if_needed()
            # Both were looked at when the letter was written; smtplib would take them apart once more.
            sender_code, _ = smtp.docmd("MAIL", f"FROM:<{letter.sender}>")
            recipient_code = 0
            if sender_code == 250:
                recipient_code, _ = smtp.docmd("RCPT", f"TO:<{letter.recipient}>")
        except (OSError, smtplib.SMTPException):
            sender_code = recipient_code = DROPPED
        if DROPPED in (sender_code, recipient_code):
            self.close()
            return None
        if sender_code != 250:
            self.close()
            raise Unreachable(f"sender refused with {sender_code}")
        return recipient_code

    def _smtp(self) -> smtplib.SMTP:
        if self.backend.connection is None:
            raise smtplib.SMTPServerDisconnected
        return self.backend.connection

    def take_back(self) -> None:
        try:
            self._smtp().rset()
        except (OSError, smtplib.SMTPException):
            self.close()

    def hand_over(self, letter: Letter) -> None:
        try:
            code, _ = self._smtp().data(letter.raw)
        except smtplib.SMTPDataError as refusal:  # the server would not even begin
            self.take_back()
            raise Refused(refusal.smtp_code) from refusal
        except (OSError, smtplib.SMTPException) as trouble:
            self.close()
            raise OutcomeUnknown(type(trouble).__name__) from trouble
        if code != 250:
            if code == DROPPED:
                self.close()
            raise Refused(code)

    def close(self) -> None:
        try:
            self.backend.close()
        except (OSError, smtplib.SMTPException):
            self.backend.connection = None


class BackendTransport:
    """Any other mail backend of Django's: files, the console, a test's memory."""

    def __init__(self, backend):
        self.backend = backend
        self.is_open = False

    def offer(self, letter: Letter) -> None:
        if not self.is_open:
            try:
                self.backend.open()
            except OSError as trouble:
                raise Unreachable(type(trouble).__name__) from trouble
            self.is_open = True

    def take_back(self) -> None:
        """Nothing was offered to anybody."""

    def hand_over(self, letter: Letter) -> None:
        try:
            self.backend.send_messages([letter.as_django()])
        except OSError as trouble:
            raise OutcomeUnknown(type(trouble).__name__) from trouble

    def close(self) -> None:
        self.backend.close()
        self.is_open = False
