"""Asking a worker to take something on. A ring that nobody hears is no error: beat rings again."""

import logging
import threading

from celery import current_app
from django.conf import settings

logger = logging.getLogger(__name__)
HEARD_WITHIN = 0.15
"""Seconds a page waits, at most, for a ring to be heard."""


def hand_over(task: str, *arguments: object) -> bool:
    """Ask a worker to do `task`, and say whether the asking went out; False where there are no workers.

    Takes 150 ms at most. A ring still under way then counts as out. `arguments` are ids, never a word.
    """
    if not settings.CELERY_BROKER_URL:
        return False
    outcome: list[bool] = []

    def publish() -> None:
        try:
            current_app.send_task(task, arguments, retry=False)
            outcome.append(True)
        except Exception as trouble:
            logger.warning("%s could not be handed over (%s).", task, type(trouble).__name__)
            outcome.append(False)

    ring = threading.Thread(target=publish, name="bell", daemon=True)
    ring.start()
    ring.join(HEARD_WITHIN)
    return outcome[0] if outcome else True
