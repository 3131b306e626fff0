"""Answers from people's calendars: noted, or a question to both sides. No calendar ever calls a session off.

An answer counts when it is authentic (it came to an address that only its giver was sent), matching
(the giver is in the session, and the answer speaks for their own address) and the newest (it is about
the session as it stands, and given later than the one before).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from supervision.errors import Refusal
from supervision.notices.calendars.addresses import is_answer_address
from supervision.notices.calendars.answers import Answer
from supervision.notices.letters import BadAddress, wire_address
from supervision.notices.models import Notice
from supervision.notices.services import Message, queue_notices
from supervision.people.access import open_on
from supervision.people.audit import Deed, record
from supervision.people.models import Member
from supervision.sessions import access, rules
from supervision.sessions.models import CalendarAnswer, Session
from supervision.sessions.proposing import propose

NOTED, REPEATED, STALE, NOT_AUTHENTIC, NOT_THEIRS, OVER = (
    "noted",
    "repeated",
    "about an earlier state",
    "not authentic",
    "not theirs",
    "over",
)
ASKED = "session_asked"
AHEAD = timedelta(days=1)
"""How far in our future an answer may say that it was given: clocks differ, and a forged one stays out."""

FARTHEST = timedelta(days=400)


class NothingAsked(Refusal):
    """Nobody's calendar asks anything about this session that the one who settles it may know of."""

    code = "nothing_asked"


def take_answer(answer: Answer, addresses: frozenset[str], now: datetime) -> str | None:
    """Note what somebody's calendar answered, and return what became of it; None for a name we don't know.

    A no, and another time asked for, are put to both sides as a question. Where the other time can be
    proposed, the proposal takes the question's place.
    """
    code, kept = _note(answer, addresses, now)
    if kept is not None and answer.proposed is not None and kept.proposed_at is not None:
        _propose(kept, answer.proposed[1] - answer.proposed[0], now)
    return code


@transaction.atomic
def _note(
    answer: Answer, addresses: frozenset[str], now: datetime
) -> tuple[str | None, CalendarAnswer | None]:
    """Do what `take_answer` says, but for the proposal; return also what was noted, if it was."""
    found = Session.objects.filter(calendar_uid=answer.name).values_list("pk", flat=True).first()
    if found is None or not answer.name:
        return None, None
    Session.objects.locked(found)
    session = Session.objects.with_people().get(pk=found)
    giver = _giver(session, addresses)
    if giver is None:
        return NOT_AUTHENTIC, None
    if not _is_own(giver, answer.attendee):
        return NOT_THEIRS, None
    if not open_on(giver, now) or session.status != Session.Status.BOOKED or session.starts_at <= now:
        return OVER, None
    if answer.stamped_at > now + AHEAD or not _is_about_now(answer, session, giver):
        return STALE, None
    before = CalendarAnswer.objects.filter(session=session, member=giver).first()
    if before and (before.sequence, before.stamped_at) >= (answer.sequence, answer.stamped_at):
        return REPEATED, None
    proposed_at = _other_start(answer, now)
    kept, _ = CalendarAnswer.objects.update_or_create(
        session=session,
        member=giver,
        defaults={
            "said": answer.said if answer.proposed is None or proposed_at else CalendarAnswer.Said.DECLINED,
            "starts_at": session.starts_at,
            "sequence": answer.sequence,
            "stamped_at": answer.stamped_at,
            "received_at": now,
            "proposed_at": proposed_at,
            "settled_at": None,
            "is_by_hand": False,
        },
    )
    if is_question(kept):
        ask(kept, now)
    record([Deed(session.organisation_id, "calendar.answered", giver.pk, giver.pk, session.pk)], at=now)
    return NOTED, kept


def _other_start(answer: Answer, now: datetime) -> datetime | None:
    """Return the start that an answer asks for, if anybody can mean it: within a year or so."""
    starts_at = answer.proposed[0] if answer.proposed else None
    return starts_at if starts_at and now < starts_at <= now + FARTHEST else None


def _giver(session: Session, addresses: Iterable[str]) -> Member | None:
    """Return whose own address one of these is: that of somebody who is in the session now."""
    people = [session.supervisor, *(place.member for place in session.attendances.all())]
    people += [one.member for one in session.besides.all()]
    for member in people:
        if any(is_answer_address(address, session.calendar_uid, member.pk) for address in addresses):
            return member
    return None


def _is_about_now(answer: Answer, session: Session, giver: Member) -> bool:
    """Say whether an answer is about the newest state that its giver was told of.

    Not every new state is told to everybody: when somebody leaves a group, the others keep the entry they
    have, and answer to that.
    """
    told_later = Notice.objects.filter(
        recipient=giver, about__session=session.pk, about__sequence__gt=answer.sequence
    )
    return answer.sequence <= session.calendar_sequence and not told_later.exists()


def _is_own(member: Member, address: str) -> bool:
    """Say whether `address` is the one that the member is written to at."""
    try:
        return wire_address(member.person.email).casefold() == address.casefold()
    except BadAddress:
        return False


def is_question(answer: CalendarAnswer) -> bool:
    """Say whether an answer asks whether the time has moved: a no, or another time asked for."""
    return answer.said == CalendarAnswer.Said.DECLINED or answer.proposed_at is not None


