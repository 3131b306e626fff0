"""Who is asked, and in which order: one pure function, with a reason for each candidate.

The reasons are for tests and for the operator's simulation. Nobody who asks or listens ever sees one.

What product.md says, in this order: free soonest; fewest debriefs given lately; has not debriefed this
person each time; shares a language or kind of work, if that was asked for. "Soonest" counts in steps (an
hour for today, a day for this week): else whoever keeps the longest hours would be asked each time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from peers.debriefs.rules import NOW, TODAY

HOUR, DAY = 60, 24 * 60
STEP = {NOW: HOUR, TODAY: HOUR}
"""Minutes that count as equally soon."""

LINE, APART, SPARED, ASKED = "power line", "not with", "spared", "asked already"
ELSEWHERE = "another team"
LIMIT, RESTING, TOO_HEAVY, TOO_LONG, LANGUAGE, NOT_FREE = (
    "at the weekly limit",
    "rests after a heavy one",
    "heavier than they take",
    "longer than they take",
    "another language",
    "not free",
)


class Candidate(NamedTuple):
    """What is known of one listener. Moments are minutes of UTC since 1970.

    `free_at`: the first minute at which both are free, None if there is none. `asked`: invites in the
    last seven days; `given`: debriefs in the last four weeks, `together` those with this asker.
    `rests_until`: after a heavy one, 0 if there was none. `is_line` to `is_elsewhere`: not to be asked, and
    why.
    """

    member: int
    free_at: int | None
    asked: int = 0
    most_a_week: int = 2
    given: int = 0
    together: int = 0
    rests_until: int = 0
    heaviest: int = 3
    longest: int = 30
    speaks: bool = True
    same_work: bool = False
    is_on_call: bool = False
    is_wished: bool = False
    is_line: bool = False
    is_apart: bool = False
    is_spared: bool = False
    was_asked: bool = False
    is_elsewhere: bool = False


class Wanted(NamedTuple):
    """What is asked for, as far as the order depends on it. `now` in minutes; `seed` spreads equals."""

    urgency: str
    weight: int
    minutes: int
    now: int
    seed: int = 0
    wants_work: bool = False


class Ranked(NamedTuple):
    member: int
    free_at: int
    reason: str


def why_not(one: Candidate, wanted: Wanted) -> str:
    """Return why somebody is not asked, in a few words; empty if they may be, as far as that is known.

    Whether they are free is asked apart (`free_at`), since it is read last.
    """
    if one.is_line:
        return LINE
    if one.is_apart:
        return APART
    if one.is_spared:
        return SPARED
    if one.was_asked:
        return ASKED
    if one.is_elsewhere:
        return ELSEWHERE
    if one.asked >= one.most_a_week:
        return LIMIT
    if one.rests_until > wanted.now:
        return RESTING
    if wanted.weight > one.heaviest:
        return TOO_HEAVY
    if wanted.minutes > one.longest:
        return TOO_LONG
    return "" if one.speaks else LANGUAGE


def ranked(candidates: Iterable[Candidate], wanted: Wanted, *, number: int | None = None) -> list[Ranked]:
    """Return those who may be asked, the first to be asked first; the first `number` of them if given."""
    step, now, seed = STEP.get(wanted.urgency, DAY), wanted.now, wanted.seed
    wants_work, is_now = wanted.wants_work, wanted.urgency == NOW
    keyed = []
    for one in candidates:
        if one.free_at is None or why_not(one, wanted):
            continue
        keyed.append(
            (
                not one.is_wished,
                not (is_now and one.is_on_call),
                (one.free_at - now) // step,
                one.given,
                one.together,
                wants_work and not one.same_work,
                one.asked,
                (one.member ^ seed) * 2654435761 & 0xFFFFFFFF,
                one.member,
                one,
            )
        )
    keyed.sort(key=_without_candidate)
    return [Ranked(key[-2], key[-1].free_at or 0, _reason(key[-1], wanted)) for key in keyed[:number]]


def _without_candidate(key: tuple) -> tuple:
    return key[:-1]


def _reason(one: Candidate, wanted: Wanted) -> str:
    """Return in one line why somebody stands where they stand."""
    parts = []
    if one.is_wished:
        parts.append("asked for by name")
    if wanted.urgency == NOW and one.is_on_call:
        parts.append("on call")
    wait = (one.free_at or 0) - wanted.now
    parts.append("free now" if wait <= 0 else f"free in {wait} min")
    parts.append(f"{one.given} given in four weeks")
    if one.together:
        parts.append(f"{one.together} with this asker")
    if wanted.wants_work:
        parts.append("same work" if one.same_work else "other work")
    parts.append(f"asked {one.asked} of {one.most_a_week} this week")
    return ", ".join(parts)
