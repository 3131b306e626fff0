"""Up to three other times, proposed by one side and taken or left by the other. They are held until then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from supervision.errors import Refusal
from supervision.faults import fault
from supervision.people.audit import Deed, record
from supervision.people.models import Member
from supervision.sessions import access, rules, taking
from supervision.sessions.agreeing import Diaries
from supervision.sessions.asking import search_again
from supervision.sessions.booking_access import NO_SESSION
from supervision.sessions.models import Hold, Proposal, ProposedTime, Session
from supervision.sessions.moving import check_ahead, move_locked
from supervision.sessions.taking import NoLongerFree
from supervision.sessions.telling_change import PROPOSAL_ANSWERED, PROPOSED, tell_change

MOST_TIMES = 3
ANSWER_WITHIN = timedelta(days=3)
QUARTER = 15


class WrongTimes(Refusal):
    code = "proposal_times"


class ProposalOver(Refusal):
    code = "proposal_over"


def propose(*, session: Session, by: Member, times: Sequence[datetime], now: datetime) -> Proposal:
    """Propose other times for a session to its other side, and hold them until they answer.

    They may lie outside the hours that both offer, for both will have agreed; but never in the other's
    protected time, busy hours or leave. An earlier proposal for the session makes way. The hold ends
    after three days, or when the first of these times or the session itself begins.

    Raises WrongTimes, NoLongerFree, NotAhead, NotYours.
    """
    starts = sorted(set(times))
    _check_times(starts, session, now=now)
    search = search_again(Session.objects.with_people().get(pk=session.pk), around=starts[0])

    def act() -> Proposal:
        locked = taking.lock_session(session)
        other = other_side(by, locked)
        check_ahead(locked, now=now)
        everybody = taking.planned(locked).everybody
        taking.free_run_out([member.person_id for member in everybody], now=now)
        taking.free_proposals([locked], now=now)
        length = locked.ends_at - locked.starts_at
        diaries = Diaries([other], [(start, start + length) for start in starts])
        for row, start in enumerate(starts):
            if not diaries.may_agree(other, (start, start + length)):
                raise NoLongerFree("That is not a time to ask them for.", row=row)
        proposal = Proposal.objects.create(
            session=locked,
            proposed_by=by,
            created_at=now,
            expires_at=min(now + ANSWER_WITHIN, starts[0], locked.starts_at),
        )
        rows = [ProposedTime(proposal=proposal, starts_at=start, ends_at=start + length) for start in starts]
        hold_times(rows, locked, by=by, now=now)
        tell_change([locked], PROPOSED, by, now, facts=_about(proposal), only=[other.pk])
        write_down("session_proposed", proposal, by, now)
        return proposal

    return taking.in_turn(act, search=search, now=now)


def answer_proposal(*, proposal: Proposal, by: Member, starts_at: datetime | None, now: datetime) -> Proposal:
    """Take one of the proposed times, and the session moves there; or none, and it stays where it is.

    Raises ProposalOver once it was answered, taken back or has lapsed; WrongTimes for a time that was
    not proposed; NotAhead, NotYours.
    """
    search = search_again(Session.objects.with_people().get(pk=proposal.session_id), around=now)

    def act() -> Proposal:
        locked = taking.lock_session(proposal.session)
        fresh = _open(proposal, locked, now=now)
        if other_side(by, locked).pk != fresh.proposed_by_id:
            raise access.NotYours(NO_SESSION)
        if starts_at is not None and not fresh.times.filter(starts_at=starts_at).exists():
            raise WrongTimes("That is not one of the times that were proposed.")
        Hold.objects.filter(proposed_time__proposal=fresh).delete()
        fresh.state = Proposal.State.DECLINED if starts_at is None else Proposal.State.ACCEPTED
        fresh.answered_at = now
        fresh.save(update_fields=["state", "answered_at"])
        if starts_at is None:
            # Whose time was taken learns it from the message that says where the session moved.
            told = [fresh.proposed_by_id]
            tell_change([locked], PROPOSAL_ANSWERED, by, now, facts=_about(fresh, answered=now), only=told)
            write_down("session_proposal_declined", fresh, by, now)
        else:
            check_ahead(locked, now=now)
            move_locked([locked], locked.pk, starts_at, by=by, is_agreed=True, now=now)
        return fresh

    return taking.in_turn(act, search=search, now=now)


@transaction.atomic
def withdraw_proposal(*, proposal: Proposal, by: Member, now: datetime) -> None:
    """Take one's own proposal back, and free its times. Raises ProposalOver, NotYours."""
    locked = taking.lock_session(proposal.session)
    fresh = _open(proposal, locked, now=now)
    if fresh.proposed_by_id != by.pk:
        raise access.NotYours(NO_SESSION)
    taking.free_proposals([locked], now=now)
    write_down("session_proposal_withdrawn", fresh, by, now)


