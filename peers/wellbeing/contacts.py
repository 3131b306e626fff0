"""Heavy contacts and the breaks between them: one tap, no client, no words. Nobody else ever sees a weight.

What somebody tapped on one day stands as one thing in their space, and is forgotten after a year. A break
that they protect is taken time of theirs: others see it as busy, and calendars as held time.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from peers.wellbeing import breaks, keeping
from peers.wellbeing.breaks import Contact, Limits
from peers.wellbeing.keeping import drawer
from peers.wellbeing.models import BreakDefault
from supervision.availability import taking
from supervision.errors import Refusal
from supervision.people.audit import Deed, record
from supervision.people.models import Member, Organisation
from supervision.scheduling.days import local_day
from supervision.scheduling.spans import Span

CONTACTS = drawer("contacts", known_as="contacts")
LIMITS = drawer("contact limits", known_as="contact_limits")
MOST_A_DAY = 40
LONGEST_BREAK = 120
KEPT_MONTHS = 13


class BreakGone(Refusal):
    code = "break_gone"


class TooMany(Refusal):
    code = "too_many"


class LessProtective(Refusal):
    """An organisation's default would protect less than Holdspace's own."""

    code = "less_protective"
    status = 422


@dataclass(frozen=True, slots=True)
class Tap:
    """One contact that was weighed. `starts`, `ends`: minutes since 1970; `name`: by which it is changed."""

    name: str
    starts: int
    ends: int
    weight: int

    @property
    def contact(self) -> Contact:
        return Contact(self.starts, self.ends, self.weight)


@dataclass(frozen=True, slots=True)
class Held:
    """A break that its owner protects; `name` is the random number its time is taken under."""

    name: str
    starts: int
    ends: int


@dataclass(frozen=True, slots=True)
class Day:
    """What somebody said of one day: what they weighed, which breaks they hold, which they let be."""

    taps: tuple[Tap, ...] = ()
    held: tuple[Held, ...] = ()
    left: tuple[int, ...] = ()

    @property
    def contacts(self) -> list[Contact]:
        return [tap.contact for tap in self.taps]


# ---------------------------------------------------------------- weighing
def day_of(member: Member, day: date) -> Day:
    """Return what a person said of one day. Three queries."""
    return _day(keeping.open_space(member.person_id).read(CONTACTS, day.isoformat()))


def days_of(member: Member) -> dict[date, Day]:
    """Return what a person said of all days that are kept. Three queries."""
    found = keeping.open_space(member.person_id).all(CONTACTS)
    return {date.fromisoformat(entry.name): _day(entry.body) for entry in found}


def weigh(
    member: Member, weight: int, *, name: str, span: Span | None = None, day: date, now: datetime
) -> Day:
    """Note how heavy a contact was, under a name its page made up: the same name again changes it.

    `span`: the stretch of `day` that it was; without one it was just now. Raises TooMany.
    """
    minute = taking.minute_of(now)
    starts, ends = span or (minute - 1, minute)

    def change(before: dict[str, Any] | None) -> dict[str, Any]:
        taps = [tap for tap in _kept(before)["taps"] if tap["name"] != name and not _is_of(tap, span)]
        if len(taps) >= MOST_A_DAY:
            raise TooMany("That is as much as one day holds. Take one out first.")
        taps.append({"name": name, "starts": starts, "ends": ends, "weight": weight})
        return _kept(before) | {"taps": sorted(taps, key=lambda tap: (tap["starts"], tap["name"]))}

    return _change(member, day, change)


def unweigh(member: Member, name: str, *, day: date) -> bool:
    """Take one back, as if it had never been tapped. Says whether there was one of this name."""
    found = False

    def change(before: dict[str, Any] | None) -> dict[str, Any]:
        nonlocal found
        taps = _kept(before)["taps"]
        found = any(tap["name"] == name for tap in taps)
        return _kept(before) | {"taps": [tap for tap in taps if tap["name"] != name]}

    _change(member, day, change)
    return found


def _is_of(tap: dict[str, Any], span: Span | None) -> bool:
    return span is not None and (tap["starts"], tap["ends"]) == span


# ---------------------------------------------------------------- breaks
def hold_break(member: Member, starts: int, ends: int, *, now: datetime) -> Held:
    """Protect a break: take its time, so that nobody books over it. Raises BreakGone, or TimeTaken.

    Several at once of the same time: one holds it, and the others find it taken.
    """
    at = datetime.fromtimestamp(starts * 60, UTC)
    day = local_day(at, member.zone)
    if (
        not 0 < ends - starts <= LONGEST_BREAK
        or ends <= taking.minute_of(now)
        or day > _last_day(member, now)
    ):
        raise BreakGone("That break is over, or too long. Here is what would fit now.")
    held = Held(str(uuid.uuid4()), starts, ends)

    def act() -> Held:
        taking.lock_persons([member.person_id])
        taking.take(
            uuid.UUID(held.name), [member.person_id], at, datetime.fromtimestamp(ends * 60, UTC), now=now
        )
        _change(
            member,
            day,
            lambda before: (
                _kept(before)
                | {"held": [*_kept(before)["held"], {"name": held.name, "starts": starts, "ends": ends}]}
            ),
        )
        return held

    return taking.in_turn(act)


def release_break(member: Member, name: str, *, day: date) -> bool:
    """Let a break go, and its time with it. Says whether there was one of this name."""
    found = False

    def act() -> None:
        nonlocal found

        def change(before: dict[str, Any] | None) -> dict[str, Any]:
            nonlocal found
            held = _kept(before)["held"]
            found = any(one["name"] == name for one in held)
            return _kept(before) | {"held": [one for one in held if one["name"] != name]}

        taking.lock_persons([member.person_id])
        _change(member, day, change)
        if found:
            taking.release([uuid.UUID(name)])

    taking.in_turn(act)
    return found


def leave_be(member: Member, after: int, *, day: date) -> Day:
    """Propose no break after the contact that ended at this minute."""
    return _change(
        member, day, lambda before: _kept(before) | {"left": sorted({*_kept(before)["left"], after})}
    )


def release_all(member: Member) -> None:
    """Free the time of every break that a person holds."""
    names = [uuid.UUID(held.name) for day in days_of(member).values() for held in day.held]
    taking.release(names)


# ---------------------------------------------------------------- limits
def own_limits(member: Member) -> Limits | None:
    """Return what a person set for themselves; None if nothing."""
    body = keeping.open_space(member.person_id).read(LIMITS)
    return Limits(**body) if body else None


def default_of(organisation: Organisation | int) -> Limits:
    """Return what holds in an organisation for whoever set nothing."""
    pk = organisation if isinstance(organisation, int) else organisation.pk
    row = BreakDefault.objects.filter(pk=pk).first()
    said = Limits(row.most_heavy, row.break_after, row.break_minutes, row.apart_minutes) if row else None
    return breaks.more_protective(breaks.HOLDSPACE, said) if said else breaks.HOLDSPACE


def limits_of(member: Member) -> Limits:
    """Return what holds for a person: their own, and wherever it protects more, their organisation's.

    Whoever set nothing keeps to Holdspace's own, or to more where their organisation asks for more.
    """
    own = own_limits(member)
    said = BreakDefault.objects.filter(pk=member.organisation_id).exists()
    if own is None:
        return default_of(member.organisation_id)
    return breaks.more_protective(own, default_of(member.organisation_id)) if said else own


def minutes_between(member: Member) -> int:
    """Return the minutes that a person wants between two things; 0 where they set nothing."""
    own = own_limits(member)
    return own.break_minutes if own else 0


def set_limits(member: Member, limits: Limits | None) -> None:
    """Keep what a person sets for themselves; None: as the organisation has it."""
    keeping.change(member.person_id, LIMITS, "", lambda before: asdict(limits) if limits else None)


def set_default(by: Member, limits: Limits, *, now: datetime) -> None:
    """Keep an organisation's default. Raises LessProtective: it may only ask for more than Holdspace does."""
    if not breaks.is_at_least_as_protective(limits, breaks.HOLDSPACE):
        raise LessProtective("A default may only protect people more than Holdspace’s own does.")
    BreakDefault.objects.update_or_create(organisation_id=by.organisation_id, defaults=asdict(limits))
    record([Deed(by.organisation_id, "wellbeing.break_default", by.pk)], at=now)


# ---------------------------------------------------------------- inside
def _last_day(member: Member, now: datetime) -> date:
    return local_day(now, member.zone) + timedelta(days=28)


def _kept(before: dict[str, Any] | None) -> dict[str, Any]:
    return {"taps": [], "held": [], "left": []} | (before or {})


def _day(body: dict[str, Any] | None) -> Day:
    kept = _kept(body)
    return Day(
        tuple(Tap(**tap) for tap in kept["taps"]),
        tuple(Held(**held) for held in kept["held"]),
        tuple(kept["left"]),
    )


def _change(member: Member, day: date, changing) -> Day:
    def change(before: dict[str, Any] | None) -> dict[str, Any] | None:
        after: dict[str, Any] = changing(before)
        return after if after["taps"] or after["held"] or after["left"] else None

    name = day.isoformat()
    return _day(keeping.change(member.person_id, CONTACTS, name, change, forget_on=_forget_on(day)))


def _forget_on(day: date) -> date:
    """Return the first of the month, a year and a month later: it tells the month of a day, and no more."""
    months = day.year * 12 + day.month - 1 + KEPT_MONTHS
    return date(months // 12, months % 12 + 1, 1)
