"""Answering messages about sessions from the message itself, by the same services as the pages."""

from supervision.notices.acts import register
from supervision.sessions.acting import asked, cancelled, held, proposed, recorded


def register_acts() -> None:
    """Register how each kind of message about sessions is answered."""
    for answering in (
        *held.ANSWERINGS,
        cancelled.ANSWERING,
        proposed.ANSWERING,
        asked.ANSWERING,
        recorded.ANSWERING,
    ):
        register(answering)
