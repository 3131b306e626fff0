"""How a professional body counts the supervision that somebody received, in their years of registration.

Minutes are whole as they were held, and exact fractions as they are credited: rounded only for show.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from supervision.errors import Refusal
from supervision.policy.bodies import ANY_KIND, BODY_RULES, CHECK
from supervision.policy.clock import credit, half_up
from supervision.wording import Dated, noted, sentence

MOST_YEARS = 15
"""So many years back a log can be asked for."""


class NoSuchBody(Refusal):
    """To whoever names a body that is not on the list."""

    code = "no_such_body"
    status = 422


class NoSuchYear(Refusal):
    """A year of registration begins on a day that every year has, or on 29 February."""

    code = "no_such_day"
    status = 422


# ---------------------------------------------------------------- who counts how
@dataclass(frozen=True, slots=True)
class Counting:
    """One way of counting: what it is called, which sessions count and how much, and where that is said.

    `month_minutes` is what the body asks for in each month; None where it names no such figure.
    """

    slug: str
    name: str
    formula: str
    kinds: frozenset[str]
    least_minutes: int = 0
    month_minutes: int | None = None
    says: str = ""
    source: str = ""


def _as_published(slug: str, name: str, key: str) -> Counting:
    """Return the counting of one of the bodies' rules, as it was read from its source."""
    found = next(one for one in BODY_RULES if one.key == key)
    return Counting(
        slug,
        name,
        found.rule.credit,
        found.rule.counts,
        found.rule.min_minutes,
        found.rule.minutes,
        f"{found.says} {CHECK}",
        found.source,
    )


AS_IT_WAS = Counting("minutes", noted("Minutes as they were"), "full", ANY_KIND)
COUNTINGS = (
    _as_published("bacp", noted("BACP: groups by size"), "bacp-accredited"),
    _as_published("babcp", noted("BABCP: groups up to four"), "babcp-accredited"),
    _as_published("ncps", noted("NCPS: all of it"), "ncps-registrant"),
    _as_published("ncip", noted("NCIP: half of a group"), "ncip-member"),
    _as_published("social-work", noted("Social work (LGA): one to one"), "lga-social-worker"),
    AS_IT_WAS,
)
BY_SLUG = {one.slug: one for one in COUNTINGS}


@dataclass(frozen=True, slots=True)
class Sat:
    """One session that was held and that somebody attended as supervisee, on the day it was for them."""

    on: date
    minutes: int
    kind: str
    attended: int

    @property
    def kind_words(self) -> str:
        if self.kind == "individual":
            return noted("Individual")
        return sentence("Group of {number}", number=self.attended)


def credited(counting: Counting, sat: Sat) -> Fraction:
    """Return what a session is worth, in exact minutes. Source: product.md, "The clock", credit."""
    if sat.kind not in counting.kinds or sat.minutes < counting.least_minutes:
        return Fraction(0)
    return credit(counting.formula, sat.minutes, max(sat.attended, 1))


def why(counting: Counting, sat: Sat) -> str:
    """Return the sentence that says why a session is worth that much: "90 ÷ 5, from five on"."""
    if sat.kind not in counting.kinds:
        return noted("Not counted: one to one only")
    if sat.minutes < counting.least_minutes:
        return sentence("Not counted: under {number} minutes", number=counting.least_minutes)
    worth = credited(counting, sat)
    if worth == sat.minutes:
        return noted("All of it")
    if not worth:
        return noted("Not counted: a group of five or more")
    if counting.formula == "half":
        return sentence("{minutes} ÷ 2, in a group", minutes=sat.minutes)
    if counting.formula == "babcp":
        return sentence("{minutes} × 2 ÷ {number}, up to four", minutes=sat.minutes, number=sat.attended)
    if counting.formula == "bacp" and sat.attended <= 4:
        return sentence("{minutes} ÷ 2, up to four", minutes=sat.minutes)
    return sentence("{minutes} ÷ {number}, from five on", minutes=sat.minutes, number=sat.attended)


# ---------------------------------------------------------------- years of registration
@dataclass(frozen=True, slots=True)
class Registration:
    """A body by its slug, and the day of the year on which a year with it begins."""

    body: str
    month: int = 1
    day: int = 1

    @property
    def counting(self) -> Counting:
        return BY_SLUG[self.body]


def checked(registration: Registration) -> Registration:
    """Return `registration` as it can be kept. Raises NoSuchBody or NoSuchYear."""
    if registration.body not in BY_SLUG:
        raise NoSuchBody("That body is not on the list.")
    # 2028 has a 29 February.
    if (
        not 1 <= registration.month <= 12
        or not 1 <= registration.day <= monthrange(2028, registration.month)[1]
    ):
        raise NoSuchYear("There is no such day in a year.")
    return registration


