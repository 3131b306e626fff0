"""A month of somebody's sessions, day by day: the table that stands beside the list."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from supervision.people.models import Leave, Member
from supervision.scheduling.days import day_starts_at, local_day
from supervision.sessions.models import Session
from supervision.sessions.telling import Telling, tell

CALLED_OFF = (Session.Status.CANCELLED, Session.Status.MISSED)


@dataclass(frozen=True, slots=True)
class Day:
    """One cell: a day of the month, or of its neighbours (`is_in` is False, and it says nothing)."""

    on: date
    is_in: bool
    is_today: bool
    is_away: bool
    sessions: Sequence[Telling]


@dataclass(frozen=True, slots=True)
class Month:
    """A month as its member sees it, in weeks of seven days from Monday."""

    first: date
    weeks: Sequence[Sequence[Day]]

    @property
    def before(self) -> date:
        """The first day of the month before."""
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> date:
        """The first day of the month after."""
        return (self.first + timedelta(days=31)).replace(day=1)

    @property
    def has_away(self) -> bool:
        return any(day.is_away for week in self.weeks for day in week)


def first_of(text: str, *, today: date) -> date:
    """Return the first day of the month written "2026-11"; of today's, for anything else."""
    try:
        first = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007  a month has no zone
    except ValueError:
        return today.replace(day=1)
    return first if 2000 <= first.year <= 2100 else today.replace(day=1)


def month_of(viewer: Member, first: date, *, now: datetime) -> Month:
    """Return the month that begins on `first`: the viewer's sessions still on or held, and days away.

    Days are days in the viewer's own zone. Called off is not shown here: the list says it. It costs the
    same queries for one session as for thirty.
    """
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    last = max(day for week in weeks for day in week if day.month == first.month)
    found = (
        Session.objects.of(viewer.organisation_id)
        .involving(viewer)
        .exclude(status__in=CALLED_OFF)
        .filter(
            starts_at__gte=day_starts_at(first, viewer.zone),
            starts_at__lt=day_starts_at(last + timedelta(days=1), viewer.zone),
        )
        .with_people()
        .order_by("starts_at", "pk")
    )
    on_day: dict[date, list[Telling]] = defaultdict(list)
    for session in found:
        on_day[local_day(session.starts_at, viewer.zone)].append(tell(session, viewer, now=now))
    away = Leave.objects.filter(member=viewer, starts_on__lte=last).exclude(ends_on__lt=first)
    stretches = [(starts, ends or last) for starts, ends in away.values_list("starts_on", "ends_on")]
    today = local_day(now, viewer.zone)
    return Month(
        first,
        [
            [
                Day(
                    on=day,
                    is_in=day.month == first.month,
                    is_today=day == today,
                    is_away=any(
                        starts <= day and (ends is None or day <= ends) for starts, ends in stretches
                    ),
                    sessions=on_day.get(day, ()),
                )
                for day in week
            ]
            for week in weeks
        ],
    )
