"""Doors of offers: what beat rings for. A ring may be lost, late or doubled; the rows are the truth."""

from celery import shared_task

from peers.events import services, telling
from supervision import clock
from supervision.notices.tasks import nudge as deliver_soon


@shared_task(name="events.go_on", acks_late=True)
def go_on() -> None:
    """Make the offers whose moment has come, and erase what is three months old."""
    if services.go_on_with_due(now=clock.now()):
        deliver_soon()


@shared_task(name="events.forget", acks_late=True)
def forget() -> None:
    """Delete letters of offers that are two weeks old. Beat rings every hour."""
    telling.forget_old(now=clock.now())
