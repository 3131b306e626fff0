"""Self-checks: kept, read and deleted by their owner, and what is offered to them when it stays heavy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peers.wellbeing import keeping
from peers.wellbeing.keeping import drawer
from peers.wellbeing.rules import BETWEEN, HEAVY, Check, Lasting, stays_heavy
from peers.wellbeing.signs import ANSWERS, BY_KEY, SIGNS
from supervision.languages import day_words, listed, worded
from supervision.people.models import Member
from supervision.scheduling.days import local_day

CHECKS = drawer("checks", known_as="checks")
CHOICES = drawer("check choices", known_as="check_choices")
SHOWN = 13
"""So many checks are drawn: half a year of them, one a fortnight."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One sign in one check, as it is drawn and said: light, in between or heavy; empty if not answered."""

    x: float
    y: int
    look: str


@dataclass(frozen=True, slots=True)
class Told:
    """One check in words: which signs were heavy, which in between, which light."""

    on: date
    heavy: str
    between: str
    light: str


@dataclass(frozen=True, slots=True)
class Trend:
    """One's own checks over time. `finding` says in a sentence what the chart shows."""

    finding: str
    height: int
    rows: list[tuple[str, int]]
    marks: list[Mark]
    days: list[tuple[float, date, str]]
    told: list[Told]


def keep_check(member: Member, answers: Mapping[str, int], *, now: datetime) -> date:
    """Keep today's check, in place of one that was made today; an empty one takes it back. Return its day."""
    today = local_day(now, member.zone)
    kept = {sign.key: answers[sign.key] for sign in SIGNS if sign.key in answers}
    keeping.change(
        member.person_id,
        CHECKS,
        today.isoformat(),
        lambda before: {"answers": kept} if kept else None,
    )
    return today


def delete_check(member: Member, day: date) -> bool:
    """Delete the check of one day. Says whether there was one."""
    return keeping.drop(member.person_id, CHECKS, day.isoformat())


def answers_of(member: Member, day: date) -> dict[str, int]:
    """Return what was answered on a day, by sign."""
    body = keeping.open_space(member.person_id).read(CHECKS, day.isoformat())
    return dict(body["answers"]) if body else {}


def checks_of(member: Member) -> list[Check]:
    """Return a person's own checks, the oldest first. Three queries."""
    found = keeping.open_space(member.person_id).all(CHECKS)
    return [check_from(entry.name, entry.body) for entry in found]


def check_from(name: str, body: Mapping[str, Any]) -> Check:
    weights = {key: BY_KEY[key].weight(answer) for key, answer in body["answers"].items() if key in BY_KEY}
    return Check(date.fromisoformat(name), weights)


# ---------------------------------------------------------------- what it comes to
def look_of(weight: int | None) -> str:
    """Return how a weight is drawn: "light", "between", "heavy"; empty if nothing was answered."""
    if weight is None:
        return ""
    return "heavy" if weight >= HEAVY else "between" if weight >= BETWEEN else "light"


def told(check: Check) -> Told:
    """Return a check in words."""
    said = {look: [] for look in ("heavy", "between", "light")}  # type: dict[str, list[str]]
    for sign in SIGNS:
        if look := look_of(check.weights.get(sign.key)):
            said[look].append(worded(sign.name))
    return Told(check.on, *(", ".join(said[look]) or "–" for look in ("heavy", "between", "light")))


def trend_of(checks: list[Check], *, today: date) -> Trend | None:
    """Return the last thirteen checks as they are drawn; None while there is none."""
    shown = checks[-SHOWN:]
    if not shown:
        return None
    step = 64 / max(len(shown), 4)
    xs = [round(34 + step * (number + 0.5), 2) for number in range(len(shown))]
    rows = [(worded(sign.name), 18 + 26 * number) for number, sign in enumerate(SIGNS)]
    marks = [
        Mark(x, y, look)
        for x, check in zip(xs, shown, strict=True)
        for sign, (_, y) in zip(SIGNS, rows, strict=True)
        if (look := look_of(check.weights.get(sign.key)))
    ]
    ends = {0, len(shown) - 1} if len(shown) > 1 else {0}
    days = [(xs[n], shown[n].on, "end" if n and n == len(shown) - 1 else "start") for n in sorted(ends)]
    return Trend(
        finding=_finding(shown, today.year),
        height=18 + 26 * len(SIGNS) + 14,
        rows=rows,
        marks=marks,
        days=days,
        told=[told(check) for check in reversed(shown)],
    )


def _finding(shown: list[Check], year: int) -> str:
    last = shown[-1]
    names = [worded(BY_KEY[key].name).lower() for key in last.heavy]
    words = (
        _("heavy on {day} were {names}").format(day=_day(last.on, year), names=listed(names, things=True))
        if names
        else _("nothing was heavy on {day}").format(day=_day(last.on, year))
    )
    if len(shown) == 1:
        return _("One check so far: {words}.").format(words=words)
    most = max(shown, key=lambda check: len(check.heavy))
    if most.heavy and most is not last:
        words = _("most was heavy on {day}; {words}").format(day=_day(most.on, year), words=words)
    return ngettext(
        "{number} check since {day}: {words}.", "{number} checks since {day}: {words}.", len(shown)
    ).format(number=len(shown), day=_day(shown[0].on, year), words=words)


def _day(day: date, year: int) -> str:
    return day_words(day, this_year=year)


# ---------------------------------------------------------------- what is offered
@dataclass(frozen=True, slots=True)
class Offer:
    """It has stayed heavy, and why we say so. What is offered stands on the page; to nobody else."""

    words: str


def offer_to(member: Member, checks: list[Check], *, now: datetime) -> Offer | None:
    """Return what is offered to the owner alone; None if it is not heavy, or they said not now."""
    lasting = stays_heavy(checks, today=local_day(now, member.zone))
    if lasting is None:
        return None
    said = keeping.open_space(member.person_id).read(CHOICES) or {}
    return None if said.get("passed") == lasting.second.isoformat() else Offer(_why(lasting))


def pass_offer(member: Member, *, now: datetime) -> None:
    """Let an offer go until the next check."""
    lasting = stays_heavy(checks_of(member), today=local_day(now, member.zone))
    if lasting is not None:
        keeping.change(member.person_id, CHOICES, "", lambda before: {"passed": lasting.second.isoformat()})


def _why(lasting: Lasting) -> str:
    first, second = (_day(day, lasting.second.year) for day in (lasting.first, lasting.second))
    if lasting.is_much:
        return _(
            "In your checks of {first} and {second} at least a third of what you answered was heavy."
        ).format(first=first, second=second)
    names = listed([worded(BY_KEY[key].name).lower() for key in lasting.signs], things=True)
    return _("In your checks of {first} and {second} {names} stood at the heaviest.").format(
        first=first, second=second, names=names
    )


def answer_words(answer: int) -> str:
    return ANSWERS[answer]
