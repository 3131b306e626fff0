"""What is payable for hours that were held, and for hours called off late. Plain values in and out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from supervision.errors import Refusal

SUPERVISOR = "supervisor"
CURRENCIES = {"GBP": "£", "EUR": "€", "USD": "$"}
MOST_PENCE = 1_000_000


class RateWrong(Refusal):
    code = "rate_wrong"


class NothingPayable(Refusal):
    code = "nothing_payable"


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A time that somebody gave up: when it would have started, when that was said, and from which side."""

    starts_at: datetime
    at: datetime | None
    side: str


@dataclass(frozen=True, slots=True)
class Rate:
    """What an hour costs from a day on, in hundredths of its currency."""

    starts_on: date
    pence: int
    currency: str


def is_payable(given_up: Sequence[GivenUp], *, hours: int, by: str, stands_elsewhere: bool) -> bool:
    """Say whether a session that was called off is payable under terms of so many hours.

    `given_up` are the times it had, in any order: each that it was moved from, the one at which it was
    called off, and those of sessions for which it had come. What was moved, or booked anew
    (`stands_elsewhere`), costs nothing; called off in the end, it is payable if any of its times was given
    up late, so that moving it first is no way round. What the supervisor gave up never counts, and what was
    called off `by` the supervisor in the end never is. Nor does a time count of which nobody knows when it
    was given up. Exactly so many hours before is in time; hours are those that pass, whatever the clocks do.
    """
    if stands_elsewhere or by == SUPERVISOR:
        return False
    return any(
        one.at is not None
        and one.side != SUPERVISOR
        and (one.starts_at - one.at).total_seconds() < hours * 3600
        for one in given_up
    )


def rate_on(day: date, rates: Iterable[Rate]) -> Rate | None:
    """Return the rate in force on a day: the latest that had begun."""
    begun = [one for one in rates if one.starts_on <= day]
    return max(begun, key=lambda one: one.starts_on, default=None)


def amount(minutes: int, rate: Rate | None, *, percent: int = 100) -> int | None:
    """Return what so many minutes cost, in hundredths, half a one rounded up; None without a rate."""
    if rate is None:
        return None
    return (minutes * rate.pence * percent * 2 + 6000) // 12000


def money_words(pence: int, currency: str) -> str:
    """Return "£52.50"; for a currency without a sign of its own, "52.50 CHF"."""
    number = f"{pence // 100:,}.{pence % 100:02}"
    sign = CURRENCIES.get(currency)
    return f"{sign}{number}" if sign else f"{number} {currency}"


def initials(name: str) -> str:
    """Return the first letters of the first and the last word of a name."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def checked_rate(pence: int, currency: str) -> tuple[int, str]:
    """Return a rate as it is kept. Raises RateWrong."""
    if not 0 <= pence <= MOST_PENCE:
        raise RateWrong("Between nothing and 10,000 an hour.")
    if currency not in CURRENCIES:
        raise RateWrong("Pounds, euros or dollars.")
    return pence, currency


def safe_cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def month_of(text: str) -> date | None:
    """Return the first day of a month written "2026-11"; None for anything else."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return found if f"{found:%Y-%m}" == text and 2000 <= found.year <= 2199 else None


def month_after(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
