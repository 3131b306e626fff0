"""How the time of sessions went: minutes restorative, formative and normative, drawn and put in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from supervision.wording import counted, noted

FUNCTIONS = ("restorative", "formative", "normative")
MOST_COLUMNS, PROMPT_AFTER = 8, 3
LITTLE = 5
"""Restorative time is little below one fifth of what was noted."""

LEFT, ROW, BAR, TOP = 22.0, 74, 40, 24
"""The chart: where columns begin (per cent), and heights in pixels of a row, its longest bar and its head."""


@dataclass(frozen=True, slots=True)
class Column:
    """One session: its day, and the minutes that were noted."""

    on: date
    restorative: int
    formative: int
    normative: int

    @property
    def total(self) -> int:
        return self.restorative + self.formative + self.normative


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: x and width in per cent, y and height in pixels, and where its number stands."""

    x: str
    width: str
    y: int
    height: int
    minutes: int
    middle: str
    number_y: int


@dataclass(frozen=True, slots=True)
class Row:
    """One function over all sessions, on the same scale as the others."""

    name: str
    label_y: int
    base_y: int
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class Balance:
    """The chart, its finding, and a prompt where the restorative part keeps missing; empty without one."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    days: Sequence[tuple[str, date]]
    height: int
    finding: str
    prompt: str


def balance_of(columns: Sequence[Column]) -> Balance | None:
    """Return how the time of these sessions went, the earliest first; None where nobody noted any minutes.

    Only the last eight that have minutes are drawn.
    """
    shown = [column for column in columns if column.total][-MOST_COLUMNS:]
    if not shown:
        return None
    longest = max(max(getattr(column, name) for name in FUNCTIONS) for column in shown)
    step = (100 - LEFT) / len(shown)
    rows = []
    for place, name in enumerate(FUNCTIONS):
        base = TOP + place * ROW + BAR
        bars = []
        for number, column in enumerate(shown):
            minutes = getattr(column, name)
            height = round(BAR * minutes / longest)
            x = LEFT + number * step + step * 0.2
            bars.append(
                Bar(
                    x=f"{x:.1f}%",
                    width=f"{step * 0.6:.1f}%",
                    y=base - height,
                    height=height,
                    minutes=minutes,
                    middle=f"{LEFT + (number + 0.5) * step:.1f}%",
                    number_y=base - height - 5,
                )
            )
        rows.append(Row(name.capitalize(), base, base, bars))
    days = [(f"{LEFT + (number + 0.5) * step:.1f}%", one.on) for number, one in enumerate(shown)]
    return Balance(shown, rows, days, TOP + len(FUNCTIONS) * ROW, finding(shown), prompt(shown))


def finding(columns: Sequence[Column]) -> str:
    """Return what the chart shows in a sentence: the minutes of each function over these sessions."""
    sums = {name: sum(getattr(column, name) for column in columns) for name in FUNCTIONS}
    total = sum(sums.values())
    shares = {name: f"{round(100 * minutes / total)}%" for name, minutes in sums.items()}
    return counted(
        "Of the time noted in the last session: restorative {restorative}, formative {formative} "
        "and normative {normative}",
        "Of the time noted in the last {number} sessions: restorative {restorative}, formative {formative} "
        "and normative {normative}",
        len(columns),
        **shares,
    )


def prompt(columns: Sequence[Column]) -> str:
    """Return a gentle prompt where each of the last three sessions left little restorative time."""
    last = columns[-PROMPT_AFTER:]
    if len(last) < PROMPT_AFTER or any(one.restorative * LITTLE >= one.total for one in last):
        return ""
    return noted(
        "The last three sessions left little time for how the work is landing. "
        "Would you like to begin there next time, and stay a while?"
    )
