"""Builders for circles, that name only what a test is about."""

from datetime import UTC, date, datetime, timedelta

from peers.circles import services
from peers.circles.hosting import Plan, found
from tests.builders import make_member, make_organisation

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
"""A Monday."""
TUESDAY = date(2026, 11, 17)


def make_circle(facilitator=None, *, organisation=None, now=NOW, **plan):
    """Return an open circle on Tuesday 17 November at 12:30 UK time, with twelve places, needing two."""
    facilitator = facilitator or make_member(organisation or make_organisation(), roles=("supervisor",))
    plan = {"title": "When it follows you home", "smallest": 2, **plan}
    return found(facilitator, Plan(**{"first_day": TUESDAY, "starts": 12 * 60 + 30, **plan}), now=now)


def make_group(facilitator=None, *, number=4, **plan):
    """Return a standing group of six that meets every week."""
    plan = {"kind": "group", "places": 6, "pattern": "weekly", "number": number, **plan}
    return make_circle(facilitator, **plan)


def meeting_of(circle, number=0):
    return circle.meetings.get(number=number)


def joined(circle, member=None, alias="", *, meeting=None, now=NOW, **more):
    """Have a member (a new one of the organisation, if none is named) take a place, and return it."""
    member = member or make_member(circle.organisation)
    if meeting is None and not circle.is_standing:
        meeting = meeting_of(circle)
    return services.join(member, circle, meeting, alias=alias or f"Name {member.pk}", now=now, **more)


def hours(number):
    return timedelta(hours=number)
