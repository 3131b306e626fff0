"""Doors of availability: what beat rings for. A ring may be lost, late or doubled; the rows are the truth."""

from celery import shared_task

from supervision import clock
from supervision.availability.opening import fill_open_weeks, rebuild_all


@shared_task(name="availability.extend", acks_late=True)
def extend() -> None:
    """Keep open time as far ahead as it should be, and drop weeks that are over. Beat rings every night."""
    rebuild_all(now=clock.now())


@shared_task(name="availability.fill", acks_late=True)
def fill() -> None:
    """Keep open time again where a change to many forgot it. Beat rings every minute."""
    fill_open_weeks(now=clock.now())
