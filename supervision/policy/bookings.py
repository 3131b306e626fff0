"""What is booked next for whom, as far as whoever looks may know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from supervision.people.models import Member
from supervision.sessions import rules
from supervision.sessions.models import Attendance, Session


@dataclass(frozen=True, slots=True)
class Booking:
    """The next session booked. `session_id` is None where the viewer may not know which."""

    session_id: int | None
    starts_at: datetime
    supervisor: str
    may_undo: bool = False
    """The viewer booked it a moment ago, and nobody has moved it since."""


def next_bookings(ids: Sequence[int], viewer: Member, *, now: datetime, own_only: bool) -> dict[int, Booking]:
    """Return the next session booked for each of these members."""
    found: dict[int, Booking] = {}
    for pk, session_id, starts_at, supervisor_id, name, booked_by, booked_at, sequence in (
        Attendance.objects.filter(
            member__in=ids, session__status=Session.Status.BOOKED, session__starts_at__gt=now
        )
        .order_by("session__starts_at", "session_id")
        .values_list(
            "member_id",
            "session_id",
            "session__starts_at",
            "session__supervisor_id",
            "session__supervisor__person__name",
            "session__booked_by_id",
            "session__booked_at",
            "session__calendar_sequence",
        )
    ):
        if pk not in found:
            is_known = not own_only or viewer.pk in (supervisor_id, pk)
            is_fresh = booked_by == viewer.pk and rules.can_take_back(
                booked_at=booked_at, sequence=sequence, now=now
            )
            found[pk] = Booking(
                session_id if is_known else None, starts_at, name.split(" ")[0], is_known and is_fresh
            )
    return found
