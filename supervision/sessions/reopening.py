"""Taking back an answer to a proposal, within ten minutes: the session goes back, and the question stands."""

from __future__ import annotations

from datetime import datetime

from supervision.people.models import Member
from supervision.sessions import access, rules, taking
from supervision.sessions.asking import search_again
from supervision.sessions.booking_access import NO_SESSION
from supervision.sessions.models import Proposal, Session
from supervision.sessions.moving import check_ahead, move_locked
from supervision.sessions.proposing import ProposalOver, hold_times, other_side, write_down

ANSWERED = (Proposal.State.ACCEPTED, Proposal.State.DECLINED)
SETTLED = "That can’t be undone any more. The time stands where it is."


def reopen_proposal(*, proposal: Proposal, by: Member, was: datetime, now: datetime) -> Proposal:
    """Take back one's own answer, given at most ten minutes ago; the proposal waits for one again.

    A session that went to one of the times goes back to `was`, its start before, and everybody in it is
    told; the times that are still to come are held again. Raises ProposalOver once it is too late or has
    moved on, NoLongerFree where one of these times has gone meanwhile; NotAhead, NotYours.
    """
    search = search_again(Session.objects.with_people().get(pk=proposal.session_id), around=now)

    def act() -> Proposal:
        locked = taking.lock_session(proposal.session)
        fresh = Proposal.objects.filter(pk=proposal.pk, session=locked, state__in=ANSWERED).first()
        if fresh is None or fresh.answered_at is None or not rules.can_undo(fresh.answered_at, now=now):
            raise ProposalOver(SETTLED)
        if other_side(by, locked).pk != fresh.proposed_by_id:
            raise access.NotYours(NO_SESSION)
        check_ahead(locked, now=now)
        if locked.proposals.open(now).exists() or was <= now:
            raise ProposalOver(SETTLED)
        people = [member.person_id for member in taking.planned(locked).everybody]
        taking.free_run_out(people, now=now)
        if fresh.state == Proposal.State.ACCEPTED:
            if not fresh.times.filter(starts_at=locked.starts_at).exists():
                raise ProposalOver(SETTLED)
            move_locked([locked], locked.pk, was, by=by, is_agreed=True, now=now)
        elif locked.starts_at != was:
            raise ProposalOver(SETTLED)
        taking.free_proposals([locked], now=now)
        fresh.state, fresh.answered_at = Proposal.State.OPEN, None
        fresh.save(update_fields=["state", "answered_at"])
        if fresh.expires_at > now:
            again = list(fresh.times.filter(starts_at__gt=now).order_by("starts_at"))
            hold_times(again, locked, by=fresh.proposed_by, now=now)
        write_down("session_proposal_reopened", fresh, by, now)
        return fresh

    return taking.in_turn(act, search=search, now=now)
