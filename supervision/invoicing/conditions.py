"""What a pair's terms say where one of the two books an hour or calls it off."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from supervision.invoicing import payable
from supervision.languages import worded
from supervision.people.models import Member, Relationship
from supervision.practice.terms import SHARES, Late, late_words
from supervision.scheduling.days import local_day
from supervision.sessions import access
from supervision.sessions.conditions import Line
from supervision.sessions.models import Session


def at_booking(
    viewer: Member, supervisor: Member, supervisee: Member, starts_at: datetime | None, now: datetime
) -> list[Line]:
    """Return the terms of the two, and until when calling this very hour off costs nothing."""
    pair = (supervisor.pk, supervisee.pk)
    late = payable.in_force(
        payable.terms_of_pairs([pair]).get(pair, []), local_day(now, supervisee.zone)
    ).late
    if late is None:
        return []
    words = f"{_('As you agreed.')} {worded(late_words(late))}"
    if starts_at is not None and late.in_time_until(starts_at) > now:
        until = _("This one can be called off freely until {moment}.")
        words += f" {until.format(moment=_moment(late.in_time_until(starts_at)))}"
    elif starts_at is not None:
        words += f" {_('This one starts sooner than that.')}"
    return [Line(words, href=_agreement(*pair), link=_("Your agreement"), icon="signature")]


def where_called_off(viewer: Member, session: Session, now: datetime) -> list[Line]:
    """Return what calling a session off means, or meant: to the two of it alone."""
    pair = payable.pair_of(session)
    side = access.side_of(viewer.pk, session)
    if pair is None or side == Session.Side.ORGANISATION:
        return []
    if session.status == Session.Status.CANCELLED:
        return _after(session, side)
    if session.status != Session.Status.BOOKED:
        return []
    supervisee = session.attendances.all()[0].member
    late = payable.in_force(
        payable.terms_of_pairs([pair]).get(pair, []), local_day(now, supervisee.zone)
    ).late
    if late is None:
        return []
    if side == Session.Side.SUPERVISOR:
        return [Line(_("As you agreed, nothing is payable for what you call off."), icon="signature")]
    if payable.would_be_late(late, session, side=side, now=now):
        words = _("Within {hours}: {share} is payable, as you agreed. Moved instead, nothing is.")
        words = words.format(hours=_hours(late), share=_share(late))
        if late.is_free_when_ill:
            words += f" {_('If you are ill, nothing is: say so once it is called off.')}"
    else:
        words = _("Nothing is payable: as you agreed, that begins {hours} before.").format(hours=_hours(late))
    return [Line(words, href=_agreement(*pair), link=_("Your agreement"), icon="signature")]


def _after(session: Session, side: str) -> list[Line]:
    found = payable.called_off([session])[session.pk]
    if found.was_waived:
        return [Line(_("Nothing is payable for it."), icon="circle-check")]
    if not found.percent or found.late is None:
        return []
    words = _("It was called off within {hours}: {share} is payable, as you agreed.").format(
        hours=_hours(found.late), share=_share(found.late)
    )
    act = reverse("invoicing:let_go", args=[session.pk])
    if side == Session.Side.SUPERVISOR:
        return [Line(words, act=act, press=_("Let it go"), icon="signature")]
    if found.late.is_free_when_ill:
        return [Line(words, act=act, press=_("I was ill: nothing is payable"), icon="signature")]
    return [Line(words, icon="signature")]


def _hours(late: Late) -> str:
    return ngettext("an hour", "{number} hours", late.hours).format(number=late.hours)


def _share(late: Late) -> str:
    if late.percent in SHARES:
        return worded(SHARES[late.percent])
    return _("{number} per cent").format(number=late.percent)


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{format_date(local, 'D j M')}, {local:%H:%M}"


def _agreement(supervisor: int, supervisee: int) -> str:
    found = (
        Relationship.objects.filter(supervisor=supervisor, supervisee=supervisee)
        .order_by("-starts_on", "-pk")
        .first()
    )
    return reverse("agreements:page", args=[found.pk]) if found else ""
