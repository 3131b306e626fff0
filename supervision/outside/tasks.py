"""What beat rings for. A ring may be lost, late or doubled."""

from celery import shared_task

from supervision import clock
from supervision.outside.services import clear


@shared_task(name="outside.clear", acks_late=True)
def clear_what_came_to_nothing() -> None:
    """Let invitations lapse, and take away places made for nobody. Beat rings every night."""
    clear(now=clock.now())
