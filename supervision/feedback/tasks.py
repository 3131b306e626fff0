"""What beat rings for. A ring may be lost, late or doubled."""

from celery import shared_task

from supervision import clock
from supervision.feedback.services import turn


@shared_task(name="feedback.turn", acks_late=True)
def turn_windows() -> None:
    """Decide the windows that are over, open the next, and ask once. Beat rings every night."""
    turn(now=clock.now())
