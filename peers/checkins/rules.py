"""When a round begins, who takes part in it, and what a pair weighs. Values in, answers out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from zlib import crc32
from zoneinfo import ZoneInfo

from supervision.errors import Refusal
from supervision.scheduling.bits import each
from supervision.scheduling.matching import MOST_WAITING, Circle
from supervision.scheduling.wall_time import resolve

EVERY_DAYS = (7, 14, 21, 28, 42)
"""How many days a round may last."""
USUAL_DAYS = 14
MINUTES = 15
"""How long a check-in takes."""
APART = timedelta(days=84)
"""No two meet again sooner, while others are possible. Source: product.md, Check-ins."""
MISSED = 2
"""After so many rounds without having spoken somebody is written to, alone."""
RESTS = (1, 2, 3)
"""For how many rounds somebody may rest, before they are in again by themselves."""
TURNS = (1, 2)
"""A partner every round, or every other one."""
LEAST_LEFT = timedelta(days=3)
"""With less of a round left nobody is given another partner in it."""

COMMON, LONG_AGO, CHANCE = 500, 300, 200
DRAWN = 1024
ENOUGH = 80
"""Quarters of an hour in common, in a fortnight, beyond which more is no better: twenty hours."""
FRESH = 364
"""After so many days it is as if two had never met."""
MOST_QUARTERS = 43 * 96
"""No round has more quarters of an hour than six weeks and a day."""
POINTS = [COMMON * min(number, ENOUGH) // ENOUGH for number in range(MOST_QUARTERS + 1)]
"""What so many quarters of an hour in common weigh."""
PER_ROUND, NEW = 2, 1
"""How much sooner somebody is for each round in a row without a partner, and for having had none yet."""


class NotOffered(Refusal):
    """A value that is not among those on offer."""

    code = "not_offered"
    status = 422


class TimeGone(Refusal):
    """A time that is not free for all of them, not in the round, or past."""

    code = "slot_taken"


class NoPartner(Refusal):
    """There is nobody to meet in this round."""

    code = "no_partner"


# ---------------------------------------------------------------- rounds
def due_round(last: date | None, *, every_days: int, today: date) -> date | None:
    """Return the day on which the round to be made now began; None while none is due.

    The first begins on a Monday. The next `every_days` after the one before, whenever it is made: of
    several that were passed over, while nothing ran, only the latest is made.
    """
    if last is None:
        return today if today.weekday() == 0 else None
    passed = (today - last).days // every_days
    return last + timedelta(days=passed * every_days) if passed >= 1 else None


def is_away(leaves: Iterable[tuple[date, date | None]], *, first: date, last: date) -> bool:
    """Say whether somebody is on leave for more than half of the days from `first` to `last`.

    Leaves have both days included; no end means for good.
    """
    days: set[int] = set()
    for starts_on, ends_on in leaves:
        begins = max(starts_on, first).toordinal()
        past = min(ends_on or last, last).toordinal() + 1
        days.update(range(begins, past))
    return 2 * len(days) > (last - first).days + 1


def waited(*, left_out: int, is_new: bool) -> int:
    """Return how much sooner than others somebody is to have a partner.

    Whoever had none in the rounds before comes first, the longer the sooner; then who is new.
    """
    return min(MOST_WAITING, PER_ROUND * left_out + (NEW if is_new else 0))


# ---------------------------------------------------------------- pairs
@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody in a round. `hours`: the bits of the quarters of an hour in which they could meet."""

    id: int
    hours: int
    waiting: int = 0
    apart: Collection[int] = ()
    met: Mapping[int, date] = field(default_factory=dict)


def circle_of(candidates: Sequence[Candidate], *, on: date) -> Circle:
    """Return who of these may be paired with whom in a round that begins on this day, and its weight.

    Never with those they are kept apart from, nor without a quarter of an hour in common; with whom they
    met less than twelve weeks ago only where there is nobody else. A pair weighs more the more time the
    two have in common, and the longer ago they met; a little is left to chance, another in each round.
    """
    place = {one.id: at for at, one in enumerate(candidates)}
    may = _in_common([one.hours for one in candidates])
    again = [0] * len(candidates)
    for at, one in enumerate(candidates):
        row = 1 << at
        for other in one.apart:
            if other in place:
                row |= 1 << place[other]
        may[at] &= ~row
        for other, day in one.met.items():
            if other in place and on - day < APART:
                again[at] |= 1 << place[other]
        again[at] &= may[at]
    return Circle(may, again, [one.waiting for one in candidates], _weigher(candidates, place, on))


