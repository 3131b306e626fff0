"""Verbs that change sessions: record one, say how one went, agree, take it back."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from supervision.errors import Refusal
from supervision.faults import fault
from supervision.notices.services import Message, queue_notices, withdraw_notices
from supervision.people.audit import Deed, record
from supervision.people.models import Member
from supervision.people.walls import over_all_places
from supervision.sessions import access, rules, taking
from supervision.sessions.changed import sessions_changed
from supervision.sessions.models import Account, Attendance, Session
from supervision.sessions.widening import take_as_far_as_free
from supervision.sessions.words import planned_minutes, said_in, word_of, words_of

STATUS = {
    rules.HELD: Session.Status.HELD,
    rules.SHORT: Session.Status.HELD,
    rules.CANCELLED: Session.Status.CANCELLED,
    rules.MISSED: Session.Status.MISSED,
}


class AlreadyThere(Refusal):
    """These people have a session then already; `session` is that one."""

    code = "session_already_there"

    def __init__(self, session: Session):
        self.session = session
        held = session.status == Session.Status.HELD
        super().__init__(
            "That one is recorded already. See whether it says what you remember."
            if held
            else "There is a session booked then. Say how that one went."
        )


class SomewhereElse(Refusal):
    code = "session_overlaps"


class FiledSession(Refusal):
    code = "session_filed"


class CalledOff(Refusal):
    """It was called off beforehand: what took place instead is another session."""

    code = "session_called_off"


class NothingToConfirm(Refusal):
    code = "nothing_to_confirm"


class NothingToUndo(Refusal):
    code = "nothing_to_undo"


@transaction.atomic
def record_session(
    *,
    by: Member,
    supervisor: Member,
    supervisees: Iterable[Member],
    starts_at: datetime,
    minutes: int,
    said: rules.Said,
    kind: str = rules.INDIVIDUAL,
    now: datetime,
) -> Session:
    """Record a past session that was never booked, with the first word of what happened in it.

    It counts from now on: whoever hears of changed sessions hears of this one before the function
    returns, and the other side is asked. `minutes` is how long it was meant to be. For a group,
    `supervisees` are those invited and `said.came` names who was there.

    Raises NotYetBegun, WrongLength, WrongPeople, NobodyCame; NotYours if `by` has no part in it;
    AlreadyThere if these people have one at that time; SomewhereElse if anybody was in another.
    """
    supervisees = list(supervisees)
    rules.check_begun(starts_at, now=now)
    rules.check_length(minutes)
    rules.check_people(kind=kind, supervisor=supervisor.pk, supervisees=[member.pk for member in supervisees])
    day = starts_at.astimezone(supervisees[0].zone).date()
    access.check_may_record(by, supervisor=supervisor, supervisees=supervisees, kind=kind, day=day)
    taking.lock_people([supervisor, *supervisees])
    ends_at = starts_at + timedelta(minutes=minutes)
    there = _between(supervisor, supervisees, starts_at, ends_at)
    if there is not None:
        raise AlreadyThere(there)

    session = Session.objects.create(
        organisation_id=supervisor.organisation_id,
        supervisor=supervisor,
        kind=kind,
        status=Session.Status.BOOKED,
        starts_at=starts_at,
        ends_at=ends_at,
        is_recorded_only=True,
    )
    Attendance.objects.bulk_create([Attendance(session=session, member=member) for member in supervisees])
    with_people = Session.objects.with_people().get(pk=session.pk)
    _take_word(with_people, by=by, said=said, action="session_recorded", now=now)
    session.refresh_from_db()
    return session


@transaction.atomic
def give_account(*, session: Session, by: Member, said: rules.Said, now: datetime) -> Account:
    """Say what happened in a session. The first word stands; a second that differs shows beside it.

    Giving another account takes the place of one's earlier one. Raises NotYetBegun, WrongLength,
    NobodyCame; NotYours if `by` has no part in it; FiledSession if it came in with the files;
    CalledOff if it was called off beforehand; SomewhereElse if anybody was in another session then.
    """
    session = taking.lock_session(session)
    rules.check_begun(session.starts_at, now=now)
    if not access.may_speak(by, session):
        raise access.NotYours("There is no such session here.")
    if session.cancelled_at is not None:
        raise CalledOff("This one was called off beforehand. If you met after all, record that as a new one.")
    words = words_of(session)
    if rules.standing(words, is_recorded=session.recorded_at is not None, now=now) == rules.Standing.FILED:
        raise FiledSession(
            "This one came in with your organisation’s files. Whoever keeps them can put it right there."
        )
    return _take_word(session, by=by, said=said, action="session_account_given", now=now)


@transaction.atomic
def confirm(*, session: Session, by: Member, now: datetime) -> Account:
    """Say that what stands is right. Raises NothingToConfirm unless somebody else's word stands."""
    session = taking.lock_session(session)
    others = [word for word in words_of(session) if word.member != by.pk]
    standing = rules.stands(others)
    if standing is None:
        raise NothingToConfirm("Nobody has said yet how it went.")
    if not access.may_speak(by, session):
        raise access.NotYours("There is no such session here.")
    came: frozenset[int] = frozenset()
    if standing.took_place:
        known = rules.presence(others, access.invited(session))
        asked = access.speaks_of(by.pk, session)
        if access.side_of(by.pk, session) == rules.SUPERVISEE:
            # Where nobody said whether they came, agreeing that it was held says that they did.
            known = {by.pk: known[by.pk] is not False}
        elif None in known.values():
            raise NothingToConfirm("Tick who came: nobody has said so for everybody.")
        came = frozenset(pk for pk in asked if known[pk])
    return _take_word(session, by=by, said=replace(standing, came=came), action="session_confirmed", now=now)


