"""Doors of debriefs: what beat rings for. A ring may be lost, late or doubled; the rows are the truth."""

from celery import shared_task

from peers.debriefs import asking, ending
from supervision import clock
from supervision.notices.tasks import nudge as deliver_soon


@shared_task(name="debriefs.go_on", acks_late=True)
def go_on() -> None:
    """Ask the next wave where its moment has come, and ask afterwards where a talk is over."""
    now = clock.now()
    if asking.go_on_with_due(now=now) + ending.close_ended(now=now):
        deliver_soon()


@shared_task(name="debriefs.erase")
def erase() -> None:
    """Delete what links people after thirty days. Beat rings once an hour."""
    ending.erase_old(now=clock.now())
