"""What a pair's terms say where one of the two books an hour or calls it off."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from supervision.invoicing import payable
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
    words = f"As you agreed. {late_words(late)}"
    if starts_at is not None and late.in_time_until(starts_at) > now:
        words += f" This one can be called off freely until {_moment(late.in_time_until(starts_at))}."
    elif starts_at is not None:
        words += " This one starts sooner than that."
    return [Line(words, href=_agreement(*pair), link="Your agreement", icon="signature")]


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
        return [Line("As you agreed, nothing is payable for what you call off.", icon="signature")]
    if payable.would_be_late(late, session, side=side, now=now):
        ill = " If you are ill, nothing is: say so once it is called off." if late.is_free_when_ill else ""
        words = f"Within {_hours(late)}: {_share(late)} is payable, as you agreed. Moved instead, nothing is."
        words += ill
    else:
        words = f"Nothing is payable: as you agreed, that begins {_hours(late)} before."
    return [Line(words, href=_agreement(*pair), link="Your agreement", icon="signature")]


def _after(session: Session, side: str) -> list[Line]:
    found = payable.called_off([session])[session.pk]
    if found.was_waived:
        return [Line("Nothing is payable for it.", icon="circle-check")]
    if not found.percent or found.late is None:
        return []
    words = f"It was called off within {_hours(found.late)}: {_share(found.late)} is payable, as you agreed."
    act = reverse("invoicing:let_go", args=[session.pk])
    if side == Session.Side.SUPERVISOR:
        return [Line(words, act=act, press="Let it go", icon="signature")]
    if found.late.is_free_when_ill:
        return [Line(words, act=act, press="I was ill: nothing is payable", icon="signature")]
    return [Line(words, icon="signature")]


def _hours(late: Late) -> str:
    return "an hour" if late.hours == 1 else f"{late.hours} hours"


def _share(late: Late) -> str:
    return SHARES.get(late.percent, f"{late.percent} per cent")


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


def _agreement(supervisor: int, supervisee: int) -> str:
    found = (
        Relationship.objects.filter(supervisor=supervisor, supervisee=supervisee)
        .order_by("-starts_on", "-pk")
        .first()
    )
    return reverse("agreements:page", args=[found.pk]) if found else ""
