"""Sessions as calendars have them: held times, that say when and nothing else."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from supervision.notices.calendars.addresses import name_for
from supervision.notices.calendars.writing import Entry
from supervision.people.models import Member
from supervision.sessions import access
from supervision.sessions.models import Session


def calendar_name(session: Session) -> str:
    """Return what calendars call a session. Those that were there before it had a name get a lasting one."""
    return session.calendar_uid or name_for("session", session.pk)


def entry_of(session: Session, *, stamped_at: datetime, is_off: bool = False) -> Entry:
    """Return a session as a calendar's entry, changed last at `stamped_at`."""
    return Entry(
        name=calendar_name(session),
        sequence=session.calendar_sequence,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        stamped_at=stamped_at,
        is_off=is_off,
    )


def entries_of(member: Member, since: datetime) -> Iterable[Entry]:
    """Yield what is held for a member in this place from `since` on: booked, or held. One query."""
    standing = Q(status=Session.Status.BOOKED) | Q(status=Session.Status.HELD, is_recorded_only=False)
    sessions = Session.objects.involving(member).filter(standing, ends_at__gt=since)
    for session in sessions.order_by("starts_at", "pk"):
        yield entry_of(session, stamped_at=session.booked_at or session.starts_at)


def page_of(member: Member, name: str) -> str | None:
    """Return the page of the session that calendars call `name`; None unless this member may see it."""
    session = access.visible_to(member).filter(calendar_uid=name).first() if name else None
    return reverse("sessions:detail", args=[session.pk]) if session else None
