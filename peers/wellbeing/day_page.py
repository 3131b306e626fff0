"""The day view: one's day hour by hour, the weights one gave, and where a break goes. For its owner alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _

from peers.wellbeing import breaks, contacts
from peers.wellbeing.breaks import Break, Limits
from peers.wellbeing.contacts import Day, Tap
from supervision.availability import taking
from supervision.availability.own_day import Stretch, bounds_of, stretches_of
from supervision.availability.selectors import heavy_days_of
from supervision.languages import day_words, worded
from supervision.people.models import Member
from supervision.scheduling.days import local_day
from supervision.scheduling.spans import Span
from supervision.wording import noted

NEXT_DAYS = 3
LOOKS_AHEAD = 7
FARTHEST = timedelta(days=28)
WORDS = {breaks.LIGHT: noted("Light"), breaks.MEDIUM: noted("Medium"), breaks.HEAVY: noted("Heavy")}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the day: `look` is busy, mine, offer or contact; moments are aware.

    `tap`: the weight it was given; `may_weigh`: it is a stretch that can be given one. `name`: of a break
    that is held. `why`: of one that would fit.
    """

    starts_at: datetime
    ends_at: datetime
    starts: int
    ends: int
    look: str
    words: str
    href: str = ""
    why: str = ""
    name: str = ""
    after: int = 0
    tap: Tap | None = None
    may_weigh: bool = False
    is_moment: bool = False

    @property
    def weight(self) -> int:
        return self.tap.weight if self.tap else 0

    @property
    def weight_words(self) -> str:
        return WORDS[self.tap.weight] if self.tap else ""


@dataclass(frozen=True, slots=True)
class OwnDay:
    """The page of one day. `last`: the stretch that was over last, and has no weight yet."""

    day: date
    is_today: bool
    lead: str
    rows: list[Row]
    last: Row | None
    heavy: int
    limits: Limits
    is_over: bool
    next_days: list[tuple[date, str]]
    may_mark: bool
    is_marked: bool


def own_day(member: Member, day: date, *, now: datetime) -> OwnDay:
    """Return a member's own day, from yesterday's past to four weeks ahead. A fixed number of queries."""
    said = contacts.day_of(member, day)
    limits = contacts.limits_of(member)
    starts, ends = bounds_of(member, day)
    today = local_day(now, member.zone)
    ahead = [day + timedelta(days=number) for number in range(LOOKS_AHEAD if day == today else 1)]
    held = [(one.starts, one.ends) for one in said.held]
    by_day = stretches_of(member, ahead, apart_from=held, now=now)
    found = by_day[day]
    minute = taking.minute_of(now)
    offers = offers_of(said, found, limits, window=(max(starts, minute), ends))
    rows = [_row_of(stretch, said) for stretch in found]
    spans = {(one.starts, one.ends) for one in found}
    rows += [_row_of_tap(tap) for tap in said.taps if (tap.starts, tap.ends) not in spans]
    rows += [_row_of_held(one.name, one.starts, one.ends) for one in said.held]
    rows += [_row_of_offer(one, limits) for one in offers]
    rows.sort(key=lambda row: (row.starts, row.ends))
    over = [row for row in rows if row.may_weigh and row.ends <= minute]
    heavy = breaks.heavy_count(said.contacts)
    return OwnDay(
        day=day,
        is_today=day == today,
        lead=_lead(said, found, limits, offers, day == today),
        rows=rows,
        last=over[-1] if over and over[-1].tap is None else None,
        heavy=heavy,
        limits=limits,
        is_over=limits.most_heavy is not None and heavy >= limits.most_heavy,
        next_days=next_days(by_day, today, member),
        may_mark=day >= today,
        is_marked=day in heavy_days_of(member, now=now),
    )


def offers_of(said: Day, found: list[Stretch], limits: Limits, *, window: Span) -> list[Break]:
    """Return the breaks to propose: none where their owner let it be."""
    rests = [(one.starts, one.ends) for one in said.held]
    rests += [(one.starts, one.ends) for one in found if one.is_kept]
    in_the_way = [(one.starts, one.ends) for one in found if not one.is_kept]
    every = breaks.proposed(said.contacts, in_the_way, rests, limits, window=window)
    return [one for one in every if one.after not in said.left]


