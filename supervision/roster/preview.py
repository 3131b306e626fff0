"""What is shown of a reading and its plan, as plain values that can be kept with an upload."""

from collections import Counter
from dataclasses import asdict

from supervision.roster.clocks import Moves, Owed
from supervision.roster.files.columns import FILES
from supervision.roster.files.problems import Problem, Problems
from supervision.roster.files.reading import ATTRIBUTES, Reading
from supervision.roster.plan.values import Plan

MISTAKES = 50
"""So many are shown on the page."""
WORDS = {
    "people": ("person", "people"),
    "sessions": ("session", "sessions"),
    "leave": ("time away", "times away"),
    "policies": ("policy", "policies"),
    "rules": ("rule", "rules"),
    "teams": ("team", "teams"),
    "worked": ("day worked", "days worked"),
}

FILE_OF = {what: name for name, what in ATTRIBUTES.items()}


def as_dicts(problems: list[Problem]) -> list[dict]:
    return [asdict(problem) for problem in problems]


def shown(problems: Problems) -> list[Problem]:
    return problems.in_order(FILES)


def wrong_of(reading: Reading, strays: Problems) -> dict:
    """Return what the second step shows: of `strays`, files that are not read, and of the reading.

    Each mistake stands once, with all of its lines; the list of problems has every row.
    """
    found = [*strays.mistakes_in_order(FILES), *reading.problems.mistakes_in_order(FILES)]
    return {
        "read": read_well(reading),
        "problem_count": strays.count + reading.problems.count,
        "mistake_count": strays.mistake_count + reading.problems.mistake_count,
        "mistakes": [{**asdict(each.first), "lines": each.where} for each in found[:MISTAKES]],
    }


def counted(number: int, what: str) -> str:
    """Return "1 person", "46 people"."""
    one, many = WORDS[what]
    return f"{number:,} {one if number == 1 else many}"


def read_well(reading: Reading) -> str:
    """Return how much of the files reads well: "46 people, 412 sessions". Wrong rows are left out."""
    found = reading.problems.mistakes.values()
    wrong = {(mistake.first.file, line) for mistake in found for line in mistake.lines}
    parts = []
    for what in WORDS:
        name = FILE_OF[what]
        good = sum((name, row.line) not in wrong for row in getattr(reading, what))
        if good:
            parts.append(counted(good, what))
    return ", ".join(parts)


def summary_of(plan: Plan) -> dict[str, dict[str, int]]:
    """Return how many rows of each sort are new, changed, leaving, the same or absent."""
    return {what: dict(counts) for what, counts in plan.counts.items()}


def figures_of(plan: Plan) -> dict[str, int]:
    """Return the four figures about people."""
    people = plan.counts.get("people", Counter())
    return {
        "new": people["new"],
        "changed": people["changed"],
        "leaving": people["leaving"],
        "same": people["same"] + people["absent"],
    }


def preview_of(reading: Reading, plan: Plan, moves: Moves | None) -> dict:
    """Return what the third step shows, and later what the fourth says was done."""
    return {
        "read": read_well(reading),
        "figures": figures_of(plan),
        "summary": summary_of(plan),
        "lines": [asdict(change) for change in plan.changes],
        "remarks": as_dicts(shown(reading.remarks)),
        "remark_count": reading.remarks.count,
        "is_empty": plan.is_empty,
        "size": plan.size,
        "clocks": moves.as_dict() if moves else None,
    }


def after_words(owed: Owed) -> dict:
    return {"owed": owed.owed, "soon": owed.soon, "clocks": owed.clocks}
