"""Handing sessions to a supervisor who covers: one, or all that lie in a leave. All of them, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from supervision.errors import Refusal
from supervision.people.audit import Deed, record
from supervision.people.models import Leave, Member
from supervision.scheduling.days import day_starts_at
from supervision.sessions import access, rules, taking
from supervision.sessions.agreeing import clashes
from supervision.sessions.asking import search_again
from supervision.sessions.booking import settle
from supervision.sessions.booking_access import NO_SESSION, NOBODY, may_hand_over
from supervision.sessions.cancelling import call_off
from supervision.sessions.changed import sessions_changed
from supervision.sessions.models import Beside, Session, TakenTime
from supervision.sessions.moving import check_ahead
from supervision.sessions.taking import NoLongerFree
from supervision.sessions.telling_change import HANDED_OVER, tell_left
from supervision.sessions.widening import take_as_far_as_free
from supervision.wording import sentence


class CannotCover(Refusal):
    code = "cover"


class NothingToDecline(Refusal):
    code = "cover_nothing_to_decline"


@dataclass(frozen=True, slots=True)
class Cover:
    """A session that is to be handed over, and why it cannot be: empty if it can."""

    session: Session
    clash: str


def sessions_in(leave: Leave, *, now: datetime):
    """Return what is booked and still to come with this supervisor while they are away, by start."""
    zone = leave.member.zone
    found = Session.objects.upcoming(now).filter(
        supervisor=leave.member, starts_at__gte=day_starts_at(leave.starts_on, zone)
    )
    if leave.ends_on is not None:
        found = found.filter(starts_at__lt=day_starts_at(leave.ends_on + timedelta(days=1), zone))
    return found.with_people().order_by("starts_at", "pk")


def cover_plan(
    *, sessions: Sequence[Session] = (), leave: Leave | None = None, by: Member, to: Member, now: datetime
) -> list[Cover]:
    """Return what `hand_over` would hand over, and each clash, before anything is changed.

    Raises NotYours, CannotCover.
    """
    chosen = _chosen(sessions, leave, by=by, to=to, now=now)
    return _covers(chosen, to, now=now)


def hand_over(
    *, sessions: Sequence[Session] = (), leave: Leave | None = None, by: Member, to: Member, now: datetime
) -> list[Session]:
    """Give these sessions, or all of a supervisor's within a leave, to another supervisor; tell everybody.

    Their times stay. The new supervisor must offer them and be free; notice and limits are not asked.
    Whoever is supervised may decline (`decline_cover`). Returns the sessions by start.

    Raises NoLongerFree with the `row` that clashes, NotAhead, NotYours, CannotCover. Nothing is handed
    over then.
    """
    chosen = _chosen(sessions, leave, by=by, to=to, now=now)
    search = search_again(chosen[0], around=chosen[0].starts_at, supervisor=to)

    def act() -> list[Session]:
        locked = taking.lock_sessions(chosen, also=[to])
        for one in locked:
            check_ahead(one, now=now)
            _check_may(by, one)
        people = {member.person_id for one in locked for member in taking.planned(one).everybody}
        taking.free_run_out(people | {to.person_id}, now=now)
        taking.free_proposals(locked, now=now)
        for row, cover in enumerate(_covers(locked, to, now=now)):
            if cover.clash:
                said = sentence("{name} can’t take all of these.", name=to.person.name)
                raise NoLongerFree(said, row=row)
        taking.release(locked)
        before = {one.pk: one.supervisor_id for one in locked}
        for one in locked:
            original = one.covers_for_id or one.supervisor_id
            one.covers_for_id = None if original == to.pk else original
            one.supervisor, one.calendar_sequence = to, one.calendar_sequence + 1
            one.save(update_fields=["supervisor", "covers_for", "calendar_sequence"])
        # Whoever was there beside the supervisor anyhow is so no more when it comes to them.
        Beside.objects.filter(session__in=locked, member=to).delete()
        locked = list(Session.objects.with_people().filter(pk__in=before).order_by("starts_at", "pk"))
        take_as_far_as_free(locked, now=now)
        for one in locked:
            tell_left(one, HANDED_OVER, [before[one.pk]], now)
        sessions_changed(before.values(), now=now)
        settle(locked, "session_handed_over", by=by, change=HANDED_OVER, now=now)
        return locked

    return taking.in_turn(act, search=search, now=now)


@transaction.atomic
def decline_cover(*, session: Session, by: Member, now: datetime) -> Session:
    """Say "not this time" to a supervisor who covers; no reason is asked, and no side is written down.

    The session is called off as by the organisation, with three times with one's own supervisor instead.
    Raises NothingToDecline, NotAhead, NotYours.
    """
    (locked,) = taking.lock_sessions([session])
    if access.invited(locked) != [by.pk]:
        raise access.NotYours(NO_SESSION)
    check_ahead(locked, now=now)
    if locked.covers_for is None:
        raise NothingToDecline("That one is with your own supervisor.")
    call_off([locked], side=rules.ORGANISATION, by=by, instead_with=locked.covers_for, now=now)
    record([Deed(locked.organisation_id, "session_cover_declined", by.pk, by.pk, locked.pk)], at=now)
    return locked


def _chosen(
    sessions: Sequence[Session], leave: Leave | None, *, by: Member, to: Member, now: datetime
) -> list[Session]:
    """Return the sessions meant, with their people. Raises NotYours or CannotCover."""
    if leave is not None:
        if leave.member.organisation_id != by.organisation_id:
            raise access.NotYours(NO_SESSION)
        chosen = list(sessions_in(leave, now=now))
    else:
        ids = [one.pk for one in sessions]
        chosen = list(Session.objects.with_people().filter(pk__in=ids).order_by("starts_at", "pk"))
    for one in chosen:
        _check_may(by, one)
    if to.organisation_id != by.organisation_id or not to.is_supervisor:
        raise access.NotYours(NOBODY)
    if not chosen:
        raise CannotCover("There is nothing to hand over.")
    if any(one.supervisor_id == to.pk or to.pk in access.invited(one) for one in chosen):
        raise CannotCover("Somebody who is not in it yet, please.")
    return chosen


def _check_may(by: Member, session: Session) -> None:
    if not may_hand_over(by, session):
        raise access.NotYours(NO_SESSION)


def _covers(sessions: Sequence[Session], to: Member, *, now: datetime) -> list[Cover]:
    plans = [
        replace(plan, supervisor=to, beside=tuple(one for one in plan.beside if one.pk != to.pk))
        for plan in map(taking.planned, sessions)
    ]
    outside = clashes(plans, to)
    stretches = [
        next(stretch for stretch in each if stretch[0] == to.person_id) for each in taking.stretches_of(plans)
    ]
    earliest, latest = min(start for _, start, _ in stretches), max(end for _, _, end in stretches)
    taken = TakenTime.objects.standing(now).filter(person=to.person_id, starts__lt=latest, ends__gt=earliest)
    # Who is in one of them already, beside its supervisor, is not in their own way.
    rows = list(taken.exclude(session__in=sessions).values_list("starts", "ends"))
    found = []
    for one, is_outside, (_, starts, ends) in zip(sessions, outside, stretches, strict=True):
        is_taken = any(start < ends and end > starts for start, end in rows)
        clash = "taken" if is_taken else "not_open" if is_outside else ""
        found.append(Cover(one, clash))
        rows.append((starts, ends))
    return found
