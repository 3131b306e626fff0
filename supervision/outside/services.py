"""Verbs for supervisors from outside: invite one, answer, take back, and clear away what came to nothing.

Whoever is invited says yes or no from the letter, without an account, and so confirms the address. Only then
they have the role and the pair, and see that pair and nothing else (`people/guests.py`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, ProtectedError, Q

from supervision.notices.services import Message, queue_notices, withdraw_notices
from supervision.outside import rules
from supervision.outside.models import Invitation
from supervision.people import arrangements
from supervision.people.audit import record
from supervision.people.changed import members_changed
from supervision.people.models import Member, Person, Relationship
from supervision.people.services import add_member, change_member, deed, local_today, lock_organisation
from supervision.scheduling.days import local_day
from supervision.sessions.models import Session

INVITED, ANSWERED = "guest_invited", "guest_answered"
OPEN, ACCEPTED = Invitation.State.OPEN, Invitation.State.ACCEPTED


def may_invite_own(member: Member) -> bool:
    """Say whether somebody may bring their own supervisor: who works on their own account, not an employee.

    For employees, and for anybody else, an administrator does.
    """
    return member.employment != Member.Employment.EMPLOYEE and not member.is_guest


@transaction.atomic
def invite(*, by: Member, supervisee: Member, email: str, name: str, now: datetime) -> Invitation:
    """Ask somebody from outside, by e-mail, to be a member's supervisor.

    An administrator asks for anybody, an associate for themselves. Raises MayNotInvite, WaitsAlready,
    TooMany, IsHereAlready, NameMissing or NotAnAddress.
    """
    lock_organisation(by)
    is_own = by.pk == supervisee.pk and may_invite_own(by)
    if supervisee.organisation_id != by.organisation_id or not (by.is_admin or is_own):
        raise rules.MayNotInvite("There is nothing here.")
    rows = Invitation.objects.filter(supervisee=supervisee)
    of_late = rows.filter(invited_at__gt=now - rules.WITHIN).count()
    rules.check_may_invite(open_now=rows.filter(state=OPEN).count(), of_late=of_late)
    there = (
        Member.objects.of(by.organisation_id).filter(person__email__iexact=email.strip()).first()
        if email.strip()
        else None
    )
    if there is not None and not there.is_guest:
        raise rules.IsHereAlready("They are among your people already. Ask them in the list of supervisors.")
    if there is None:
        there = add_member(email=email, name=name, by=by, now=now, employment="external", roles=())
    elif there.end_date is not None:
        there = change_member(there, end_date=None, by=by, now=now)
    row = Invitation.objects.create(
        guest=there,
        supervisee=supervisee,
        invited_by=by,
        invited_at=now,
        expires_at=now + rules.LASTS,
    )
    queue_notices([_message(there, INVITED, row, now)], now=now)
    record([deed(by, "guest.invited", subject=supervisee, object_id=row.pk)], at=now)
    return row


@transaction.atomic
def answer(row: Invitation, *, by: Member, agrees: bool, now: datetime) -> Invitation:
    """Say yes, or not this time; no reason is asked. With a yes the pair begins today.

    Raises NotOpen, or what pairing two people raises.
    """
    lock_organisation(by)
    row = _here(row, by)
    if row.state != OPEN or row.expires_at <= now:
        raise rules.NotOpen("This invitation doesn’t wait any more.")
    if agrees:
        guest = Member.objects.get(pk=by.pk)
        if not guest.is_supervisor:
            guest = change_member(guest, roles={"supervisor"}, by=row.invited_by, now=now)
        arrangements.start_relationship(
            supervisor=guest,
            supervisee=row.supervisee,
            starts_on=local_today(row.supervisee, now),
            by=row.supervisee,
            now=now,
            tells=False,
        )
        members_changed([guest.pk, row.supervisee_id], now=now)
    row.state, row.answered_at = (ACCEPTED if agrees else Invitation.State.DECLINED), now
    row.save(update_fields=["state", "answered_at"])
    queue_notices([_message(row.supervisee, ANSWERED, row, now)], now=now)
    record([deed(by, "guest.answered", subject=row.supervisee, object_id=row.pk)], at=now)
    return row


@transaction.atomic
def take_back_answer(row: Invitation, *, by: Member, now: datetime) -> Invitation:
    """Have an invitation wait again, as long as nothing came of the answer. Raises NotOpen."""
    lock_organisation(by)
    row = _here(row, by)
    if row.state not in (ACCEPTED, Invitation.State.DECLINED) or row.expires_at <= now:
        raise rules.NotOpen("This invitation doesn’t wait any more.")
    if row.state == ACCEPTED:
        if Session.objects.filter(supervisor=by, attendances__member=row.supervisee_id).exists():
            raise rules.NotOpen("There is a time between you already. End it on your agreement’s page.")
        today = local_day(now, row.supervisee.zone)
        pairs = Relationship.objects.filter(supervisor=by, supervisee=row.supervisee_id, starts_on__gte=today)
        pairs.delete()
        if not by.supervises.exists():
            Member.objects.filter(pk=by.pk).update(is_supervisor=False)
        members_changed([by.pk, row.supervisee_id], now=now)
    withdraw_notices([_key(ANSWERED, row)])
    row.state, row.answered_at = OPEN, None
    row.save(update_fields=["state", "answered_at"])
    record([deed(by, "guest.answer_taken_back", subject=row.supervisee, object_id=row.pk)], at=now)
    return row


@transaction.atomic
def withdraw(row: Invitation, *, by: Member, now: datetime) -> bool:
    """Take an invitation back that waits; say whether it did."""
    lock_organisation(by)
    is_gone = Invitation.objects.filter(pk=row.pk, state=OPEN).update(
        state=Invitation.State.WITHDRAWN, answered_at=now
    )
    if is_gone:
        withdraw_notices([_key(INVITED, row)])
        record([deed(by, "guest.withdrawn", subject=row.supervisee, object_id=row.pk)], at=now)
    return bool(is_gone)


def clear(*, now: datetime) -> int:
    """Let invitations lapse, and take away places of those that came to nothing. Beat rings every night."""
    Invitation.objects.filter(state=OPEN, expires_at__lte=now).update(
        state=Invitation.State.LAPSED, answered_at=F("expires_at")
    )
    over = Invitation.objects.filter(guest__isnull=False, answered_at__lte=now - rules.CLEARED_AFTER).exclude(
        state__in=[OPEN, ACCEPTED]
    )
    return sum(_clear_one(row, now=now) for row in over.select_related("guest__person", "invited_by"))


@transaction.atomic
def _clear_one(row: Invitation, *, now: datetime) -> int:
    guest = row.guest
    if guest is None:
        return 0
    Invitation.objects.filter(pk=row.pk).update(guest=None)
    has_more = Q(guest=guest) & Q(state__in=[OPEN, ACCEPTED])
    if guest.is_supervisor or guest.supervises.exists() or Invitation.objects.filter(has_more).exists():
        return 0
    person = guest.person
    try:
        with transaction.atomic():
            guest.delete()
            if person.last_login is None and not person.memberships.exists() and not person.is_staff:
                Person.objects.filter(pk=person.pk).delete()
    except ProtectedError:
        Member.objects.filter(pk=guest.pk, end_date=None).update(
            end_date=max(guest.start_date, local_day(now, guest.zone) - timedelta(days=1))
        )
    return 1


def _here(row: Invitation, by: Member) -> Invitation:
    found = (
        Invitation.objects.filter(pk=row.pk, guest=by)
        .select_related("supervisee__person", "supervisee__organisation", "invited_by")
        .first()
    )
    if found is None:
        raise rules.MayNotInvite("There is nothing here.")
    return found


def _key(kind: str, row: Invitation) -> str:
    return f"{kind}:{row.pk}"


def _message(to: Member, kind: str, row: Invitation, now: datetime) -> Message:
    return Message(to.organisation_id, to.pk, kind, "R", _key(kind, row), now, about={"invitation": row.pk})
