"""The months and quarters that figures are about. They are fixed: nobody chooses other days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from supervision.errors import Refusal
from supervision.wording import Dated, sentence

SETTLES = timedelta(days=7)
"""So long after a month's last day its sessions may still be recorded; then its figures are put together."""
QUARTERS_BACK = 4


class NoSuchPeriod(Refusal):
    """Those that can be asked for are named; no other days, so that no two answers differ by a few people."""

    code = "no_such_period"
    status = 422


def month_after(first: date, months: int = 1) -> date:
    """Return the first day of the month so many months after that of `first`; before it, where negative."""
    at = first.year * 12 + first.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)


def last_of(first: date) -> date:
    """Return the last day of the month that begins on `first`."""
    return month_after(first) - timedelta(days=1)


def quarter_of(day: date) -> date:
    """Return the first day of the quarter in which `day` lies."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def last_settled(today: date) -> date:
    """Return the first day of the last month whose figures can be put together."""
    first = month_after(today, -1)
    return first if today > last_of(first) + SETTLES else month_after(first, -1)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months, from the first day of the first to the last day of the last."""

    since: date
    until: date

    @property
    def months(self) -> list[date]:
        """Return the first day of each month."""
        found = [self.since]
        while month_after(found[-1]) <= self.until:
            found.append(month_after(found[-1]))
        return found

    @property
    def quarters(self) -> list[date]:
        """Return the first day of each quarter that lies in it whole."""
        months = self.months
        return [one for one in months if one == quarter_of(one) and month_after(one, 2) in months]

    @property
    def words(self) -> str:
        """Return "July to September 2026", "October 2026" or "November 2025 to October 2026"."""
        if self.since == date(self.until.year, self.until.month, 1):
            return Dated.of(f"{self.since:%B %Y}", self.since, "F Y")
        first = (
            Dated.of(f"{self.since:%B}", self.since, "F")
            if self.since.year == self.until.year
            else Dated.of(f"{self.since:%B %Y}", self.since, "F Y")
        )
        last = Dated.of(f"{self.until:%B %Y}", self.until, "F Y")
        return sentence("{first} to {last}", first=first, last=last)


def offered(today: date) -> list[Period]:
    """Return what can be asked for: the last whole quarters first, then the one under way, then a year."""
    latest = last_settled(today)
    whole = quarter_of(month_after(latest, 1))
    found = [
        Period(month_after(whole, -3 * back), last_of(month_after(whole, -3 * back + 2)))
        for back in range(1, QUARTERS_BACK + 1)
    ]
    if latest >= whole:
        found.insert(1, Period(whole, last_of(latest)))
    return [*found, Period(month_after(latest, -11), last_of(latest))]


def chosen(since: date, until: date, *, today: date) -> Period:
    """Return the period from `since` to `until`. Raises NoSuchPeriod if it is not one of those offered."""
    period = Period(since, until)
    if period not in offered(today):
        raise NoSuchPeriod("Choose one of the periods that are offered.")
    return period
