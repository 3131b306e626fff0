"""When a talk is over: each is asked once how they are, and after thirty days only a count is left."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from peers.debriefs import rules, telling
from peers.debriefs.models import Afterwards, Invite, Request, Tally
from supervision.availability import taking
from supervision.notices.services import forget_about
from supervision.scheduling.days import local_day
from supervision.wording import noted

BATCH = 200
ANSWERS = {"lighter": noted("Lighter"), "same": noted("About the same"), "heavier": noted("Still heavy")}


def close_ended(*, now: datetime) -> int:
    """Ask both of each talk that is over how they are, once; empty what was written for it."""
    done = 0
    for pk in list(Request.objects.ended(now).order_by("ends_at", "pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            found = Request.objects.locked(pk)
            if not found or found[0].state != Request.State.AGREED or (found[0].ends_at or now) > now:
                continue
            request = Request.objects.with_people().get(pk=pk)
            request.state = Request.State.OVER
            request.touches = request.note = ""
            request.save(update_fields=["state", "touches_sealed", "note_sealed"])
            people = [member for member in (request.asker_id, request.listener_id) if member]
            Afterwards.objects.bulk_create(
                [Afterwards(request=request, member_id=member) for member in people], ignore_conflicts=True
            )
            telling.tell_after(request, now=now)
            done += 1
    return done


@transaction.atomic
def answer_afterwards(asked: Afterwards, *, answer: str, now: datetime) -> Afterwards:
    """Keep somebody's own answer, sealed for them. Raises NotOffered."""
    if answer not in ANSWERS:
        raise rules.NotOffered({"answer": "One of the three."})
    asked.answer, asked.answered_at = answer, now
    asked.save(update_fields=["answer_sealed", "answered_at"])
    return asked


def erase_old(*, now: datetime) -> int:
    """Delete what links two people, thirty days after their talk, and what was never agreed.

    With it go the invites, the answers afterwards, the taken time and the messages about it. A talk that
    took place is counted in its month. Returns how many requests went.
    """
    erased = 0
    while True:
        with transaction.atomic():
            gone = list(
                Request.objects.to_erase(now)
                .select_for_update(skip_locked=True, of=("self",))
                .select_related("organisation")
                .order_by("erase_at", "pk")[:BATCH]
            )
            if not gone:
                return erased
            let_go(gone)
        erased += len(gone)


def let_go(gone: Collection[Request]) -> None:
    """Delete these requests with all that hangs on them; a talk that took place is counted in its month."""
    for request in gone:
        if request.state == Request.State.OVER and request.starts_at:
            _count(request, local_day(request.starts_at, request.organisation.zone))
    ids = [request.pk for request in gone]
    invites = list(Invite.objects.filter(request__in=ids).values_list("pk", "member"))
    taking.release(ids)
    forget_about(
        {request.asker_id for request in gone} | {member for _, member in invites},
        kinds=telling.ALL,
        about={"talk": [str(pk) for pk in ids], "invite": [str(pk) for pk, _ in invites]},
    )
    Request.objects.filter(pk__in=ids).delete()


def _count(request: Request, day: date) -> None:
    month = day.replace(day=1)
    Tally.objects.get_or_create(organisation_id=request.organisation_id, month=month)
    Tally.objects.filter(organisation_id=request.organisation_id, month=month).update(number=F("number") + 1)
