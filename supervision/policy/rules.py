"""How a clock moves as time passes, what becomes of its flag, and who is told. Values in, values out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from supervision.policy.clock import DUE_SOON, ESCALATED, ON_TRACK, OVERDUE, PAUSED, Answer

FLAGGED = frozenset({OVERDUE, ESCALATED})
TICK = timedelta(microseconds=1)


class Standing(NamedTuple):
    """A clock as it is kept. Moments are UTC, the first of the member's own day; `moves_at` is the next."""

    last_counted_on: date | None
    due_on: date | None
    state: str
    due_soon_at: datetime | None
    overdue_at: datetime | None
    escalated_at: datetime | None
    moves_at: datetime | None


class Move(NamedTuple):
    """A clock passes from one state to another. No `before`: it is new; no `after`: it is no more."""

    at: datetime
    before: str | None
    after: str | None
    due_on: date | None
    ending: str = ""


def standing_of(answer: Answer, starts_at: Callable[[date], datetime], *, at: datetime) -> Standing:
    """Return the clock to keep for `answer`, worked out at the moment `at`; `starts_at` begins a day."""
    due_soon, overdue, escalated = (
        None if day is None else starts_at(day)
        for day in (answer.due_soon_on, answer.overdue_on, answer.escalated_on)
    )
    kept = Standing(answer.last_counted_on, answer.due_on, answer.state, due_soon, overdue, escalated, None)
    return kept if answer.state == PAUSED else kept._replace(moves_at=next_moment(kept, at))


def next_moment(standing: Standing, after: datetime) -> datetime | None:
    """Return the first of the clock's moments after `after`; None if there is none."""
    ahead = [moment for moment in standing[3:6] if moment is not None and moment > after]
    return min(ahead) if ahead else None


def state_at(standing: Standing, at: datetime) -> str:
    """Return the state at `at` of a clock that is not paused, by its moments alone."""
    if standing.escalated_at is not None and at >= standing.escalated_at:
        return ESCALATED
    if standing.overdue_at is not None and at >= standing.overdue_at:
        return OVERDUE
    if standing.due_soon_at is not None and at >= standing.due_soon_at:
        return DUE_SOON
    return ON_TRACK


def advance(standing: Standing, *, upto: datetime) -> tuple[Standing, list[Move]]:
    """Let time pass up to `upto`, included, and return the clock then and each of its moves."""
    moves: list[Move] = []
    while standing.moves_at is not None and standing.moves_at <= upto:
        at = standing.moves_at
        state = state_at(standing, at)
        if state != standing.state:
            moves.append(Move(at, standing.state, state, standing.due_on))
        standing = standing._replace(state=state, moves_at=next_moment(standing, at))
    return standing, moves


def ending_of(before: Standing, after: Standing, *, by_session: bool) -> str:
    """Return why a flag closes when a clock comes to stand as `after`."""
    if after.state == PAUSED:
        return "paused"
    if by_session or (
        after.last_counted_on is not None
        and (before.last_counted_on is None or after.last_counted_on > before.last_counted_on)
    ):
        return "held"
    return "changed"


@dataclass(slots=True)
class FlagChange:
    """What to write about one flag: a new one, or the open one of its clock. None leaves a field as it is."""

    due_on: date | None = None
    stage: str | None = None
    opened_at: datetime | None = None
    escalated_at: datetime | None = None
    closed_at: datetime | None = None
    ending: str = ""


def flags_after(moves: Iterable[Move]) -> tuple[FlagChange | None, list[FlagChange]]:
    """Return what becomes of a clock's open flag through `moves`, and the flags that open on the way.

    A flag opens once when a clock becomes overdue, escalates, and closes when the clock leaves those
    states. Source: product.md, "The clock", flag.
    """
    standing: FlagChange | None = None
    current: FlagChange | None = None
    opened: list[FlagChange] = []
    for move in moves:
        was, is_now = move.before in FLAGGED, move.after in FLAGGED
        if was and current is None:
            standing = current = standing or FlagChange()
        if is_now and not was:
            current = FlagChange(due_on=move.due_on, stage=move.after, opened_at=move.at)
            if move.after == ESCALATED:
                current.escalated_at = move.at
            opened.append(current)
        elif is_now and current is not None:
            current.stage = move.after
            if move.after == ESCALATED:
                current.escalated_at = move.at
        elif was and current is not None:
            current.closed_at, current.ending = move.at, move.ending
            current = None
    return standing, opened


def told_of(moves: Sequence[Move]) -> list[str]:
    """Return the kinds of message that `moves`, all of one clock, call for, as the clock stands after them.

    After a long silence that is what holds now, not each step on the way there.
    """
    last = moves[-1].after
    if last == DUE_SOON:
        return ["due_soon"]
    kinds = []
    if last in FLAGGED and any(move.before not in FLAGGED for move in moves):
        kinds.append("overdue")
    if last == ESCALATED:
        kinds.append("escalated")
    return kinds


def leads_told(
    team_path: Sequence[int], leads: Mapping[int, Sequence[int]], *, member_id: int
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return who hears of a member's overdue clock, and who hears when it escalates.

    The first are the leads of the nearest team up the tree that has any besides the member; the second
    those of the next such team above it. Nobody answers for their own flag. An empty pair of hands
    means that the organisation's admins are told instead. Source: product.md, "Who is told".
    """
    found: list[tuple[int, ...]] = []
    known: set[int] = set()
    for team in team_path:
        here = tuple(lead for lead in leads.get(team, ()) if lead != member_id and lead not in known)
        if here:
            found.append(here)
            known.update(here)
            if len(found) == 2:
                break
    found += [()] * (2 - len(found))
    return found[0], found[1]
