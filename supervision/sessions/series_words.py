"""How a series is said: "every four weeks", "every month on the second Tuesday"; its dates one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from supervision.languages import is_english, worded
from supervision.sessions.choosing import value_of
from supervision.sessions.models import Series
from supervision.sessions.telling import count_words
from supervision.wording import noted

ON_THE = (
    noted("every month on the first {weekday}"),
    noted("every month on the second {weekday}"),
    noted("every month on the third {weekday}"),
    noted("every month on the fourth {weekday}"),
    noted("every month on the last {weekday}"),
)
EVERY = {
    Series.Pattern.WEEKLY: noted("every week"),
    Series.Pattern.FORTNIGHTLY: noted("every two weeks"),
    Series.Pattern.FOUR_WEEKLY: noted("every four weeks"),
}


class Slot(Protocol):
    @property
    def starts_at(self) -> datetime: ...


class Occurrence(Protocol):
    @property
    def starts_at(self) -> datetime: ...
    @property
    def clash(self) -> str: ...
    @property
    def alternative(self) -> Slot | None: ...


@dataclass(frozen=True, slots=True)
class DateShown:
    """A date of a series as it is shown: why it does not fit, and what is there instead, chosen or not."""

    starts_at: datetime
    value: str
    clash: str
    alternative: Slot | None
    alternative_value: str
    is_swapped: bool
    note: str


def pattern_words(pattern: str, first: datetime, zone: ZoneInfo) -> str:
    """Return how often a series comes: "every month on the 10th", "every month on the second Tuesday"."""
    if pattern in EVERY:
        return worded(EVERY[Series.Pattern(pattern)])
    local = first.astimezone(zone)
    if pattern == Series.Pattern.MONTHLY_DATE:
        return _("every month on the {day}").format(day=_nth(local.day))
    return worded(ON_THE[(local.day - 1) // 7]).format(weekday=format_date(local, "l"))


def _nth(day: int) -> str:
    if not is_english():
        return str(day)
    ending = "th" if 10 <= day % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def sessions_words(number: int) -> str:
    """Return "one session", "six sessions", "12 sessions"."""
    return ngettext("{number} session", "{number} sessions", number).format(number=count_words(number))


def dates_shown(
    occurrences: Iterable[Occurrence], *, seen: Sequence[datetime] | None, zone: ZoneInfo
) -> list[DateShown]:
    """Return the dates of a series as they are shown; what was chosen when seen before stays chosen."""
    found = []
    first_dst = None
    for one in occurrences:
        local = one.starts_at.astimezone(zone)
        first_dst = local.dst() if first_dst is None else first_dst
        is_other = not one.clash and local.dst() != first_dst
        swapped = one.alternative is not None and (seen is None or one.alternative.starts_at in seen)
        found.append(
            DateShown(
                starts_at=one.starts_at,
                value=moment_value(one.starts_at),
                clash=one.clash,
                alternative=one.alternative,
                alternative_value=moment_value(one.alternative.starts_at) if one.alternative else "",
                is_swapped=swapped,
                note=(_("summer time by then") if local.dst() else _("winter time by then"))
                if is_other
                else "",
            )
        )
    return found


def moment_value(moment: datetime) -> str:
    return value_of(moment, 0).partition("/")[0]


def starts_of(dates: Sequence[DateShown]) -> list[datetime]:
    """Return the starts that would be booked as the dates stand, in order."""
    chosen = [one.starts_at for one in dates if not one.clash]
    chosen += [one.alternative.starts_at for one in dates if one.alternative and one.is_swapped]
    return sorted(set(chosen))


def clash_words(dates: Sequence[DateShown]) -> str:
    """Return how many dates do not fit as they are, in a sentence; nothing if all do."""
    number = sum(bool(one.clash) for one in dates)
    if not number:
        return ""
    words = ngettext(
        "One of them doesn’t fit as planned; what is there instead stands beside it. Nothing is booked yet.",
        "{number} of them don’t fit as planned; what is there instead stands beside it. "
        "Nothing is booked yet.",
        number,
    )
    return words.format(number=count_words(number).capitalize())
