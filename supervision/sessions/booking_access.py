"""Who may book, move, call off and hand over, and for whom. Everybody else finds nothing there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from supervision.people.access import leads
from supervision.people.models import Member, Relationship
from supervision.sessions import access, rules
from supervision.sessions.access import NotYours
from supervision.sessions.models import Session

NOBODY = "There is nobody of that name here."
NO_SESSION = "There is no such session here."


def check_may_book(
    by: Member, *, supervisor: Member, supervisees: Sequence[Member], kind: str, day: date
) -> None:
    """Raise NotYours unless `by` may book these people together on `day`.

    A supervisor may book whom they supervise that day, and a group of theirs; a supervisee somebody who
    supervises them that day; a lead their own people, with any supervisor of the organisation. A place
    that has ended by then is nobody's.
    """
    everybody = [supervisor, *supervisees]
    if any(one.organisation_id != by.organisation_id or not _is_here(one, day) for one in everybody):
        raise NotYours(NOBODY)
    ids = {one.pk for one in supervisees}
    if by.pk == supervisor.pk:
        known = access.group_of(by, day) if kind == rules.GROUP else access.supervisees_on(day, by)
        if known.filter(pk__in=ids).count() == len(ids):
            return
    if kind == rules.INDIVIDUAL and ids == {by.pk} and _supervises(supervisor, by, day):
        return
    if leads_all(by, ids) and _is_supervisor(supervisor, supervisees, day):
        return
    raise NotYours(NOBODY)


def check_may_book_each(by: Member, asked: Sequence[tuple[Member, Member, date]]) -> None:
    """Raise NotYours unless `by` may book each of these: a supervisor, a supervisee, and a day.

    The same answer as `check_may_book` for each, in two queries for one or for sixty.
    """
    for supervisor, supervisee, day in asked:
        for one in (supervisor, supervisee):
            if one.organisation_id != by.organisation_id or not _is_here(one, day):
                raise NotYours(NOBODY)
    ids = {supervisee.pk for _, supervisee, _ in asked}
    led = set(Member.objects.filter(pk__in=ids, team__in=leads(by)).values_list("pk", flat=True))
    with_whom = {supervisor.pk for supervisor, _, _ in asked}
    between: dict[tuple[int, int], list[tuple[date, date | None]]] = defaultdict(list)
    rows = Relationship.objects.filter(supervisee__in=ids, supervisor__in=with_whom)
    for supervises, supervised, starts_on, ends_on in rows.values_list(
        "supervisor", "supervisee", "starts_on", "ends_on"
    ):
        between[supervises, supervised].append((starts_on, ends_on))
    for supervisor, supervisee, day in asked:
        knows = any(
            starts_on <= day and (ends_on is None or day <= ends_on)
            for starts_on, ends_on in between[supervisor.pk, supervisee.pk]
        )
        is_side = by.pk in (supervisor.pk, supervisee.pk)
        is_led = supervisee.pk in led and (supervisor.is_supervisor or knows)
        if not is_led and not (is_side and knows):
            raise NotYours(NOBODY)


def check_may_have_beside(
    by: Member, beside: Sequence[Member], *, supervisees: Sequence[Member], day: date
) -> None:
    """Raise NotYours unless `by`, who may book these people, may have these others there on `day`.

    Whoever supervises all of them that day; for a lead of theirs, any supervisor of the organisation.
    """
    for one in beside:
        if one.organisation_id != by.organisation_id or not _is_here(one, day):
            raise NotYours(NOBODY)
        if all(_supervises(one, supervisee, day) for supervisee in supervisees):
            continue
        if not one.is_supervisor or not leads_all(by, {supervisee.pk for supervisee in supervisees}):
            raise NotYours(NOBODY)


def check_may_change(by: Member, session: Session) -> None:
    """Raise NotYours unless `by` may move this session: its supervisor, its one supervisee, a lead of all."""
    if not may_change(by, session):
        raise NotYours(NO_SESSION)


def may_change(by: Member, session: Session) -> bool:
    """Say whether `by` may move a session, or call it off for everybody. Wants `with_people()`."""
    if by.organisation_id != session.organisation_id:
        return False
    invited = access.invited(session)
    if by.pk == session.supervisor_id or invited == [by.pk]:
        return True
    return leads_all(by, invited)


def may_leave(by: Member, session: Session) -> bool:
    """Say whether the session goes on without `by`: one of several in a group, or beside the supervisor."""
    if by.organisation_id != session.organisation_id:
        return False
    invited = access.invited(session)
    return by.pk in access.beside(session) or (by.pk in invited and len(invited) > 1)


def may_hand_over(by: Member, session: Session) -> bool:
    """Say whether `by` may give a session to another supervisor: its own, or a lead of theirs, or of all."""
    if by.organisation_id != session.organisation_id:
        return False
    if by.pk == session.supervisor_id or leads_all(by, access.invited(session)):
        return True
    return leads_all(by, [session.supervisor_id])


def leads_all(by: Member, ids: Sequence[int] | set[int]) -> bool:
    """Say whether all of these members are in teams that `by` leads, or below them."""
    wanted = set(ids)
    return bool(wanted) and Member.objects.filter(pk__in=wanted, team__in=leads(by)).count() == len(wanted)


def _is_here(member: Member, day: date) -> bool:
    return member.start_date <= day and (member.end_date is None or day <= member.end_date)


def _supervises(supervisor: Member, supervisee: Member, day: date) -> bool:
    return access.supervisors_on(day, supervisee).filter(pk=supervisor.pk).exists()


def _is_supervisor(member: Member, supervisees: Sequence[Member], day: date) -> bool:
    """Say whether a lead may book with this member: a supervisor by role, or already somebody's here."""
    if member.is_supervisor:
        return True
    return all(_supervises(member, supervisee, day) for supervisee in supervisees)
