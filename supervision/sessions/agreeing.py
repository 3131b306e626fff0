"""What two people may agree on beyond the hours they offer: never over protected time, never on leave.

Booking straight away asks for open time (`finding`). What one side proposes and the other takes, and
what a lead hands to somebody who covers, may lie outside notice, horizon and limits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from supervision.availability.open_time import AWAY, NOT_HERE, OpenTime
from supervision.availability.opening import frame_of, open_times
from supervision.availability.sources import parties_of
from supervision.availability.taking import minute_of
from supervision.people.models import Member
from supervision.scheduling.bits import Frame
from supervision.sessions.taking import Planned

Stretch = tuple[datetime, datetime]


class Diaries:
    """What is open and what is blocked of some members, over a stretch of time."""

    def __init__(self, members: Iterable[Member], stretches: Collection[Stretch]):
        starts = min(start for start, _ in stretches)
        ends = max(end for _, end in stretches)
        parties = parties_of({member.pk for member in members})
        self.frame: Frame = frame_of(minute_of(starts), minute_of(ends) + 1)
        self.times: dict[int, OpenTime] = open_times(parties, self.frame)

    def is_open(self, member: Member, stretch: Stretch) -> bool:
        """Say whether a stretch lies inside what a member offers."""
        cells = self._cells(stretch)
        return self.times[member.pk].bits & cells == cells

    def may_agree(self, member: Member, stretch: Stretch) -> bool:
        """Say whether a member can be asked for a stretch: here, not on leave, not protected, not busy."""
        time = self.times[member.pk]
        day = stretch[0].astimezone(member.zone).date().toordinal()
        return not time.blocked & self._cells(stretch) and time.letter(day) not in (AWAY, NOT_HERE)

    def _cells(self, stretch: Stretch) -> int:
        return self.frame.between(minute_of(stretch[0]), minute_of(stretch[1]))


def clashes(plans: Sequence[Planned], member: Member) -> list[bool]:
    """Say of each plan whether it lies outside what this member offers. Sessions they have are not asked."""
    stretches = [(plan.starts_at, plan.ends_at) for plan in plans]
    if not stretches:
        return []
    diaries = Diaries([member], stretches)
    return [not diaries.is_open(member, stretch) for stretch in stretches]
