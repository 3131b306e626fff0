"""What beat rings for. A ring may be lost, late or doubled."""

from celery import shared_task

from supervision import clock
from supervision.people.answered import forget_answers


@shared_task(name="people.forget", acks_late=True)
def forget() -> None:
    """Forget what API calls were answered a week ago. Beat rings every night."""
    forget_answers(now=clock.now())
