"""Made-up organisations over many months, and the attack on all that was shown of them.

The attack shares no line with what it attacks: it does its sums with numpy, modulo a prime of its own.
"""

from dataclasses import dataclass, field
from itertools import combinations
from random import Random

import numpy as np

from peers.climate import releasing
from peers.climate.releasing import Cell, Past, decide, groups_of, homes_of, plan

ORGANISATION = 0
OTHER_PRIME = 2**31 - 1


@dataclass
class Made:
    """An organisation that was made up: who was shown with whom, month by month."""

    least: int
    people: int = 0
    """How many ever belonged to it."""
    months: list[list[tuple[frozenset, frozenset]]] = field(default_factory=list)
    """Of each month, each cell shown: everybody asked in it, and those of them who answered."""
    fewest_stored: int = 10**9
    """Of how many people the smallest group was that ever had a sheet of its own."""
    had: int = 0
    """Cells in which enough answered, had nothing else been asked."""

    @property
    def rows(self):
        return [asked for month in self.months for asked, _ in month]


def live(seed, *, months=26):
    """Return an organisation that lived through so many months of joiners, leavers, movers and erasures."""
    random = Random(seed)
    least = random.choice((5, 5, 5, 6, 8))
    made = Made(least)
    above = {ORGANISATION: None}
    for key in range(1, random.randint(1, 8)):
        above[key] = random.choice([ORGANISATION, *[one for one in above if one]])
    place, willing = {}, {}

    def join():
        made.people += 1
        place[made.people] = random.choice(list(above))
        willing[made.people] = random.choice((0.0, 0.4, 0.8, 1.0, 1.0))

    for _ in range(random.choice((7, 9, 12, 20, 30, 45, 60))):
        join()
    pace = random.choice((0.0, 0.5, 1.0, 2.0, 4.0))
    rows, last = [], {}
    for _ in range(months):
        for _ in range(_so_many(random, pace)):
            join()
        for _ in range(_so_many(random, pace)):
            if place:  # a leaver, and somebody erased: both are just gone
                del place[random.choice(list(place))]
        for _ in range(_so_many(random, pace / 2)):
            if place:
                place[random.choice(list(place))] = random.choice(list(above))
        own = {key: {one for one, team in place.items() if team == key} for key in above}
        groups = groups_of(own, above, least=least)
        past = Past.of(rows)
        cells = plan(groups, past=past, last=last, least=least, draw=random.sample)
        homes = homes_of(cells)
        made.fewest_stored = min([made.fewest_stored, *(len(one) for one in homes.values() if one)])
        spoke = {one for one in place if random.random() < willing[one]}
        answered = {key: len(people & spoke) for key, people in homes.items()}
        shown = decide(cells, answered=answered, past=past, least=least)
        made.had += sum(len(group.people & spoke) >= least for group in groups)
        month = []
        for cell in cells:
            if cell.key in shown:
                month.append((cell.people, cell.people & spoke))
                rows.append(cell.people)
                last[cell.key] = cell.people
        made.months.append(month)
    return made


def _so_many(random, pace):
    return sum(random.random() < pace / 4 for _ in range(4))


# ---------------------------------------------------------------- the attack
def smallest(rows, *, random, tries=12):
    """Return the fewest people of whom some combination of these rows was found to speak; None for no rows.

    Looks at every two rows' difference, and at reduced forms in several random orders, where
    combinations with few people in them come to light.
    """
    rows = [set(row) for row in set(map(frozenset, rows)) if row]
    if not rows:
        return None
    fewest = min(len(row) for row in rows)
    for one, other in combinations(rows, 2):
        if one != other:
            fewest = min(fewest, len(one ^ other))
    columns, sizes = _columns(rows)
    order = list(range(len(sizes)))
    for number in range(tries):
        random.shuffle(order)
        if number % 2:
            order.sort(key=lambda at: -sizes[at])  # the large first: what is left speaks of few
        reduced = _reduced(columns[:, order])
        weights = (reduced != 0) @ np.array([sizes[at] for at in order])
        fewest = min(fewest, int(weights[weights > 0].min()))
        some = reduced[np.argsort(weights)[:12]]
        for one, other in combinations(range(len(some)), 2):
            for sign in (1, OTHER_PRIME - 1):
                both = (some[one] + sign * some[other]) % OTHER_PRIME
                weight = int((both != 0) @ np.array([sizes[at] for at in order]))
                fewest = min(fewest, weight) if weight else fewest
    return fewest


def given_away(rows, coalition):
    """Return whose answers a coalition works out: those outside it of whom some combination speaks alone."""
    people = sorted(set().union(*rows)) if rows else []
    others = [one for one in people if one not in coalition]
    if not others:
        return set()
    matrix = np.array([[one in row for one in others] for row in set(map(frozenset, rows))], dtype=np.int64)
    reduced = _reduced(matrix)
    return {others[int(np.flatnonzero(row)[0])] for row in reduced if np.count_nonzero(row) == 1}


def least_of_all(rows):
    """Return the fewest people of whom any combination speaks, by trying all sets of up to five. Slow."""
    people = sorted(set().union(*rows))
    matrix = np.array([[one in row for one in people] for row in set(map(frozenset, rows))], dtype=np.int64)
    rank = len(_reduced(matrix))
    for number in range(1, 6):
        for few in combinations(range(len(people)), number):
            rest = [at for at in range(len(people)) if at not in few]
            if len(_reduced(matrix[:, rest])) < rank:
                return number
    return 6


def _columns(rows):
    """Return the rows over classes of people who are in the same of them, and how many each class has."""
    found = {}
    for one in set().union(*rows):
        key = tuple(one in row for row in rows)
        found[key] = found.get(key, 0) + 1
    keys = list(found)
    return np.array(keys, dtype=np.int64).T.copy(), [found[key] for key in keys]


def _reduced(matrix):
    """Return the reduced row echelon form, without the rows that are nothing."""
    matrix = matrix.copy() % OTHER_PRIME
    done = 0
    for column in range(matrix.shape[1]):
        below = np.flatnonzero(matrix[done:, column])
        if not len(below):
            continue
        at = done + int(below[0])
        matrix[[done, at]] = matrix[[at, done]]
        matrix[done] = matrix[done] * pow(int(matrix[done, column]), -1, OTHER_PRIME) % OTHER_PRIME
        times = matrix[:, column].copy()
        times[done] = 0
        for other in np.flatnonzero(times):
            matrix[other] = (matrix[other] - times[other] * matrix[done]) % OTHER_PRIME
        done += 1
        if done == matrix.shape[0]:
            break
    return matrix[:done]


# ---------------------------------------------------------------- with the rules switched off
def careless(monkeypatch, *, past=False, rest=False):
    """Switch off looking at what was shown before (`past`), or at what is left around a group (`rest`)."""
    if past:
        monkeypatch.setattr(releasing.Past, "allows", lambda self, row, *, least: True)
    if rest:
        whole = releasing.decide

        def each_by_itself(cells, *, answered, past, least):
            shown = set()
            for cell in cells:
                alone = Cell(cell.key, cell.people)
                under = {one.key for one in cells if one.people <= cell.people}
                number = sum(answered.get(key, 0) for key in under)
                shown |= whole([alone], answered={cell.key: number}, past=past, least=least)
            return shown

        monkeypatch.setattr(releasing, "decide", each_by_itself)
        import tests.peers.climate.attack as here

        monkeypatch.setattr(here, "decide", each_by_itself)