@transaction.atomic
def withdraw_account(*, session: Session, by: Member, now: datetime) -> bool:
    """Take back one's own word within ten minutes, and say whether the session is still there.

    What the others said stands then. A session that was only ever recorded by this word goes with it.
    Raises NothingToUndo if there is no such word, TooLateToUndo after ten minutes.
    """
    session = taking.lock_session(session)
    account = next((one for one in session.accounts.all() if one.member_id == by.pk), None)
    if account is None:
        raise NothingToUndo("There is nothing of yours to take back.")
    rules.check_undo(account.given_at, now=now)
    withdraw_notices(_key(session, account, member_id) for member_id in _told(session, by.pk))
    account.delete()
    everybody = _everybody(session)
    deeds = _deeds(session, "session_account_withdrawn", by)
    words = [word for word in words_of(session) if word.member != by.pk]
    is_kept = bool(words) or not session.is_recorded_only
    if is_kept:
        _settle(session, words, now=now)
        _check_nobody_elsewhere(session)
    else:
        Attendance.objects.filter(session=session).delete()
        session.delete()
    sessions_changed(everybody, now=now)
    record(deeds, at=now)
    return is_kept


def _take_word(session: Session, *, by: Member, said: rules.Said, action: str, now: datetime) -> Account:
    """Write one member's word, let what stands follow from it, and ask the other side.

    `session` comes with its people, everybody in it locked.
    """
    said = rules.complete(
        said,
        planned_minutes=planned_minutes(session),
        speaks_of=access.speaks_of(by.pk, session),
        kind=session.kind,
        side=access.side_of(by.pk, session),
    )
    own = next((one for one in session.accounts.all() if one.member_id == by.pk), None)
    if own is not None and said_in(own) == said:
        return own  # the same word twice, from a double tap or a request sent again
    account = own or Account(session=session, member=by)
    account.outcome, account.minutes, account.cancelled_by = said.outcome, said.minutes, said.cancelled_by
    account.came, account.given_at = sorted(said.came), now
    account.save()
    others = [word for word in words_of(session) if word.member != by.pk]
    word = word_of(account, session)
    _settle(session, [*others, word], now=now)
    _check_nobody_elsewhere(session)
    sessions_changed(_everybody(session), now=now)
    is_answer = bool(others) and not any(rules.differ(word, other) for other in others)
    queue_notices([] if is_answer else _ask(session, account, now=now), now=now)
    record(_deeds(session, action, by), at=now)
    fault("commit.before")
    return account


