"""Working out open time: hours, less holidays, leave, protected time and busy spans. No query here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from supervision.availability.models import Medium
from supervision.availability.sources import Party, Shield, Sources, holidays_in
from supervision.scheduling.bits import DAY_CELLS, Frame, covering, ones
from supervision.scheduling.hours import MONDAY, of_day, of_days, to_utc, wall_days
from supervision.scheduling.spans import Span, at_least, union

OPEN, NO_HOURS, HOLIDAY, CLOSED, AWAY, NOT_HERE = "o", "n", "h", "c", "a", "x"
"""What a day is on a member's wall: with hours, without, a public holiday, a day on which the
organisation is closed, leave, or outside their membership."""

MEDIA = (Medium.VIDEO.value, Medium.PHONE.value, Medium.IN_PERSON.value)
"""In the order in which a window says whether it can be had so."""


@dataclass(slots=True)
class OpenTime:
    """One member's open time in a frame, as cells.

    `bits`: open, as it was asked for; `general`: open, however one meets; `by`: open by each way of
    meeting; `blocked`: busy or protected, whatever the hours. `days`: by the number of a week, what
    its seven days are on the member's wall, one of the letters above each, Monday first.
    """

    bits: int = 0
    general: int = 0
    by: dict[str, int] = field(default_factory=dict)
    blocked: int = 0
    days: dict[int, str] = field(default_factory=dict)

    def letter(self, day: int) -> str:
        """Return what a day is, given as an ordinal; open, if nothing is known of it."""
        week, weekday = divmod(day - MONDAY, 7)
        letters = self.days.get(week)
        return letters[weekday] if letters else OPEN


def open_time(party: Party, sources: Sources, frame: Frame) -> OpenTime:
    """Return a member's open time in a frame.

    Open is the time inside weekly hours, or inside those of a date that has its own. Public holidays
    (unless the rules say that none are kept, or the organisation works on this one) and days on which the
    organisation is closed have no hours, unless the date has its own. Leave, and days outside the
    membership, have none at all. Protected time and busy spans are taken out.
    """
    first, days = wall_days(frame)
    letters = day_letters(party, sources, first, days)
    found = OpenTime(blocked=blocked_cells(sources, frame), days=by_week(letters))
    shut = {day: 0 for day, letter in letters.items() if letter not in (OPEN, NO_HOURS)}
    for number, medium in enumerate((*MEDIA, "")):

        def cells_of(windows, number=number, medium=medium):
            return of_day((starts, ends) for starts, ends, by in windows if not medium or by[number])

        week = tuple(cells_of(sources.week.get(weekday, ())) for weekday in range(7))
        instead = {day: cells_of(windows) for day, windows in sources.days.items()} | shut
        cells = _hours(week, tuple(sorted(instead.items())), party.zone, frame) & ~found.blocked
        if medium:
            found.by[medium] = cells
        else:
            found.bits = found.general = cells
    return found


@lru_cache(maxsize=2048)
def _hours(week: tuple[int, ...], instead: tuple[tuple[int, int], ...], zone: ZoneInfo, frame: Frame) -> int:
    """Return the cells of a frame that lie in hours on a wall. Many people keep the same hours."""
    first, days = wall_days(frame)
    return to_utc(of_days(week, first, days, dict(instead)), first, zone, frame)


def by_week(letters: dict[int, str]) -> dict[int, str]:
    """Return the letters of whole weeks, by the number of the week; of a week that is cut nothing."""
    first, past = min(letters), max(letters) + 1
    weeks = range(-(-(first - MONDAY) // 7), (past - MONDAY) // 7)
    found = {}
    for week in weeks:
        monday = MONDAY + week * 7
        found[week] = "".join(letters[day] for day in range(monday, monday + 7))
    return found


def day_letters(party: Party, sources: Sources, first: int, days: int) -> dict[int, str]:
    """Return what each of `days` days is on a member's wall, from day `first` on."""
    usual = [OPEN if sources.week.get(weekday) else NO_HOURS for weekday in range(7)]
    begins = (first - 1) % 7  # ordinal 1 is a Monday
    letters = {first + i: usual[(begins + i) % 7] for i in range(days)}
    if party.rules.keeps_holidays:
        years = range(date.fromordinal(first).year, date.fromordinal(first + days - 1).year + 1)
        for year in years:
            for day in holidays_in(party.country, party.subdivision, year):
                if day in letters and day not in sources.worked:
                    letters[day] = HOLIDAY
    for day in sources.closed:
        if day in letters:
            letters[day] = CLOSED
    for day, windows in sources.days.items():
        if day in letters:
            letters[day] = OPEN if windows else NO_HOURS
    for starts, past in sources.away:
        for day in range(max(starts, first), min(past, first + days)):
            letters[day] = AWAY
    for day in range(first, min(party.starts, first + days)):
        letters[day] = NOT_HERE
    for day in range(max(party.ends + 1, first), first + days):
        letters[day] = NOT_HERE
    return letters


def blocked_cells(sources: Sources, frame: Frame) -> int:
    """Return the cells in which a person is busy by their calendars, or protects their time."""
    busy = union(sources.busy)
    found = covering(busy, frame)
    for shield in sources.shields:
        if shield.shape == "after_long":
            found |= covering(after_long(busy, shield), frame)
        else:
            found |= _shielded(shield, frame)
    return found


def after_long(busy: list[Span], shield: Shield) -> list[Span]:
    """Return the stretches that stay free after each one of `busy` that is long."""
    long = at_least(busy, shield.long_minutes or 1)
    return [(end, end + (shield.minutes or 0)) for _, end in long]


def _shielded(shield: Shield, frame: Frame) -> int:
    """Return the cells of protected time that comes every week, or once."""
    if shield.starts is None or shield.ends is None:
        return 0
    first, days = wall_days(frame)
    cells = of_day([(shield.starts, shield.ends)], outwards=True)
    if shield.day is None:
        wall = of_days([cells if day in shield.weekdays else 0 for day in range(7)], first, days)
    elif first <= shield.day < first + days:
        wall = (cells & ones(DAY_CELLS)) << (shield.day - first) * DAY_CELLS
    else:
        return 0
    return to_utc(wall, first, shield.zone, frame)
