"""Doors of one's own space: what beat rings for. A ring may be lost, late or doubled."""

from celery import shared_task

from peers.wellbeing import keeping, reminding
from supervision import clock


@shared_task(name="wellbeing.forget", acks_late=True)
def forget() -> None:
    """Delete whatever is to be forgotten. Beat rings every night."""
    keeping.forget(clock.now().date())


@shared_task(name="wellbeing.remind", acks_late=True)
def remind() -> None:
    """Leave what people asked to be reminded of today. Beat rings every hour; keys make it once."""
    reminding.remind(now=clock.now())
