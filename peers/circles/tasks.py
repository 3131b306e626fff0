"""What beat rings for: deciding, reminding, erasing, and letters to guests. Safe late, twice or at once."""

from celery import shared_task

from peers.circles import guest_letters, hosting, leaving
from supervision.clock import now


@shared_task(name="circles.decide")
def decide() -> None:
    """Decide which meetings go on, and leave the word of the day before. Beat rings every five minutes."""
    moment = now()
    leaving.let_go_of_others(now=moment)
    hosting.decide(now=moment)


@shared_task(name="circles.write_to_guests")
def write_to_guests() -> None:
    """Send what guests are to be told. Beat rings every thirty seconds."""
    guest_letters.deliver(tell_time=now)


@shared_task(name="circles.erase")
def erase() -> None:
    """Erase what is kept of meetings longer ago than 30 days. Beat rings once a day."""
    hosting.erase(now=now())
