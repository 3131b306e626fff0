"""Doors of the clock: what beat rings for. A ring may be lost, late or doubled; the rows are the truth."""

import time
from datetime import datetime, timedelta

from celery import shared_task

from supervision import clock
from supervision.notices import heartbeats
from supervision.policy.months import queue_months
from supervision.policy.services import queue_digests, sweep_clocks, take_round


def round_of(now: datetime, every: timedelta) -> str:
    """Return the name of the round that `now` falls in, the same for whoever rings."""
    return (now - (now - datetime.min.replace(tzinfo=now.tzinfo)) % every).isoformat()


@shared_task(name="policy.sweep", acks_late=True)
def sweep() -> None:
    """Bring every clock that may have moved up to date. Beat rings every five minutes."""
    now = clock.now()
    if take_round("policy.sweep", round_of(now, timedelta(minutes=5))):
        began = time.monotonic()
        sweep_clocks(now=now)
        heartbeats.note(heartbeats.SWEEP, now=now, took_ms=int((time.monotonic() - began) * 1000))


@shared_task(name="policy.digests", acks_late=True)
def digests() -> None:
    """Leave the week's digest for leads, and the month's for everybody, once it is time. Hourly."""
    now = clock.now()
    if take_round("policy.digests", round_of(now, timedelta(hours=1))):
        queue_digests(now=now)
        queue_months(now=now)
