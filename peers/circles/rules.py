"""Places, waiting lists, smallest size, turns and timing of a circle. Values in, answers out."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from supervision.errors import Refusal
from supervision.wording import sentence

OPEN, GROUP, TEAM, SERIES = "open", "group", "team", "series"
"""A circle that one joins meeting by meeting; a standing peer group; a team's support meeting; a learning
series, which goes through one thing to read at each meeting."""
STANDING = frozenset({GROUP, TEAM, SERIES})
SPEAK, LISTEN = "speak", "listen"
SEATS = (SPEAK, LISTEN)

TIME_TO_ANSWER = timedelta(hours=2)
"""Whoever gets a place by itself has at least so long, awake and at work, to say no."""
LATEST_OFF = timedelta(hours=2)
"""A meeting with too few is called off by itself no later than so long before it starts."""
KEPT = timedelta(days=30)
"""So long after a meeting the names, notes and who came are kept; then they are erased."""
LONGEST_ALIAS = 30
MOST_MEETINGS = 120
GROUP_OF = (4, 6)
SMALLEST_GROUP = 5
"""Of fewer people with a place nobody is told the number. Source: product.md, only groups of five or more."""
APART = timedelta(minutes=15)
"""Round a team's support meeting so much stays free, so that it doesn't run into one about tasks."""

K = TypeVar("K", bound=Hashable)


class BadShape(Refusal):
    """A circle can't be held like this. `problems` says which field, and why."""

    code = "circle_shape"
    status = 422

    def __init__(self, problems: Mapping[str, str]):
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


class BadAlias(Refusal):
    """This can't be a name in a circle."""

    code = "circle_alias"
    status = 422


# ---------------------------------------------------------------- the shape
@dataclass(frozen=True, slots=True)
class Shape:
    """How large a circle is: speaking places, places only to listen, and how few it needs."""

    kind: str
    places: int
    listening: int
    smallest: int
    minutes: int


def check_shape(shape: Shape) -> None:
    """Raise BadShape unless a circle can be held like this.

    A standing group has four to six places and none only to listen; everybody in it takes a turn.
    """
    problems: dict[str, str] = {}
    least, most = GROUP_OF if shape.kind == GROUP else (2, 40)
    if not least <= shape.places <= most:
        problems["places"] = f"There can be {least} to {most} places."
    if not 0 <= shape.listening <= (0 if shape.kind == GROUP else 40):
        problems["listening"] = (
            "In a standing group everybody takes a turn."
            if shape.kind == GROUP
            else "There can be up to 40 places for listening."
        )
    if not 2 <= shape.smallest <= max(shape.places, 2):
        problems["smallest"] = "It takes at least two, and no more than there are places."
    if not 15 <= shape.minutes <= 180:
        problems["minutes"] = "A meeting lasts 15 minutes to three hours."
    if problems:
        raise BadShape(problems)


# ---------------------------------------------------------------- places
def shown_left(left: int, *, places: int) -> int | None:
    """Return how many places are left as everybody may read it; None while fewer than five are taken.

    That all are taken can't be hidden from whoever would join.
    """
    return left if left <= 0 or places - left >= SMALLEST_GROUP else None


