"""Breaks that are held, as calendars have them: held time, that says when and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from django.urls import reverse

from peers.wellbeing import contacts
from supervision.availability import taking
from supervision.notices.calendars.answers import Answer
from supervision.notices.calendars.sources import Source
from supervision.notices.calendars.writing import Entry
from supervision.people.models import Member
from supervision.scheduling.days import day_starts_at


def entries_of(member: Member, since: datetime) -> Iterable[Entry]:
    """Yield the breaks that a person holds from `since` on. Three queries."""
    first = taking.minute_of(since)
    for day, said in sorted(contacts.days_of(member).items()):
        for held in said.held:
            if held.ends > first:
                starts_at, ends_at = (datetime.fromtimestamp(at * 60, UTC) for at in (held.starts, held.ends))
                stamp = day_starts_at(day, member.zone)
                yield Entry(UUID(held.name).hex, 0, starts_at, ends_at, stamp)


def page_of(member: Member, name: str) -> str | None:
    """Return the day on which a break of the member's own stands; None for any other."""
    for day, said in contacts.days_of(member).items():
        if any(UUID(held.name).hex == name for held in said.held):
            return reverse("day:day", args=[day.isoformat()])
    return None


def take_answer(answer: Answer, addresses: frozenset[str], now: datetime) -> str | None:
    """A break is nobody's to answer."""
    return None


SOURCE = Source(entries=entries_of, page=page_of, answer=take_answer)
