"""What cannot go in, said so that the person with the file can put it right."""

from __future__ import annotations

from dataclasses import dataclass, field

SHOWN = 1000
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
class Problems:
    """Every problem found: the first thousand kept, all of them counted."""

    kept: list[Problem] = field(default_factory=list)
    count: int = 0

    def __bool__(self) -> bool:
        return self.count > 0

    @property
    def has_room(self) -> bool:
        """Say whether the next problem will be kept, so that a suggestion for it is worth looking for."""
        return len(self.kept) < SHOWN

    def add(self, file: str, line: int, column: str, says: str, why: str) -> None:
        self.count += 1
        if self.has_room:
            says = says if len(says) <= LONGEST_QUOTE else says[: LONGEST_QUOTE - 1] + "…"
            self.kept.append(Problem(file, line, column, says, why))

    def in_order(self, files: tuple[str, ...]) -> list[Problem]:
        """Return what was kept, by file in the order of `files`, then by line."""
        place = {name: number for number, name in enumerate(files)}
        return sorted(self.kept, key=lambda problem: (place.get(problem.file, -1), problem.line))
