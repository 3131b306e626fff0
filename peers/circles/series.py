"""A facilitated learning series: a group that goes through one thing to read at each meeting.

It is a circle like others: places for all its meetings, a waiting list, names of one's own, time held. What
each meeting is about is counted over those that take place, so that one called off moves everything on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.urls import reverse

from peers.circles import rules, selectors, services
from peers.circles.models import Circle, Meeting
from peers.circles.plan import Plan
from peers.pool.going_through import Gathering, Reading, readings_for
from supervision.errors import Refusal
from supervision.people.models import Member
from supervision.scheduling.recurrence import days_of

MOST_READINGS = 24
SPARE = 12
"""So many more days of its plan a series may go on to, in place of those left out."""


class NotBegun(Refusal):
    """Who came, or how many, can be noted once the meeting has begun."""

    code = "circle_not_begun"


def check_readings(founder: Member, plan: Plan) -> None:
    """Raise BadShape unless a series can go through these, one a meeting."""
    keys = plan.goes_through
    if plan.kind != rules.SERIES:
        return
    if not keys:
        raise rules.BadShape({"goes_through": "Choose what the series goes through."})
    if len(keys) > MOST_READINGS or len(set(keys)) < len(keys) or set(keys) - set(readings_for(founder)):
        raise rules.BadShape({"goes_through": "Choose from the sessions that there are, each once."})
    if len(keys) > 1 and not plan.pattern:
        raise rules.BadShape({"pattern": "Say how often the series meets."})


def keys_of(plan: Plan) -> list[str]:
    """Return the keys of what a series goes through; nothing for other circles, whatever was said."""
    return list(plan.goes_through) if plan.kind == rules.SERIES else []


def days_for(plan: Plan, number: int, *, may_skip: bool) -> list[date]:
    """Return the days of a plan's meetings; of a series with some to spare where days may be left out.

    So nothing that it goes through falls away.
    """
    if not plan.pattern:
        return [plan.first_day]
    spare = SPARE if may_skip and plan.kind == rules.SERIES else 0
    return days_of(plan.first_day, plan.pattern, number=number + spare)


@transaction.atomic
def note_how_many(meeting: Meeting, number: int, *, now: datetime) -> None:
    """Keep how many came to a meeting of a series: a number, and nobody's name.

    Raises NotBegun, NotOn, or BadShape for more than there are places.
    """
    circle = services.lock_circle(meeting.circle)
    if meeting.starts_at > now:
        raise NotBegun("That can be noted once it has begun.")
    if circle.kind != rules.SERIES or meeting.state == Meeting.State.OFF:
        raise services.NotOn("This meeting was called off, or is long past.")
    if not 0 <= number <= circle.places + circle.listening:
        raise rules.BadShape({"number": "More than there are places can’t have come."})
    Meeting.objects.filter(pk=meeting.pk).update(came_number=number)


def topics_of(circle: Circle, readings: dict[str, Reading]) -> dict[UUID, Reading]:
    """Return what each meeting of a series that takes place is about; none for other circles. One query.

    What is there to read no more is passed over, and its meeting says nothing.
    """
    if circle.kind != rules.SERIES:
        return {}
    meetings = circle.meetings.on().order_by("starts_at", "pk").values_list("pk", flat=True)
    pairs = zip(meetings, circle.goes_through, strict=False)
    return {pk: readings[key] for pk, key in pairs if key in readings}


def topics_for(viewer: Member | None, circle: Circle) -> dict[UUID, Reading]:
    """Return what each meeting is about, as the viewer may read it; nothing to somebody from outside."""
    if viewer is None or circle.kind != rules.SERIES:
        return {}
    return topics_of(circle, readings_for(viewer))


def topic_keys(meetings: Iterable[Meeting], circles: dict[UUID, Circle]) -> dict[UUID, str]:
    """Return the key of what each of these meetings is about, in one query for all circles."""
    series = {pk: one for pk, one in circles.items() if one.kind == rules.SERIES}
    wanted = {meeting.pk for meeting in meetings if meeting.circle_id in series}
    if not wanted:
        return {}
    rows = Meeting.objects.on().filter(circle__in=series).order_by("starts_at", "pk")
    found: dict[UUID, str] = {}
    counted: dict[UUID, int] = {}
    for pk, circle in rows.values_list("pk", "circle_id"):
        number = counted[circle] = counted.get(circle, -1) + 1
        keys: Sequence[str] = series[circle].goes_through
        if pk in wanted and number < len(keys):
            found[pk] = keys[number]
    return found


def gatherings(member: Member, now: datetime) -> list[Gathering]:
    """Return the series that a member may join, is in or holds, for the page of what there is to read."""
    shown = selectors.list_for(member, now=now)
    rows = [*shown.series, *(row for row in shown.yours if row.circle.kind == rules.SERIES)]
    numbers = dict(
        Meeting.objects.on()
        .filter(circle__in=[row.circle.pk for row in rows])
        .values_list("circle")
        .annotate(number=Count("pk"))
        .order_by()
    )
    return [
        Gathering(
            title=row.circle.title,
            held_by=row.circle.facilitator.person.name,
            starts_at=row.meeting.starts_at,
            meetings=numbers.get(row.circle.pk, 0),
            left_words=row.left_words,
            is_own=bool(row.standing),
            path=reverse("circles:desk" if row.standing == "host" else "circles:meeting", args=[_page(row)]),
        )
        for row in rows
    ]


def _page(row: selectors.Row) -> UUID:
    return row.circle.pk if row.standing == "host" else row.meeting.pk
