"""What is booked with a member, for the page of their availability to hold against their hours."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from supervision.availability.booked import Booked
from supervision.people.models import Member
from supervision.sessions.models import Session
from supervision.sessions.telling import tell


def booked_from(member: Member, now: datetime) -> Iterator[Booked]:
    """Give the sessions of a member in this organisation that are booked and have yet to start."""
    found = Session.objects.of(member.organisation_id).upcoming(now).involving(member).with_people()
    for session in found.order_by("starts_at", "pk"):
        href = reverse("sessions:detail", args=[session.pk])
        yield Booked(session.starts_at, session.ends_at, tell(session, member, now=now).other, href)
