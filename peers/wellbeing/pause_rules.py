"""What a pause may say: how full, what the body says, what one does next, and what did one good."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median_low
from typing import Any
from zoneinfo import ZoneInfo

from supervision.wording import noted, sentence

LOADS = (noted("Light"), noted("Steady"), noted("Full"), noted("Heavy"), noted("Too much"))
"""How full somebody is, 1 to 5: words for noticing, not for measuring."""
BODIES = (noted("Easy"), noted("Awake"), noted("Tight"), noted("Wired"), noted("Numb"))
"""What the body says, 1 to 5. They are five words, and no ladder."""
BODIES_ALONE = (
    noted("Body easy"),
    noted("Body awake"),
    noted("Body tight"),
    noted("Body wired"),
    noted("Body numb"),
)
BODIES_TOO = (
    noted("body easy"),
    noted("body awake"),
    noted("body tight"),
    noted("body wired"),
    noted("body numb"),
)
LOADS_INSIDE = (noted("light"), noted("steady"), noted("full"), noted("heavy"), noted("too much"))
RESETS = {
    "breathing": noted("Breathe"),
    "senses": noted("Five things"),
    "movement": noted("Feet and hands"),
    "walk": noted("A short walk"),
    "good": noted("A good moment"),
    "tea": noted("Water or tea"),
    "ring": noted("Ring somebody"),
    "later": noted("Not just now"),
}
LONGEST = 120
"""Characters of what did one good."""
KEPT_DAYS = 730
WEEKS = 9
"""So many weeks are drawn, this one last."""

TOP, STEP, LEFT, WIDTH = 14, 44, 17.5, 81.5


@dataclass(frozen=True, slots=True)
class Pause:
    """One pause, as its owner reads it. What was not answered is empty."""

    key: str
    at: datetime
    load: int | None = None
    body: int | None = None
    reset: str = ""
    nourished: str = ""

    @property
    def words(self) -> str:
        """Return "Full, body tight. A short walk", or nothing if nothing was chosen."""
        said = sentence(LOADS[self.load - 1]) if self.load else ""
        if self.body and said:
            said = sentence("{load}, {body}", load=said, body=sentence(BODIES_TOO[self.body - 1]))
        elif self.body:
            said = sentence(BODIES_ALONE[self.body - 1])
        reset = sentence(RESETS[self.reset]) if self.reset in RESETS else ""
        return sentence("{said}. {reset}", said=said, reset=reset) if said and reset else said or reset


@dataclass(frozen=True, slots=True)
class Week:
    """One week of pauses in words: from which day, and how full in the middle of them; empty if none."""

    starts_on: date
    word: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Dots over some weeks: x in per cent, y in pixels, and lines from week to week; `finding` says it."""

    finding: str
    dots: list[tuple[float, int]]
    levels: list[tuple[str, int]]
    days: list[tuple[float, date, str]]
    weeks: list[Week]


def body_of(given: Mapping[str, Any], before: Mapping[str, Any] | None, *, at: datetime) -> dict[str, Any]:
    """Return what is to be kept of a pause: its first moment, and what is answered now. Empty: nothing."""
    said = {name: given[name] for name in ("load", "body", "reset", "nourished") if given.get(name)}
    turn = {"turn": given["turn"]} if given.get("turn") else {}
    return {"at": (before or {}).get("at") or at.isoformat(), **said, **turn} if said else {}


def is_overtaken(given: Mapping[str, Any], before: Mapping[str, Any] | None) -> bool:
    """Say whether a later turn of the same page is kept already. Without a turn nothing is overtaken."""
    turn = given.get("turn")
    return turn is not None and turn < (before or {}).get("turn", 0)


def pause_of(key: str, body: Mapping[str, Any]) -> Pause:
    """Read back what was kept."""
    return Pause(
        key,
        datetime.fromisoformat(body["at"]),
        body.get("load"),
        body.get("body"),
        body.get("reset", ""),
        body.get("nourished", ""),
    )


def drawn(pauses: Iterable[Pause], *, today: date, zone: ZoneInfo) -> Drawing | None:
    """Draw how full somebody was over `WEEKS` weeks, this one last; None if no pause says so.

    Weeks begin on Monday, days are the member's own. A week's word is the middle one of its pauses (the
    lower of two): a word that was chosen, never a number in between.
    """
    first = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    days = WEEKS * 7
    found = [
        (day, pause.load)
        for pause in pauses
        if pause.load and first <= (day := pause.at.astimezone(zone).date()) <= today
    ]
    if not found:
        return None
    weeks = []
    for number in range(WEEKS):
        starts_on = first + timedelta(weeks=number)
        loads = [load for day, load in found if starts_on <= day < starts_on + timedelta(days=7)]
        weeks.append(Week(starts_on, LOADS[median_low(loads) - 1] if loads else ""))
    return Drawing(
        finding=_finding(weeks),
        dots=[(_x((day - first).days + 0.5, days), _y(load)) for day, load in sorted(found)],
        levels=[(word, _y(number)) for number, word in enumerate(LOADS, 1)],
        days=[(_x(0, days), first, "start"), (_x(days, days), today, "end")],
        weeks=weeks,
    )


def _finding(weeks: Sequence[Week]) -> str:
    said = [week for week in weeks if week.word]
    first, last = (sentence(LOADS_INSIDE[LOADS.index(week.word)]) for week in (said[0], said[-1]))
    if len({week.word for week in said}) == 1:
        return sentence("How full you were over nine weeks: {first} in each week that says so", first=first)
    return sentence(
        "How full you were over nine weeks: {first} at first, {last} lately", first=first, last=last
    )


def _x(day: float, days: int) -> float:
    return round(LEFT + WIDTH * day / days, 1)


def _y(load: int) -> int:
    return TOP + STEP * (len(LOADS) - load)
