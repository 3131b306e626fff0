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
        """Drop what was offered; nothing of it has been said."""

    def hand_over(self, letter: Letter, then: Letter | None = None) -> None:
        """Send the words of what was offered. Raises Refused, OutcomeUnknown.

        `then` is what will probably be offered next: where the server lets us, it is asked in one breath.
        """

    def close(self) -> None: ...


def open_transport() -> Transport:
    """Return the way out that the settings name. It connects with the first letter."""
    backend = get_connection(timeout=TIMEOUT_SECONDS)
    return SmtpTransport(backend) if isinstance(backend, SmtpBackend) else BackendTransport(backend)


class SmtpTransport:
    """One SMTP connection, opened with the first letter and kept; opened again when the server has let go.

    A server that takes several commands in one go (PIPELINING, RFC 2920) is asked for sender, recipient and
    leave to send the words at once, and for those of the next letter together with the words of this one: one
    wait a letter, where there would be four. The words themselves still go only once it is their turn.
    """

    MOST_DROPS = 3
    """So many letters in a row at which a fresh connection was let go: then it is not about the letters."""

    def __init__(self, backend: SmtpBackend):
        self.backend = backend
        self.drops = 0
        self._asked: Letter | None = None
        """Asked for, together with the words of the one before; the answers have not been read."""
        self._takes_words = False
        """The server waits for words: what is said now would be a message."""

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
        if self._takes_words or self._asked not in (None, letter):
            self._hang_up()
        try:
            self.backend.open()
        except (OSError, smtplib.SMTPException) as trouble:
            self.close()
            raise Unreachable(type(trouble).__name__) from trouble
        try:
            sender_code, code = self._answers(letter)
        except (OSError, smtplib.SMTPException):
            sender_code = code = DROPPED
        if DROPPED in (sender_code, code):
            self._hang_up()
            return None
        if sender_code != 250:
            self.close()
            raise Unreachable(f"sender refused with {sender_code}")
        return code

    def _answers(self, letter: Letter) -> tuple[int, int]:
        """Return what the server says to the sender, and to recipient and words."""
        smtp = self._smtp()
        smtp.ehlo_or_helo_if_needed()
        if not smtp.has_extn("pipelining"):
            # Both were looked at when the letter was written; smtplib would take them apart once more.
            sender_code, _ = smtp.docmd("MAIL", f"FROM:<{letter.sender}>")
            return sender_code, smtp.docmd("RCPT", f"TO:<{letter.recipient}>")[0] if sender_code == 250 else 0
        if self._asked is None:
            smtp.send(_asking(letter))
        self._asked = None
        sender_code, recipient_code, words_code = (smtp.getreply()[0] for _ in range(3))
        self._takes_words = words_code == 354
        if recipient_code not in (250, 251):
            if self._takes_words:  # to nobody: an end, and nothing before it
                self._takes_words = False
                smtp.send(END)
                smtp.getreply()
            return sender_code, recipient_code
        return sender_code, recipient_code if self._takes_words else words_code

    def _smtp(self) -> smtplib.SMTP:
        if self.backend.connection is None:
            raise smtplib.SMTPServerDisconnected
        return self.backend.connection

    def take_back(self) -> None:
        if self._takes_words:
            self._hang_up()
            return
        try:
            self._smtp().rset()
        except (OSError, smtplib.SMTPException):
            self.close()

    def hand_over(self, letter: Letter, then: Letter | None = None) -> None:
        try:
            code = self._words(letter, then)
        except smtplib.SMTPDataError as refusal:  # the server would not even begin
            self.take_back()
            raise Refused(refusal.smtp_code) from refusal
        except (OSError, smtplib.SMTPException) as trouble:
            self._hang_up()
            raise OutcomeUnknown(type(trouble).__name__) from trouble
        if code != 250:
            if code == DROPPED:
                self._hang_up()
            raise Refused(code)

    def _words(self, letter: Letter, then: Letter | None) -> int:
        smtp = self._smtp()
        if not self._takes_words:
            return smtp.data(letter.raw)[0]
        self._takes_words, self._asked = False, then
        smtp.send(_ended(letter.raw) + (_asking(then) if then else b""))
        return smtp.getreply()[0]

    def _hang_up(self) -> None:
        """Let the line go without a word, which might be taken for a message's."""
        smtp, self.backend.connection = self.backend.connection, None
        self._asked, self._takes_words = None, False
        if smtp is not None:
            smtp.close()

    def close(self) -> None:
        if self._takes_words or self._asked is not None:
            self._hang_up()
            return
        try:
            self.backend.close()
        except (OSError, smtplib.SMTPException):
            self.backend.connection = None


END = b".\r\n"


def _asking(letter: Letter) -> bytes:
    return f"MAIL FROM:<{letter.sender}>\r\nRCPT TO:<{letter.recipient}>\r\nDATA\r\n".encode("ascii")


def _ended(raw: bytes) -> bytes:
    """Return a message as it goes over the line: dots at the beginning of lines doubled, and an end."""
    if raw.startswith(b"."):
        raw = b"." + raw
    if b"\n." in raw:
        raw = raw.replace(b"\n.", b"\n..")
    return raw + (END if raw.endswith(b"\r\n") else b"\r\n" + END)


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

    def hand_over(self, letter: Letter, then: Letter | None = None) -> None:
        try:
            self.backend.send_messages([letter.as_django()])
        except OSError as trouble:
            raise OutcomeUnknown(type(trouble).__name__) from trouble

    def close(self) -> None:
        self.backend.close()
        self.is_open = False
