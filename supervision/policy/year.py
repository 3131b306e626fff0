"""A year of one clock as a chart, its sentence and its table: made from the clock's own past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from supervision.policy.clock import Leave, Membership, Sitting, Worked, half_up
from supervision.policy.clock.history import AWAY, COVERED, OWED, Held, Month, Past, Stretch
from supervision.policy.inputs import MemberFacts
from supervision.policy.law import RuleFacts
from supervision.policy.looks import count_words, days_words

BACK, WHOLE = 365, 380
"""Days from the left edge to today, and to the right edge."""
TALLEST = 68.3
AXIS = 88.0


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to draw: from `x` on, `width` wide, both in per cent."""

    kind: str
    x: str
    width: str
    end: str


@dataclass(frozen=True, slots=True)
class Label:
    x: str
    words: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Year:
    """The last year under one rule, drawn on one line."""

    marks: Sequence[Mark]
    held: Sequence[str]
    labels: Sequence[Label]
    now: str
    finding: str
    caption: str
    rows: Sequence[Held]


@dataclass(frozen=True, slots=True)
class Column:
    """One month's minutes."""

    first: date
    x: str
    middle: str
    y: str
    height: str
    minutes: int
    needed: int
    is_named: bool
    stands: str


@dataclass(frozen=True, slots=True)
class Months:
    """A year of minutes, a column a month, and the line of what is owed."""

    columns: Sequence[Column]
    line: str | None
    line_label: str
    needed: int
    finding: str
    caption: str


def past_of(member: MemberFacts, rule: RuleFacts) -> Past:
    """Return the member's past under one rule."""
    return Past(
        rule=rule.compiled,
        membership=Membership(
            date.fromordinal(member.start),
            None if member.end is None else date.fromordinal(member.end),
            Fraction(*member.fte),
        ),
        sittings=[Sitting(*one) for one in member.sittings],
        leave=[Leave(*one) for one in member.leave],
        worked=[Worked(*one) for one in member.worked],
    )


def year_of(past: Past, today: date, *, whom: str) -> Year:
    """Return the year up to `today`. `whom` is who was owed, as the sentence says it: "you", "Siobhán"."""
    since = today - timedelta(days=BACK)
    stretches = past.stretches(since, today)
    rows = past.held(since, today)
    since = max(since, past.membership.start)
    finding = _finding(stretches, rows, since, whom)
    return Year(
        marks=[_mark(one, today) for one in stretches],
        held=[_x(row.on, today) for row in reversed(rows)],
        labels=_labels(today),
        now=_x(today, today),
        finding=finding,
        caption=finding,
        rows=rows,
    )


def months_of(past: Past, today: date) -> Months:
    """Return the last twelve months under a rule of minutes a month."""
    months = past.months(today)
    tallest = max([Fraction(1), *(max(month.minutes, month.needed) for month in months)])
    step = 100 / max(len(months), 1)
    columns = []
    for number, month in enumerate(months):
        height = float(month.minutes / tallest) * TALLEST
        columns.append(
            Column(
                first=month.first,
                x=f"{number * step + step * 0.19:.1f}%",
                middle=f"{number * step + step * 0.5:.1f}%",
                y=f"{AXIS - height:.1f}",
                height=f"{height:.1f}",
                minutes=_minutes(month.minutes),
                needed=_minutes(month.needed),
                is_named=number % 2 == 0,
                stands=month.stands,
            )
        )
    needed = _minutes(months[-1].needed) if months else 0
    line = f"{AXIS - float(months[-1].needed / tallest) * TALLEST:.1f}" if months else None
    label = f"{float(line) - 5:.1f}" if line else ""
    words = _months_words(months, today, needed)
    return Months(columns, line, label, needed, words, words)


def _mark(stretch: Stretch, today: date) -> Mark:
    start, end = _at(stretch.start, today), _at(stretch.end, today)
    if stretch.kind == OWED:
        # The dots leave room for the rounded end before them.
        start = min(start + 1.0, end - 0.3)
    return Mark(stretch.kind, f"{start:.1f}%", f"{max(end - start, 0.3):.1f}%", f"{end:.1f}%")


def _at(day: date, today: date) -> float:
    return ((day - today).days + BACK) / WHOLE * 100


def _x(day: date, today: date) -> str:
    return f"{_at(day, today):.1f}%"


def _labels(today: date) -> list[Label]:
    labels = []
    day = (today - timedelta(days=BACK)).replace(day=1)
    for number in range(14):
        at = _at(day, today)
        if number % 3 == 1 and at < 86:
            labels.append(Label(f"{at:.1f}%", day.strftime("%b")))
        day = (day + timedelta(days=32)).replace(day=1)
    return [*labels, Label(_x(today, today), "today", "end")]


def _finding(stretches: Sequence[Stretch], rows: Sequence[Held], since: date, whom: str) -> str:
    held = f"{count_words(len(rows))} held" if rows else "none held"
    words = [f"Since {since:%B %Y}: {held}"]
    away = [one for one in stretches if one.kind == AWAY]
    if away:
        words.append(f"{count_words(len(away))} {'stretch' if len(away) == 1 else 'stretches'} away")
    sentence = ", ".join(words) + "."
    owed = [one for one in stretches if one.kind == OWED]
    if not owed:
        return f"{sentence} Nothing was owed." if any(one.kind == COVERED for one in stretches) else sentence
    days = sum((one.end - one.start).days for one in owed)
    months = list(dict.fromkeys(f"{one.start:%B}" for one in owed))
    when = months[0] if len(months) == 1 else f"{', '.join(months[:-1])} and {months[-1]}"
    return (
        f"{sentence} We owed {whom} {days_words(days)}, from {when} on."
        if len(owed) == 1
        else (f"{sentence} We owed {whom} {days_words(days)} in all, in stretches from {when}.")
    )


def _months_words(months: Sequence[Month], today: date, needed: int) -> str:
    # This month is not over, so it has not fallen short.
    short = [one for one in months if one.stands == "short" and one.first < today.replace(day=1)]
    words = "Minutes credited each month; the line is what is owed."
    if not short:
        return f"{words} No full month fell short."
    parts = [f"{one.first:%B} {_minutes(one.needed - one.minutes)} short" for one in short]
    fell = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"{words} {fell.replace(' ', ' fell ', 1)}; nothing is carried over."


def _minutes(amount: Fraction) -> int:
    return half_up(amount.numerator, amount.denominator)
