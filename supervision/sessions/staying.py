"""What stays booked with a supervisor who supervises somebody no more: nothing moves by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from django.urls import reverse

from supervision.people.models import Member, Relationship
from supervision.people.rearranged import Staying
from supervision.scheduling.days import day_starts_at, local_day
from supervision.sessions import access
from supervision.sessions.models import Session


def booked_between(supervisor: Member, supervisees: Collection[int], *, day: date, now: datetime) -> int:
    """Count what is booked and to come of a supervisor with any of these, from `day` in their zone on."""
    found = Session.objects.upcoming(now).filter(
        supervisor=supervisor,
        attendances__member__in=supervisees,
        starts_at__gte=day_starts_at(day, supervisor.zone),
    )
    return found.distinct().count()


def staying_with(viewer: Member, supervisor: Member, now: datetime) -> Staying:
    """Return what is booked with a supervisor and people who are theirs no more on that day.

    Whom they never supervised is not meant, nor what they cover. How many is for an administrator, the
    days for whoever may open them.
    """
    zone = supervisor.zone
    spans: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for pk, starts_on, ends_on in Relationship.objects.filter(supervisor=supervisor).values_list(
        "supervisee", "starts_on", "ends_on"
    ):
        spans[pk].append((starts_on, ends_on))
    ahead = Session.objects.upcoming(now).filter(supervisor=supervisor, covers_for=None)
    found = []
    for one in ahead.prefetch_related("attendances").order_by("starts_at", "pk"):
        day = local_day(one.starts_at, zone)
        if any(_is_over(spans[pk], day) for pk in access.invited(one) if pk in spans):
            found.append(one)
    if not found:
        return Staying()
    seen = set(
        access.visible_to(viewer).filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True)
    )
    shown = [
        (local_day(one.starts_at, viewer.zone), reverse("sessions:detail", args=[one.pk]))
        for one in found
        if one.pk in seen
    ]
    return Staying(len(found), shown)


def _is_over(spans: Collection[tuple[date, date | None]], day: date) -> bool:
    """Say whether they were supervised by then, and are not on this day."""
    has_been = any(ends_on is not None and ends_on < day for _, ends_on in spans)
    is_so = any(starts_on <= day and (ends_on is None or day <= ends_on) for starts_on, ends_on in spans)
    return has_been and not is_so
