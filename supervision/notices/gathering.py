"""Putting what was kept back from one person, or came in a heap, under one message; and what is under it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from supervision.notices import claiming
from supervision.notices.kinds import calendar_kinds
from supervision.notices.models import Notice
from supervision.people.models import Member
from supervision.sets import among

GATHERED_KIND = "gathered"
KEPT_BACK = (claiming.AWAY, claiming.NOT_INVITED, claiming.SUMMARY)
OPEN = ("due", "claimed")


def gather(live: Sequence[Notice], *, owner: str, day: date, now: datetime) -> list[Notice]:
    """Put what was kept back from one person into the inbox, under one message; return what goes by itself.

    One alone goes as it is. Several, be they in this hand, in another worker's or still due, become a
    single `gathered` message, or join the one that has not begun to be sent. It must arrive if anything
    under it must. The locks put two workers one after the other: what comes after the one message has
    gone, or as it goes, is not put under it, for nobody would be told. `day` is the reader's own today.
    """
    member = live[0].recipient
    with transaction.atomic():
        Member.objects.locked(member.pk)
        kept_back = Notice.objects.filter(
            recipient=member, reason__in=KEPT_BACK, not_before__lte=now, state__in=OPEN
        )
        others = kept_back.exclude(kind__in=[GATHERED_KIND, *calendar_kinds()])
        others = others.exclude(pk__in=[notice.pk for notice in live])
        theirs = Notice.objects.filter(recipient=member, kind=GATHERED_KIND)
        open_one = theirs.filter(state__in=OPEN).select_for_update(of=("self",)).order_by("pk").last()
        if len(live) == 1 and open_one is None and not others.exists():
            return list(live)
        claiming.drop(live, owner=owner, reason=claiming.GATHERED, now=now, shown=True)
        must_arrive = any(notice.notice_class == Notice.Class.MUST_ARRIVE for notice in live)
        if open_one is None:
            key = f"{GATHERED_KIND}:{member.pk}:{day}"
            before = theirs.filter(key__startswith=key).count()
            Notice.objects.create(
                organisation_id=member.organisation_id,
                recipient=member,
                kind=GATHERED_KIND,
                notice_class=Notice.Class.MUST_ARRIVE if must_arrive else Notice.Class.SOFT,
                key=f"{key}:{before}" if before else key,
                about={"since": now.isoformat()},
                not_before=now,
                created_at=now,
            )
        elif must_arrive:
            _stand_for_what_must_arrive(open_one, now=now)
    return []


def _stand_for_what_must_arrive(notice: Notice, *, now: datetime) -> None:
    """Have one that has not begun go as one that must arrive; a soft one with fresh attempts.

    It is taken out of the hand that holds it: that worker may have read it as a soft one, which it would not
    repeat, or have found nothing unread under it and be about to drop it.
    """
    changed: dict[str, Any]
    if notice.notice_class != Notice.Class.MUST_ARRIVE:
        changed = {"notice_class": Notice.Class.MUST_ARRIVE, "attempts": 0}
    elif notice.state == "claimed":
        changed = {}
    else:
        return
    Notice.objects.filter(pk=notice.pk, state__in=OPEN).update(
        **changed, state="due", not_before=now, reason="", owner="", lease_until=None
    )


def kinds_under(batch: Iterable[Notice]) -> dict[int, tuple[str, ...]]:
    """Return, by id, which kinds stand unread under the gathered ones of `batch`. One query, or none."""
    since = {
        notice: datetime.fromisoformat(notice.about["since"])
        for notice in batch
        if notice.kind == GATHERED_KIND and "since" in notice.about
    }
    if not since:
        return {}
    kept = list(
        Notice.objects.filter(
            recipient_id__in=among({notice.recipient_id for notice in since}),
            reason=claiming.GATHERED,
            inbox_at__gte=min(since.values()),
            read_at=None,
        ).values_list("recipient_id", "kind", "inbox_at")
    )
    return {
        notice.pk: tuple(
            sorted(
                {
                    kind
                    for pk, kind, shown_at in kept
                    if pk == notice.recipient_id and shown_at is not None and shown_at >= begins_at
                }
            )
        )
        for notice, begins_at in since.items()
    }
