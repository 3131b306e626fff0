"""Reading JSON and noting where each value stands, so that a fault in a file can be named by its line."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

DEEPEST = 6
SPACE = re.compile(r"[ \t\r\n]*")

Path = tuple[str | int, ...]
Place = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a file: the line (from 1), the column, and why, in a sentence."""

    line: int
    column: str
    reason: str


class Wrong(Exception):
    """A file can't come in; `problems` say all that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


class Located:
    """Reads JSON and notes where each value stands. Two of one name, NaN and great depth are refused."""

    def __init__(self, text: str) -> None:
        self.text, self.places = text, {}  # type: str, dict[Path, Place]

    def read(self) -> Any:
        found, end = self._value(self._skip(0), ())
        if self._skip(end) != len(self.text):
            raise self._wrong(self._skip(end), "Nothing may follow the end.")
        return found

    def _wrong(self, at: int, reason: str) -> Wrong:
        return Wrong([Problem(*self._place(at), reason)])

    def _place(self, at: int) -> Place:
        before = self.text[:at]
        return before.count("\n") + 1, str(at - before.rfind("\n"))

    def _skip(self, at: int) -> int:
        found = SPACE.match(self.text, at)
        return found.end() if found else at

    def _value(self, at: int, path: Path) -> tuple[Any, int]:
        if len(path) > DEEPEST:
            raise self._wrong(at, "This lies too deep.")
        self.places[path] = self._place(at)
        sign = self.text[at : at + 1]
        if sign == "{":
            return self._object(at, path)
        if sign == "[":
            return self._list(at, path)
        try:
            found, end = json.JSONDecoder(parse_constant=_refuse).raw_decode(self.text, at)
        except (json.JSONDecodeError, RecursionError, ValueError) as error:
            where = error.pos if isinstance(error, json.JSONDecodeError) else at
            raise self._wrong(where, "A value was expected here, and this is none.") from None
        return found, end

    def _object(self, at: int, path: Path) -> tuple[dict[str, Any], int]:
        found: dict[str, Any] = {}
        at = self._skip(at + 1)
        while self.text[at : at + 1] != "}":
            if self.text[at : at + 1] != '"':
                raise self._wrong(at, "A name in quotation marks was expected here.")
            name, end = self._value(at, (*path, ""))
            if name in found:
                raise self._wrong(at, f"“{name}” stands twice.")
            at = self._skip(end)
            if self.text[at : at + 1] != ":":
                raise self._wrong(at, "A colon was expected here.")
            found[name], at = self._value(self._skip(at + 1), (*path, name))
            at = self._after(at, "}")
        return found, at + 1

    def _list(self, at: int, path: Path) -> tuple[list[Any], int]:
        found: list[Any] = []
        at = self._skip(at + 1)
        while self.text[at : at + 1] != "]":
            value, at = self._value(at, (*path, len(found)))
            found.append(value)
            at = self._after(at, "]")
        return found, at + 1

    def _after(self, at: int, end: str) -> int:
        """Return where the next value begins, or where `end` stands."""
        at = self._skip(at)
        if self.text[at : at + 1] == end:
            return at
        if self.text[at : at + 1] != ",":
            raise self._wrong(at, f"A comma or “{end}” was expected here.")
        at = self._skip(at + 1)
        if self.text[at : at + 1] == end:
            raise self._wrong(at, "Nothing follows the comma.")
        return at


def _refuse(name: str) -> Any:
    raise ValueError(name)