def _in_common(hours: Sequence[int]) -> list[int]:
    """Return for each the bits of those who have a quarter of an hour in common with them, or more."""
    there: dict[int, bytearray] = {}
    size = len(hours) // 8 + 1
    for at, own in enumerate(hours):
        for quarter in each(own):
            if quarter not in there:
                there[quarter] = bytearray(size)
            there[quarter][at >> 3] |= 1 << (at & 7)
    by_quarter = {quarter: int.from_bytes(row, "little") for quarter, row in there.items()}
    everybody = 0
    for row in by_quarter.values():
        everybody |= row
    known: dict[int, int] = {}
    found = []
    for own in hours:
        if own not in known:
            row, left = 0, own
            while left and row != everybody:
                quarter = left.bit_length() - 1  # from the last one down, so that `left` gets shorter
                left ^= 1 << quarter
                row |= by_quarter[quarter]
            known[own] = row
        found.append(known[own])
    return found


def _weigher(
    candidates: Sequence[Candidate], place: Mapping[int, int], on: date
) -> Callable[[int, Sequence[int]], list[int]]:
    hours = [one.hours for one in candidates]
    salt = [crc32(f"{one.id}".encode()) % DRAWN for one in candidates]
    drawn = [LONG_AGO + CHANCE * number // DRAWN for number in range(DRAWN)]
    Random(on.toordinal()).shuffle(drawn)  # noqa: S311  # nosec B311 - for variety, another in each round
    less = [
        {
            place[other]: _long_ago((on - day).days) - LONG_AGO
            for other, day in one.met.items()
            if other in place
        }
        for one in candidates
    ]
    points = POINTS

    def weigh(one: int, others: Sequence[int]) -> list[int]:
        own, grain, known = hours[one], salt[one], less[one]
        found = [points[(own & hours[other]).bit_count()] + drawn[grain ^ salt[other]] for other in others]
        if known:
            for at, other in enumerate(others):
                if other in known:
                    found[at] += known[other]
        return found

    return weigh


def _long_ago(days: int) -> int:
    """Return what it weighs that two met so many days ago: nothing within twelve weeks, all after a year."""
    soon = APART.days
    return LONG_AGO * min(max(days - soon, 0), FRESH - soon) // (FRESH - soon)


def who_rings(members: Sequence[int], *, rang_last: int | None, on: date) -> int:
    """Return who rings: not the one who did when they met last; else by chance, a new one each round."""
    in_order = sorted(members)
    if rang_last in in_order and len(in_order) == 2:
        return in_order[1 - in_order.index(rang_last)]
    return in_order[crc32(f"{in_order} {on:%Y%m%d}".encode()) % len(in_order)]


def spread_over(starts: Sequence[int], *, number: int, day_of: Callable[[int], int]) -> list[int]:
    """Return so many of these minutes, in order: one a day where there are days enough, early to late."""
    by_day: dict[int, list[int]] = {}
    for start in starts:
        by_day.setdefault(day_of(start), []).append(start)
    days = list(by_day.values())
    if len(days) >= number:
        step = (len(days) - 1) / max(number - 1, 1)
        chosen = [days[round(step * at)] for at in range(number)]
        return sorted(middle(day) for day in chosen)
    found = [middle(day) for day in days]
    for start in starts:
        if len(found) >= number:
            break
        if all(abs(start - other) >= 60 for other in found):
            found.append(start)
    return sorted(found[:number])


def middle(starts: Sequence[int]) -> int:
    """Return the one of a day's minutes that lies in the middle of them."""
    return starts[len(starts) // 2]


def eve_of(starts_at: datetime, zone: ZoneInfo, weekdays: Collection[int]) -> datetime:
    """Return, in UTC, the same wall time on the last working day before the day of a moment.

    `weekdays` are those somebody works on, Monday 0; with none, the day before.
    """
    local = starts_at.astimezone(zone)
    day = local.date() - timedelta(days=1)
    for _ in range(7):
        if not weekdays or day.weekday() in weekdays:
            break
        day -= timedelta(days=1)
    return resolve(datetime.combine(day, local.time()), zone)
