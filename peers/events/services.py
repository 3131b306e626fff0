"""Noting that something happened, and the offers that follow. Nothing is kept of what becomes of them.

No entry of the audit is made by any of it: an audit is kept for good, and would say for good that something
happened, and on which day.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from peers.events import rules, telling
from peers.events.access import nameable, working_on
from peers.events.models import Event, Offered
from peers.events.selectors import moments_of, protects
from supervision.availability import services as availability
from supervision.availability.checks import Protected
from supervision.people.models import Member
from supervision.scheduling.days import local_day
from supervision.sets import among
from supervision.wording import noted

logger = logging.getLogger(__name__)
BATCH = 200


@transaction.atomic
def note(
    *, by: Member, days_ago: int, member_ids: Iterable[int], now: datetime, name: UUID | None = None
) -> Event:
    """Note that something happened, and leave the first offer for everybody named.

    Who was offered something within 72 hours gets nothing twice, and whoever notes it cannot tell. `name` is
    made up by the page: the same once more notes nothing more. Raises NotOffered, Nobody, TooMany.
    """
    zone = by.organisation.zone
    happened = rules.happened_on(days_ago, today=local_day(now, zone))
    wanted = set(member_ids)
    rules.check_people(len(wanted))
    Member.objects.locked(*wanted, by)
    if name is not None and (known := Event.objects.filter(pk=name).first()) is not None:
        if known.noted_by_id != by.pk:
            raise rules.NotOffered({"name": noted("Begin again, please.")})
        return known
    lately = Event.objects.noted_by(by).filter(noted_at__gt=now - rules.KEPT_IN_MIND)
    if lately.count() >= rules.MOST_A_WEEK:
        raise rules.TooMany(
            "That is as much as goes out from one person in a week. Ring them, or their lead."
        )
    named = list(nameable(by, now=now).filter(pk__in=among(wanted)).values_list("pk", flat=True))
    if len(named) != len(wanted):
        raise rules.NotOffered({"members": noted("Somebody of these doesn’t work here, or not any more.")})
    event = Event(
        pk=name or uuid4(),
        organisation_id=by.organisation_id,
        noted_by=by,
        happened_on=happened,
        noted_at=now,
        people=len(named),
    )
    following = moments_of(event, zone)[rules.FIRST]
    event.next_at = following
    event.save(force_insert=True)
    telling.tell(event, _begin(event, named, now=now), rules.FIRST, until=following, now=now)
    return event


def _begin(event: Event, named: list[int], *, now: datetime) -> list[Offered]:
    """Begin a run of offers for those named who are in none, or in an older one, which ends by it."""
    running = Offered.objects.filter(member__in=among(named)).select_related("event")
    taken = telling.told_lately(named, now=now)
    older = []
    for offer in running:
        if rules.is_new_run(offer.event.noted_at, now=now):
            older.append(offer)
            taken.discard(offer.member_id)
        else:
            taken.add(offer.member_id)
    _end(older, telling.forget)
    fresh = [Offered(member_id=pk, event=event) for pk in sorted(set(named) - taken)]
    return Offered.objects.bulk_create(fresh)


def _end(offers: list[Offered], let_go: Callable[[list[Offered]], None]) -> None:
    """End these runs: first the rows, which waits for a step that is being made, then its letters too."""
    Offered.objects.filter(pk__in=[offer.pk for offer in offers]).delete()
    let_go(offers)


# ---------------------------------------------------------------- what follows
def go_on_with_due(*, now: datetime) -> int:
    """Make every offer whose moment has come, and return how many letters were left.

    Late or twice, it offers nothing twice: of several moments that have passed only the last counts, and
    one that goes wrong fails alone.
    """
    left = 0
    for pk in list(Event.objects.due(now).order_by("next_at", "pk").values_list("pk", flat=True)[:BATCH]):
        try:
            left += go_on(pk, now=now)
        except Exception:
            logger.exception("Offers %s failed.", pk)
    return left


@transaction.atomic
def go_on(pk: UUID, *, now: datetime) -> int:
    """Make the offer of one event that stands now; after the last one everything about it is deleted.

    Returns how many letters were left; 0 if its moment has not come, or somebody else was quicker.
    """
    found = Event.objects.locked(pk)
    if not found or found[0].next_at > now:
        return 0
    event = Event.objects.select_related("organisation").get(pk=pk)
    all_moments = moments_of(event, event.organisation.zone)
    step = rules.step_at(now, all_moments)
    # Whoever ends theirs meanwhile is waited for, or waits: no letter comes after "no more of these".
    offers = Offered.objects.locked(*Offered.objects.filter(event=event))
    here = set(
        working_on(local_day(now, event.organisation.zone))
        .filter(pk__in=among([offer.member_id for offer in offers]))
        .values_list("pk", flat=True)
    )
    to_tell = [offer for offer in offers if offer.member_id in here]
    if step == rules.LAST:
        telling.forget(offers)
        event.delete()
        until = all_moments[-1] + rules.STILL_WORTH_IT
        return telling.tell(event, to_tell, step, until=until, now=now) if now < until else 0
    Offered.objects.filter(event=event).exclude(member__in=among(here)).delete()
    event.step, event.next_at = step, all_moments[step]
    event.save(update_fields=["step", "next_at"])
    return telling.tell(event, to_tell, step, until=event.next_at, now=now)


# ---------------------------------------------------------------- for whoever was named
@transaction.atomic
def no_more(member: Member) -> None:
    """End a member's run of offers. Nothing says that they did: their row is gone, and the count stays."""
    Member.objects.locked(member)
    _end(list(Offered.objects.of(member)), telling.withdraw)


@transaction.atomic
def protect_rest_of_day(member: Member, *, now: datetime) -> rules.Rest:
    """Protect the rest of a member's day, as they could under Availability; once is enough.

    Nothing is written but the protected time itself, which others see as busy. Raises DayIsOver, or
    TooManyProtected.
    """
    rest = rules.rest_of_day(now, member.zone)
    Member.objects.locked(member)
    if not protects(member, rest):
        wanted = Protected("once", day=rest.day, starts=rest.starts, ends=rest.ends)
        availability.protect(member, wanted, now=now)
    return rest


@transaction.atomic
def forget_member(member: Member) -> None:
    """Delete what links a member to anything noted: their run of offers, its letters, what they noted."""
    _end(list(Offered.objects.of(member)), telling.forget)
    Event.objects.noted_by(member).update(noted_by=None)
