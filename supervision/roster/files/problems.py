"""What cannot go in, said so that the person with the file can put it right."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

SHOWN = 1000
NAMED = 6
"""So many lines are named; of more, the first five."""
LONGEST_QUOTE = 120


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right. `line` is where the row starts in the file, from 1; 0, the file as a whole."""

    file: str
    line: int
    column: str
    says: str
    why: str

    def __str__(self) -> str:
        says = f"“{self.says}”: " if self.says else ""
        return f"{self.file}:{self.line}:{self.column}: {says}{self.why}"


@dataclass(slots=True)
class Mistake:
    """The same thing to put right, said once: the problem where it stands first, and all of its lines."""

    first: Problem
    lines: list[int]

    def __str__(self) -> str:
        several = len(set(self.lines)) > 1
        return f"{self.first} (lines {self.where})" if several else str(self.first)

    @property
    def where(self) -> str:
        """Return its lines in words, as `lines_said` does; "" for the file as a whole."""
        return lines_said(self.lines)


def lines_said(lines: Iterable[int]) -> str:
    """Return "4", "4, 9 and 12", or "4, 9, 12, 15, 18 and 35 more": each once, in order, without 0."""
    numbers = [str(number) for number in sorted(set(lines) - {0})]
    if len(numbers) > NAMED:
        return f"{', '.join(numbers[: NAMED - 1])} and {len(numbers) - NAMED + 1:,} more"
    return " and ".join(filter(None, [", ".join(numbers[:-1]), *numbers[-1:]]))


@dataclass(slots=True)
class Problems:
    """Every problem found: the first thousand kept, all of them counted.

    What says the same of the same words in the same column of a file is one mistake, in however many rows.
    The first thousand of these are kept too, each with all its lines, so that one in very many rows hides no
    other; after them `mistake_count` counts each row as one.
    """

    kept: list[Problem] = field(default_factory=list)
    count: int = 0
    mistakes: dict[tuple[str, str, str, str], Mistake] = field(default_factory=dict)
    mistake_count: int = 0

    def __bool__(self) -> bool:
        return self.count > 0

    @property
    def has_room(self) -> bool:
        """Say whether the next mistake will be kept, so that a suggestion for it is worth looking for."""
        return len(self.mistakes) < SHOWN

    def add(self, file: str, line: int, column: str, says: str, why: str) -> None:
        self.count += 1
        says = says if len(says) <= LONGEST_QUOTE else says[: LONGEST_QUOTE - 1] + "…"
        if len(self.kept) < SHOWN:
            self.kept.append(Problem(file, line, column, says, why))
        same = (file, column, says, why)
        if same in self.mistakes:
            self.mistakes[same].lines.append(line)
            return
        self.mistake_count += 1
        if self.has_room:
            self.mistakes[same] = Mistake(Problem(file, line, column, says, why), [line])

    def in_order(self, files: tuple[str, ...]) -> list[Problem]:
        """Return what was kept, by file in the order of `files`, then by line."""
        return sorted(self.kept, key=_place_in(files))

    def mistakes_in_order(self, files: tuple[str, ...]) -> list[Mistake]:
        """Return the mistakes kept, in the order of where each stands first."""
        place = _place_in(files)
        return sorted(self.mistakes.values(), key=lambda mistake: place(mistake.first))


def _place_in(files: tuple[str, ...]) -> Callable[[Problem], tuple[int, int]]:
    place = {name: number for number, name in enumerate(files)}
    return lambda problem: (place.get(problem.file, -1), problem.line)