def open_proposal(session: Session, viewer: Member, *, now: datetime) -> Proposal | None:
    """Return what waits for an answer about a session, for its two sides; None for everybody else."""
    if access.side_of(viewer.pk, session) == rules.ORGANISATION:
        return None
    return session.proposals.open(now).prefetch_related("times").first()


def minus(stretch: tuple[int, int], others: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return what is left of a stretch of minutes without these others, in order."""
    left = [stretch]
    for start, end in others:
        left = [
            piece
            for begins, ends in left
            for piece in ((begins, min(ends, start)), (max(begins, end), ends))
            if piece[0] < piece[1]
        ]
    return sorted(left)


def _check_times(starts: Sequence[datetime], session: Session, *, now: datetime) -> None:
    if not 1 <= len(starts) <= MOST_TIMES:
        raise WrongTimes("One to three other times, please.")
    if any(start <= now or start == session.starts_at for start in starts):
        raise WrongTimes("Other times that are still to come, please.")
    if any(start.minute % QUARTER or start.second or start.microsecond for start in starts):
        raise WrongTimes("Times begin on a quarter of an hour.")


def other_side(by: Member, session: Session) -> Member:
    """Return who answers `by` in an individual session. Raises NotYours for anybody who is not in it."""
    supervisees = taking.planned(session).supervisees
    if session.kind == rules.INDIVIDUAL and len(supervisees) == 1:
        if by.pk == session.supervisor_id:
            return supervisees[0]
        if by.pk == supervisees[0].pk:
            return session.supervisor
    raise access.NotYours(NO_SESSION)


def _open(proposal: Proposal, session: Session, *, now: datetime) -> Proposal:
    """Return a proposal afresh. Raises ProposalOver unless it still waits for its answer."""
    fresh = Proposal.objects.open(now).filter(pk=proposal.pk, session=session).first()
    if fresh is None:
        raise ProposalOver("That is settled already, or too long ago. The session stands where it is.")
    return fresh


def hold_times(times: Sequence[ProposedTime], session: Session, *, by: Member, now: datetime) -> None:
    """Hold each of the times for everybody, as far as the session itself, or another of them, has it not.

    The rows of the times are kept with what holds them. For the transaction that has locked the session.
    """
    plan = taking.planned(session)
    had: dict[int, list[tuple[int, int]]] = {}
    for person, first, last in session.taken_times.values_list("person", "starts", "ends"):
        had.setdefault(person, []).append((first, last))
    plans = [replace(plan, starts_at=one.starts_at, ends_at=one.ends_at) for one in times]
    for time, stretches in zip(times, taking.stretches_of(plans), strict=True):
        time.hold = Hold.objects.create(
            organisation_id=session.organisation_id,
            held_by=by,
            supervisor=session.supervisor,
            kind=session.kind,
            starts_at=time.starts_at,
            ends_at=time.ends_at,
            created_at=now,
            expires_at=time.proposal.expires_at,
        )
        time.save()
        pieces = []
        for person, first, last in stretches:
            known = had.setdefault(person, [])
            pieces += [(person, *piece) for piece in minus((first, last), known)]
            known.append((first, last))
        taking.take_pieces_for_hold(time.hold, pieces)


def _about(proposal: Proposal, *, answered: datetime | None = None) -> dict[int, dict[str, Any]]:
    """Return what is told of a proposal. An answer says when: taken back and given anew, it is told anew."""
    about: dict[str, Any] = {"proposal": proposal.pk}
    return {proposal.session_id: about | ({"answered": answered.isoformat()} if answered else {})}


def write_down(action: str, proposal: Proposal, by: Member, now: datetime) -> None:
    session = proposal.session
    subjects = access.invited(session)
    record([Deed(session.organisation_id, action, by.pk, pk, session.pk) for pk in subjects], at=now)
    fault("commit.before")
