"""Taking in a message from outside: out of a mailbox, by the webhook, or from standard input."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from supervision.notices.bouncing.taking import take_return
from supervision.notices.calendars.reading import NoAnswer, Unreadable, read_answer
from supervision.notices.calendars.sources import take_answer

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a message, in a word or two; and whether it was an answer, or a report, about ours."""

    became: str
    is_answer: bool


def take_message(raw: bytes, *, sent_to: Iterable[str] = (), now: datetime) -> Taken:
    """Take the answer, or the report of a letter that came back, that a message holds; say what became of it.

    Safe to repeat: an answer counts once. Nothing is ever written back to whoever sent it, so that two
    machines cannot write to each other without end. Raises Unreadable.
    """
    try:
        answer, addresses = read_answer(raw, sent_to=sent_to)
    except NoAnswer as none:
        returned = take_return(raw, sent_to=sent_to, now=now)
        return Taken(*returned) if returned else Taken(none.code, is_answer=False)
    except Unreadable:
        raise
    except Exception as trouble:
        # A message that trips us is the message's fault; its words stay out of the log.
        logger.warning("A message from outside could not be read (%s)", type(trouble).__name__)
        raise Unreadable("The message cannot be read.") from None
    return Taken(take_answer(answer, addresses=addresses, now=now), is_answer=True)
