"""Time that stays free around what is booked: kept anew when a day is marked heavy, or a buffer changes.

What is booked, and whose time it takes, is known to rooms above this one. Such a room names a `Keeper` in
its `AppConfig.ready`; whoever changes what stays free around sessions calls `keep` in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Short:
    """Something booked that can't have all the time around it that it should: something else is too close."""

    person_id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who keeps time free around what is booked.

    `keep(person_ids, now)` keeps as much as there is; `keep_all(organisation_id, now)` for everybody who
    holds sessions in an organisation. Both return what is short of it, as `short(person_ids, now)` does
    without changing anything.
    """

    keep: Callable[[Collection[int], datetime], list[Short]]
    keep_all: Callable[[int, datetime], list[Short]]
    short: Callable[[Collection[int], datetime], list[Short]]


_keepers: list[Keeper] = []


def provide(keeper: Keeper) -> Keeper:
    """Name the one room that keeps time free around what is booked; a second one takes its place."""
    _keepers[:] = [keeper]
    return keeper


def keep(person_ids: Collection[int], *, now: datetime) -> list[Short]:
    """Keep the time around what is booked with these persons, as it is to be now; return what is short of it.

    Belongs in the transaction of the change, after members are locked.
    """
    return [one for keeper in _keepers for one in keeper.keep(person_ids, now)]


def keep_all(organisation_id: int, *, now: datetime) -> list[Short]:
    """The same for everybody who holds sessions in an organisation."""
    return [one for keeper in _keepers for one in keeper.keep_all(organisation_id, now)]


def short_of(person_ids: Collection[int], *, now: datetime) -> list[Short]:
    """Return what is booked with these persons, and has less time around it than it should."""
    return [one for keeper in _keepers for one in keeper.short(person_ids, now)]