@dataclass(frozen=True, slots=True)
class Year:
    """A year of registration, from its first day to its last, both included."""

    first: date
    last: date

    @property
    def words(self) -> str:
        """Return "Feb 2026 to Jan 2027", with days where it does not begin with a month."""
        if self.first.day == 1:
            first, last = (Dated.of(f"{day:%b %Y}", day, "M Y") for day in (self.first, self.last))
        else:
            first, last = (
                Dated.of(f"{day.day} {day:%b %Y}", day, "j M Y") for day in (self.first, self.last)
            )
        return sentence("{first} to {last}", first=first, last=last)


def _begins(year: int, registration: Registration) -> date:
    """Return the first day of the registration's year that begins in a calendar year."""
    return date(year, registration.month, min(registration.day, monthrange(year, registration.month)[1]))


def year_around(day: date, registration: Registration) -> Year:
    """Return the year of registration in which `day` lies."""
    first = _begins(day.year, registration)
    if first > day:
        first = _begins(day.year - 1, registration)
    return Year(first, _begins(first.year + 1, registration) - timedelta(days=1))


def years_back(today: date, earliest: date | None, registration: Registration) -> list[Year]:
    """Return this year of registration and those before it, back to that of `earliest`; the newest first."""
    found = [year_around(today, registration)]
    while earliest is not None and found[-1].first > earliest and len(found) < MOST_YEARS:
        found.append(year_around(found[-1].first - timedelta(days=1), registration))
    return found


def months_of(year: Year) -> list[Year]:
    """Return the year's twelve months: calendar months, or from the day on which the year begins."""
    starts = []
    for number in range(12):
        years, month = divmod(year.first.month - 1 + number, 12)
        at = year.first.year + years
        starts.append(date(at, month + 1, min(year.first.day, monthrange(at, month + 1)[1])))
    ends = [start - timedelta(days=1) for start in starts[1:]] + [year.last]
    return [Year(first, last) for first, last in zip(starts, ends, strict=True)]


# ---------------------------------------------------------------- what it comes to
MET, SHORT, UNDER_WAY, AHEAD, BEFORE = "met", "short", "under way", "ahead", "before"


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a log. `stands` says whether it reached what the body asks for, or is not over yet.

    Before the person's first day, and after today, nothing is asked of it.
    """

    first: date
    last: date
    sessions: int
    minutes: int
    credited: Fraction
    stands: str


@dataclass(frozen=True, slots=True)
class Tally:
    """What a year comes to. `asked` is None where the body names no minutes for a month."""

    sessions: int
    minutes: int
    credited: Fraction
    months: Sequence[Month]
    asked: int | None

    @property
    def months_met(self) -> int:
        return sum(month.stands == MET for month in self.months)

    @property
    def months_that_count(self) -> int:
        """Months that are over, and this one once it is met: a month under way fell short of nothing."""
        return sum(month.stands in (MET, SHORT) for month in self.months)


def tally(
    counting: Counting, sats: Iterable[Sat], year: Year, *, today: date, since: date | None = None
) -> Tally:
    """Return what the sessions of `year` come to, month by month.

    `since` is the first day on which anything could be held: months that ended before it are left alone.
    """
    inside = [sat for sat in sats if year.first <= sat.on <= year.last]
    months = []
    for span in months_of(year):
        of_month = [sat for sat in inside if span.first <= sat.on <= span.last]
        worth = sum((credited(counting, sat) for sat in of_month), Fraction(0))
        if worth >= (counting.month_minutes or 1):
            stands = MET
        elif span.first > today:
            stands = AHEAD
        elif since is not None and span.last < since:
            stands = BEFORE
        else:
            stands = SHORT if span.last < today else UNDER_WAY
        months.append(
            Month(span.first, span.last, len(of_month), sum(sat.minutes for sat in of_month), worth, stands)
        )
    return Tally(
        len(inside),
        sum(sat.minutes for sat in inside),
        sum((month.credited for month in months), Fraction(0)),
        months,
        counting.month_minutes,
    )


# ---------------------------------------------------------------- for show
def minutes_words(amount: Fraction | int) -> str:
    """Return minutes as a column shows them: "45", "22.5", "8.6"; rounded half up to a tenth."""
    tenths = half_up(10 * Fraction(amount).numerator, Fraction(amount).denominator)
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"


def hours_words(amount: Fraction | int) -> str:
    """Return a sum of minutes as "12 h 18 min", rounded half up to a minute."""
    minutes = half_up(Fraction(amount).numerator, Fraction(amount).denominator)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return sentence("{minutes} min", minutes=rest)
    if not rest:
        return sentence("{hours} h", hours=hours)
    return sentence("{hours} h {minutes} min", hours=hours, minutes=rest)
