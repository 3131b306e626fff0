"""The letters of offers: one at a time to one person. None says what about, who thought of it, or who else.

| kind | when | `about` |
| --- | --- | --- |
| `event_offer` | at once, after 72 hours and 28 days | `offer`, `step` |
| `event_times` | after seven days, with three free times | the same |
| `event_offer` | after three months | `step` alone: nothing links it to anything any more |
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models.functions import Coalesce

from peers.events import rules
from peers.events.models import Event, Offered
from supervision.notices.models import Notice
from supervision.notices.services import Message, forget_about, queue_notices, withdraw_notices

OFFER, TIMES = "event_offer", "event_times"
ALL = (OFFER, TIMES)
KEPT = timedelta(days=14)


def tell(event: Event, offers: Iterable[Offered], step: int, *, until: datetime, now: datetime) -> int:
    """Leave this step's letter for each, which holds until the next one's moment. Return how many are new."""
    return queue_notices(
        [
            Message(
                organisation_id=event.organisation_id,
                recipient_id=offer.member_id,
                kind=TIMES if step == rules.EARLIER else OFFER,
                notice_class="S",
                key=f"{OFFER}:{offer.pk}:{step}",
                about={"step": step} | ({} if step == rules.LAST else {"offer": str(offer.pk)}),
                not_before=now,
                not_after=until,
            )
            for offer in offers
        ],
        now=now,
    )


def told_lately(member_ids: Iterable[int], *, now: datetime) -> set[int]:
    """Return those of these members to whom a first offer was left in the last 72 hours.

    Whatever became of it: who ended their offers is not on any list any more, and gets no others by it.
    """
    lately = Notice.objects.filter(
        recipient__in=list(member_ids),
        kind=OFFER,
        about__step=rules.FIRST,
        created_at__gt=now - rules.ONE_RUN,
    )
    return set(lately.values_list("recipient_id", flat=True))


def forget(offers: Iterable[Offered]) -> None:
    """Delete every letter of these runs."""
    offers = list(offers)
    if offers:
        recipients = [offer.member_id for offer in offers]
        forget_about(recipients, kinds=ALL, about={"offer": [str(offer.pk) for offer in offers]})


def withdraw(offers: Iterable[Offered]) -> None:
    """Withdraw what has not begun to be sent of these runs."""
    keys = [f"{OFFER}:{offer.pk}:{step}" for offer in offers for step in range(rules.FIRST, rules.LAST + 1)]
    withdraw_notices(keys)


def forget_old(*, now: datetime, batch: int = 2000) -> int:
    """Delete letters of offers two weeks after they came, and return how many: long before other letters.

    So nothing in anybody's inbox says for longer that they were once on a list.
    """
    since = Coalesce("inbox_at", "created_at")
    old = Notice.objects.done().filter(kind__in=ALL).annotate(since=since).filter(since__lt=now - KEPT)
    forgotten = 0
    while ids := list(old.order_by("pk").values_list("pk", flat=True)[:batch]):
        forgotten += Notice.objects.filter(pk__in=ids).delete()[0]
    return forgotten
