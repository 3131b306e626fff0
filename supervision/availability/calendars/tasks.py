"""Doors of the calendars: what beat and whoever links one ring for. The rows are the truth, not the ring."""

import threading
import time

from celery import shared_task
from celery.signals import worker_shutting_down
from django.conf import settings
from django.db import transaction

from supervision import clock
from supervision.availability.calendars import refreshing
from supervision.notices.tasks import Bell

RUN_SECONDS = 50
"""How long a run goes on taking calendars."""
MOST_HELPERS = 6
PER_HELPER = 20

_stopping = threading.Event()


@worker_shutting_down.connect
def _stop_soon(**kwargs):
    _stopping.set()


@shared_task(name="availability.read_calendars", acks_late=True)
def read_calendars(is_helper: bool = False) -> None:
    """Read the calendars that are due. Beat rings every minute; when many are due others are rung to help."""
    give_up_at = time.monotonic() + RUN_SECONDS
    if not is_helper and settings.CELERY_BROKER_URL:
        for _ in range(min(refreshing.due_now(clock.now()) // PER_HELPER, MOST_HELPERS)):
            read_calendars.apply_async((True,), retry=False, expires=60)
    refreshing.read_due(
        tell_time=clock.now, should_stop=lambda: _stopping.is_set() or time.monotonic() > give_up_at
    )


def nudge() -> None:
    """Ring for a reading once this transaction is committed. For doors. Never raises."""
    transaction.on_commit(ring, robust=True)


def ring() -> None:
    if settings.CELERY_BROKER_URL:
        _bell.ring()


_bell = Bell(lambda: read_calendars.apply_async(retry=False, expires=120))
