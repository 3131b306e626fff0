"""A month of one supervisor in one organisation, as it goes onto an invoice: days and minutes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from supervision.invoicing import payable, rules
from supervision.invoicing.models import Rate
from supervision.people.models import Member
from supervision.practice.terms import NAME
from supervision.scheduling.days import day_starts_at, local_day
from supervision.sessions.models import Session

HELD, LATE = "held", "called_off_late"
HEADINGS = ("Date", "Start", "Minutes", "What", "Who", "Share", "Amount", "Currency")


@dataclass(frozen=True, slots=True)
class Line:
    """One session on an invoice. `pence` is None where no rate is set. Day and start are the supervisor's."""

    starts_at: datetime
    day: date
    start: str
    minutes: int
    what: str
    who: str
    percent: int
    pence: int | None
    currency: str

    @property
    def words(self) -> str:
        if self.what == HELD:
            return _("Held")
        return _("Called off late, {number} per cent").format(number=self.percent)

    @property
    def amount(self) -> str:
        return "" if self.pence is None else rules.money_words(self.pence, self.currency)


@dataclass(frozen=True, slots=True)
class Invoice:
    """A month: its lines, what they come to by currency, and what is still to be recorded."""

    member: Member
    first: date
    lines: Sequence[Line]
    totals: Sequence[str]
    minutes: int
    unrecorded: int
    let_go: int
    """How many that were called off late were let go of."""


def invoice_of(member: Member, first: date, *, now: datetime) -> Invoice:
    """Return a month of a supervisor's in one organisation. The queries don't grow with the sessions."""
    zone = member.zone
    start, end = day_starts_at(first, zone), day_starts_at(rules.month_after(first), zone)
    sessions = list(
        Session.objects.filter(supervisor=member, starts_at__gte=start, starts_at__lt=end)
        .with_people()
        .order_by("starts_at", "pk")
    )
    rates = rates_of(member)
    off = payable.called_off([one for one in sessions if one.status == Session.Status.CANCELLED])
    terms = payable.terms_of_pairs(pair for one in sessions if (pair := payable.pair_of(one)))
    lines = []
    for one in sessions:
        day = local_day(one.starts_at, zone)
        if one.status == Session.Status.HELD:
            minutes, what, percent = one.held_minutes or 0, HELD, 100
        elif one.pk in off and off[one.pk].percent:
            minutes, what, percent = _planned(one), LATE, off[one.pk].percent
        else:
            continue
        rate = rules.rate_on(day, rates)
        lines.append(
            Line(
                starts_at=one.starts_at,
                day=day,
                start=f"{one.starts_at.astimezone(zone):%H:%M}",
                minutes=minutes,
                what=what,
                who=_who(one, terms),
                percent=percent,
                pence=rules.amount(minutes, rate, percent=percent),
                currency=rate.currency if rate else "",
            )
        )
    return Invoice(
        member=member,
        first=first,
        lines=lines,
        totals=_totals(lines),
        minutes=sum(one.minutes for one in lines if one.what == HELD),
        unrecorded=sum(one.status == Session.Status.BOOKED and one.ends_at <= now for one in sessions),
        let_go=sum(one.was_waived for one in off.values()),
    )


def months_of(member: Member, *, now: datetime) -> list[date]:
    """Return the first day of each of the last 24 months, this one first."""
    first = local_day(now, member.zone).replace(day=1)
    found = []
    for _month in range(24):
        if first < member.start_date.replace(day=1):
            break
        found.append(first)
        first = date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
    return found


def rates_of(member: Member) -> list[rules.Rate]:
    """Return a supervisor's rates, the latest first."""
    rows = Rate.objects.filter(member=member).order_by("-starts_on")
    return [rules.Rate(one.starts_on, one.pence, one.currency) for one in rows]


def rows_of(invoice: Invoice) -> Iterator[Sequence[str]]:
    """Yield the rows of a file: headings, then a row a session. No cell is taken for a formula."""
    yield HEADINGS
    for one in invoice.lines:
        number = "" if one.pence is None else f"{one.pence // 100}.{one.pence % 100:02}"
        cells = (
            one.day.isoformat(),
            one.start,
            str(one.minutes),
            "Held" if one.what == HELD else "Called off late",
            one.who,
            f"{one.percent}%",
            number,
            one.currency,
        )
        yield [rules.safe_cell(cell) for cell in cells]


def _planned(session: Session) -> int:
    return int((session.ends_at - session.starts_at).total_seconds()) // 60


def _who(session: Session, terms: dict[payable.Pair, payable.Dated]) -> str:
    """Return initials; the full name where the two agreed on it; of a group how many were invited."""
    pair = payable.pair_of(session)
    if pair is None:
        return _("Group of {number}").format(number=len(session.attendances.all()))
    supervisee = session.attendances.all()[0].member
    agreed = payable.in_force(terms.get(pair, []), local_day(session.starts_at, supervisee.zone))
    name = supervisee.person.name
    return name if agreed.name == NAME else rules.initials(name)


def _totals(lines: Sequence[Line]) -> list[str]:
    sums: dict[str, int] = {}
    for one in lines:
        if one.pence is not None:
            sums[one.currency] = sums.get(one.currency, 0) + one.pence
    return [rules.money_words(pence, currency) for currency, pence in sums.items()]
