"""Who may see or hold a circle. Being a lead or an administrator opens nothing here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from peers.circles import rules
from peers.circles.models import Circle, Meeting, Place
from peers.pool.access import apart
from supervision.clock import now as clock_now
from supervision.people.access import leads
from supervision.people.models import Member


def circle_or_404(viewer: Member, pk: UUID) -> Circle:
    """Return a circle that the viewer may see, with whoever holds it. Raises Http404 otherwise."""
    circle = Circle.objects.visible_to(viewer).with_host().filter(pk=pk).first()
    if circle is None or circle.pk in _hidden(viewer, circle):
        raise Http404
    return circle


def _hidden(viewer: Member, circle: Circle) -> set[UUID]:
    return groups_apart(viewer, [circle.pk], now=clock_now()) if circle.kind == rules.GROUP else set()


def groups_apart(viewer: Member, circles: Iterable[UUID], *, now: datetime) -> set[UUID]:
    """Return which of these standing groups have somebody with whom the viewer is not brought together.

    Power lines and lists of the pool; a group that the viewer is in or holds is never among them. Such a
    group is not shown, and nothing says why. Six queries, for any number of groups.
    """
    groups = set(circles)
    if not groups:
        return set()
    held = Place.objects.filter(circle__in=groups, meeting=None, member__isnull=False)
    people: dict[UUID, set[int]] = {pk: set() for pk in groups}
    for circle, member in held.values_list("circle", "member"):
        people[circle].add(member)
    for circle, host in Circle.objects.filter(pk__in=groups).values_list("pk", "facilitator"):
        people[circle].add(host)
    away = apart([viewer.pk], on=now.astimezone(viewer.zone).date())[viewer.pk]
    return {pk for pk, ids in people.items() if viewer.pk not in ids and ids & away}


def held_circle_or_404(viewer: Member, pk: UUID) -> Circle:
    """Return a circle that the viewer holds themselves. Raises Http404 for everybody else."""
    circle = Circle.objects.held_by(viewer).with_host().filter(pk=pk).first()
    if circle is None:
        raise Http404
    return circle


def meeting_or_404(viewer: Member, pk: UUID) -> Meeting:
    """Return a meeting of a circle that the viewer may see. Raises Http404 otherwise."""
    meetings = Meeting.objects.with_circle().filter(circle__in=Circle.objects.visible_to(viewer))
    meeting = meetings.filter(pk=pk).first()
    if meeting is None or meeting.circle_id in _hidden(viewer, meeting.circle):
        raise Http404
    return meeting


def held_meeting_or_404(viewer: Member, pk: UUID) -> Meeting:
    """Return a meeting of a circle that the viewer holds themselves. Raises Http404 for everybody else."""
    meeting = Meeting.objects.with_circle().filter(pk=pk, circle__facilitator=viewer).first()
    if meeting is None:
        raise Http404
    return meeting


def own_place_or_404(viewer: Member, pk: UUID) -> Place:
    """Return the viewer's own place. Raises Http404 for anybody else's, also to whoever holds the circle."""
    place = Place.objects.of(viewer).with_all().filter(pk=pk).first()
    if place is None:
        raise Http404
    return place


def could_hold(circle: Circle, *, now: datetime) -> list[Member]:
    """Return those in a circle who could hold it in place of whoever does: with a place, and still here.

    A team's support meeting could be held by anybody of the team who doesn't answer for it.
    """
    day = now.astimezone(circle.organisation.zone).date()
    here = Member.objects.of(circle.organisation_id).present(day).exclude(pk=circle.facilitator_id)
    if circle.kind == rules.TEAM:
        found = here.filter(team=circle.team_id)
    else:
        ahead = Q(meeting=None) | Q(meeting__starts_at__gt=now)
        found = here.filter(pk__in=Place.objects.filter(ahead, circle=circle).held().values("member"))
    return [
        member
        for member in found.with_person().order_by("pk")
        if circle.kind != rules.TEAM or not leads_team(member, circle.team_id)
    ]


def handed_or_404(viewer: Member, pk: UUID) -> Circle:
    """Return a circle that this member, perhaps with others, is asked to hold. Raises Http404 otherwise."""
    found = Circle.objects.filter(organisation_id=viewer.organisation_id, hand_over__isnull=False)
    circle = found.with_host().filter(pk=pk).first()
    if circle is None or not _is_asked(viewer, circle):
        raise Http404
    return circle


def _is_asked(viewer: Member, circle: Circle) -> bool:
    to, now = circle.hand_over.to_id, clock_now()
    if to is None:
        return viewer in could_hold(circle, now=now)
    return to == viewer.pk and may_be_handed(circle, viewer, now=now)


def may_be_handed(circle: Circle, member: Member, *, now: datetime) -> bool:
    """Say whether a named colleague may hold a circle: no standing group with somebody kept apart from them.

    Whoever names them is told nothing of it: they read that the colleague is asked, and no answer comes.
    """
    return circle.kind != rules.GROUP or not groups_apart(member, [circle.pk], now=now)


def answers_for_outside(member: Member) -> bool:
    """Say whether this member decides if a circle may be opened to people from outside."""
    return member.is_admin


def asked_circle_or_404(viewer: Member, pk: UUID) -> Circle:
    """Return a circle that asked to be opened, or is open, to an administrator of its organisation."""
    circles = Circle.objects.going().filter(organisation_id=viewer.organisation_id, kind=Circle.Kind.OPEN)
    circle = circles.exclude(outside="").with_host().filter(pk=pk).first()
    if circle is None or not answers_for_outside(viewer):
        raise Http404
    return circle


def leads_team(member: Member, team_id: int | None) -> bool:
    """Say whether this member answers for the team: then they don't hold its support meeting."""
    return leads(member).filter(pk=team_id).exists()
