"""What beat rings for. A ring may be lost, late or doubled."""

from celery import shared_task

from supervision import clock
from supervision.people.address_letters import write_again
from supervision.people.answered import forget_answers
from supervision.people.changing_address import forget_changes


@shared_task(name="people.forget", acks_late=True)
def forget() -> None:
    """Forget what API calls were answered a week ago, and links to change an address that are over.

    Beat rings every night.
    """
    now = clock.now()
    forget_answers(now=now)
    forget_changes(now=now)


@shared_task(name="people.tell_left", acks_late=True)
def tell_left() -> None:
    """Write again to addresses left whose letter did not go out. Beat rings every hour."""
    write_again(now=clock.now())
