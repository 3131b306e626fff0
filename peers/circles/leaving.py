"""What somebody who leaves the organisation had in circles is freed from the day after their last on.

A circle that they hold is offered to those in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from peers.circles import handing, hosting, services
from peers.circles.models import Circle, Meeting, Place
from supervision.people.models import Member


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


def _is_after(meeting: Meeting, member: Member) -> bool:
    return member.end_date is not None and meeting.starts_at.astimezone(member.zone).date() > member.end_date
