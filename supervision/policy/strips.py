"""Where the marks of a clock's strip stand: eight weeks back, six ahead, in per cent of its width."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dateformat import format as format_date

from supervision.policy.clock import PAUSED, Answer
from supervision.policy.clock.values import RollingWhy

BEFORE, AFTER = 56, 42
WHOLE = BEFORE + AFTER
GAP_STARTS_AFTER = 1.5
"""Per cent between a rounded end and the dots that follow it."""


@dataclass(frozen=True, slots=True)
class Bar:
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Strip:
    """One clock's strip. Each mark is where to draw it, or None for none."""

    span: Bar | None
    leave: Bar | None
    gap: tuple[str, str] | None
    held: str | None
    booked: str | None
    now: str


def place(day: int, today: int) -> float:
    """Return where a day (an ordinal) stands, in per cent; before and after the strip at its ends."""
    return min(max((day - today + BEFORE) / WHOLE * 100, 0.0), 100.0)


def per_cent(value: float) -> str:
    return f"{value:.1f}%"


def strip_of(answer: Answer, today: date, *, booked_on: date | None = None) -> Strip:
    """Return the strip of a clock as it stands `today`, with the next booking if there is one."""
    now = today.toordinal()
    at = place(now, now)
    booked = None
    if booked_on is not None and (booked_on - today).days <= AFTER:
        booked = per_cent(place(booked_on.toordinal(), now))
    if answer.state == PAUSED:
        return Strip(None, None, None, None, booked, per_cent(at))
    last = None if answer.last_counted_on is None else answer.last_counted_on.toordinal()
    base, counted_to = last, None
    if isinstance(answer.why, RollingWhy):
        base = answer.why.base
        counted_to = base + answer.why.days
    due = now if answer.due_on is None else answer.due_on.toordinal()
    starts, ends = place(base if base is not None else now - BEFORE, now), place(due, now)
    plain = min(ends, place(counted_to, now)) if counted_to is not None else ends
    gap = None
    if due < now:
        gap = (per_cent(min(ends + GAP_STARTS_AFTER, at) if ends else 0.0), per_cent(at))
    return Strip(
        span=Bar(per_cent(starts), per_cent(plain - starts)) if plain > starts else None,
        leave=Bar(per_cent(max(plain, starts)), per_cent(ends - max(plain, starts)))
        if ends - plain > 0.5
        else None,
        gap=gap,
        held=per_cent(place(last, now)) if last is not None and last >= now - BEFORE else None,
        booked=booked,
        now=per_cent(at),
    )


def months_on(today: date) -> list[tuple[str, str]]:
    """Return the months that begin on the strip, each with its place, but for those too near to "today"."""
    now, found = today.toordinal(), []
    day = (today - timedelta(days=BEFORE)).replace(day=1)
    while day.toordinal() <= now + AFTER:
        at = place(day.toordinal(), now)
        # "today" stands in the middle of its mark, and a month's name begins at its own.
        is_clear = at < place(now, now) - 18 or at > place(now, now) + 10
        if day.toordinal() >= now - BEFORE and is_clear and at < 93:
            found.append((per_cent(at), format_date(day, "M")))
        day = (day + timedelta(days=32)).replace(day=1)
    return found
