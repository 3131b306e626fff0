"""Asking round: the request, its waves, and what happens when nobody is left."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from peers.debriefs import rules, telling
from peers.debriefs.candidates import look
from peers.debriefs.models import Invite, Request, Spared
from peers.debriefs.rules import Ask
from peers.pool.rules import LANGUAGES
from supervision.faults import fault
from supervision.notices.rules import Window, weekdays_of
from supervision.people.models import Member, Organisation

BATCH = 100


def ask(*, asker: Member, ask: Ask, now: datetime) -> Request:
    """Ask for a colleague, and ask the first of them at once.

    Raises NotOffered, and AlreadyAsking while an earlier request is being asked round.
    """
    rules.check_ask(ask, languages=LANGUAGES)
    here = Member.objects.of(asker.organisation_id).exclude(pk=asker.pk)
    named = set(here.filter(pk__in={*ask.spared, ask.first or 0}).values_list("pk", flat=True))
    request = Request(
        organisation_id=asker.organisation_id,
        asker=asker,
        urgency=ask.urgency,
        weight=ask.weight,
        minutes=ask.minutes,
        how=ask.how,
        wish=ask.wish,
        language=ask.language,
        same_work=ask.same_work,
        within_team=ask.within_team and asker.team_id is not None,
        shows_name=ask.shows_name,
        first_id=ask.first if ask.first in named else None,
        next_at=now,
        latest_at=rules.window_ends(ask.urgency, now=now, zone=asker.zone),
        created_at=now,
        erase_at=now + rules.ERASED_AFTER,
    )
    request.touches = ",".join(code for code in rules.TOUCHES if code in ask.touches)
    request.note = ask.note.strip()
    with transaction.atomic():
        Organisation.objects.locked(asker.organisation_id)
        try:
            with transaction.atomic():
                request.save(force_insert=True)
        except IntegrityError as error:
            if not Request.objects.asking().filter(asker=asker).exists():
                raise
            raise rules.AlreadyAsking from error
        Spared.objects.bulk_create(Spared(request=request, member_id=pk) for pk in ask.spared if pk in named)
        _go_on(request, now=now)
    request.refresh_from_db()
    return request


# ---------------------------------------------------------------- waves
def go_on_with_due(*, now: datetime) -> int:
    """Go on with every request whose moment has come, each in a transaction of its own; return how many.

    Late, twice or on two machines at once: whoever comes second finds that its moment lies ahead.
    """
    done = 0
    due = list(
        Request.objects.due(now).order_by("next_at", "pk").values_list("pk", "organisation_id")[:BATCH]
    )
    for pk, organisation in due:
        with transaction.atomic():
            Organisation.objects.locked(organisation)
            found = Request.objects.locked(pk)
            if found and found[0].state == Request.State.ASKING and (found[0].next_at or now) <= now:
                _go_on(found[0], now=now)
                done += 1
            fault("commit.before")
        fault("commit.after")
    return done


def _go_on(request: Request, *, now: datetime) -> None:
    """Ask the next ones. Belongs under the organisation's lock: two waves at once would both count the
    same listeners below their limit.
    """
    size = rules.SIZES[request.urgency]
    is_first = request.wave == 0 and request.first_id is not None
    number = None if is_first else size
    chosen = look(request, now=now, number=number).ranked if now < request.latest_at else []
    wished = [one for one in chosen if is_first and one.member == request.first_id]
    chosen = wished or chosen[:size]
    still = Invite.objects.filter(request=request, state=Invite.State.OPEN)
    if not chosen and not (still.filter(wave=request.wave).exists() and now < request.latest_at):
        _nobody_left(request, now=now)
        return
    next_at = rules.wave_ends(request.urgency, now=now, window=window_of(request.asker))
    wave = request.wave + 1
    mine = Request.objects.filter(pk=request.pk, state=Request.State.ASKING, wave=request.wave)
    if not mine.update(wave=wave, next_at=min(next_at, request.latest_at)):
        return
    request.wave = wave
    invites = Invite.objects.bulk_create(
        Invite(
            request=request,
            member_id=one.member,
            wave=wave,
            starts_at=datetime.fromtimestamp(one.free_at * 60, tz=now.tzinfo),
            asked_at=now,
        )
        for one in chosen
    )
    telling.tell_asked(request, invites, now=now)


def _nobody_left(request: Request, *, now: datetime) -> None:
    """Say so, and close what is open kindly. Times that were offered still stand."""
    if Request.objects.filter(pk=request.pk, state=Request.State.ASKING).update(
        state=Request.State.NOBODY, next_at=None
    ):
        open_ones = Invite.objects.filter(request=request, state=Invite.State.OPEN)
        open_ones.update(state=Invite.State.EXPIRED, answered_at=now)
        telling.tell_nobody(request, now=now)


def window_of(member: Member) -> Window:
    """Return the working hours in which a wave's waiting counts: the asker's days, 08:00 to 18:00."""
    return Window(member.zone, weekdays_of(member.working_days))


# ---------------------------------------------------------------- changing it
@transaction.atomic
def withdraw(request: Request, *, by: Member, now: datetime) -> Request:
    """Withdraw a request that is still asked round, or after nobody was left.

    Those who were asked see that it is no longer needed. Raises NotNow for anything else.
    """
    locked = _own(request, by)
    if locked.state not in (Request.State.ASKING, Request.State.NOBODY):
        raise rules.NotNow("This has been settled already.")
    _close(locked, Request.State.WITHDRAWN)
    waiting = list(Invite.objects.filter(request=locked, state__in=("open", "offered")))
    Invite.objects.filter(pk__in=[one.pk for one in waiting]).update(
        state=Invite.State.WITHDRAWN, answered_at=now
    )
    telling.tell_released(locked, waiting, now=now)
    return locked


def widen(request: Request, *, by: Member, now: datetime) -> Request:
    """Ask round again, wider: everybody after one's own team, today after now, this week after today.

    Raises NotNow unless nobody was left, or when there is nothing wider.
    """
    with transaction.atomic():
        Organisation.objects.locked(request.organisation_id)
        locked = _own(request, by)
        urgency = locked.urgency if locked.within_team else rules.wider(locked.urgency)
        if locked.state != Request.State.NOBODY or urgency is None:
            raise rules.NotNow("There is nothing wider to ask for here.")
        if Request.objects.asking().filter(asker=by).exists():
            raise rules.AlreadyAsking
        locked.state = Request.State.ASKING
        locked.urgency, locked.within_team = urgency, False
        locked.next_at = now
        locked.latest_at = rules.window_ends(urgency, now=now, zone=by.zone)
        locked.save(update_fields=["state", "urgency", "within_team", "next_at", "latest_at"])
        _go_on(locked, now=now)
    locked.refresh_from_db()
    return locked


def _own(request: Request, by: Member) -> Request:
    found = Request.objects.locked(request.pk)
    if not found or found[0].asker_id != by.pk:
        raise rules.NotNow("There is nothing of yours here.")
    locked = found[0]
    locked.asker = by
    return locked


def _close(request: Request, state: str) -> None:
    """End a request, and empty what was written for it: it is needed no more."""
    request.state, request.next_at = state, None
    request.touches = request.note = ""
    request.save(update_fields=["state", "next_at", "touches_sealed", "note_sealed"])
