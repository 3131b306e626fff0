"""A year of one clock as a chart, its sentence and its table: made from the clock's own past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from supervision.languages import listed
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
    """Return the year up to `today`. `whom` is who was owed: "Siobhán"; empty for the reader."""
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
            labels.append(Label(f"{at:.1f}%", format_date(day, "M")))
        day = (day + timedelta(days=32)).replace(day=1)
    return [*labels, Label(_x(today, today), _("today"), "end")]


def _finding(stretches: Sequence[Stretch], rows: Sequence[Held], since: date, whom: str) -> str:
    held = ngettext("{number} held", "{number} held", len(rows)).format(number=count_words(len(rows)))
    words = [
        _("Since {month}: {held}").format(
            month=format_date(since, "F Y"), held=held if rows else _("none held")
        )
    ]
    away = [one for one in stretches if one.kind == AWAY]
    if away:
        words.append(
            ngettext("{number} stretch away", "{number} stretches away", len(away)).format(
                number=count_words(len(away))
            )
        )
    sentence = ", ".join(words) + "."
    owed = [one for one in stretches if one.kind == OWED]
    if not owed:
        if not any(one.kind == COVERED for one in stretches):
            return sentence
        return f"{sentence} {_('Nothing was owed.')}"
    days = sum((one.end - one.start).days for one in owed)
    when = listed(list(dict.fromkeys(format_date(one.start, "F") for one in owed)), things=True)
    if whom:
        ours = (
            _("We owed {whom} {days}, from {when} on.")
            if len(owed) == 1
            else _("We owed {whom} {days} in all, in stretches from {when}.")
        )
    elif len(owed) == 1:
        ours = _("We owed you {days}, from {when} on.")
    else:
        ours = _("We owed you {days} in all, in stretches from {when}.")
    return f"{sentence} {ours.format(whom=whom, days=days_words(days), when=when)}"


def _months_words(months: Sequence[Month], today: date, needed: int) -> str:
    # This month is not over, so it has not fallen short.
    short = [one for one in months if one.stands == "short" and one.first < today.replace(day=1)]
    words = _("Minutes credited each month; the line is what is owed.")
    if not short:
        return f"{words} {_('No full month fell short.')}"
    first, *rest = (
        {"month": format_date(one.first, "F"), "number": _minutes(one.needed - one.minutes)} for one in short
    )
    parts = [_("{month} fell {number} short").format(**first)]
    parts += [_("{month} {number} short").format(**one) for one in rest]
    return f"{words} {_('{months}; nothing is carried over.').format(months=listed(parts, things=True))}"


def _minutes(amount: Fraction) -> int:
    return half_up(amount.numerator, amount.denominator)
