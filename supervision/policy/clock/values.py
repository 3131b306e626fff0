"""What goes into the clock and what comes out of it.

The friendly values speak in dates; what is read from the database in bulk (`Sitting`, `Worked`) carries
ordinals, because a million of them are read at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from supervision.policy.clock.credit import FORMULAS
from supervision.scheduling.days import FOR_GOOD, NO_DAYS, Spans, merge

KINDS = ("rolling", "calendar_minutes", "count", "units")
PART_TIME = {"none": KINDS, "interval": ("rolling",), "minutes": ("calendar_minutes",), "count": ("count",)}
TRACKED_ROLES = frozenset({"case_manager", "supervisor", "team_lead"})

ON_TRACK, DUE_SOON, OVERDUE, ESCALATED, PAUSED = "on_track", "due_soon", "overdue", "escalated", "paused"


Amount = int | Decimal
SittingRow = tuple[int, int, str, int]
"""A `Sitting`, or the same four values as they are read from the database."""
WorkedRow = tuple[int, Amount]
"""A `Worked`, or the same two values."""


class Sitting(NamedTuple):
    """One held session that a member attended as supervisee, from that member's side.

    `day` is the ordinal of the local day it started; `attended` is how many supervisees came, this
    one among them. Sessions that were not held, or that the member only facilitated, are no sittings.
    """

    day: int
    minutes: int
    kind: str
    attended: int = 1

    @classmethod
    def on(cls, day: date, minutes: int, kind: str = "individual", attended: int = 1) -> Sitting:
        return cls(day.toordinal(), minutes, kind, attended)


class Worked(NamedTuple):
    """Units (shifts, client hours) worked on one day, an ordinal. `units` is exact and not negative."""

    day: int
    units: Amount

    @classmethod
    def on(cls, day: date, units: str | Amount) -> Worked:
        return cls(day.toordinal(), Decimal(units) if isinstance(units, str) else units)


class Leave(NamedTuple):
    """Days away, both ends included; no end, for good. The kind decides only which rules it pauses."""

    starts_on: date
    ends_on: date | None
    kind: str


@dataclass(frozen=True, slots=True)
class Membership:
    """From when to when a member is tracked, both ends included, and how much of full time they work."""

    start: date
    end: date | None = None
    fte: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        if isinstance(self.fte, float):
            raise ValueError("Full-time equivalent must be exact: a Decimal or a Fraction.")
        object.__setattr__(self, "fte", Fraction(self.fte))
        if self.fte <= 0:
            raise ValueError("Full-time equivalent must be more than 0.")

    def tracked_on(self, day: date) -> bool:
        """Say whether the member is tracked on `day`: from the start to the end, both included."""
        return self.start <= day and (self.end is None or day <= self.end)


class Stage(NamedTuple):
    """While the last counting session is less than `below` days after the start, every `every_days`."""

    below: int
    every_days: int


def parse_stages(text: str) -> tuple[Stage, ...]:
    """Read stages as in "42:7;182:14": less than 42 days after the start every 7, less than 182 every 14.

    Raises ValueError with a sentence for the person who wrote it. Empty text gives no stages.
    """
    stages: list[Stage] = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        below, colon, every = (piece.strip() for piece in part.partition(":"))
        if not (colon and below.isascii() and below.isdigit() and every.isascii() and every.isdigit()):
            raise ValueError(f"“{part}” is no stage: write days after the start, a colon, and how often.")
        stage = Stage(int(below), int(every))
        if stage.below < 1 or stage.every_days < 1:
            raise ValueError(f"“{part}” is no stage: both numbers must be at least 1.")
        if stages and stage.below <= stages[-1].below:
            raise ValueError(f"The stages must rise: {stage.below} does not come after {stages[-1].below}.")
        stages.append(stage)
    return tuple(stages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How much supervision is owed, and what counts. Which fields matter depends on `kind`.

    `owed_from` is the first day a rule owes anything, for rules that were made or changed while people
    were already being tracked; None, as for every imported rule, changes nothing. When it is set:

    - rolling: with no counting session, `first_within_days` runs from the later of the start and
      `owed_from`; with one, the due date is as ever, but never before `owed_from`;
    - calendar_minutes: the first month owed is the first full one since the later of the two;
    - count: no stretch begins before the later of the two, so neither earlier sessions nor earlier
      days are counted, and no due date lies before `owed_from`;
    - units: only units worked on or after `owed_from` count towards the next session.
    """

    kind: str
    counts: frozenset[str]
    min_minutes: int = 0
    credit: str = "full"
    interval_days: int | None = None
    stages: tuple[Stage, ...] = ()
    first_within_days: int | None = None
    max_interval_days: int | None = None
    minutes: int | None = None
    sessions_a_year: int | None = None
    units: Amount | None = None
    part_time: str = "none"
    warn_days: int = 7
    grace_days: int = 3
    escalate_after_days: int = 14
    pausing_leave: frozenset[str] = field(default_factory=frozenset)
    owed_from: date | None = None
    aim_days: int | None = None

    def __post_init__(self) -> None:
        check_rule(self)


