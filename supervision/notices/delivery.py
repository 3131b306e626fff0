"""Sending what is due: claim, look again, write, send, mark. SMTP never runs inside a transaction.

Marks are made in groups: "sending" just before the first word of a group goes, and what became of each after
the last, in one commit with the next group's "sending". In between a slip on this machine says how far it is
(`slips`).
"""

import logging
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction

from supervision.faults import fault
from supervision.languages import speaking
from supervision.notices import claiming, heartbeats, pace
from supervision.notices.acts.links import draft_address
from supervision.notices.channels.passing import stand_in
from supervision.notices.checking import ready_to_go
from supervision.notices.claiming import (
    claim,
    drop,
    let_go,
    mark_failed,
    mark_sent_all,
    mark_uncertain,
    put_back,
    start_sending_all,
    try_later,
)
from supervision.notices.heaps import take_the_rest
from supervision.notices.kinds import kind_of
from supervision.notices.letters import BadAddress, Letter, write_here
from supervision.notices.models import AnswerLink, Notice
from supervision.notices.slips import BEGUN, NOT_SENT, SENT, Slip
from supervision.notices.transport import OutcomeUnknown, Refused, Transport, Unreachable, open_transport
from supervision.people.mail_trouble import note_trouble

logger = logging.getLogger(__name__)
GROUP = 100
"""So many are marked together, where a slip can be kept; else each by itself."""
BATCH_OF_GROUPS = 5
LONGEST_GROUP = 10.0
"""After so many seconds, and a quarter of a lease, a group ends early: a slow server holds up no mark."""
OF_THE_ADDRESS = {550: "5.1.1", 551: "5.1.1", 552: "5.2.2", 553: "5.1.1"}
"""What a server says of the address itself, and the code of a report that would say the same (RFC 3463)."""


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
    slip = Slip(owner)
    run = _Run(owner, tell_time, should_stop, way_out, tally, slip)
    try:
        while not should_stop():
            batch = claim(owner=owner, now=tell_time(), limit=min(claiming.BATCH, BATCH_OF_GROUPS * run.size))
            if not batch:
                tally.is_drained = True
                break
            batch += take_the_rest(batch, owner=owner, now=tell_time())
            ready = ready_to_go(batch, owner=owner, now=tell_time())
            ready = pace.let_through(ready, owner=owner, now=tell_time())
            while ready and not should_stop():
                size = run.size if slip.is_kept else 1
                run.send(ready[:size])
                ready = ready[size:]
            run.settle()
    except Unreachable as trouble:
        tally.is_unreachable = True
        heartbeats.note_no_mail(now=tell_time())
        logger.warning("The mail server takes nothing at present: %s", trouble)
    finally:
        try:
            run.settle()
            slip.tear_up()
        finally:
            let_go(owner)
            way_out.close()
    if tally.sent and not tally.is_unreachable:
        heartbeats.forget(heartbeats.NO_MAIL, "")
    return tally


@dataclass
class _Outcomes:
    """What became of a group, to be marked at once: rows by their fate, with what has to be noted of each.

    `put_off` counts, by host, what was put off since the last that it took.
    """

    sent: list[int] = field(default_factory=list)
    refused: list[tuple[Notice, Refused]] = field(default_factory=list)
    unknown: list[tuple[Notice, OutcomeUnknown]] = field(default_factory=list)
    not_begun: list[int] = field(default_factory=list)
    put_off: Counter[str] = field(default_factory=Counter)


