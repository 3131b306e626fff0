"""How asks spread over listeners: many requests over many weeks, ranked by the very function that asks.

Made-up people, nothing of a database: what an operator sees here is the rules, and never anybody.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from peers.debriefs import rules
from peers.debriefs.ranking import Candidate, Ranked, Wanted, ranked

DAY, WEEK = 24 * 60, 7 * 24 * 60
ANSWERS_YES = 0.4
"""How many of those asked say yes, in a simulation."""


@dataclass(slots=True)
class Listener:
    """A made-up listener: the share of hours they keep free, and what befell them."""

    number: int
    openness: float
    most_a_week: int
    asked_at: list[int] = field(default_factory=list)
    gave: list[tuple[int, int, int]] = field(default_factory=list)
    asked_in_all: int = 0
    gave_in_all: int = 0


@dataclass(frozen=True, slots=True)
class Spread:
    """How it went. `asks` and `given` are for each listener, fewest first; `nobody`: requests left over."""

    requests: int
    nobody: int
    asks: list[int]
    given: list[int]
    most_in_a_week: int
    first_reason: str

    @property
    def share_of_top_tenth(self) -> float:
        """Return the share of all talks that the tenth of listeners with most of them gave."""
        top = max(1, len(self.given) // 10)
        return sum(self.given[-top:]) / max(1, sum(self.given))


def simulate(*, listeners: int, requests_a_week: int, weeks: int, seed: int = 1) -> Spread:
    """Return how the asks of so many weeks spread over so many listeners. The same seed, the same answer."""
    dice = random.Random(seed)  # noqa: S311  (no secret)
    people = [
        Listener(number, dice.choice([0.2, 0.4, 0.6, 0.8]), dice.choice([1, 2, 2]))
        for number in range(listeners)
    ]
    nobody = most = 0
    reason = ""
    moments = sorted(dice.randrange(weeks * WEEK) for _ in range(requests_a_week * weeks))
    for number, now in enumerate(moments):
        weight = dice.choice([1, 2, 2, 3])
        urgency = dice.choice(rules.URGENCIES)
        asker = dice.randrange(listeners)
        wanted = Wanted(urgency, weight, 15, now, seed=number)
        asked: set[int] = set()
        found = None
        for wave in _waves(people, wanted, asker, asked, dice):
            reason = reason or wave[0].reason
            for one in wave:
                asked.add(one.member)
                person = people[one.member]
                person.asked_at.append(now)
                person.asked_in_all += 1
                most = max(most, _since(person, now - WEEK))
            yes = [one for one in wave if dice.random() < ANSWERS_YES]
            if yes:
                found = people[yes[0].member]
                break
        if found is None:
            nobody += 1
        else:
            found.gave.append((now + 15, weight, asker))
            found.gave_in_all += 1
    asks = sorted(person.asked_in_all for person in people)
    given = sorted(person.gave_in_all for person in people)
    return Spread(len(moments), nobody, asks, given, most, reason)


def _waves(
    people: list[Listener], wanted: Wanted, asker: int, asked: set[int], dice: random.Random
) -> Iterator[list[Ranked]]:
    for _ in range(6):
        candidates = [
            _seen(person, wanted, asker, asked, dice) for person in people if person.number != asker
        ]
        wave = ranked(candidates, wanted, number=rules.SIZES[wanted.urgency])
        if not wave:
            return
        yield wave


def _seen(person: Listener, wanted: Wanted, asker: int, asked: set[int], dice: random.Random) -> Candidate:
    """Return a made-up listener as the reading would give them."""
    now = wanted.now
    lately = [one for one in person.gave if one[0] > now - 28 * DAY]
    heavy = max((ended for ended, weight, _ in lately if weight >= rules.HEAVY), default=0)
    is_free = dice.random() < person.openness
    wait = (
        0
        if wanted.urgency == rules.NOW
        else dice.randrange(30, 8 * 60 if wanted.urgency == "today" else 5 * DAY)
    )
    return Candidate(
        member=person.number,
        free_at=now + wait if is_free else None,
        asked=_since(person, now - WEEK),
        most_a_week=person.most_a_week,
        given=len(lately),
        together=sum(1 for one in lately if one[2] == asker),
        rests_until=heavy + DAY if heavy else 0,
        was_asked=person.number in asked,
    )


def _since(person: Listener, moment: int) -> int:
    return sum(1 for at in person.asked_at if at > moment)
