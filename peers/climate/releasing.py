"""Which groups may be shown, so that nobody can be worked out. Plain Python, and a pure function.

Whoever attacks is taken to know everything but answers: who was in which group in which month, what was
shown of each, and the answers of whoever is in league with them. They are granted more than is shown:
not a band but the exact sum of a group's answers; and that nobody ever changes their mind, so that one
month's sum can be taken from another's. Each group shown is then an equation, a row of ones and zeros over
people. We keep this true of everything ever shown, together:

    every combination of rows that is not nothing speaks of at least `least` people.

So no coalition of `least` - 2 people can work out anybody else's answer, nor any group the answers of fewer
than `least`. It is kept row by row. A row may be shown when it follows from those before it (then it adds
nothing), or when it differs from every combination of them in at least `least` people. Of the latter there
are two certificates; a row with neither is not shown, even if it would have done no harm.

1. *Pairs.* Two people who have been in the same groups so far, of whom one is in the row and one is not:
   their difference is nought in every combination of the rows before, and not in this row. So is somebody
   in it who was never in any. So many pairs and newcomers without a person in common, so many people differ.
2. *Large classes.* People who have been in the same groups, this row included, are one class. If the row
   does not follow from the others even when only classes of `least` and more are looked at, it differs
   from each combination in all of some large class.

Within one month the same is kept for those who did answer, whom nobody sees: see `decide`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

PRIME = 2**127 - 1
"""Ranks are taken modulo this. A row of ones and zeros that follows from fewer than sixty others over the
fractions does so here, and the other way round; beyond, a mistake is as likely as guessing a key."""

People = frozenset[int]
Vector = dict[int, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """A group that may be shown. `above`: the key of the smallest cell that holds it, None for the first."""

    key: int
    people: People
    above: int | None = None


@dataclass(slots=True)
class Past:
    """All groups of which something was shown, as one row each; people in the same of them are one class."""

    rows: set[People] = field(default_factory=set)
    _class_of: dict[int, int] = field(default_factory=dict)
    _people: dict[int, set[int]] = field(default_factory=dict)
    _basis: list[tuple[int, Vector]] = field(default_factory=list)

    @classmethod
    def of(cls, rows: Iterable[People]) -> Past:
        past = cls()
        for row in rows:
            past.add(row)
        return past

    def copy(self) -> Past:
        return Past(
            set(self.rows),
            dict(self._class_of),
            {name: set(people) for name, people in self._people.items()},
            [(pivot, dict(vector)) for pivot, vector in self._basis],
        )

    def allows(self, row: People, *, least: int) -> bool:
        """Say whether `row` follows from what was shown, or differs from all of it in `least` people."""
        if row in self.rows or self.departs(row) >= least:
            return True
        inside = self._inside(row)
        is_whole = not any(self._splits(name, number) for name, number in inside.items()) and all(
            person in self._class_of for person in row
        )
        if is_whole and not self._rest_of(dict.fromkeys(inside, 1)):
            return True
        return self._is_new_to_large(row, inside, least)

    def departs(self, row: People) -> int:
        """Return how many pairs and newcomers part `row` from everything shown; see the first certificate."""
        inside = self._inside(row)
        newcomers = len(row) - sum(inside.values())
        return newcomers + sum(
            min(number, len(self._people[name]) - number) for name, number in inside.items()
        )

    def spare(self, row: People) -> list[int]:
        """Return those in `row` who would part it further if they were not in it, the most alike first."""
        inside = self._inside(row)
        spare = {
            name: number * 2 - len(self._people[name])
            for name, number in inside.items()
            if number * 2 - len(self._people[name]) >= 2
        }
        names = sorted(spare, key=lambda name: (-spare[name], name))
        return [person for name in names for person in sorted(self._people[name] & row)]

    def add(self, row: People) -> None:
        """Take in a row that is shown."""
        if row in self.rows:
            return
        for name, number in self._inside(row).items():
            if self._splits(name, number):
                self._split(name, row)
        fresh = {person for person in row if person not in self._class_of}
        if fresh:
            name = len(self._people)
            self._people[name] = fresh
            self._class_of |= dict.fromkeys(fresh, name)
        rest = self._rest_of(dict.fromkeys({self._class_of[person] for person in row}, 1))
        if rest:
            pivot = min(rest)
            self._basis.append((pivot, _scaled(rest, pivot)))
        self.rows.add(row)

    # ------------------------------------------------------------ inside
    def _inside(self, row: People) -> Counter[int]:
        return Counter(self._class_of[person] for person in row if person in self._class_of)

    def _splits(self, name: int, number: int) -> bool:
        return number != len(self._people[name])

    def _split(self, name: int, row: People) -> None:
        apart = self._people[name] & row
        self._people[name] -= apart
        new = len(self._people)
        self._people[new] = apart
        self._class_of |= dict.fromkeys(apart, new)
        for _, vector in self._basis:
            if name in vector:
                vector[new] = vector[name]

    def _rest_of(self, vector: Vector) -> Vector:
        """Return what is left of `vector` once the basis is taken out of it: nothing if it follows."""
        return _reduced(vector, self._basis)

    def _is_new_to_large(self, row: People, inside: Counter[int], least: int) -> bool:
        part: Vector = {}
        large: list[tuple[int, int]] = []  # (column, class); a split class has two columns
        for name, people in self._people.items():
            number = inside.get(name, 0)
            if number >= least:
                part[len(large)] = 1
                large.append((len(large), name))
            if len(people) - number >= least:
                large.append((len(large), name))
        basis: list[tuple[int, Vector]] = []
        for _, vector in self._basis:
            seen = {column: vector[name] for column, name in large if name in vector}
            rest = _reduced(seen, basis)
            if rest:
                pivot = min(rest)
                basis.append((pivot, _scaled(rest, pivot)))
        return bool(_reduced(part, basis))


def _reduced(vector: Vector, basis: Sequence[tuple[int, Vector]]) -> Vector:
    left = dict(vector)
    for pivot, row in basis:
        times = left.get(pivot, 0)
        if times:
            for name, value in row.items():
                new = (left.get(name, 0) - times * value) % PRIME
                if new:
                    left[name] = new
                else:
                    left.pop(name, None)
    return left


def _scaled(vector: Vector, pivot: int) -> Vector:
    inverse = pow(vector[pivot], -1, PRIME)
    return {name: value * inverse % PRIME for name, value in vector.items()}


# ---------------------------------------------------------------- the decision
def decide(cells: Sequence[Cell], *, answered: Mapping[int, int], past: Past, least: int) -> set[int]:
    """Return the keys of the cells that are shown this month, decided over all of them at once.

    `answered`: how many answered of those whose smallest cell has this key. Cells lie within each other or
    apart. The largest come first. One is shown when it has `least` people and answers; when what is left of
    the cell around it, without it and the others shown there, has none or `least` of both; and when all
    that was ever shown allows it.
    """
    by_key = {cell.key: cell for cell in cells}
    depth = {cell.key: _depth(cell, by_key) for cell in cells}
    total = dict.fromkeys(by_key, 0)
    for key, number in answered.items():
        at: int | None = key
        while at is not None:
            total[at] += number
            at = by_key[at].above
    trial = past.copy()
    shown: set[int] = set()
    left_people: dict[int, int] = {}
    left_answers: dict[int, int] = {}
    for cell in sorted(cells, key=lambda cell: (-len(cell.people), depth[cell.key], cell.key)):
        people, answers = len(cell.people), total[cell.key]
        if people < least or answers < least:
            continue
        around = cell.above
        while around is not None and around not in shown:
            around = by_key[around].above
        if around is not None:
            rests = (left_people[around] - people, left_answers[around] - answers)
            if any(0 < rest < least for rest in rests):
                continue
        if not trial.allows(cell.people, least=least):
            continue
        trial.add(cell.people)
        shown.add(cell.key)
        left_people[cell.key], left_answers[cell.key] = people, answers
        if around is not None:
            left_people[around] -= people
            left_answers[around] -= answers
    return shown


def _depth(cell: Cell, by_key: Mapping[int, Cell]) -> int:
    depth = 0
    while cell.above is not None:
        cell, depth = by_key[cell.above], depth + 1
    return depth


# ---------------------------------------------------------------- the plan, at opening
def groups_of(
    own: Mapping[int, Collection[int]], above: Mapping[int, int | None], *, least: int
) -> list[Cell]:
    """Return the groups of a tree: each key with its `own` people and all those below.

    Where fewer than `least` people stand above teams without being in one (who leads a service, say), one
    of those teams would have to stay hidden on their account; so they count with the largest of them.
    """
    people = {key: set(own.get(key, ())) for key in above}
    for key in sorted(above, key=lambda key: (_depth_in(key, above), key)):
        below = [one for one in above if above[one] == key]
        if below and 0 < len(people[key]) < least:
            sizes = {one: sum(len(people[other]) for other in _all_below(one, above)) for one in below}
            into = max(below, key=lambda one: (sizes[one], -one))
            if sizes[into] >= least:
                people[into] |= people[key]
                people[key] = set()
    return [
        Cell(key, frozenset().union(*(people[one] for one in _all_below(key, above))), above[key])
        for key in above
    ]


def _depth_in(key: int, above: Mapping[int, int | None]) -> int:
    depth, at = 0, above[key]
    while at is not None:
        depth, at = depth + 1, above[at]
    return depth


def _all_below(key: int, above: Mapping[int, int | None]) -> list[int]:
    """Return the keys of a group and of all below it."""
    found = [key]
    for one in found:
        found += [other for other in above if above[other] == one]
    return found


def homes_of(cells: Sequence[Cell]) -> dict[int, People]:
    """Return, by cell, whose smallest cell it is."""
    found = {cell.key: set(cell.people) for cell in cells}
    for cell in cells:
        if cell.above is not None:
            found[cell.above] -= cell.people
    return {key: frozenset(people) for key, people in found.items()}


Draw = Callable[[Sequence[int], int], Collection[int]]
"""Draws so many of these people by lot."""


def plan(
    groups: Sequence[Cell], *, past: Past, last: Mapping[int, People], least: int, draw: Draw
) -> list[Cell]:
    """Return the cells of a month that opens, with those who are asked in it. Nothing in it is an answer.

    `groups` are the organisation and its teams with everybody in them; `last`, of each, those in it when it
    was last shown. Where one or two came or left, the group could not be shown for long: so that it can,
    a few rest for the month (newcomers wait; or some are drawn by lot, to make `least` with those who left).
    Only groups that can be shown when everybody answers are kept: each answer is stored for the smallest
    of them, and so never for fewer than `least` people.
    """
    by_key = {group.key: group for group in groups}
    asked: set[int] = set().union(*(group.people for group in groups)) if groups else set()
    trial = past.copy()
    viable = decide(groups, answered=_all_answer(groups), past=Past(), least=least)
    homes = homes_of(_kept(groups, viable, asked))
    for key in sorted(viable, key=lambda key: (len(by_key[key].people), -_depth(by_key[key], by_key), key)):
        row = frozenset(by_key[key].people & asked)
        if not trial.allows(row, least=least):
            before = last.get(key, frozenset())
            if len(before) >= least and before <= row and trial.allows(before, least=least):
                asked -= row - before
                row = before
            else:
                row = _parted(row, homes[key] & asked, trial, least, draw)
                asked -= by_key[key].people - row
        if trial.allows(row, least=least):
            trial.add(row)
    cells = _kept(groups, viable, asked)
    shown = decide(cells, answered=_all_answer(cells), past=past, least=least)
    return _kept(cells, shown, asked)


def _parted(row: People, own: Collection[int], past: Past, least: int, draw: Draw) -> People:
    """Return `row` without a few of its own people, drawn by lot, so that it may be shown; or as it was."""
    left = row
    for _ in range(least):
        missing = least - past.departs(left)
        if missing <= 0:
            return left
        spare = [person for person in past.spare(left) if person in own]
        if not spare or len(left) <= least:
            return row
        left = left - frozenset(draw(spare, 1))
    return left if past.departs(left) >= least else row


def _kept(cells: Sequence[Cell], keys: Collection[int], asked: Collection[int]) -> list[Cell]:
    """Return those of `cells` that are in `keys`, with those of their people who are asked."""
    by_key = {cell.key: cell for cell in cells}
    found = []
    for cell in cells:
        if cell.key in keys:
            above = cell.above
            while above is not None and above not in keys:
                above = by_key[above].above
            found.append(Cell(cell.key, frozenset(cell.people & frozenset(asked)), above))
    return found


def _all_answer(cells: Sequence[Cell]) -> dict[int, int]:
    return {key: len(people) for key, people in homes_of(cells).items()}
