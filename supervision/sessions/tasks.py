"""Doors of booking: what beat rings for. A ring may be lost, late or doubled; the rows are the truth."""

from celery import shared_task

from supervision import clock
from supervision.sessions.holding import clear_run_out
from supervision.sessions.reminding import queue_reminders


@shared_task(name="sessions.clear_holds", acks_late=True)
def clear_holds() -> None:
    """Delete held times that ran out; they count no more before that. Beat rings every ten minutes."""
    clear_run_out(now=clock.now())


@shared_task(name="sessions.remind", acks_late=True)
def remind() -> None:
    """Leave the reminders of the held times ahead. Beat rings every five minutes."""
    queue_reminders(now=clock.now())