@dataclass
class _Run:
    """One run of one worker."""

    owner: str
    tell_time: Callable[[], datetime]
    should_stop: Callable[[], bool]
    way_out: Transport
    tally: Tally
    slip: Slip
    outcomes: _Outcomes | None = None
    """Of the last group: not marked yet."""
    size: int = GROUP
    """Of the next group: as many as the server took in the time of one, so that none is written in vain."""

    def send(self, notices: Sequence[Notice]) -> None:
        """Write a group, mark it, and send it. Raises Unreachable.

        What became of each is marked together with the next group, or by `settle`.
        """
        written = [(notice, *found) for notice in notices if (found := self._written(notice))]
        marked_at = time.monotonic()
        ours = self._commit([(notice, letter.message_id, link) for notice, letter, link in written])
        self.outcomes = outcomes = _Outcomes()
        letters = [(notice, letter) for notice, letter, _ in written if notice.pk in ours]
        self._hand_over_all(letters, outcomes, marked_at=marked_at)
        if not self.slip.is_kept:
            self.settle()

    def settle(self) -> None:
        """Mark what became of the last group, if that has not been done."""
        if self.outcomes is not None:
            self._commit([])

    def _commit(self, next_ones: Sequence[tuple[Notice, str, AnswerLink | None]]) -> set[int]:
        """Mark what became of the last group, and that the next is about to go; return which of it are ours.

        One commit, which is one wait for the disk.
        """
        outcomes, now = self.outcomes, self.tell_time()
        if outcomes is not None:
            fault("commit.before")
        with transaction.atomic():
            if outcomes is not None:
                self._mark(outcomes, now=now)
            ours = start_sending_all(
                {notice.pk: message_id for notice, message_id, _ in next_ones}, owner=self.owner, now=now
            )
            links = [link for notice, _, link in next_ones if link is not None and notice.pk in ours]
            AnswerLink.objects.bulk_create(links)
        self.outcomes = None
        if outcomes is not None:
            self._count(outcomes)
            fault("commit.after")
        return ours

    def _hand_over_all(
        self, letters: Sequence[tuple[Notice, Letter]], outcomes: _Outcomes, *, marked_at: float
    ) -> None:
        """Hand over one after another. None begins once half the lease is over: others may take it then."""
        lease = settings.NOTICE_LEASE_SECONDS
        ends_at = time.monotonic() + min(LONGEST_GROUP, lease / 4)
        for number, (notice, letter) in enumerate(letters):
            at = time.monotonic()
            if at > marked_at + lease / 2 or (number and (at > ends_at or self.should_stop())):
                outcomes.not_begun += [one.pk for one, _ in letters[number:]]
                self.size = max(number, 1)
                return
            host = pace.host_of(notice)
            if outcomes.put_off[host] >= pace.IN_A_ROW:
                outcomes.not_begun.append(notice.pk)
                continue
            then = letters[number + 1][1] if number + 1 < len(letters) else None
            try:
                self._hand_over(notice, letter, then, host, outcomes)
            except Unreachable:
                outcomes.not_begun += [one.pk for one, _ in letters[number:]]
                raise
            except BaseException as trouble:
                outcomes.unknown.append((notice, OutcomeUnknown(type(trouble).__name__)))
                outcomes.not_begun += [one.pk for one, _ in letters[number + 1 :]]
                raise
        self.size = min(GROUP, self.size * 2)

    def _hand_over(
        self, notice: Notice, letter: Letter, then: Letter | None, host: str, outcomes: _Outcomes
    ) -> None:
        """Offer one letter and hand it over. Raises Unreachable before it has begun."""
        try:
            self.way_out.offer(letter)
            self.slip.note(BEGUN, notice.pk)
            fault("smtp.before")
            self.way_out.hand_over(letter, then)
        except Refused as refusal:
            self.slip.note(NOT_SENT, notice.pk)
            outcomes.refused.append((notice, refusal))
            if not refusal.is_final:
                outcomes.put_off[host] += 1
        except OutcomeUnknown as trouble:
            outcomes.unknown.append((notice, trouble))
        else:
            fault("smtp.after250")
            self.slip.note(SENT, notice.pk)
            outcomes.sent.append(notice.pk)
            outcomes.put_off[host] = 0

    def _mark(self, outcomes: _Outcomes, *, now: datetime) -> None:
        mark_sent_all(outcomes.sent, owner=self.owner, now=now)
        taken = {host for host, number in outcomes.put_off.items() if not number}
        pace.note(taken, outcomes.put_off, now=now)
        put_back(outcomes.not_begun, owner=self.owner)
        for notice, refusal in outcomes.refused:
            self._refused(notice, refusal, now=now)
        for notice, trouble in outcomes.unknown:
            if notice.notice_class == Notice.Class.SOFT:
                mark_uncertain(notice, owner=self.owner, now=now)
            else:
                self._again(notice, f"connection lost ({trouble})", now=now)

    def _count(self, outcomes: _Outcomes) -> None:
        failed = sum(refusal.is_final for _, refusal in outcomes.refused)
        uncertain = sum(notice.notice_class == Notice.Class.SOFT for notice, _ in outcomes.unknown)
        self.tally.sent += len(outcomes.sent)
        self.tally.failed += failed
        self.tally.uncertain += uncertain
        self.tally.repeated_later += len(outcomes.refused) - failed + len(outcomes.unknown) - uncertain

    def _written(self, notice: Notice) -> tuple[Letter, AnswerLink | None] | None:
        """Return the letter and the row of its answer, or None when there is none to send; then it is marked.

        Whatever goes wrong in the words of one message stays with that message.
        """
        kind, now = kind_of(notice.kind), self.tell_time()
        try:
            if kind is None:
                raise LookupError(f"no room registers {notice.kind!r}")
            with speaking(notice.recipient.person.language):
                context = kind.context(notice, now)
                if context is None:
                    drop([notice], owner=self.owner, reason=claiming.GONE, now=now)
                    return None
                address, link = draft_address(notice, now=now) or (None, None)
                return write_here(notice, kind, context, answer=address, now=now), link
        except BadAddress as bad:
            reason = "address cannot be written to"
            attempts = notice.attempts + 1
            mark_failed(notice, owner=self.owner, attempts=attempts, reason=reason, now=now)
            note_trouble(notice.recipient.person, code=bad.code, now=now)
            stand_in(notice, now=now)
            self.tally.failed += 1
        except Exception:
            logger.exception("Notice %s (%s) could not be written", notice.pk, notice.kind)
            self._again(notice, "could not be written", now=now)
            self.tally.repeated_later += 1
        return None

    def _refused(self, notice: Notice, refusal: Refused, *, now: datetime) -> None:
        if refusal.is_final:
            attempts = notice.attempts + 1
            mark_failed(notice, owner=self.owner, attempts=attempts, reason=str(refusal), now=now)
            if refusal.code in OF_THE_ADDRESS:
                note_trouble(notice.recipient.person, code=OF_THE_ADDRESS[refusal.code], now=now)
            stand_in(notice, now=now)
        else:
            self._again(notice, str(refusal), now=now)

    def _again(self, notice: Notice, reason: str, *, now: datetime) -> None:
        chance = random.random()  # noqa: S311  (spreads attempts; nothing is kept secret by it)
        attempts = notice.attempts + 1
        try_later(notice, owner=self.owner, attempts=attempts, reason=reason, now=now, chance=chance)
