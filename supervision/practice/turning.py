"""Who began or stopped lately, or soon will, on either side of a member: what the page of agreements shows.

A message that says "somebody else supervises you" names nobody; this is where its reader sees who.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from supervision.people.models import Member
from supervision.practice import access
from supervision.scheduling.days import local_day

LATELY = timedelta(days=60)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Turn:
    """One of those the viewer works with, and their first day (`begins`) or their last."""

    other: Member
    is_supervisor: bool
    """Whether the viewer is the one who supervises."""
    begins: bool
    day: date


def turns_for(viewer: Member, *, now: datetime) -> list[Turn]:
    """Return who came or went in the last 60 days, or will, by day and name.

    What goes on from one day to the next with the same two is no change.
    """
    since = local_day(now, viewer.zone) - LATELY
    pairs = defaultdict(list)
    for one in access.relationships_of(viewer):
        pairs[one.supervisor_id, one.supervisee_id].append(one)
    turns = []
    for stretches in pairs.values():
        first_days = {one.starts_on for one in stretches}
        last_days = {one.ends_on for one in stretches}
        for one in stretches:
            about = (access.other_side(viewer, one), one.supervisor_id == viewer.pk)
            if one.starts_on >= since and one.starts_on - DAY not in last_days:
                turns.append(Turn(*about, begins=True, day=one.starts_on))
            if one.ends_on and one.ends_on + DAY >= since and one.ends_on + DAY not in first_days:
                turns.append(Turn(*about, begins=False, day=one.ends_on))
    return sorted(turns, key=lambda turn: (turn.day, turn.other.person.name.casefold(), turn.other.pk))
