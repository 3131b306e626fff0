"""Where the marks of a chart stand: across in per cent, down in pixels, so that words keep their size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from peers.climate import rules

LEFT, RIGHT = 31.0, 98.0
TOP, STEP = 20, 34
BARS_TOP, BARS_BOTTOM = 22, 90
FEW = 6
"""Up to so many months each has its word under it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One month: where it stands, and what it says. `label`: the word under it, for every third alone."""

    month: date
    x: str
    y: int
    words: str
    label: str = ""
    band: int | None = None
    height: int = 0
    bar_x: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of bands over months. `path` breaks where a month is not shown."""

    marks: list[Mark]
    lines: list[tuple[int, str]]
    path: str
    finding: str

    @property
    def height(self) -> int:
        return TOP + 5 * STEP + 12


@dataclass(frozen=True, slots=True)
class Bars:
    """Numbers over months, as bars from nought. A month without one is not nought: it has no bar."""

    marks: list[Mark]
    width: str
    finding: str


def _across(at: int, number: int) -> float:
    return LEFT + 3 + (RIGHT - LEFT - 6) * (at / max(number - 1, 1))


def _label(at: int, number: int, month: date) -> str:
    every = 1 if number <= FEW else 3
    return format_date(month, "M") if (number - 1 - at) % every == 0 else ""


def _in_month(words: str, month: date) -> str:
    return _("{words} in {month}").format(words=words, month=format_date(month, "F"))


def chart_of(points: Sequence[tuple[date, int | None]], *, about: str) -> Chart:
    """Return the chart of a group's bands over months, oldest first; None is a month not shown."""
    marks, parts, is_on = [], [], False
    for at, (month, band) in enumerate(points):
        x = _across(at, len(points))
        y = TOP + (5 - (band or 1)) * STEP + STEP // 2
        words = _(rules.BANDS[band]) if band else _("Not shown")
        marks.append(Mark(month, f"{x:.1f}%", y, words, _label(at, len(points), month), band))
        if band:
            parts.append(f"{'L' if is_on else 'M'}{x * 10:.0f} {y}")
        is_on = band is not None
    lines = [
        (TOP + (5 - band) * STEP + STEP // 2, _(rules.BANDS[band]))
        for band in sorted(rules.BANDS, reverse=True)
    ]
    known = [mark for mark in marks if mark.band]
    if known:
        finding = f"{about}: {_in_month(known[0].words.lower(), known[0].month)}"
        if len(known) > 1:
            finding += f", {_in_month(known[-1].words.lower(), known[-1].month)}"
        if hidden := len(marks) - len(known):
            unknown = _("{number} of {all} months not shown").format(number=hidden, all=len(marks))
            finding += f"; {unknown}"
    else:
        finding = _("{about}: not shown in any of these months").format(about=about)
    return Chart(marks, lines, "".join(parts), finding)


def bars_of(points: Sequence[tuple[date, int | None]], *, about: str, unit: str = "") -> Bars:
    """Return bars for numbers over months, oldest first."""
    most = max((number for _, number in points if number), default=1)
    width = (RIGHT - 2) / max(len(points), 1) * 0.62
    marks = []
    for at, (month, number) in enumerate(points):
        x = 4 + (RIGHT - 6) * (at / max(len(points) - 1, 1))
        height = round((BARS_BOTTOM - BARS_TOP) * (number or 0) / most)
        words = _("Not shown") if number is None else f"{number}{unit}"
        marks.append(
            Mark(
                month,
                f"{x:.1f}%",
                BARS_BOTTOM - height,
                words,
                _label(at, len(points), month),
                None if number is None else 1,
                height,
                f"{x - width / 2:.1f}%",
            )
        )
    known = [mark for mark in marks if mark.band]
    finding = f"{about}: " + (
        f"{_in_month(known[0].words, known[0].month)}, {_in_month(known[-1].words, known[-1].month)}"
        if len(known) > 1
        else _in_month(known[0].words, known[0].month)
        if known
        else _("nothing yet")
    )
    return Bars(marks, f"{width:.1f}%", finding)
