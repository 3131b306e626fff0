"""Handing an upload to a worker. For doors: a ring that nobody hears is no error, since beat rings again."""

import logging
import threading

from celery import current_app
from django.conf import settings

from supervision.roster.models import Upload

logger = logging.getLogger(__name__)
READ, APPLY = "roster.read", "roster.apply"
HEARD_WITHIN = 0.15
"""Seconds a page waits, at most, for a ring to be heard."""


def hand_over(task: str, upload: Upload) -> bool:
    """Ask a worker to take the upload on, and say whether the asking went out.

    Takes 150 ms at most. A ring still under way then counts as out.
    """
    if not settings.CELERY_BROKER_URL:
        return False
    outcome: list[bool] = []

    def publish() -> None:
        try:
            current_app.send_task(task, (upload.pk,), retry=False)
            outcome.append(True)
        except Exception as trouble:
            logger.warning("An upload could not be handed over (%s).", type(trouble).__name__)
            outcome.append(False)

    ring = threading.Thread(target=publish, name="roster-bell", daemon=True)
    ring.start()
    ring.join(HEARD_WITHIN)
    return outcome[0] if outcome else True
