"""One day as its owner sees it: what is booked and by what words, what is busy, what they protect.

For its owner alone. Of outside calendars and of other organisations it says busy, and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from supervision.availability import taking
from supervision.availability.booked import booked_with
from supervision.availability.week import busy_and_kept
from supervision.languages import listed
from supervision.people.models import Member
from supervision.scheduling.days import day_starts_at, local_day
from supervision.scheduling.spans import Span, union


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the day in minutes of UTC since 1970, cut at its ends.

    `words` and `href`: of what is booked here; empty for what is merely busy. `is_kept`: its owner's own.
    """

    starts: int
    ends: int
    words: str = ""
    href: str = ""
    is_kept: bool = False


def bounds_of(member: Member, day: date) -> Span:
    """Return the minutes at which a day begins and ends on the member's wall."""
    starts = taking.minute_of(day_starts_at(day, member.zone))
    return starts, taking.minute_of(day_starts_at(day + timedelta(days=1), member.zone))


def stretches_of(
    member: Member, days: Sequence[date], *, apart_from: Sequence[Span] = (), now: datetime
) -> dict[date, list[Stretch]]:
    """Return everything that stands in a member's days in a row, each by its start.

    What several sources say of the same time is said once: by its own words where it has some. `apart_from`:
    taken time that the caller shows itself. A fixed number of queries, however many days.
    """
    starts, ends = bounds_of(member, days[0])[0], bounds_of(member, days[-1])[1]
    booked = [
        Stretch(taking.minute_of(one.starts_at), taking.minute_of(one.ends_at), one.words, one.href)
        for one in booked_with(member, now=day_starts_at(days[0], member.zone))
        if taking.minute_of(one.starts_at) < ends
    ]
    outside, kept = busy_and_kept(member, days, now=now)
    taken = taking.spans_of([member.person_id], starts, ends, now=now).get(member.person_id, [])
    known = [(one.starts, one.ends) for one in booked] + list(apart_from)
    busy = union(span for span in (*outside, *taken) if not _touches(span, known))
    found = [*booked, *(Stretch(first, last) for first, last in busy)]
    found += [Stretch(first, last, name, is_kept=True) for first, last, name in kept]
    return {day: _within(found, bounds_of(member, day)) for day in days}


def _within(found: Iterable[Stretch], bounds: Span) -> list[Stretch]:
    starts, ends = bounds
    cut = [
        replace(one, starts=max(one.starts, starts), ends=min(one.ends, ends))
        for one in found
        if one.starts < ends and one.ends > starts
    ]
    return sorted(cut, key=lambda one: (one.starts, one.ends))


def _touches(span: Span, others: Sequence[Span]) -> bool:
    return any(span[0] < other[1] and other[0] < span[1] for other in others)


# ---------------------------------------------------------------- too close
Wish = Callable[[Member], int]
"""Returns how many minutes a member wants free between two things; 0 for no wish."""
_wishes: list[Wish] = []


def on_wish(wish: Wish) -> Wish:
    """Have `wish(member)` asked when something is booked with them; naming it twice counts once."""
    if wish not in _wishes:
        _wishes.append(wish)
    return wish


def close_words(member: Member, starts_at: datetime, ends_at: datetime, *, now: datetime) -> str:
    """Return where a time stands nearer to something else than its member wishes; nothing if it doesn't.

    For that member's eyes alone. It never says what the other is.
    """
    wanted = max((wish(member) for wish in _wishes), default=0)
    if not wanted:
        return ""
    starts, ends = taking.minute_of(starts_at), taking.minute_of(ends_at)
    day = local_day(starts_at, member.zone)
    found = [one for one in stretches_of(member, [day], now=now)[day] if not one.is_kept]
    before = max((one.ends for one in found if one.ends <= starts), default=starts - wanted)
    after = min((one.starts for one in found if one.starts >= ends), default=ends + wanted)
    parts = []
    if starts - before < wanted:
        parts.append(_("{number} minutes after what ends before it").format(number=starts - before))
    if after - ends < wanted:
        parts.append(_("{number} minutes before what comes next").format(number=after - ends))
    if not parts:
        return ""
    return _("It stands {where}. You like {wanted} between: your day says where a break fits.").format(
        where=listed(parts, things=True), wanted=wanted
    )