def _settle(session: Session, words: list[rules.Word], *, now: datetime) -> None:
    """Write into the session and its attendances what follows from the words given."""
    said = rules.stands(words)
    if said is None:
        session.status, session.held_minutes, session.cancelled_by = Session.Status.BOOKED, None, ""
        session.recorded_at = None
    else:
        session.status = STATUS[said.outcome]
        session.held_minutes = said.minutes if said.took_place else None
        session.cancelled_by = said.cancelled_by
        session.recorded_at = rules.in_order(words)[0].given_at
    session.save(update_fields=["status", "held_minutes", "cancelled_by", "recorded_at"])
    _keep_time(session, now=now)
    came = rules.presence(words, access.invited(session))
    moved = [one for one in session.attendances.all() if one.attended != came[one.member_id]]
    for attendance in moved:
        attendance.attended = came[attendance.member_id]
    Attendance.objects.bulk_update(moved, ["attended"])


def _keep_time(session: Session, *, now: datetime) -> None:
    """Free what a session took once something was said of it, and take it again when that is taken back.

    Raises SomewhereElse if somebody else has that time by then.
    """
    taking.release([session])
    if session.status != Session.Status.BOOKED or session.is_recorded_only:
        return
    try:
        with transaction.atomic():
            take_as_far_as_free([session], now=now)
    except IntegrityError as error:
        if taking.REFUSAL not in str(error):
            raise
        raise SomewhereElse("One of you has something else then by now.") from None


def _everybody(session: Session) -> list[int]:
    return [session.supervisor_id, *access.invited(session)]


def _deeds(session: Session, action: str, by: Member) -> list[Deed]:
    """Return one deed for each supervisee of whom `by` could speak: theirs is what moves."""
    subjects = sorted(access.speaks_of(by.pk, session))
    return [Deed(session.organisation_id, action, by.pk, pk, session.pk) for pk in subjects]


def _between(
    supervisor: Member, supervisees: list[Member], starts_at: datetime, ends_at: datetime
) -> Session | None:
    """Return a booked or held session of this supervisor with any of these supervisees that overlaps."""
    return (
        Session.objects.filter(
            supervisor=supervisor,
            attendances__member__in=supervisees,
            status__in=[Session.Status.BOOKED, Session.Status.HELD],
        )
        .overlapping(starts_at, ends_at)
        .order_by("starts_at", "pk")
        .first()
    )


@over_all_places()  # nobody is in two places, and the other may be of another organisation
def _check_nobody_elsewhere(session: Session) -> None:
    """Raise SomewhereElse if anybody who was here, was in another held session in the same minutes.

    Asked after the words are written, under the locks of `taking`. The sentence names nobody:
    the other session may be one that its reader may not know of.
    """
    if session.status != Session.Status.HELD:
        return
    ends_at = session.starts_at + timedelta(minutes=session.held_minutes or 0)
    here = [session.supervisor.person_id]
    here += [one.member.person_id for one in session.attendances.all() if one.attended]
    earliest = session.starts_at - timedelta(minutes=rules.LONGEST_MINUTES)
    nearby = (
        Session.objects.attended_by_people(here)
        .exclude(pk=session.pk)
        .filter(starts_at__lt=ends_at, starts_at__gt=earliest)
        .values_list("starts_at", "held_minutes")
    )
    if any(starts_at + timedelta(minutes=minutes) > session.starts_at for starts_at, minutes in nearby):
        raise SomewhereElse(
            "One of you was in another session at that time. Check the day, the hour and the minutes."
        )


def _ask(session: Session, account: Account, *, now: datetime) -> list[Message]:
    """Return the messages that tell the other side, once the ten minutes for taking it back have passed."""
    return [
        Message(
            organisation_id=session.organisation_id,
            recipient_id=member_id,
            kind="session_recorded",
            notice_class="S",
            key=_key(session, account, member_id),
            topic=f"session-{session.pk}",
            about={"session": session.pk, "account": account.pk},
            not_before=now + rules.UNDO_WITHIN,
            not_after=rules.answer_by(account.given_at),
        )
        for member_id in _told(session, account.member_id)
    ]


def _told(session: Session, teller: int) -> list[int]:
    """Return who hears of a word: the other side; both sides, when the organisation spoke."""
    if access.side_of(teller, session) == rules.SUPERVISEE:
        return [session.supervisor_id]
    return [member_id for member_id in _everybody(session) if member_id != teller]


def _key(session: Session, account: Account, member_id: int) -> str:
    return f"session_recorded-{session.pk}-{member_id}-{account.pk}-{account.given_at:%Y%m%dT%H%M%S%f}"
