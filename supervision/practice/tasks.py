"""Doors of the practice of supervision: what beat rings for. A ring may be lost, late or doubled."""

from celery import shared_task

from supervision import clock
from supervision.practice.forgetting import forget
from supervision.practice.reminding import remind


@shared_task(name="practice.remind", acks_late=True)
def send_reminders() -> None:
    """Leave what both sides of agreements are reminded of. Beat rings every morning; keys make it once."""
    remind(now=clock.now())


@shared_task(name="practice.forget", acks_late=True)
def forget_what_was_kept_long_enough() -> None:
    """Delete what each tier no longer keeps. Beat rings every night."""
    forget(now=clock.now())
