"""Doors of the outbox: what beat and commits ring for. A ring may be lost; the outbox is the truth."""

import logging
import threading
import time

from celery import shared_task
from celery.signals import worker_shutting_down
from django.conf import settings
from django.db import transaction

from supervision import clock
from supervision.notices import heartbeats, services
from supervision.notices.acts.services import forget_answers
from supervision.notices.bouncing.taking import forget_troubles
from supervision.notices.calendars import mailbox
from supervision.notices.channels.posting import post_due
from supervision.notices.claiming import recover as recover_lost
from supervision.notices.delivery import deliver_due

logger = logging.getLogger(__name__)

RUN_SECONDS = 45
"""How long a run may take before it gives its place to the next. It also ends when its worker is to stop."""
RING_SECONDS = 0.15
"""How long a caller waits, at most, for a ring to be heard."""
QUIET_SECONDS = 1.0
"""Whoever rings within so long of another ring is heard at its end, together with all others."""
SILENT_SECONDS = 10
"""After a ring that was not heard nobody rings for so long; beat does."""

_stopping = threading.Event()


@worker_shutting_down.connect
def _stop_soon(**kwargs):
    _stopping.set()


@shared_task(name="notices.deliver", acks_late=True)
def deliver() -> None:
    """Send what is due. Beat rings every thirty seconds, and a commit that left a message rings at once."""
    give_up_at = time.monotonic() + RUN_SECONDS

    def should_stop() -> bool:
        return _stopping.is_set() or time.monotonic() > give_up_at

    tally = deliver_due(tell_time=clock.now, should_stop=should_stop)
    post_due(tell_time=clock.now, should_stop=should_stop)
    if not tally.is_drained and not tally.is_unreachable and not _stopping.is_set():
        ring()


@shared_task(name="notices.recover")
def recover() -> None:
    """Free what lost workers hold, and note that a ring was heard. Beat rings every minute."""
    now = clock.now()
    recover_lost(now=now)
    heartbeats.note(heartbeats.RING, now=now)


@shared_task(name="notices.forget")
def forget() -> None:
    """Delete what has stood in inboxes for 90 days. Beat rings once a day."""
    now = clock.now()
    services.forget_old(now=now)
    forget_answers(now=now)
    forget_troubles(now=now)
    heartbeats.forget_old(now=now)


@shared_task(name="notices.fetch_answers")
def fetch_answers() -> None:
    """Take the answers of people's calendars out of their mailbox. Beat rings every two minutes."""
    give_up_at = time.monotonic() + RUN_SECONDS
    mailbox.fetch_answers(
        tell_time=clock.now, should_stop=lambda: _stopping.is_set() or time.monotonic() > give_up_at
    )
    ring()


def nudge() -> None:
    """Ring for delivery once this transaction is committed. For doors. Takes 200 ms at most; never raises."""
    transaction.on_commit(ring, robust=True)


def ring() -> None:
    """Ask a worker to deliver now. Without an answer in time the caller goes on, and beat will ring."""
    if settings.CELERY_BROKER_URL:
        _bell.ring()


class Bell:
    """Publishes from a thread of its own: a connection that hangs holds up that thread, and nobody else.

    Rings within a second of one another are two: the first, and one at the end of that second for all the
    others. So a thousand messages that are left one by one do not ring a thousand times.
    """

    def __init__(self, publish):
        self.publish = publish
        self.lock = threading.Lock()
        self.silent_until = 0.0
        self.ringing: threading.Thread | None = None
        self.is_wanted_again = False

    def ring(self) -> None:
        heard = threading.Event()
        with self.lock:
            if time.monotonic() < self.silent_until:
                return
            if self.ringing and self.ringing.is_alive():
                self.is_wanted_again = True
                return
            self.ringing = threading.Thread(
                target=self._ring, args=(heard,), name="notices-bell", daemon=True
            )
            self.ringing.start()
        if not heard.wait(RING_SECONDS):
            self.silent_until = time.monotonic() + SILENT_SECONDS

    def _ring(self, heard: threading.Event) -> None:
        while True:
            self._publish()
            heard.set()
            time.sleep(QUIET_SECONDS)
            with self.lock:
                if not self.is_wanted_again:
                    self.ringing = None
                    return
                self.is_wanted_again = False

    def _publish(self) -> None:
        try:
            self.publish()
        except Exception as trouble:
            self.silent_until = time.monotonic() + SILENT_SECONDS
            logger.warning("Delivery could not be rung for (%s); beat will.", type(trouble).__name__)


_bell = Bell(lambda: deliver.apply_async(retry=False, expires=120))
