"""Answering an invite: yes, another time, not this time. Of all who say yes the first has it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from peers.debriefs import rules, telling
from peers.debriefs.candidates import common_starts
from peers.debriefs.models import Invite, Request
from peers.pool.access import apart
from supervision.availability import taking
from supervision.people.models import Member
from supervision.scheduling.days import local_day

OPEN_TO_YES = (Invite.State.OPEN, Invite.State.PASSED, Invite.State.OFFERED)
OFFERED_TIMES, LOOKED_AT = 4, 60


def accept(invite: Invite, *, by: Member, now: datetime) -> Request:
    """Say yes: the first of all who do has it. By whatever door, and twice by the same is once.

    Both are locked before anything is looked at, and the request changes hands in one conditional
    statement. Raises SomebodyElse, NotNow, TimePassed, and TimeTaken if one of the two is taken then.
    Whoever may not be brought together any more reads that it has run out, and no more.
    """

    def act() -> Request:
        request, mine = _locked(invite, by)
        if mine.state == Invite.State.ACCEPTED and request.listener_id == by.pk:
            return request
        _check_open(request, mine)
        starts_at = now.replace(second=0, microsecond=0) if request.urgency == rules.NOW else mine.starts_at
        if request.urgency != rules.NOW and starts_at <= now:
            raise rules.TimePassed
        _check_together(request, by, now=now)
        return _agree(request, mine, starts_at, now=now)

    return taking.in_turn(act)


def take_offer(invite: Invite, *, by: Member, now: datetime) -> Request:
    """The asker takes a time that a colleague offered instead.

    Raises NotNow, SomebodyElse, TimePassed, and TimeTaken if one of the two is taken by now.
    """

    def act() -> Request:
        request, theirs = _locked(invite, by)
        if theirs.state != Invite.State.OFFERED or theirs.offered_at is None:
            raise rules.NotNow("That time is not offered any more.")
        if request.state not in (Request.State.ASKING, Request.State.NOBODY):
            raise rules.NotNow("This has been settled already.")
        if theirs.offered_at <= now:
            raise rules.TimePassed
        return _agree(request, theirs, theirs.offered_at, now=now)

    return taking.in_turn(act)


def let_pass(invite: Invite, *, by: Member, now: datetime) -> Invite:
    """Not this time. No reason, no mark; when nobody else is left of those asked, we go on at once.

    Raises NotNow where there is nothing to answer any more.
    """
    with transaction.atomic():
        request, mine = _locked(invite, by)
        if mine.state == Invite.State.PASSED:
            return mine
        if mine.state not in (Invite.State.OPEN, Invite.State.OFFERED):
            raise rules.NotNow("There is nothing to answer here any more.")
        _note(mine, Invite.State.PASSED, now=now)
        _go_on_if_all_answered(request, now=now)
    return mine


def run_out(invite: Invite, *, now: datetime) -> None:
    """Close the invite of somebody who is not there to answer any more, and go on without them."""
    with transaction.atomic():
        request, theirs = _locked(invite, invite.member)
        if theirs.state in (Invite.State.OPEN, Invite.State.OFFERED):
            _note(theirs, Invite.State.EXPIRED, now=now)
            _go_on_if_all_answered(request, now=now)


def ask_again(invite: Invite, *, by: Member, now: datetime) -> Invite:
    """Take a “not this time” back, as long as nobody else said yes. Raises NotNow."""
    with transaction.atomic():
        request, mine = _locked(invite, by)
        if mine.state != Invite.State.PASSED or request.state != Request.State.ASKING:
            raise rules.NotNow("It has been settled meanwhile.")
        _note(mine, Invite.State.OPEN, now=None)
    return mine


def offer(invite: Invite, *, by: Member, starts_at: datetime, now: datetime) -> Invite:
    """Offer another time at which both are free. It stays an offer until the asker takes it.

    Raises NotOffered for a time that is not free for both, and NotNow.
    """
    with transaction.atomic():
        request, mine = _locked(invite, by)
        if mine.state not in OPEN_TO_YES or request.state not in (
            Request.State.ASKING,
            Request.State.NOBODY,
        ):
            raise rules.NotNow("There is nothing to answer here any more.")
        if starts_at not in times_to_offer(mine, request=request, now=now):
            raise rules.NotOffered({"starts_at": "That time is not free for both of you any more."})
        mine.offered_at = starts_at
        _note(mine, Invite.State.OFFERED, now=now, also=("offered_at",))
        telling.tell_offered(request, mine, now=now)
    return mine


def times_to_offer(invite: Invite, *, request: Request | None = None, now: datetime) -> list[datetime]:
    """Return up to four times in the week ahead at which both are free, beside the one that was asked for.

    The soonest; where it is for some time this week, over its days.
    """
    of = request or invite.request
    if of.urgency != rules.WEEK:
        soon = common_starts(of, invite.member, now=now, number=OFFERED_TIMES + 1)
        return [at for at in soon if at != invite.starts_at][:OFFERED_TIMES]
    all_week = common_starts(of, invite.member, now=now, number=LOOKED_AT)
    others = [at for at in all_week if at != invite.starts_at]
    return rules.over_days(others, zone=invite.member.zone, number=OFFERED_TIMES)


def step_back(request: Request, *, by: Member, now: datetime) -> Request:
    """An agreed talk is off, for whichever of the two says so, until it begins or ten minutes after the yes.

    When the listener can't after all, we go on asking, and not them:
    the other one was told that it is off. When the asker needs it no more, it is withdrawn. Raises NotNow.
    """

    def act() -> Request:
        accepted = Invite.objects.with_request().filter(request=request, state=Invite.State.ACCEPTED).first()
        if accepted is None:
            raise rules.NotNow("There is nothing agreed here.")
        locked, theirs = _locked(accepted, by)
        if locked.state != Request.State.AGREED or not _can_step_back(locked, now):
            raise rules.NotNow("It has begun, or is over.")
        taking.release([locked.pk])
        everybody = [locked.asker_id, theirs.member_id]
        if by.pk == locked.asker_id:
            _note(theirs, Invite.State.WITHDRAWN, now=now)
            telling.tell_off(locked, theirs, everybody, now=now)
            locked.state, locked.listener = Request.State.WITHDRAWN, None
            locked.touches = locked.note = ""
        else:
            _note(theirs, Invite.State.WITHDRAWN, now=now)
            telling.tell_off(locked, theirs, everybody, now=now)
            locked.state, locked.listener, locked.next_at = Request.State.ASKING, None, now
        locked.starts_at = locked.ends_at = locked.agreed_at = None
        locked.save()
        return locked

    return taking.in_turn(act)


def _can_step_back(request: Request, now: datetime) -> bool:
    is_ahead = request.starts_at is not None and request.starts_at > now
    is_fresh = request.agreed_at is not None and now - request.agreed_at <= rules.UNDO_WITHIN
    return is_ahead or is_fresh


# ---------------------------------------------------------------- under the locks
def _locked(invite: Invite, by: Member) -> tuple[Request, Invite]:
    """Lock both people, then the request, then the invite, and return them afresh.

    Persons first and in the order of their numbers, as everywhere. Raises NotNow for whoever is neither.
    """
    known = invite.request
    taking.lock_persons([known.asker.person_id, invite.member.person_id])
    requests = Request.objects.locked(known.pk)
    mine = Invite.objects.locked(invite.pk)
    if not requests or not mine or by.pk not in (known.asker_id, invite.member_id):
        raise rules.NotNow("There is nothing to answer here any more.")
    request, fresh = requests[0], mine[0]
    request.asker, fresh.request, fresh.member = known.asker, request, invite.member
    return request, fresh


def _check_open(request: Request, invite: Invite) -> None:
    if request.state in (Request.State.AGREED, Request.State.OVER):
        raise rules.SomebodyElse
    if request.state == Request.State.WITHDRAWN or invite.state == Invite.State.WITHDRAWN:
        raise rules.NotNow("It is no longer needed. Thank you for having room.")
    if request.state != Request.State.ASKING or invite.state not in OPEN_TO_YES:
        raise rules.NotNow("This has run out. Thank you for having room.")


def _check_together(request: Request, by: Member, *, now: datetime) -> None:
    """Raise NotNow when a power line or a list came between the two since one was asked."""
    if by.pk in apart([request.asker_id], on=local_day(now, by.zone))[request.asker_id]:
        raise rules.NotNow("This has run out. Thank you for having room.")


def _agree(request: Request, invite: Invite, starts_at: datetime, *, now: datetime) -> Request:
    """Take the time of both, give the request to this listener, and release the others."""
    ends_at = starts_at + timedelta(minutes=request.minutes)
    people = [request.asker.person_id, invite.member.person_id]
    won = Request.objects.filter(
        pk=request.pk, state__in=(Request.State.ASKING, Request.State.NOBODY), listener=None
    ).update(
        state=Request.State.AGREED,
        listener=invite.member,
        starts_at=starts_at,
        ends_at=ends_at,
        agreed_at=now,
        next_at=None,
        erase_at=ends_at + rules.ERASED_AFTER,
    )
    if not won:
        raise rules.SomebodyElse
    taking.take(request.pk, people, starts_at, ends_at, now=now)
    _note(invite, Invite.State.ACCEPTED, now=now)
    others = list(Invite.objects.filter(request=request, state__in=("open", "offered")).exclude(pk=invite.pk))
    Invite.objects.filter(pk__in=[one.pk for one in others]).update(
        state=Invite.State.RELEASED, answered_at=now
    )
    request.refresh_from_db()
    telling.tell_agreed(request, invite, now=now)
    telling.tell_released(request, others, now=now)
    return request


def _note(invite: Invite, state: str, *, now: datetime | None, also: tuple[str, ...] = ()) -> None:
    invite.state, invite.answered_at = state, now
    invite.save(update_fields=["state", "answered_at", *also])


def _go_on_if_all_answered(request: Request, *, now: datetime) -> None:
    """When nobody who was asked has yet to answer, the next wave need not wait."""
    if Invite.objects.filter(request=request, state__in=("open", "offered")).exists():
        return
    Request.objects.filter(pk=request.pk, state=Request.State.ASKING).update(next_at=now)