def free_seat(places: int, taken: Collection[int]) -> int | None:
    """Return the lowest number from 1 to `places` that nobody has; None when all are taken."""
    return next((number for number in range(1, places + 1) if number not in taken), None)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One who waits, in the order in which they began to.

    `is_free`: has nothing else then. `is_told_in_time`: would hear of it early enough to say no.
    """

    key: Hashable
    seat: str
    is_free: bool = True
    is_told_in_time: bool = True


def who_fills(waiting: Sequence[Waiting], free: Mapping[str, int]) -> list[Waiting]:
    """Return who gets a place, in order: whoever has waited longest for a place of their kind.

    `free` says how many places of each kind nobody has. Whoever is taken elsewhere, or would not hear
    of it in time, keeps their turn and is passed over this once.
    """
    left = dict(free)
    filled = []
    for one in waiting:
        if one.is_free and one.is_told_in_time and left.get(one.seat, 0) > 0:
            left[one.seat] -= 1
            filled.append(one)
    return filled


def can_still_say_no(reached_at: datetime, starts_at: datetime) -> bool:
    """Say whether who reads a message at `reached_at` has time enough to say no."""
    return reached_at + TIME_TO_ANSWER <= starts_at


# ---------------------------------------------------------------- smallest size
class Verdict(StrEnum):
    WAIT = "wait"
    GOES = "goes"
    OFF = "off"


def verdict(
    *, people: int, smallest: int, starts_at: datetime, decides_before: timedelta, now: datetime
) -> Verdict:
    """Return what becomes of a meeting at `now`: it is called off `decides_before` its start with too few.

    Everybody with a place counts, those who only listen too, and not the facilitator. When nobody asked
    until two hours before the start, it goes on: calling off then would no longer be in time.
    """
    if now < starts_at - decides_before:
        return Verdict.WAIT
    if people < smallest and now <= starts_at - LATEST_OFF:
        return Verdict.OFF
    return Verdict.GOES


# ---------------------------------------------------------------- turns
ROLES = ("host", "time", "brings", "closes")
"""In a standing group: who opens and holds the round; who keeps the time; who brings something; who
closes it. With fewer than four people one has two."""


def turns(number: int, people: Sequence[K], away: Collection[K] = ()) -> dict[str, K]:
    """Return who has which role at meeting `number` of a group, counted from 0.

    `people` stand in the order in which they joined. Each role moves on by one person a meeting, so that
    over as many meetings as there are people everybody has each of them once. A role of somebody away
    goes to the next in order who is there, before anybody there gets a second one. Nobody there: nobody.
    """
    there = [one for one in people if one not in away]
    if not there:
        return {}
    found: dict[str, K] = {}
    for place, role in enumerate(ROLES):
        order = [people[(number + place + step) % len(people)] for step in range(len(people))]
        held = {one: sum(other == one for other in found.values()) for one in there}
        found[role] = next(one for one in order if one in held and held[one] == min(held.values()))
    return found


# ---------------------------------------------------------------- the timing card
@dataclass(frozen=True, slots=True)
class Part:
    """One part of a meeting: its name, how many minutes, and when it begins, in minutes after the start."""

    name: str
    minutes: int
    begins: int


CARD = {
    OPEN: (("arrive", 1, 10), ("agree", 1, 5), ("round", 4, 30), ("open", 5, 40), ("close", 1, 15)),
    GROUP: (
        ("arrive", 1, 10),
        ("round", 2, 15),
        ("tell", 2, 20),
        ("ask", 1, 10),
        ("reflect", 3, 25),
        ("answer", 1, 10),
        ("close", 1, 10),
    ),
    TEAM: (("arrive", 1, 10), ("round", 4, 40), ("helped", 3, 30), ("close", 1, 20)),
    SERIES: (("arrive", 1, 10), ("learn", 3, 20), ("try", 3, 25), ("round", 4, 30), ("close", 1, 15)),
}
"""For each kind its parts: the name, the least minutes, and the share of the rest in hundredths."""


def timing_card(kind: str, minutes: int) -> list[Part]:
    """Return the parts of a meeting of so many minutes, which fill it exactly.

    Each part gets its least, then its share of what is left; whole minutes, the largest remainders first.
    """
    parts = CARD[kind]
    rest = max(minutes - sum(least for _, least, _ in parts), 0)
    shares = [rest * share for _, _, share in parts]
    whole = [share // 100 for share in shares]
    order = sorted(range(len(parts)), key=lambda place: (-(shares[place] % 100), place))
    for place in order[: rest - sum(whole)]:
        whole[place] += 1
    found, begins = [], 0
    for (name, least, _), more in zip(parts, whole, strict=True):
        found.append(Part(name, least + more, begins))
        begins += least + more
    return found


# ---------------------------------------------------------------- names
NAMES = (
    "Heron", "Juniper", "Lamplight", "Skerry", "Bracken", "Wren", "Harbour", "Thistle", "Fennel", "Curlew",
    "Sandpiper", "Hazel Gate", "Kestrel", "Marram", "Lichen", "Plover", "Rowan", "Saltmarsh", "Tern",
    "Willow", "Linnet", "Clover", "Dunlin", "Estuary", "Foxglove", "Gorse", "Hawthorn", "Islay", "Jackdaw",
    "Kittiwake",
    "Lapwing", "Moorhen", "Nettle", "Orchard", "Pebble", "Quayside", "Redstart", "Sorrel", "Teasel", "Yarrow",
)  # fmt: skip
"""Names that nobody need think up. None of them is anybody's."""


def tidy_alias(words: str) -> str:
    """Return a name as a circle shows it: 1 to 30 signs on one line. Raises BadAlias."""
    shown = "".join(
        sign if unicodedata.category(sign)[0] != "C" else " " for sign in unicodedata.normalize("NFC", words)
    )
    name = " ".join(shown.split())
    if not name:
        raise BadAlias("Give a name that the others may call you by. Any will do.")
    if len(name) > LONGEST_ALIAS:
        raise BadAlias(sentence("A name has at most {most} letters.", most=LONGEST_ALIAS))
    if "@" in name:
        raise BadAlias("An address isn’t a name here. Any other will do.")
    return name


def same_name(one: str, other: str) -> bool:
    """Say whether two names could be taken for each other aloud: case and spaces don't count."""
    return "".join(one.casefold().split()) == "".join(other.casefold().split())


def names_left(taken: Collection[str], *, begin: int = 0, number: int = 4) -> list[str]:
    """Return up to so many ready names that nobody has, from the one at `begin` on, going round."""
    order = [NAMES[(begin + step) % len(NAMES)] for step in range(len(NAMES))]
    return [name for name in order if not any(same_name(name, other) for other in taken)][:number]
