"""Where a break goes in a day, and what stands too tightly. Plain values in and out; minutes of UTC.

A contact is a stretch that its owner gave a weight. What has none is merely in the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from supervision.scheduling.spans import Span, union

LIGHT, MEDIUM, HEAVY = 1, 2, 3
WEIGHTS = (LIGHT, MEDIUM, HEAVY)
SHORTEST = 10
"""A break of fewer minutes is none worth holding."""
STEP = 5

BETWEEN_HEAVY, IN_A_ROW = "between_heavy", "in_a_row"


@dataclass(frozen=True, slots=True)
class Limits:
    """What somebody keeps to. `most_heavy`: heavy ones a day; None, no limit.

    `break_after`: so many contacts in a row ask for a break of `break_minutes`; None, none do.
    `apart_minutes`: kept between two heavy ones.
    """

    most_heavy: int | None = None
    break_after: int | None = 3
    break_minutes: int = 15
    apart_minutes: int = 30


HOLDSPACE = Limits()
"""What holds where nobody said anything."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact, from one minute to another, and how heavy it was, or is going to be."""

    starts: int
    ends: int
    weight: int


@dataclass(frozen=True, slots=True)
class Break:
    """A break that would fit: when, why, and after which contact. `is_short`: less than was wished."""

    starts: int
    ends: int
    why: str
    after: int
    is_short: bool = False


@dataclass(frozen=True, slots=True)
class Tight:
    """Two contacts that ask for more time between them than there is: where they meet, and why."""

    first_ends: int
    second_starts: int
    why: str


def more_protective(one: Limits, other: Limits) -> Limits:
    """Return what protects most of both: fewer heavy ones, earlier, longer and wider breaks."""
    return Limits(
        most_heavy=_least(one.most_heavy, other.most_heavy),
        break_after=_least(one.break_after, other.break_after),
        break_minutes=max(one.break_minutes, other.break_minutes),
        apart_minutes=max(one.apart_minutes, other.apart_minutes),
    )


def is_at_least_as_protective(one: Limits, other: Limits) -> bool:
    """Say whether `one` nowhere protects less than `other`."""
    return more_protective(one, other) == one


def heavy_count(contacts: Iterable[Contact]) -> int:
    return sum(contact.weight == HEAVY for contact in contacts)


def tight(contacts: Sequence[Contact], rests: Sequence[Span], limits: Limits) -> list[Tight]:
    """Return where two contacts stand too close, earliest first. `rests`: what is kept free already.

    Two heavy ones with less than `apart_minutes` between them; or so many in a row as `break_after` says,
    none of them with a break of `break_minutes` after it, and another to come. A break counts wherever
    between the two it lies, and so does time in which there is nothing.
    """
    found = []
    run = 1
    ordered = sorted(contacts, key=lambda one: (one.starts, one.ends))
    for first, second in pairwise(ordered):
        gap = second.starts - first.ends
        rested = max([gap, *(_overlap(rest, (first.ends, second.starts)) for rest in rests)])
        run = 1 if rested >= limits.break_minutes else run + 1
        if first.weight == second.weight == HEAVY and gap < limits.apart_minutes:
            found.append(Tight(first.ends, second.starts, BETWEEN_HEAVY))
        elif limits.break_after is not None and run > limits.break_after:
            found.append(Tight(first.ends, second.starts, IN_A_ROW))
    return found


def proposed(
    contacts: Sequence[Contact],
    in_the_way: Iterable[Span],
    rests: Sequence[Span],
    limits: Limits,
    *,
    window: Span,
) -> list[Break]:
    """Return where breaks would go, earliest first; only within `window` (from now to the day's end).

    After a heavy contact that another follows within twice `apart_minutes`, and after so many in a row as
    `break_after` says: right then, as long as is wished or as there is room; where there is none, in the next
    room there is. Where enough is kept free already, nothing is proposed.
    """
    ordered = sorted(contacts, key=lambda one: (one.starts, one.ends))
    taken = union([*in_the_way, *((one.starts, one.ends) for one in ordered), *rests])
    found: list[Break] = []
    run = 0
    for number, contact in enumerate(ordered):
        following = ordered[number + 1] if number + 1 < len(ordered) else None
        before = ordered[number - 1] if number else None
        run = 1 if before is None or _is_rested(before, contact, rests, limits) else run + 1
        wish = 0
        why = ""
        if limits.break_after is not None and run >= limits.break_after:
            wish, why = limits.break_minutes, IN_A_ROW
        if _are_close(contact, following, limits):
            wish, why = max(wish, limits.apart_minutes), BETWEEN_HEAVY
        if not wish:
            continue
        until = following.starts if following else window[1]
        if any(_overlap(rest, (contact.ends, until)) >= min(wish, _length(rest)) > 0 for rest in rests):
            run = 0
            continue
        place = _place(contact.ends, wish, until, taken, window)
        if place is not None and not any(_overlap((one.starts, one.ends), place) for one in found):
            found.append(Break(*place, why, contact.ends, is_short=place[1] - place[0] < wish))
            run = 0
    return found


# ---------------------------------------------------------------- inside
def _least(one: int | None, other: int | None) -> int | None:
    return min((each for each in (one, other) if each is not None), default=None)


def _length(span: Span) -> int:
    return span[1] - span[0]


def _overlap(one: Span, other: Span) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def _are_close(contact: Contact, following: Contact | None, limits: Limits) -> bool:
    """Say whether two heavy ones follow each other within twice the time to be kept between them."""
    if following is None or not contact.weight == following.weight == HEAVY:
        return False
    return following.starts - contact.ends < 2 * limits.apart_minutes


def _is_rested(before: Contact, after: Contact, rests: Iterable[Span], limits: Limits) -> bool:
    between = (before.ends, after.starts)
    gap = after.starts - before.ends
    return gap >= limits.break_minutes or any(
        _overlap(rest, between) >= limits.break_minutes for rest in rests
    )


def _place(at: int, wish: int, until: int, taken: Sequence[Span], window: Span) -> Span | None:
    """Return where so many minutes fit first, from `at` on; before `until` shorter ones rather than later."""
    start = -(-max(at, window[0]) // STEP) * STEP
    while start < window[1]:
        inside = next((span for span in taken if span[0] <= start < span[1]), None)
        if inside is not None:
            start = -(-inside[1] // STEP) * STEP
            continue
        end = min([window[1], *(span[0] for span in taken if span[0] > start)])
        if end - start >= wish:
            return (start, start + wish)
        if end - start >= SHORTEST and start < until:
            return (start, end)
        start = -(-end // STEP) * STEP
    return None
