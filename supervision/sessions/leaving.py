"""What is booked with somebody who leaves is freed; what was held stays as it is."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import cast

from django.db import transaction

from supervision.people.audit import Deed, record
from supervision.people.models import Member
from supervision.scheduling.days import day_starts_at
from supervision.sessions.models import Attendance, Session


@transaction.atomic
def free_bookings(member_ids: Iterable[int], now: datetime) -> None:
    """Call off what is booked with members after their last day, in their own zone.

    A group goes on without a supervisee who leaves; it is called off with its supervisor, or with the
    last of its supervisees. Heard of whenever members change; with nobody leaving it asks one question.
    """
    leaving = Member.objects.filter(pk__in=list(member_ids), end_date__isnull=False).order_by("pk")
    off: set[int] = set()
    deeds: list[Deed] = []
    for member in leaving:
        last_day = cast(date, member.end_date)
        gone_at = day_starts_at(last_day + timedelta(days=1), member.zone)
        ahead = Session.objects.booked().filter(starts_at__gte=max(gone_at, now))
        off |= set(ahead.filter(supervisor=member).values_list("pk", flat=True))
        places = Attendance.objects.filter(member=member, session__in=ahead)
        for place in places.select_related("session").order_by("pk"):
            others = place.session.attendances.exclude(pk=place.pk)
            if place.session.kind == Session.Kind.GROUP and others.exists():
                place.delete()
                deeds.append(Deed(member.organisation_id, "session_freed", None, member.pk, place.session_id))
            else:
                off.add(place.session_id)
    for session in Session.objects.booked().filter(pk__in=off).order_by("pk").select_for_update(of=("self",)):
        session.status = Session.Status.CANCELLED
        session.cancelled_by = Session.Side.ORGANISATION
        session.recorded_at = now
        session.save(update_fields=["status", "cancelled_by", "recorded_at"])
        deeds.append(Deed(session.organisation_id, "session_freed", None, None, session.pk))
    if deeds:
        record(deeds, at=now)
