"""Verbs of invoicing: say what an hour costs from a day on, and let go of what would be payable."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from supervision.invoicing import payable, rules
from supervision.invoicing.models import Rate, Waiver
from supervision.people.models import Member
from supervision.practice.rules import NotSides
from supervision.sessions import access
from supervision.sessions.models import Session


@transaction.atomic
def set_rate(member: Member, *, pence: int, currency: str, starts_on: date) -> Rate:
    """Say what an hour costs from this day on; days before keep what they cost. Raises RateWrong."""
    if not member.is_supervisor:
        raise NotSides("There is nothing here.")
    pence, currency = rules.checked_rate(pence, currency)
    Member.objects.locked(member)
    row, _ = Rate.objects.update_or_create(
        member=member, starts_on=starts_on, defaults={"pence": pence, "currency": currency}
    )
    return row


@transaction.atomic
def end_rate(member: Member, *, starts_on: date) -> bool:
    """Take a rate back; the one before it counts again. Say whether there was one."""
    return bool(Rate.objects.filter(member=member, starts_on=starts_on).delete()[0])


@transaction.atomic
def let_go(session: Session, *, by: Member, now: datetime) -> Waiver:
    """Have nothing be payable for a session that was called off late. Why is neither asked nor kept.

    The supervisor may always; whoever is supervised, where their terms say that illness costs nothing.
    Raises NothingPayable or NotSides.
    """
    (session,) = Session.objects.locked(session)
    session = Session.objects.with_people().get(pk=session.pk)
    found = payable.called_off([session])[session.pk]
    side = access.side_of(by.pk, session)
    if side not in (Session.Side.SUPERVISOR, Session.Side.SUPERVISEE):
        raise NotSides("There is nothing here.")
    if found.was_waived:
        return session.waiver
    if not found.percent or found.late is None:
        raise rules.NothingPayable("Nothing is payable for it.")
    if side == Session.Side.SUPERVISEE and not found.late.is_free_when_ill:
        raise rules.NothingPayable("Your agreement makes no exception. Ask whoever it was with.")
    return Waiver.objects.create(session=session, by=by, made_at=now)
