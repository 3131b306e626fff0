"""What may be asked, how long each wave waits, and what is refused. Values in, answers out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from supervision.errors import Refusal
from supervision.notices.rules import Window, may_reach_at
from supervision.wording import noted

NOW, TODAY, WEEK = "now", "today", "week"
URGENCIES = (NOW, TODAY, WEEK)
NIGGLING, HEAVY, VERY_HEAVY = 1, 2, 3
LENGTHS = (5, 10, 15, 30)
USUAL_LENGTH = {NOW: 5, TODAY: 15, WEEK: 30}
HOW = {"phone": noted("By phone"), "video": noted("By video"), "in_person": noted("In person")}
WISHES = {
    "listen": noted("Someone to listen"),
    "think": noted("To think it through with"),
    "practical": noted("Practical help"),
}
TOUCHES = {
    "death": noted("A death"),
    "child": noted("A child"),
    "violence": noted("Violence or abuse"),
    "family": noted("A family at odds"),
    "safety": noted("My own safety"),
    "close": noted("Close to my own life"),
}
"""What it may touch on: this list and nothing else, so that nobody writes about a client here."""

SIZES = {NOW: 3, TODAY: 3, WEEK: 2}
"""Peers asked in one wave. Source: product.md, "Debriefs", waves."""
PLAIN_WAIT = timedelta(minutes=15)
WORKING_WAIT = {TODAY: timedelta(hours=2), WEEK: timedelta(hours=10)}
"""How long a wave waits in working hours: a working day of 08:00 to 18:00 comes round at the same time."""
NOW_LASTS = timedelta(hours=2)
WEEK_LASTS = timedelta(days=7)

WEEK_BACK = timedelta(days=7)
LATELY = timedelta(days=28)
REST_AFTER_HEAVY = timedelta(days=1)
ERASED_AFTER = timedelta(days=30)
UNDO_WITHIN = timedelta(minutes=10)
SMALLEST_GROUP = 5
LONGEST_NOTE = 500


class NotNow(Refusal):
    """Something about a request is over, or not as one thought. The words are for whoever asked."""

    code = "talk_not_open"


class AlreadyAsking(Refusal):
    """One request at a time: the one before is still being asked round."""

    code = "already_asking"

    def __init__(self) -> None:
        super().__init__(noted("You are asking already. Withdraw that first, or let it run."))


class SomebodyElse(Refusal):
    """Another one said yes first."""

    code = "somebody_else"

    def __init__(self) -> None:
        super().__init__(noted("Somebody else said yes just before you. Thank you for having room."))


class TimePassed(Refusal):
    """The time that was asked for has gone by."""

    code = "time_passed"

    def __init__(self) -> None:
        super().__init__(noted("That time has passed. You can offer another one."))


class NoRota(Refusal):
    """The organisation keeps no rota for “now”."""

    code = "no_rota"

    def __init__(self) -> None:
        super().__init__(noted("There is no rota here at present."))


class NotListening(Refusal):
    """A turn is wanted by somebody who is not asked to listen at present."""

    code = "not_listening"

    def __init__(self) -> None:
        super().__init__(noted("Say first that you listen: whoever doesn’t is never asked."))


class NotOffered(Refusal):
    """What was sent is not among what is offered; `problems` names each field."""

    code = "not_offered"
    status = 422

    def __init__(self, problems: dict[str, str]):
        super().__init__(noted("Choose one of what is offered."))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody asks for. `minutes` long; `first`, `spared`: members."""

    urgency: str
    weight: int
    minutes: int
    how: str = "phone"
    wish: str = ""
    touches: tuple[str, ...] = ()
    note: str = ""
    language: str = ""
    same_work: bool = False
    within_team: bool = False
    shows_name: bool = False
    first: int | None = None
    spared: tuple[int, ...] = ()


def check_ask(ask: Ask, *, languages: Collection[str]) -> None:
    """Raise NotOffered unless everything about it is on offer."""
    problems = {}
    if ask.urgency not in URGENCIES:
        problems["urgency"] = "Now, today or this week."
    if ask.weight not in (NIGGLING, HEAVY, VERY_HEAVY):
        problems["weight"] = "Niggling, heavy or very heavy."
    if ask.minutes not in LENGTHS:
        problems["minutes"] = "5, 10, 15 or 30 minutes."
    if ask.how not in HOW:
        problems["how"] = "By phone, by video or in person."
    if ask.wish and ask.wish not in WISHES:
        problems["wish"] = "One of what is listed, or nothing."
    if set(ask.touches) - set(TOUCHES):
        problems["touches"] = "Only what is listed."
    if len(ask.note) > LONGEST_NOTE:
        problems["note"] = f"At most {LONGEST_NOTE} letters."
    if ask.language and ask.language not in languages:
        problems["language"] = "One of the languages listed, or none."
    if problems:
        raise NotOffered(problems)


def window_ends(urgency: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """Return by when the talk must have begun: two hours, the end of the asker's day, or seven days on."""
    if urgency == NOW:
        return now + NOW_LASTS
    if urgency == WEEK:
        return now + WEEK_LASTS
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(0), tzinfo=zone).astimezone(now.tzinfo)


def wave_ends(urgency: str, *, now: datetime, window: Window) -> datetime:
    """Return when we go on if nobody has said yes: a quarter of an hour, two working hours, a working day."""
    if urgency == NOW:
        return now + PLAIN_WAIT
    return add_working(now, WORKING_WAIT[urgency], window)


def add_working(start: datetime, length: timedelta, window: Window) -> datetime:
    """Return the moment at which so much time has passed inside `window`, counted from `start`, in UTC."""
    at = may_reach_at(start, window)
    while True:
        closes = _closes_after(at, window)
        if at + length <= closes:
            return at + length
        length -= closes - at
        at = may_reach_at(closes, window)


def _closes_after(at: datetime, window: Window) -> datetime:
    """Return the end of the opening that holds `at`."""
    today = at.astimezone(window.zone).date()
    for back in (1, 0):
        day = today - timedelta(days=back)
        opens, closes = window.opening(day)
        if day.weekday() in window.weekdays and opens <= at < closes:
            return closes
    raise ValueError("The window is closed then.")


def over_days(starts: Sequence[datetime], *, zone: ZoneInfo, number: int) -> list[datetime]:
    """Return so many of these moments, in order: one of each day first, later from day to day."""
    by_day: dict[date, list[datetime]] = {}
    for start in starts:
        by_day.setdefault(start.astimezone(zone).date(), []).append(start)
    chosen = [day[at % len(day)] for at, day in enumerate(by_day.values())]
    return sorted([*chosen, *(start for start in starts if start not in chosen)][:number])


def wider(urgency: str) -> str | None:
    """Return the next wider thing to ask for when nobody was left; None after this week."""
    return {NOW: TODAY, TODAY: WEEK}.get(urgency)


def rests_until(heavy_ended_at: datetime) -> datetime:
    """Return until when a listener is not asked after a heavy talk. Source: product.md, within a day."""
    return heavy_ended_at + REST_AFTER_HEAVY


def shown_count(number: int, *, people: int) -> int | None:
    """Return a count as a manager may see it; None where it, or the group it is about, is too small."""
    return number if number >= SMALLEST_GROUP and people >= SMALLEST_GROUP else None
