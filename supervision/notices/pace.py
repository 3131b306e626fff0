"""How much one mail host is sent: so many messages a minute, and nothing for a while where it asks for time.

A host is the domain of an address. Limits are the operator's (`HOLDSPACE_MAIL_PER_HOST`), counted in one row
a host that all workers share. A host that puts off three in a row is left alone for a minute, then two, four,
up to six hours, each a little earlier or later by chance; whatever else goes there waits, at no attempt.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from supervision.notices import claiming, rules
from supervision.notices.models import MailHost, Notice
from supervision.sets import insert_rows

MINUTE = timedelta(minutes=1)
IN_A_ROW = 3
"""So many put off, one after another and none taken: then it is about the host, not about the letters."""
SPREAD = timedelta(seconds=10)
EVERY_OTHER = "*"


def host_of(notice: Notice) -> str:
    return notice.recipient.person.email.rpartition("@")[2].strip().lower()


def limit_of(host: str, limits: Mapping[str, int]) -> int | None:
    """Return how many messages a minute may go to a host; None for as many as there are."""
    return limits.get(host, limits.get(EVERY_OTHER))


def let_through(notices: Sequence[Notice], *, owner: str, now: datetime) -> list[Notice]:
    """Return those of these claimed messages that may go to their hosts now; the others are held.

    One query where there are no limits, whatever their number, and no host that asks for time.
    """
    limits = settings.MAIL_PER_HOST
    by_host: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        by_host[host_of(notice)].append(notice)
    resting = dict(
        MailHost.objects.filter(host__in=by_host, rests_until__gt=now).values_list("host", "rests_until")
    )
    held: list[tuple[Notice, datetime, str]] = []
    for host, theirs in by_host.items():
        limit = limit_of(host, limits)
        rests_until = resting.get(host)
        if rests_until is not None:
            allowed, until = 0, rests_until
        elif limit is None:
            continue
        else:
            allowed, until = take(host, len(theirs), limit=limit, now=now)
        again = until + SPREAD * random.random()  # noqa: S311  (spreads them; nothing is kept secret by it)
        held += [(notice, again, claiming.HOST) for notice in theirs[allowed:]]
    if not held:
        return list(notices)
    claiming.hold(held, owner=owner, now=now)
    waits = {notice.pk for notice, _, _ in held}
    return [notice for notice in notices if notice.pk not in waits]


@transaction.atomic
def take(host: str, wanted: int, *, limit: int, now: datetime) -> tuple[int, datetime]:
    """Count up to `wanted` messages to a host against its limit; return how many, and when the next may go.

    Counted in one row under a lock, for all workers together. What is counted and does not go after all is
    counted all the same.
    """
    insert_rows(MailHost, ("host", "window_at"), [(host, now)], skip_known=True)
    row = MailHost.objects.select_for_update().get(host=host)
    if now - row.window_at >= MINUTE or now < row.window_at:
        row.window_at, row.sent = now, 0
    allowed = max(0, min(wanted, limit - row.sent))
    row.sent += allowed
    row.save(update_fields=["window_at", "sent"])
    return allowed, row.window_at + MINUTE


def note(sent: Iterable[str], put_off: Mapping[str, int], *, now: datetime) -> None:
    """Note how a group fared: a host that put off three in a row asks for time, one that took any does not.

    For the transaction that marks the group.
    """
    taken = set(sent)
    MailHost.objects.filter(host__in=taken, refusals__gt=0).update(refusals=0, rests_until=None)
    for host, number in put_off.items():
        if number >= IN_A_ROW:
            _rest(host, now=now)


@transaction.atomic
def _rest(host: str, *, now: datetime) -> None:
    insert_rows(MailHost, ("host", "window_at"), [(host, now)], skip_known=True)
    row = MailHost.objects.select_for_update().get(host=host)
    if row.rests_until is not None and row.rests_until > now:
        return  # another worker has found out in the same moment
    chance = random.random()  # noqa: S311  (spreads attempts; nothing is kept secret by it)
    MailHost.objects.filter(host=host).update(
        refusals=F("refusals") + 1, rests_until=now + rules.wait_after(row.refusals + 1, chance=chance)
    )
