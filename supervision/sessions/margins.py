"""How much time a session takes of each person in it, beyond its own minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Protocol

from supervision.availability.models import HeavyDay
from supervision.availability.rules import HEAVY_MINUTES
from supervision.availability.sources import rules_of
from supervision.people.models import Member


class Meeting(Protocol):
    """What margins are asked for: who meets, when, and in what kind of session."""

    @property
    def supervisor(self) -> Member: ...
    @property
    def beside(self) -> tuple[Member, ...]: ...
    @property
    def everybody(self) -> tuple[Member, ...]: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def kind(self) -> str: ...


def margins_of(meetings: Sequence[Meeting]) -> list[list[tuple[int, int]]]:
    """Return for each meeting the minutes that stay free before and after it, in the order of `everybody`.

    The supervisor's, and those of whoever is there beside them, are the buffer after a session of its
    kind. Whoever marked the day heavy, in the zone of their place, has a quarter of an hour before and
    after at least.
    """
    hosts = [{meeting.supervisor.pk, *(one.pk for one in meeting.beside)} for meeting in meetings]
    rules = rules_of({pk for ids in hosts for pk in ids})
    heavy = _heavy_days(meetings)
    found = []
    for meeting, ids in zip(meetings, hosts, strict=True):
        each = []
        for member in meeting.everybody:
            day = meeting.starts_at.astimezone(member.zone).date()
            around = HEAVY_MINUTES if (member.person_id, day) in heavy else 0
            buffer = rules[member.pk].buffer(meeting.kind) if member.pk in ids else 0
            each.append((around, max(around, buffer)))
        found.append(each)
    return found


def _heavy_days(meetings: Iterable[Meeting]) -> set[tuple[int, date]]:
    wanted = {
        (member.person_id, meeting.starts_at.astimezone(member.zone).date())
        for meeting in meetings
        for member in meeting.everybody
    }
    rows = HeavyDay.objects.filter(
        person__in={person for person, _ in wanted}, day__in={day for _, day in wanted}
    )
    return wanted & set(rows.values_list("person_id", "day"))
