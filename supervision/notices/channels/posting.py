"""Sending what goes by other ways than e-mail: claim, look again, send, mark; as the outbox does.

At least once for what must arrive, at most once for what is soft, each way by itself. No call to a service
is made inside a transaction.
"""

import hashlib
import hmac
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connections, transaction
from django.db.models import F, Q

from supervision.faults import fault
from supervision.notices import claiming, rules
from supervision.notices.channels import gateways, passing, push, secrets
from supervision.notices.channels.carrying import Gone, OutcomeUnknown, Refused, Words, time_words
from supervision.notices.checking import Facts, reason_holds, still_here
from supervision.notices.kinds import kind_of
from supervision.notices.models import Delivery, Notice, Way
from supervision.people.encryption import CannotUnseal

logger = logging.getLogger(__name__)
BATCH = 10
MOST_ATTEMPTS = 4
"""Then another way takes over: a quarter of an hour after the first."""


@dataclass
class Tally:
    sent: int = 0
    later: int = 0
    failed: int = 0
    uncertain: int = 0


def post_due(*, tell_time: Callable[[], datetime], should_stop: Callable[[], bool] = lambda: False) -> Tally:
    """Send what is due by other ways until nothing is, or `should_stop()` says so."""
    owner = claiming.new_owner()
    tally = Tally()
    recover(now=tell_time())
    try:
        while not should_stop() and (batch := _claim(owner, now=tell_time())):
            facts = Facts([delivery.notice for delivery in batch], tell_time())
            for delivery in batch:
                if should_stop():
                    break
                _post_one(delivery, owner=owner, tell_time=tell_time, facts=facts, tally=tally)
    finally:
        Delivery.objects.filter(owner=owner, state="claimed").update(state="due", owner="", lease_until=None)
    return tally


def _claim(owner: str, *, now: datetime) -> list[Delivery]:
    with transaction.atomic():
        due = Delivery.objects.filter(state="due", not_before__lte=now).order_by("not_before", "pk")
        if connections[due.db].features.has_select_for_update:
            due = due.select_for_update(skip_locked=True, of=("self",))
        ids = list(due.values_list("pk", flat=True)[:BATCH])
        Delivery.objects.filter(pk__in=ids, state="due").update(
            state="claimed", owner=owner, lease_until=claiming.lease_from(now)
        )
    fault("claim.after")
    return list(
        Delivery.objects.filter(pk__in=ids, owner=owner, state="claimed")
        .select_related("way__gateway", "way__member", "notice__recipient__person")
        .select_related("notice__recipient__organisation")
        .order_by("not_before", "pk")
    )


def _post_one(delivery: Delivery, *, owner: str, tell_time, facts: Facts, tally: Tally) -> None:
    now, notice = tell_time(), delivery.notice
    ours = Delivery.objects.filter(pk=delivery.pk, owner=owner)
    if not _may_go(delivery, facts, owner=owner, now=now):
        return
    begun = ours.filter(state="claimed").update(
        state="sending", attempts=F("attempts") + 1, lease_until=claiming.lease_from(now)
    )
    if not begun:
        return
    fault("smtp.before")
    try:
        carry(delivery.way, words_of(notice, now))
    except Gone:
        if delivery.way is not None:
            Way.objects.filter(pk=delivery.way.pk, ended_at=None).update(ended_at=tell_time())
        _fail(delivery, owner=owner, reason="the device is gone", now=tell_time())
        tally.failed += 1
    except (Refused, CannotUnseal) as refusal:
        is_final = not isinstance(refusal, Refused) or refusal.is_final
        reason = str(refusal) if isinstance(refusal, Refused) else "address cannot be opened"
        _not_delivered(delivery, reason, is_final=is_final, owner=owner, now=tell_time(), tally=tally)
    except OutcomeUnknown as trouble:
        if notice.notice_class == Notice.Class.SOFT:
            _end(delivery, owner=owner, state="uncertain", reason=claiming.UNKNOWN_OUTCOME, now=tell_time())
            tally.uncertain += 1
        else:
            reason = f"connection lost ({trouble})"
            _not_delivered(delivery, reason, is_final=False, owner=owner, now=tell_time(), tally=tally)
    except Exception:
        logger.exception("Delivery %s could not be sent", delivery.pk)
        _not_delivered(delivery, "could not be written", is_final=False, owner=owner, now=now, tally=tally)
    else:
        fault("smtp.after250")
        _end(delivery, owner=owner, state="sent", reason="", now=tell_time())
        if delivery.way is not None and delivery.way.failures:
            Way.objects.filter(pk=delivery.way.pk).update(failures=0, failed_at=None)
        tally.sent += 1


