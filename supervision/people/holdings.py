"""What is held of people: every table says here whose its rows are, how long they stay, and what becomes of
them.

Export, erasure, the retention table and the data-protection pack are all made from these, and from nothing
else. A test walks every table of every app, and fails for one that nobody has named. How a room joins in::

    # peers/events/holdings.py, called from its AppConfig.ready
    def register_holdings() -> None:
        activity(Activity("events", "After something happened", why="...", basis="..."))
        holds("peers_events.Offer", "What you were offered, and your answer", area="events",
              whose=("member",), kept="Three months", thing=Thing.OFFERS)        # goes with its owner
        holds("peers_events.Event", "That something happened, and when", area="events", fate=NAMELESS,
              named=("noted_by",), kept="Three months", why="It is the others’ as well.")
        holds("peers_events.Default", "What an organisation set", area="events", fate=NOBODYS)

`whose`: lookups from a row to the member (or the person) whose it is: these rows are in their export. Every
foreign key to a member or a person stands in `whose` or in `named`. The fates:

* GONE: rows of `whose` are deleted when their member is erased, in one statement, with all that cascades.
* PERSON: they belong to the person, whatever their organisations: gone with their last place.
* NAMELESS: the row is somebody else's as well. It stays, and points at somebody without a name; `why` says
  so.
* NOBODYS: it says nothing of any member.

What is deleted by a key that is not in `whose`, or sealed and to be opened for somebody else, a room does in
`erase(erasing)`: it runs before any row is deleted, inside the one transaction, and twice is no more.
`read(member)` returns the rows for the export where those of the table itself would say too little or too
much.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db import models

from supervision.people.encryption import CannotUnseal
from supervision.people.models import Member, Organisation, Person
from supervision.people.visibility import Thing
from supervision.wording import noted


class Fate(StrEnum):
    """What becomes of rows when whoever they are about is erased."""

    GONE = "gone"
    PERSON = "person"
    NAMELESS = "nameless"
    NOBODYS = "nobodys"


GONE, PERSON, NAMELESS, NOBODYS = Fate.GONE, Fate.PERSON, Fate.NAMELESS, Fate.NOBODYS
STAYS = noted("As long as you are among the people of the organisation")
UNTIL_DELETED = noted("Until its owner deletes it, or is erased")


@dataclass(frozen=True, slots=True)
class Erasing:
    """One erasure under way: `person` as they were, `nobody` who stands there from now on.

    `is_last`: they have no place in any other organisation, so that what is the person's goes too.
    """

    member: Member
    person: Person
    nobody: Person
    is_last: bool
    now: datetime


Eraser = Callable[[Erasing], object]
Reader = Callable[[Member], Any]


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing that people's data are processed for: a line in the record of processing.

    `basis`: on what ground, in the words of the UK GDPR. `special`: why data about health may be in it, if
    so.
    """

    name: str
    title: str
    why: str
    basis: str
    special: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """What one table holds of people; see the module's words."""

    label: str
    words: str
    area: str
    fate: Fate
    whose: tuple[str, ...]
    named: tuple[str, ...]
    kept: str
    why: str
    thing: Thing | None
    read: Reader | None
    in_export: bool
    leave_out: frozenset[str]
    owns_words: bool

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.label)


@dataclass(frozen=True, slots=True)
class Keeping:
    """One class of what is kept for a time: `lasts` says how long in an organisation, `would_go` what goes
    tonight.

    `would_go` returns None where even a count would say that there was any.
    """

    name: str
    what: str
    lasts: Callable[[Organisation], str]
    then: str = "Deleted"
    would_go: Callable[[Organisation, datetime], int | None] | None = None
    set_at: str = ""
    """Name of the page on which an administrator sets it; empty where it is fixed."""


_activities: dict[str, Activity] = {}
_holdings: dict[str, Holding] = {}
_erasers: dict[str, Eraser] = {}
_keepings: dict[str, Keeping] = {}


def activity(one: Activity) -> Activity:
    """Name something that data are processed for; one of the same name takes its place."""
    _activities[one.name] = one
    return one


def holds(
    label: str,
    words: str,
    *,
    area: str,
    fate: Fate = GONE,
    whose: Iterable[str] = (),
    named: Iterable[str] = (),
    kept: str = STAYS,
    why: str = "",
    thing: Thing | None = None,
    read: Reader | None = None,
    in_export: bool = True,
    leave_out: Iterable[str] = (),
    owns_words: bool = False,
) -> Holding:
    """Say what one table holds of people; saying it again takes its place.

    `owns_words`: its sealed words are the owner's own, though another's key sealed them.
    """
    if fate is NAMELESS and not why:
        raise ValueError(f"{label} stays without a name: say why.")
    holding = Holding(
        label,
        words,
        area,
        fate,
        tuple(whose),
        tuple(named),
        kept,
        why,
        thing,
        read,
        in_export and fate is not NOBODYS,
        frozenset(leave_out),
        owns_words,
    )
    _holdings[label.lower()] = holding
    return holding


def erases(name: str, erase: Eraser) -> None:
    """Name what a room does itself when somebody is erased; one of the same name takes its place."""
    _erasers[name] = erase


def keeps(keeping: Keeping) -> Keeping:
    """Name something that is kept for a time and then goes; one of the same name takes its place."""
    _keepings[keeping.name] = keeping
    return keeping


def activities() -> list[Activity]:
    return sorted(_activities.values(), key=lambda one: one.title)


def holdings() -> list[Holding]:
    """Return what every table holds, by area and then as it was named."""
    order = {one.name: number for number, one in enumerate(activities())}
    return sorted(_holdings.values(), key=lambda one: order.get(one.area, len(order)))


def holding_of(model: type[models.Model]) -> Holding | None:
    return _holdings.get(model._meta.label_lower)


def erasers() -> list[Eraser]:
    return [_erasers[name] for name in sorted(_erasers)]


def keepings() -> list[Keeping]:
    return sorted(_keepings.values(), key=lambda one: one.what)


# ---------------------------------------------------------------- rows of somebody
def owner_lookup(holding: Holding, path: str, member: Member) -> dict[str, Any]:
    """Return the filter by which a table's rows are this member's, or their person's, along one path."""
    return {path: member.person_id if leads_to_person(holding.model, path) else member.pk}


def leads_to_person(model: type[models.Model], path: str) -> bool:
    """Say whether a path of lookups ends at a person, not at a member. Raises ValueError for neither."""
    found: Any = model
    for step in path.split("__"):
        found = found._meta.get_field(step).related_model
    if found is Person:
        return True
    if found is not Member:
        raise ValueError(f"{model._meta.label}.{path} leads to neither a member nor a person.")
    return False


def rows_of(holding: Holding, member: Member) -> models.QuerySet:
    """Return a table's rows that are this member's own."""
    own = models.Q(pk__in=[])
    for path in holding.whose:
        own |= models.Q(**owner_lookup(holding, path, member))
    found = holding.model._base_manager
    return found.filter(pk__in=found.filter(own).values("pk"))


def opened(row: models.Model, attribute: str) -> str:
    """Return a sealed text of a row; empty where its key is gone."""
    try:
        return str(getattr(row, attribute))
    except CannotUnseal:
        return ""
