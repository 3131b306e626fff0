"""Doors of check-ins: what beat rings for. A ring may be lost, late or doubled; the rows are the truth."""

import logging

from celery import shared_task

from peers.checkins.rounds import (
    close_rounds,
    make_round,
    mend_round,
    organisations_with_rounds,
    pools_of,
)
from supervision import clock

logger = logging.getLogger(__name__)


@shared_task(name="checkins.rounds", acks_late=True)
def rounds() -> None:
    """Close the rounds that are over, make those that are due, mend the rest. Beat rings every ten minutes.

    An organisation that goes wrong fails alone.
    """
    now = clock.now()
    for organisation in organisations_with_rounds():
        try:
            close_rounds(organisation, now=now)
            for team_id in pools_of(organisation):
                make_round(organisation, team_id=team_id, now=now)
            mend_round(organisation, now=now)
        except Exception:
            logger.exception("A round of organisation %s failed.", organisation.pk)
