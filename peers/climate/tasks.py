"""Doors of climate: what beat rings for. A ring may be lost, late or doubled; the rows are the truth."""

import logging

from celery import shared_task

from peers.climate.months import go_on, organisations_with_months
from supervision import clock

logger = logging.getLogger(__name__)


@shared_task(name="climate.months", acks_late=True)
def months() -> None:
    """Release the months that are over and open those that are due. Beat rings every hour.

    An organisation that goes wrong fails alone.
    """
    now = clock.now()
    for organisation in organisations_with_months():
        try:
            go_on(organisation, now=now)
        except Exception:
            logger.exception("A month of organisation %s failed.", organisation.pk)