def _may_go(delivery: Delivery, facts: Facts, *, owner: str, now: datetime) -> bool:
    """Say whether a delivery may go now, as the outbox asks for e-mail; what may not is dropped or held.

    It was left when its message could go, and may be tried hours or days later: its reader may have gone on
    leave since, paused its kind or chosen another way. What goes by this way alone goes back to the outbox
    then: so several that a leave keeps back come as one.
    """
    notice = delivery.notice
    kind, day = kind_of(notice.kind), now.astimezone(facts.windows[notice.recipient_id].zone).date()
    if not still_here(notice.recipient, day) or not reason_holds(notice, now):
        return _drop(delivery, claiming.GONE, owner=owner, now=now)
    if notice.not_after is not None and notice.not_after <= now:
        return _drop(delivery, claiming.TOO_LATE, owner=owner, now=now)
    if facts.is_paused(notice):
        return _drop(delivery, claiming.NOT_WANTED, owner=owner, now=now)
    stands_in = notice.state == "failed"  # by e-mail it cannot arrive, and must
    if delivery.way is not None and not stands_in and delivery.way not in facts.ways_of(notice):
        is_soft = notice.notice_class == Notice.Class.SOFT
        return _drop(delivery, claiming.NOT_WANTED, owner=owner, now=now, back=not is_soft)
    off = None if kind and kind.ignores_hours else facts.off(notice, day)
    if off is None:
        return True
    until, why = off
    if why == claiming.AWAY and not stands_in:
        return _drop(delivery, claiming.AWAY, owner=owner, now=now, back=True)
    Delivery.objects.filter(pk=delivery.pk, owner=owner, state="claimed").update(
        state="due", not_before=until, reason=why, owner="", lease_until=None
    )
    return False


@transaction.atomic
def _drop(delivery: Delivery, reason: str, *, owner: str, now: datetime, back: bool = False) -> bool:
    """Let a claimed delivery be, and return False. `back`: its message goes back, if no other way has it."""
    Notice.objects.select_for_update(of=("self",)).filter(pk=delivery.notice_id).first()
    if _end(delivery, owner=owner, state="dropped", reason=reason, now=now) and back:
        passing.take_over(delivery.notice_id, now=now)
    return False


def words_of(notice: Notice, now: datetime) -> Words:
    """Return what is told of `notice` at `now`: a time of day. Its tag gives away no number."""
    kind = kind_of(notice.kind)
    digest = hmac.new(settings.SECRET_KEY.encode(), f"tag {notice.pk}".encode(), hashlib.sha256).hexdigest()
    return Words(
        at=time_words(now, notice.recipient.zone),
        path=kind.path(notice) if kind else "/inbox/",
        tag=digest[:32],
        must_arrive=notice.notice_class == Notice.Class.MUST_ARRIVE,
    )


def carry(way: Way | None, words: Words) -> None:
    """Hand `words` to a device or a service. Raises Gone, Refused, OutcomeUnknown, CannotUnseal."""
    if way is None:
        raise Gone("the way was taken away")
    if way.channel == Way.Channel.PUSH:
        push.post(way.address, words)
    else:
        gateways.post(secrets.read(f"gateway:{way.gateway_id}"), way.address, words)


def _not_delivered(delivery, reason: str, *, is_final: bool, owner: str, now: datetime, tally: Tally) -> None:
    attempts = delivery.attempts + 1
    if is_final or attempts >= MOST_ATTEMPTS:
        _fail(delivery, owner=owner, reason=reason, now=now)
        tally.failed += 1
        return
    chance = random.random()  # noqa: S311  (spreads attempts; nothing is kept secret by it)
    Delivery.objects.filter(pk=delivery.pk, owner=owner).update(
        state="due",
        not_before=now + rules.wait_after(attempts, chance=chance),
        reason=reason,
        owner="",
        lease_until=None,
    )
    tally.later += 1


@transaction.atomic
def _fail(delivery: Delivery, *, owner: str, reason: str, now: datetime) -> None:
    """Note that this way did not get it there, and let the next one take over."""
    Notice.objects.select_for_update(of=("self",)).filter(pk=delivery.notice_id).first()
    if not _end(delivery, owner=owner, state="failed", reason=reason, now=now):
        return
    if delivery.way is not None:
        Way.objects.filter(pk=delivery.way.pk).update(
            failures=F("failures") + 1, failed_at=delivery.way.failed_at or now
        )
    passing.take_over(delivery.notice_id, now=now)


def _end(delivery: Delivery, *, owner: str, state: str, reason: str, now: datetime) -> bool:
    return (
        Delivery.objects.filter(
            pk=delivery.pk, owner=owner, state__in=("claimed", "sending", "uncertain")
        ).update(state=state, reason=reason, ended_at=now, lease_until=None)
        == 1
    )


def recover(*, now: datetime) -> int:
    """Free what a lost worker still holds, as the outbox does for e-mail, and return how many rows."""
    lost = Delivery.objects.filter(state__in=("claimed", "sending"), lease_until__lte=now)
    soft = lost.filter(state="sending", notice__notice_class=Notice.Class.SOFT)
    uncertain = Delivery.objects.filter(
        pk__in=list(soft.values_list("pk", flat=True)), state="sending"
    ).update(state="uncertain", reason=claiming.UNKNOWN_OUTCOME, ended_at=now, lease_until=None)
    worn = lost.filter(Q(state="sending") & Q(attempts__gte=MOST_ATTEMPTS)).select_related("way")
    for delivery in worn:
        _fail(delivery, owner=delivery.owner, reason=claiming.UNKNOWN_OUTCOME, now=now)
    return uncertain + lost.update(state="due", owner="", lease_until=None)
