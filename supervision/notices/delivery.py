"""Sending what is due: claim, look again, write, send, mark. SMTP never runs inside a transaction."""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from supervision.faults import fault
from supervision.languages import speaking
from supervision.notices import claiming
from supervision.notices.acts.links import address_for
from supervision.notices.channels.passing import stand_in
from supervision.notices.checking import ready_to_go
from supervision.notices.claiming import (
    claim,
    drop,
    let_go,
    mark_failed,
    mark_sent,
    mark_uncertain,
    start_sending,
    try_later,
)
from supervision.notices.kinds import kind_of
from supervision.notices.letters import BadAddress, Letter, write_letter
from supervision.notices.models import Notice
from supervision.notices.transport import OutcomeUnknown, Refused, Transport, Unreachable, open_transport

logger = logging.getLogger(__name__)


@dataclass
class Tally:
    """What one run did. `is_drained` says that nothing due was left when it ended."""

    sent: int = 0
    repeated_later: int = 0
    failed: int = 0
    uncertain: int = 0
    is_drained: bool = False
    is_unreachable: bool = False


def deliver_due(
    *,
    tell_time: Callable[[], datetime],
    should_stop: Callable[[], bool] = lambda: False,
    transport: Transport | None = None,
) -> Tally:
    """Send what is due until nothing is, the server cannot be reached, or `should_stop()` says so.

    `tell_time` is the door's clock: a run outlasts one reading of it. Between any two messages the run can
    end; what it had taken and not begun goes back. Several runs at once share the work.
    """
    owner = claiming.new_owner()
    way_out = transport or open_transport()
    tally = Tally()
    claiming.recover(now=tell_time())
    try:
        while not should_stop():
            batch = claim(owner=owner, now=tell_time())
            if not batch:
                tally.is_drained = True
                break
            for notice in ready_to_go(batch, owner=owner, now=tell_time()):
                if should_stop():
                    break
                _deliver_one(notice, owner=owner, tell_time=tell_time, way_out=way_out, tally=tally)
    except Unreachable as trouble:
        tally.is_unreachable = True
        logger.warning("The mail server takes nothing at present: %s", trouble)
    finally:
        let_go(owner)
        way_out.close()
    return tally


def _deliver_one(notice: Notice, *, owner: str, tell_time, way_out: Transport, tally: Tally) -> None:
    letter = _written(notice, owner=owner, now=tell_time(), tally=tally)
    if letter is None:
        return
    try:
        way_out.offer(letter)
    except Refused as refusal:
        _refused(notice, refusal, attempts=notice.attempts + 1, owner=owner, now=tell_time(), tally=tally)
        return
    if not start_sending(notice, owner=owner, message_id=letter.message_id, now=tell_time()):
        way_out.take_back()
        return
    attempts = notice.attempts + 1
    fault("smtp.before")
    try:
        way_out.hand_over(letter)
    except Refused as refusal:
        _refused(notice, refusal, attempts=attempts, owner=owner, now=tell_time(), tally=tally)
        return
    except OutcomeUnknown as trouble:
        if notice.notice_class == Notice.Class.SOFT:
            mark_uncertain(notice, owner=owner, now=tell_time())
            tally.uncertain += 1
        else:
            _again(notice, f"connection lost ({trouble})", attempts=attempts, owner=owner, now=tell_time())
            tally.repeated_later += 1
        return
    fault("smtp.after250")
    fault("commit.before")
    mark_sent(notice, owner=owner, now=tell_time())
    fault("commit.after")
    tally.sent += 1


def _written(notice: Notice, *, owner: str, now: datetime, tally: Tally) -> Letter | None:
    """Return the letter, or None when there is none to send; then the row has been marked.

    Whatever goes wrong in the words of one message stays with that message.
    """
    kind = kind_of(notice.kind)
    try:
        if kind is None:
            raise LookupError(f"no room registers {notice.kind!r}")
        with speaking(notice.recipient.person.language):
            context = kind.context(notice, now)
            if context is None:
                drop([notice], owner=owner, reason=claiming.GONE, now=now)
                return None
            return write_letter(notice, kind, context, answer=address_for(notice, now=now), now=now)
    except BadAddress:
        reason = "address cannot be written to"
        mark_failed(notice, owner=owner, attempts=notice.attempts + 1, reason=reason, now=now)
        stand_in(notice, now=now)
        tally.failed += 1
    except Exception:
        logger.exception("Notice %s (%s) could not be written", notice.pk, notice.kind)
        _again(notice, "could not be written", attempts=notice.attempts + 1, owner=owner, now=now)
        tally.repeated_later += 1
    return None


def _refused(notice, refusal: Refused, *, attempts: int, owner: str, now: datetime, tally: Tally) -> None:
    if refusal.is_final:
        mark_failed(notice, owner=owner, attempts=attempts, reason=str(refusal), now=now)
        stand_in(notice, now=now)
        tally.failed += 1
    else:
        _again(notice, str(refusal), attempts=attempts, owner=owner, now=now)
        tally.repeated_later += 1


def _again(notice, reason: str, *, attempts: int, owner: str, now: datetime) -> None:
    chance = random.random()  # noqa: S311  (spreads attempts; nothing is kept secret by it)
    try_later(notice, owner=owner, attempts=attempts, reason=reason, now=now, chance=chance)
