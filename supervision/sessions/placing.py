"""Where a session in person meets: at the place that its supervisor named for those hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from supervision.availability.models import Medium
from supervision.availability.places import Places, places_of
from supervision.people.models import Member
from supervision.sessions.models import Session


def places_for(
    supervisors: Sequence[Member], starts: Sequence[datetime], media: Sequence[str], place: str = ""
) -> list[str]:
    """Return where each of these sessions meets: at `place` if one was named, else where its hours say.

    Empty for those by video or phone. Two queries at most, none without a session in person.
    """
    if Medium.IN_PERSON not in media:
        return [""] * len(starts)
    known = Places({}, {}, {}) if place else places_of({one.pk: one.zone for one in supervisors}, starts)
    return [
        (place or known.at(one.pk, at)) if medium == Medium.IN_PERSON else ""
        for one, at, medium in zip(supervisors, starts, media, strict=True)
    ]


def places_after(sessions: Sequence[Session], starts: Sequence[datetime]) -> list[str]:
    """Return where sessions meet that go to these starts.

    One that met where its hours said goes where they say then; a place that people agreed on stays.
    """
    if not any(one.medium == Medium.IN_PERSON for one in sessions):
        return [one.place for one in sessions]
    zones = {one.supervisor_id: one.supervisor.zone for one in sessions}
    known = places_of(zones, [*starts, *(one.starts_at for one in sessions)])
    found = []
    for one, at in zip(sessions, starts, strict=True):
        there = known.at(one.supervisor_id, at) if one.medium == Medium.IN_PERSON else ""
        follows = one.place in ("", known.at(one.supervisor_id, one.starts_at))
        found.append(there if there and follows else one.place)
    return found


def place_again(session: Session, starts_at: datetime) -> str:
    """Return where a session like this one meets at another start."""
    return places_after([session], [starts_at])[0]
