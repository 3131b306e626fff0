"""What may stand in people's calendars. Each room that holds times for people registers its own.

    class SessionsConfig(AppConfig):
        def ready(self):
            register_source(Source(entries=..., page=..., answer=...))

So that a feed can show all that is held for a member, and an answer finds whom it is for, without this
room knowing what any of it is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from supervision.notices.calendars.answers import Answer
from supervision.notices.calendars.writing import Entry
from supervision.people.models import Member


@dataclass(frozen=True, slots=True)
class Source:
    """One room's held times.

    `entries(member, since)` returns what is held for this member from `since` on, in a fixed number of
    queries. `page(member, name)` returns the page of the one called `name`, if this member may see it.
    `answer(answer, addresses, now)` takes what a calendar said to one of the addresses it was sent to:
    None when the room knows no such name, else a short code of what became of it.
    """

    entries: Callable[[Member, datetime], Iterable[Entry]]
    page: Callable[[Member, str], str | None]
    answer: Callable[[Answer, frozenset[str], datetime], str | None]


_sources: list[Source] = []


def register_source(source: Source) -> Source:
    """Add `source` and return it; naming it twice counts once."""
    if source not in _sources:
        _sources.append(source)
    return source


def entries_of(member: Member, *, since: datetime) -> list[Entry]:
    """Return all that is held for a member from `since` on."""
    return [entry for source in _sources for entry in source.entries(member, since)]


def page_of(member: Member, name: str) -> str | None:
    """Return the page of what calendars call `name`; None when there is none that this member may see."""
    return next((page for source in _sources if (page := source.page(member, name))), None)


def take_answer(answer: Answer, *, addresses: frozenset[str], now: datetime) -> str:
    """Hand an answer to the room that knows its name, and return what became of it: a short code."""
    told = (source.answer(answer, addresses, now) for source in _sources)
    return next((code for code in told if code is not None), "unknown")
