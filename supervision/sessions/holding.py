"""A time held for ten minutes while somebody confirms it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from supervision.people.models import Member
from supervision.sessions import rules, taking
from supervision.sessions.access import NotYours
from supervision.sessions.asking import search_for
from supervision.sessions.booking_access import check_may_book, check_may_have_beside
from supervision.sessions.models import Hold
from supervision.sessions.taking import Planned

HELD_FOR = timedelta(minutes=10)


def hold(
    *,
    by: Member,
    supervisor: Member,
    supervisees: Sequence[Member],
    starts_at: datetime,
    minutes: int,
    kind: str,
    beside: Sequence[Member] = (),
    now: datetime,
) -> Hold:
    """Hold a free time for these people for ten minutes; what `by` held before is let go.

    Raises NotYours, WrongPeople, and NoLongerFree if anybody has the time.
    """
    supervisees, beside = tuple(supervisees), tuple(beside)
    rules.check_people(
        kind=kind,
        supervisor=supervisor.pk,
        supervisees=[one.pk for one in supervisees],
        beside=[one.pk for one in beside],
    )
    day = starts_at.astimezone(supervisees[0].zone).date()
    check_may_book(by, supervisor=supervisor, supervisees=supervisees, kind=kind, day=day)
    check_may_have_beside(by, beside, supervisees=supervisees, day=day)
    search = search_for(supervisor, supervisees, minutes=minutes, kind=kind, around=starts_at, beside=beside)
    plan = Planned(supervisor, supervisees, starts_at, starts_at + timedelta(minutes=minutes), kind, beside)

    def act() -> Hold:
        people = taking.lock_people(plan.everybody)
        taking.free_run_out(people, now=now)
        Hold.objects.filter(held_by=by, proposed_time=None).delete()
        taking.check_free(search, [starts_at], now=now)
        held = Hold.objects.create(
            organisation_id=supervisor.organisation_id,
            held_by=by,
            supervisor=supervisor,
            kind=kind,
            starts_at=starts_at,
            ends_at=plan.ends_at,
            created_at=now,
            expires_at=now + HELD_FOR,
        )
        taking.take_for_hold(held, plan)
        return held

    return taking.in_turn(act, search=search, near=starts_at, now=now)


@transaction.atomic
def let_go(*, held: Hold | int, by: Member) -> None:
    """Free a time that `by` holds. Raises NotYours for any other, and for one that is gone."""
    pk = held if isinstance(held, int) else held.pk
    if not Hold.objects.filter(pk=pk, held_by=by, proposed_time=None).delete()[0]:
        raise NotYours("There is nothing held here.")


@transaction.atomic
def clear_run_out(*, now: datetime, batch: int = 500) -> int:
    """Delete holds that ran out, and return how many. They count no more before that; this is tidying."""
    gone = Hold.objects.filter(expires_at__lte=now).order_by("pk")
    rows = list(gone.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:batch])
    Hold.objects.filter(pk__in=rows).delete()
    return len(rows)
