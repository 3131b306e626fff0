"""Which ways a message takes, and what takes over when one fails.

A message stays one row of the outbox. What goes by other ways than e-mail gets a delivery for each, made
once, in the moment in which the message may go. The row itself is the e-mail: it goes on to the mail
server, or, where e-mail is not wanted for it, is marked as passed on. When everything it was passed on to
has failed it comes back, and e-mail takes over.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from supervision.notices.models import Delivery, Notice, Way

OPEN = ("due", "claimed", "sending")
KeyOf = tuple[int, str]
"""A member's id and a kind."""


def chosen(ways: Iterable[Way], wanted: Iterable[tuple[int, str, str]]) -> dict[KeyOf, list[Way]]:
    """Return the ways each (member, kind) goes by, from what was `wanted`: (member, kind, way's key)."""
    having: dict[tuple[int, str], list[Way]] = defaultdict(list)
    for way in ways:
        having[way.member_id, way.key].append(way)
    found: dict[KeyOf, list[Way]] = defaultdict(list)
    for member_id, kind, key in wanted:
        found[member_id, kind] += having.get((member_id, key), [])
    return {key: some for key, some in found.items() if some}


def add_deliveries(taken: Mapping[Notice, Iterable[Way]], *, now: datetime) -> None:
    """Leave a delivery of each message for each of its ways; one that is there already is left as it is."""
    rows = [
        Delivery(
            notice=notice,
            way=way,
            organisation_id=notice.organisation_id,
            name=way.gateway.name if way.gateway else "Phone",
            not_before=now,
            created_at=now,
        )
        for notice, ways in taken.items()
        for way in ways
    ]
    if rows:
        Delivery.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def hand_on(
    taken: Mapping[Notice, Iterable[Way]], passed: Iterable[Notice], *, owner: str, now: datetime
) -> None:
    """Leave deliveries for what is `taken` to other ways; `passed` ones go by these alone."""
    add_deliveries(taken, now=now)
    ids = [notice.pk for notice in passed]
    if ids:
        Notice.objects.in_hand(owner).filter(pk__in=ids, state="claimed").update(
            state="passed_on", sent_at=now, inbox_at=now, owner="", lease_until=None, reason=""
        )


def take_over(notice_id: int, *, now: datetime) -> bool:
    """Let e-mail take over a message that was passed on, once nothing it was passed on to is left.

    For the transaction that marks a delivery as failed, with the message's row locked: two that fail in the
    same moment come one after the other, and the last one brings it back.
    """
    others = Delivery.objects.filter(notice_id=notice_id, state__in=(*OPEN, "sent", "uncertain"))
    if others.exists():
        return False
    return (
        Notice.objects.filter(pk=notice_id, state="passed_on").update(
            state="due", not_before=now, sent_at=None, reason="", mail_took_over=True
        )
        == 1
    )


def stand_in(notice: Notice, *, now: datetime) -> int:
    """Send what must arrive, and could not by e-mail, by all the ways its reader has; return how many."""
    if notice.notice_class != Notice.Class.MUST_ARRIVE:
        return 0
    ways = list(Way.objects.filter(member=notice.recipient_id, ended_at=None).select_related("gateway"))
    add_deliveries({notice: ways}, now=now)
    return len(ways)
