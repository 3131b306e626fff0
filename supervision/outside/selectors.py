"""Reads about supervisors from outside; and one person's own times, in all their places together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.http import Http404
from django.utils.translation import gettext as _

from supervision.notices.acts.services import UNDO_WITHIN
from supervision.outside.models import Invitation
from supervision.people.access import places_of
from supervision.people.models import Member
from supervision.scheduling.days import day_starts_at, local_day
from supervision.sessions.models import Session, TakenTime

DAYS = 28
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Held:
    """A stretch of one's own time, and what holds it: an organisation's name, or something of one's own."""

    starts_at: datetime
    ends_at: datetime
    where: str


@dataclass(frozen=True, slots=True)
class DayOfTimes:
    day: date
    times: Sequence[Held]


def own_times(viewer: Member, *, now: datetime) -> list[DayOfTimes]:
    """Return what takes the viewer's time in the next four weeks, in all their places, day by day.

    Nobody is in two places, so one list can hold them all. It names the organisation, and neither who comes
    nor which kind of hour it is: what is one organisation's stays on its own pages. In three queries.
    """
    today = local_day(now, viewer.zone)
    until = day_starts_at(today + timedelta(days=DAYS), viewer.zone)
    names = {place.organisation_id: place.organisation.name for place in places_of(viewer.person, now=now)}
    rows = (
        TakenTime.objects.standing(now)
        .filter(
            person=viewer.person_id,
            ends__gt=int(now.timestamp()) // MINUTE,
            starts__lt=int(until.timestamp()) // MINUTE,
        )
        .order_by("starts", "pk")
        .values_list("session_id", "starts", "ends")
    )
    taken = list(rows)
    sessions = Session.objects.in_bulk([pk for pk, _, _ in taken if pk])
    by_day: dict[date, list[Held]] = {}
    for pk, starts, ends in taken:
        session = sessions.get(pk) if pk else None
        if session is not None:
            held = Held(
                session.starts_at, session.ends_at, names.get(session.organisation_id, _("Held time"))
            )
        else:
            held = Held(_moment(starts), _moment(ends), _("Held time"))
        by_day.setdefault(local_day(held.starts_at, viewer.zone), []).append(held)
    return [DayOfTimes(day, by_day[day]) for day in sorted(by_day)]


def _moment(minutes: int) -> datetime:
    return datetime.fromtimestamp(minutes * MINUTE, tz=UTC)


def invitations_seen_by(viewer: Member) -> list[Invitation]:
    """Return the invitations that wait: an administrator all of their organisation's, anybody their own."""
    rows = Invitation.objects.filter(
        supervisee__organisation=viewer.organisation_id, state=Invitation.State.OPEN
    )
    if not viewer.is_admin:
        rows = rows.filter(supervisee=viewer)
    return list(rows.select_related("guest__person", "supervisee__person").order_by("invited_at", "pk"))


# ---------------------------------------------------------------- what somebody is asked
def invitations_to(viewer: Member, *, now: datetime) -> list[Invitation]:
    """Return the invitations that wait for the viewer's own answer, the first first."""
    rows = Invitation.objects.filter(guest=viewer, state=Invitation.State.OPEN, expires_at__gt=now)
    return list(rows.select_related("supervisee__person").order_by("invited_at", "pk"))


def just_answered(viewer: Member, *, now: datetime) -> list[Invitation]:
    """Return the invitations that the viewer answered, as long as that can be taken back."""
    states = (Invitation.State.ACCEPTED, Invitation.State.DECLINED)
    rows = Invitation.objects.filter(
        guest=viewer, state__in=states, expires_at__gt=now, answered_at__gt=now - UNDO_WITHIN
    )
    return list(rows.select_related("supervisee__person").order_by("answered_at", "pk"))


def asked_or_404(viewer: Member, pk: int) -> Invitation:
    """Return an invitation that the viewer is the guest of. Raises Http404 for any other alike."""
    row = Invitation.objects.filter(guest=viewer, pk=pk).first()
    if row is None:
        raise Http404
    return row