def next_days(by_day: dict[date, list[Stretch]], today: date, member: Member) -> list[tuple[date, str]]:
    """Return the next days on which something stands, with a sentence about how tightly."""
    found = []
    for day, stretches in by_day.items():
        busy = [one for one in stretches if not one.is_kept]
        if day > today and busy:
            found.append((day, _tightness(busy, member)))
    return found[:NEXT_DAYS]


def _tightness(stretches: list[Stretch], member: Member) -> str:
    row = longest = 1
    for one, other in pairwise(stretches):
        row = row + 1 if other.starts - one.ends < breaks.HOLDSPACE.break_minutes else 1
        longest = max(longest, row)
    last = _local(max(one.ends for one in stretches)).astimezone(member.zone)
    if longest > 1:
        return _("{number} in a row, until {time} at the latest").format(number=longest, time=f"{last:%H:%M}")
    return _("Until {time}. Nothing in a row").format(time=f"{last:%H:%M}")


def _row_of(stretch: Stretch, said: Day) -> Row:
    tap = next((tap for tap in said.taps if (tap.starts, tap.ends) == (stretch.starts, stretch.ends)), None)
    words = (
        _("Protected: {words}").format(words=worded(stretch.words))
        if stretch.is_kept
        else worded(stretch.words) or _("Busy")
    )
    look = "mine" if stretch.is_kept else "heavy" if tap and tap.weight == breaks.HEAVY else "busy"
    return replace(
        _row(stretch.starts, stretch.ends, look, words),
        href=stretch.href,
        tap=tap,
        may_weigh=not stretch.is_kept,
    )


def _row_of_tap(tap: Tap) -> Row:
    is_moment = tap.ends - tap.starts <= 1
    look = "heavy" if tap.weight == breaks.HEAVY else "busy"
    return replace(_row(tap.starts, tap.ends, look, _("A contact")), tap=tap, is_moment=is_moment)


def _row_of_held(name: str, starts: int, ends: int) -> Row:
    return replace(_row(starts, ends, "mine", _("A break, held for you")), name=name)


def _row_of_offer(one: Break, limits: Limits) -> Row:
    why = (
        _("You keep {number} minutes between heavy ones when you can.").format(number=limits.apart_minutes)
        if one.why == breaks.BETWEEN_HEAVY
        else _("You take a break after {number} in a row.").format(number=limits.break_after)
    )
    if one.is_short:
        why = f"{why} {_('There is room for this much.')}"
    return replace(_row(one.starts, one.ends, "offer", _("A break would fit here")), why=why, after=one.after)


def _row(starts: int, ends: int, look: str, words: str) -> Row:
    return Row(_local(starts), _local(ends), starts, ends, look, words)


def _local(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


def _lead(said: Day, found: list[Stretch], limits: Limits, offers: list[Break], is_today: bool) -> str:
    if not found and not said.taps:
        return _("Nothing stands in this day.") if not is_today else _("Nothing stands in your day.")
    rests = [(one.starts, one.ends) for one in said.held] + [
        (one.starts, one.ends) for one in found if one.is_kept
    ]
    close = breaks.tight(said.contacts, rests, limits)
    parts = []
    if any(one.why == breaks.BETWEEN_HEAVY for one in close):
        parts.append(_("Two heavy ones stand close together."))
    elif close:
        parts.append(_("More than {number} stand in a row.").format(number=limits.break_after))
    if offers:
        parts.append(_("A break would fit; the row below says where."))
    elif close:
        parts.append(_("There is no room for a break between them now."))
    if not parts and said.held:
        parts.append(_("A break is held for you."))
    return " ".join(parts) or _("There is room in it.")


def span_words(member: Member, starts: int, ends: int) -> str:
    """Return "10:00 to 10:30" on the member's wall."""
    first, last = (_local(minute).astimezone(member.zone) for minute in (starts, ends))
    return _("{first} to {last}").format(first=f"{first:%H:%M}", last=f"{last:%H:%M}")


def day_name(day: date, today: date) -> str:
    return day_words(day, this_year=today.year, long=True)