def check_rule(rule: Rule) -> None:
    """Raise ValueError, with a sentence for the person who wrote the rule, if it cannot be kept."""
    if rule.kind not in KINDS:
        raise ValueError(f"There is no kind of rule “{rule.kind}”; there are {', '.join(KINDS)}.")
    if rule.credit not in FORMULAS:
        raise ValueError(f"There is no credit formula “{rule.credit}”; there are {', '.join(FORMULAS)}.")
    if rule.part_time not in PART_TIME:
        raise ValueError(f"There is no part-time rule “{rule.part_time}”; there are {', '.join(PART_TIME)}.")
    if rule.kind not in PART_TIME[rule.part_time]:
        raise ValueError(f"Part time “{rule.part_time}” does not go with a rule of kind {rule.kind}.")
    if not rule.counts:
        raise ValueError("A rule must say which kinds of session count.")
    needed = {
        "rolling": ("interval_days", 1),
        "calendar_minutes": ("minutes", 1),
        "count": ("sessions_a_year", 1),
        "units": ("units", None),
    }[rule.kind]
    name, least = needed
    if getattr(rule, name) is None:
        raise ValueError(f"A rule of kind {rule.kind} needs {name}.")
    if least is not None and getattr(rule, name) < least:
        raise ValueError(f"{name} must be at least {least}.")
    if rule.kind == "units" and rule.units is not None and rule.units <= 0:
        raise ValueError("units must be more than 0.")
    if isinstance(rule.units, float):
        raise ValueError("units must be exact: a whole number, a Decimal or a Fraction.")
    for name in ("min_minutes", "warn_days", "grace_days", "escalate_after_days", "first_within_days"):
        if (getattr(rule, name) or 0) < 0:
            raise ValueError(f"{name} cannot be less than 0.")
    for name in ("max_interval_days", "aim_days"):
        if getattr(rule, name) is not None and getattr(rule, name) < 1:
            raise ValueError(f"{name} must be at least 1.")


class CompiledRule:
    """A rule made ready for many members: days as ordinals, functions looked up. Made by `compile_rule`.

    `owed_from` is 0 where the rule has none, which is before every day.
    """

    __slots__ = (
        "counts",
        "escalate_after_days",
        "find_due",
        "first_within_days",
        "formula",
        "grace_days",
        "interval_days",
        "is_pro_rata",
        "kind",
        "max_interval_days",
        "min_minutes",
        "minutes",
        "never_means_paused",
        "owed_from",
        "pausing_leave",
        "sessions_a_year",
        "stages",
        "units",
        "warn_days",
    )
    counts: frozenset[str]
    escalate_after_days: int
    find_due: FindDue
    first_within_days: int
    formula: Callable[[int, int], tuple[int, int]]
    grace_days: int
    interval_days: int
    is_pro_rata: bool
    kind: str
    max_interval_days: int | None
    min_minutes: int
    minutes: int
    never_means_paused: bool
    owed_from: int
    pausing_leave: frozenset[str]
    sessions_a_year: int
    stages: tuple[Stage, ...]
    units: Amount
    warn_days: int


class RollingWhy(NamedTuple):
    """Due `days` countable days after `base`: the last session, the joining, or the rule's beginning."""

    base: int
    since: str  # "held", "joined" or "began"
    days: int
    counted_to: int | None  # the due date before `began` held it up
    began: int  # the rule's owed_from, or 0


class MonthWhy(NamedTuple):
    """How this month and the one before stand: "met", "short", "away" (wholly) or "early" (not owed yet)."""

    month: int | None  # the month due, or this one; first day
    this: int
    this_stands: str
    this_credit: tuple[int, int]
    before: int
    before_stands: str
    before_credit: tuple[int, int]
    need: tuple[int, int]
    began: int
    start: int


class CountWhy(NamedTuple):
    """How many are held and owed in the year up to today, and on the first day that is too few."""

    holds: bool
    held: int
    owed: int
    fails_on: int | None
    held_then: int
    owed_then: int
    since: int | None  # the stretch begins here rather than a year back
    began: int


class UnitsWhy(NamedTuple):
    """Units worked since the last session, the joining or the rule's beginning, up to the due date."""

    base: int
    since: str
    worked: Amount
    units: Amount


Why = RollingWhy | MonthWhy | CountWhy | UnitsWhy
Found = tuple[int | None, int | None, tuple[int, int] | None, Why, int]
"""Due, last counted, this month's credit, why, and the first day on which it may differ; ordinals."""
FindDue = Callable[
    [int, CompiledRule, int, tuple[int, int], Sequence[SittingRow], Spans, Sequence[WorkedRow]], Found
]


class Answer(NamedTuple):
    """A clock on one day.

    `due_soon_on`, `overdue_on` and `escalated_on` are the first day of each state if the due date
    stands; where the state is not `paused`, they alone decide it on every day before `recheck_on`.
    Until then a paused clock stays paused. `recheck_on` is the first day after today on which due
    date, state or month may differ from that though nothing is entered; None if there is no such day.
    """

    state: str
    due_on: date | None
    last_counted_on: date | None
    due_soon_on: date | None
    overdue_on: date | None
    escalated_on: date | None
    recheck_on: date | None
    credit: tuple[int, int] | None
    why: Why
    away: tuple[int, int] | None  # for a paused clock: the stretch away, ordinals, end not included

    @property
    def minutes_this_month(self) -> Fraction | None:
        """This month's credit in exact minutes, for calendar_minutes; None for the other kinds."""
        return None if self.credit is None else Fraction(*self.credit)

    @property
    def minutes_shown(self) -> int | None:
        """This month's credit rounded half up, for show."""
        return None if self.credit is None else half_up(*self.credit)


def half_up(top: int, bottom: int = 1) -> int:
    """Round the fraction top / bottom (not negative) to the nearest whole number, halves up."""
    return (2 * top + bottom) // (2 * bottom)


def pauses(leave: Iterable[tuple[date, date | None, str]], kinds: frozenset[str]) -> Spans:
    """Return the days of `leave` that pause a rule whose pausing kinds are `kinds`.

    Leave is given as (first day, last day or None, kind), both ends included.
    """
    spans = [
        (first.toordinal(), FOR_GOOD if last is None else last.toordinal() + 1)
        for first, last, kind in leave
        if kind in kinds
    ]
    return merge(spans) if spans else NO_DAYS