def ask(answer: CalendarAnswer, now: datetime) -> None:
    """Ask both sides whether the time still suits: once for each state of the session and each giver.

    Who pressed it themselves is not asked back; the others are, once it can't be undone any more.
    """
    session, giver = answer.session, answer.member
    readers = {giver.pk, session.supervisor_id}
    if giver.pk == session.supervisor_id:
        readers |= set(access.invited(session))
    occasion, not_before = "", now
    if answer.is_by_hand:
        readers.discard(giver.pk)
        occasion, not_before = f"-{answer.stamped_at:%Y%m%dT%H%M%S%f}", now + rules.UNDO_WITHIN
    queue_notices(
        [
            Message(
                organisation_id=session.organisation_id,
                recipient_id=reader,
                kind=ASKED,
                notice_class="R",
                key=f"{ASKED}-{session.pk}-{answer.sequence}-{giver.pk}{occasion}-{reader}",
                about={"session": session.pk, "sequence": answer.sequence, "answer": answer.pk},
                not_before=not_before,
                not_after=session.starts_at,
            )
            for reader in sorted(readers)
        ],
        now=now,
    )


def _propose(answer: CalendarAnswer, length: timedelta, now: datetime) -> None:
    """Propose the time that a calendar asked for to the other side. Where that can't be, the question stands.

    A session keeps its length: one that is asked for at another is for people to settle.
    """
    session = answer.session
    if answer.proposed_at is None or length != session.ends_at - session.starts_at:
        return
    try:
        propose(session=session, by=answer.member, times=[answer.proposed_at], now=now)
    except Refusal:
        return
    CalendarAnswer.objects.filter(pk=answer.pk, stamped_at=answer.stamped_at).update(settled_at=now)


# ---------------------------------------------------------------- what is asked
def still_asking(answers: Iterable[int], *, now: datetime) -> QuerySet[CalendarAnswer]:
    """Return which of these answers still ask something: about a session that is ahead, as it stands."""
    is_asking = Q(said=CalendarAnswer.Said.DECLINED) | Q(proposed_at__isnull=False)
    return CalendarAnswer.objects.filter(
        is_asking,
        pk__in=list(answers),
        settled_at=None,
        starts_at=F("session__starts_at"),
        session__status=Session.Status.BOOKED,
        session__starts_at__gt=now,
    )


def answers_for(session: Session, viewer: Member) -> list[CalendarAnswer]:
    """Return what calendars answered about a session as it stands, as far as the viewer may know.

    One's own; the supervisor's, for who is invited; everybody's, for its supervisor. Nothing for a lead.
    """
    if viewer.pk not in access.everybody(session):
        return []
    given = (
        CalendarAnswer.objects.filter(session=session, starts_at=session.starts_at)
        .select_related("member__person")
        .order_by("pk")
    )
    if viewer.pk in access.beside(session):
        given = given.filter(member=viewer)
    elif viewer.pk != session.supervisor_id:
        given = given.filter(member__in=(viewer.pk, session.supervisor_id))
    return list(given)


def questions_for(session: Session, viewer: Member, *, now: datetime) -> list[CalendarAnswer]:
    """Return the answers that ask the viewer whether the time of a session still suits."""
    if session.status != Session.Status.BOOKED or session.starts_at <= now:
        return []
    return [one for one in answers_for(session, viewer) if is_question(one) and one.settled_at is None]


@transaction.atomic
def say_it_stands(*, session: Session, by: Member, now: datetime) -> None:
    """Answer what calendars ask about a session: its time stands as it is. Raises NotYours, NothingAsked."""
    Session.objects.locked(session.pk)
    fresh = Session.objects.with_people().get(pk=session.pk)
    if by.pk not in access.everybody(fresh):
        raise access.NotYours("There is no such session here.")
    asked = questions_for(fresh, by, now=now)
    if not asked:
        raise NothingAsked("Nothing is asked about this time any more.")
    CalendarAnswer.objects.filter(pk__in=[one.pk for one in asked]).update(settled_at=now)
    givers = [one.member_id for one in asked]
    record([Deed(fresh.organisation_id, "calendar.settled", by.pk, pk, fresh.pk) for pk in givers], at=now)


@transaction.atomic
def ask_anew(*, session: Session, by: Member, settled_at: datetime, now: datetime) -> None:
    """Take back, within ten minutes, that the time of a session stands: what was settled then is open again.

    Raises NothingAsked where nothing was settled at that moment, or another word came since; TooLateToUndo.
    """
    rules.check_undo(settled_at, now=now)
    Session.objects.locked(session.pk)
    fresh = Session.objects.with_people().get(pk=session.pk)
    if by.pk not in access.everybody(fresh):
        raise access.NotYours("There is no such session here.")
    settled = [one for one in answers_for(fresh, by) if is_question(one) and one.settled_at == settled_at]
    if not settled:
        raise NothingAsked("Nothing is asked about this time any more.")
    CalendarAnswer.objects.filter(pk__in=[one.pk for one in settled]).update(settled_at=None)
    record(
        [Deed(fresh.organisation_id, "calendar.reopened", by.pk, one.member_id, fresh.pk) for one in settled],
        at=now,
    )
