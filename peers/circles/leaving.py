"""What somebody who leaves the organisation had in circles is freed from the day after their last on.

A circle that they hold is offered to those in it. So is a team's support meeting of whoever left the team, or
came to lead it.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q

from peers.circles import handing, hosting, services
from peers.circles.models import Circle, Meeting, Place
from supervision.people.models import Leadership, Member


def free_places(member_ids: Iterable[int], now: datetime) -> None:
    """Free the places of those with a last day after that day, and see to what they were to hold.

    Those in a circle are asked who would hold it on; where nobody is in it, what comes after is called off.
    Heard of whenever members change; with nobody leaving it asks one question.
    """
    has_something = Q(pk__in=Place.objects.filter(member__isnull=False).values("member"))
    has_something |= Q(pk__in=Circle.objects.going().values("facilitator"))
    leaving = Member.objects.filter(has_something, pk__in=list(member_ids), end_date__isnull=False)
    for member in leaving.select_related("person").order_by("pk"):
        for place in Place.objects.of(member).with_all().order_by("circle", "pk"):
            _free(place, member, now)
        for circle in Circle.objects.held_by(member).going().order_by("pk"):
            after = [one for one in services.meetings_ahead(circle, now=now) if _is_after(one, member)]
            if not after or handing.look_for_somebody(circle, now=now):
                continue
            for meeting in after:
                meeting.circle = circle
                hosting.call_off(meeting, now=now)


def _free(place: Place, member: Member, now: datetime) -> None:
    if place.meeting is not None:
        if place.meeting.starts_at > now and _is_after(place.meeting, member):
            services.leave(place, now=now)
        return
    ahead = services.meetings_ahead(place.circle, now=now)
    after = [meeting for meeting in ahead if _is_after(meeting, member)]
    if len(after) == len(ahead):
        services.leave(place, now=now)
    elif place.state == Place.State.HELD:
        for meeting in after:
            services.stay_away(place, meeting, now=now)


def let_go_of_others(*, now: datetime) -> None:
    """Free the places in teams' support meetings of whoever is in another team now, or leads that one.

    Where such a one holds it, those of the team are asked to. Two queries while there is nobody.
    """
    moved = Place.objects.filter(circle__kind=Circle.Kind.TEAM, circle__ended_at=None, member__isnull=False)
    for place in _not_of_team(moved, "circle__team", "member").with_all().order_by("circle", "pk"):
        with suppress(services.PlaceGone):
            services.leave(place, now=now, told_as="team")
    held = Circle.objects.going().filter(kind=Circle.Kind.TEAM, hand_over=None)
    for circle in _not_of_team(held, "team", "facilitator").with_host().order_by("pk"):
        handing.look_for_somebody(circle, now=now)


def _not_of_team(rows, team: str, member: str):
    leads = Leadership.objects.filter(team=OuterRef(team), member=OuterRef(member), member__is_team_lead=True)
    is_elsewhere = ~Q(**{f"{member}__team": F(team)}) | Q(**{f"{member}__team": None})
    return rows.filter(is_elsewhere | Exists(leads))


def _is_after(meeting: Meeting, member: Member) -> bool:
    return member.end_date is not None and meeting.starts_at.astimezone(member.zone).date() > member.end_date
