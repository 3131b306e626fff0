"""Going on: more meetings of a circle that repeats, by the plan it was founded with."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from peers.circles import hosting, rules, services
from peers.circles.models import Absence, Circle, Meeting, Place
from supervision.availability import taking
from supervision.errors import Refusal
from supervision.scheduling.recurrence import days_of, moments_of


class GoesNoFurther(Refusal):
    """A circle that met once, that has ended, or whose plan has no more days."""

    code = "circle_no_further"


def go_on(circle: Circle, number: int, *, skip_busy: bool = False, now: datetime) -> list[Meeting]:
    """Add up to so many meetings after the last one, on the days of its plan; return them.

    Whoever has a place in a standing circle has it in these too, with their time taken; where they are
    somewhere else, it is "not this time". Raises HostBusy (unless `skip_busy`), GoesNoFurther.
    """

    def act() -> list[Meeting]:
        own = services.lock_circle(circle)
        starts = _next_moments(own, number, now=now)
        if own.ended_at is not None or not starts:
            raise GoesNoFurther("Its plan has no more days. Hold a new one, and ask those in it along.")
        before = set(own.meetings.values_list("pk", flat=True))
        first = 1 + max(own.meetings.values_list("number", flat=True), default=-1)
        hosting.add_meetings(own, starts, first=first, skip_busy=skip_busy, now=now)
        added = list(own.meetings.exclude(pk__in=before).order_by("starts_at", "pk"))
        _keep_places(own, added, now=now)
        return added

    return services.in_turn(act)


def _next_moments(circle: Circle, number: int, *, now: datetime) -> list[datetime]:
    """Return when the next meetings of the plan start: after the last there is, and after `now`."""
    if not circle.pattern:
        return []
    days = days_of(circle.first_day, circle.pattern, number=rules.MOST_MEETINGS)
    planned = moments_of(days, circle.starts, ZoneInfo(circle.time_zone))
    last = max([now, *circle.meetings.values_list("starts_at", flat=True)])
    return [at for at in planned if at > last][:number]


def _keep_places(circle: Circle, added: list[Meeting], *, now: datetime) -> None:
    if not circle.is_standing:
        return
    places = list(Place.objects.at(circle, None).held().select_related("member"))
    taking.lock_persons(place.member.person_id for place in places if place.member)
    away = [
        Absence(place=place, meeting=meeting)
        for meeting in added
        for place in places
        if not services.take_if_free(circle, place, meeting, now=now)
    ]
    Absence.objects.bulk_create(away)
