"""What a learning session is made of: the facts at its head, its words, its exercises, and its times.

A file begins with its facts in TOML between two lines of `+++`; what follows is CommonMark, in which
`{{ exercise 1 }}` on a line of its own stands for the first exercise.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from supervision.errors import Refusal

WORDS_A_MINUTE = 180
LONGEST = 60_000
"""Characters of a session's words: an hour's reading."""
EXERCISE = re.compile(r"^\{\{ exercise (\d) \}\}$", re.MULTILINE)
LONGEST_NOTE = 160


class NotASession(Refusal):
    """A file that can't be read as a session. Says which part of it."""

    code = "not_a_session"


@dataclass(frozen=True, slots=True)
class Exercise:
    """Something to try: its steps, and a question whose answer is its reader's alone."""

    number: int
    title: str
    steps: tuple[str, ...]
    minutes: int
    question: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a session as it is shown: words, or an exercise in their place."""

    words: str = ""
    exercise: Exercise | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """One session. `key` names it in addresses; `number` counts those of the programme from 1, else 0.

    `language`: what HTML calls the language of its words, "en-GB"; empty where nobody said.
    """

    key: str
    title: str
    lead: str
    words: str
    cpd_minutes: int
    exercises: tuple[Exercise, ...] = ()
    sources: tuple[str, ...] = ()
    number: int = 0
    language: str = ""

    @property
    def minutes(self) -> int:
        """Minutes to read it, at 180 words a minute, without its exercises; at least one."""
        return max(1, round(len(self.words.split()) / WORDS_A_MINUTE))

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return words and exercises in their order; an exercise that the words don't place stands last."""
        cut = EXERCISE.split(self.words)
        by_number = {one.number: one for one in self.exercises}
        parts: list[Part] = []
        for place, piece in enumerate(cut):
            if place % 2:
                if exercise := by_number.pop(int(piece), None):
                    parts.append(Part(exercise=exercise))
            elif piece.strip():
                parts.append(Part(words=piece.strip()))
        return (*parts, *(Part(exercise=one) for one in by_number.values()))


@dataclass(frozen=True, slots=True)
class Read:
    """That a session was read: on which day, its name then, and the minutes it counts."""

    key: str
    on: date
    title: str
    minutes: int


def split_head(text: str) -> tuple[dict[str, Any], str]:
    """Return the facts at a file's head and the words below them. No head: no facts. Raises NotASession."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\x00", "")
    if not text.startswith("+++\n"):
        return {}, text.strip()
    head, found, words = text[4:].partition("\n+++\n")
    if not found:
        raise NotASession("The facts at its head begin with a line of +++ and must end with one.")
    try:
        return tomllib.loads(head), words.strip()
    except tomllib.TOMLDecodeError:
        raise NotASession('The facts at its head can’t be read: write each as name = "words".') from None


def session_of(key: str, text: str, *, number: int = 0) -> Session:
    """Read a session from its file. Raises NotASession where its title, words or an exercise is missing."""
    facts, words = split_head(text)
    title = _line(facts.get("title")) or _first_heading(words)
    if not title:
        raise NotASession("It needs a title: at its head, or as its first heading.")
    if not facts.get("title"):
        words = re.sub(r"\A#{1,2} [^\n]*\n?", "", words).strip()
    exercises = tuple(_exercise(place, facts) for place, facts in enumerate(_list(facts.get("exercises")), 1))
    sources = tuple(_line(one) for one in _list(facts.get("sources")))
    return Session(
        key=key,
        title=checked_title(title),
        lead=_line(facts.get("lead"))[:300],
        words=checked_words(words),
        cpd_minutes=checked_minutes(facts.get("cpd_minutes", 0)),
        exercises=exercises,
        sources=sources,
        number=number,
    )


def checked_title(title: str) -> str:
    """Return a title on one line, 120 characters at most. Raises NotASession."""
    title = " ".join(title.split())
    if not 0 < len(title) <= 120:
        raise NotASession("A title has a hundred and twenty letters at most, and one at least.")
    return title


def checked_words(words: str) -> str:
    """Return a session's words. Raises NotASession where there are none, or more than an hour’s reading."""
    words = words.replace("\r\n", "\n").replace("\x00", "").strip()
    if not words:
        raise NotASession("There is nothing to read in it yet.")
    if len(words) > LONGEST:
        raise NotASession("That is more than an hour’s reading. Make two sessions of it.")
    return words


def checked_minutes(minutes: object) -> int:
    """Return the minutes that count as learning, 0 to 240. Raises NotASession."""
    if isinstance(minutes, bool) or not isinstance(minutes, int) or not 0 <= minutes <= 240:
        raise NotASession("Minutes of learning are a whole number, 240 at most.")
    return minutes


def total_minutes(read: Mapping[str, Read]) -> int:
    """Return the minutes of all that was read."""
    return sum(one.minutes for one in read.values())


def _exercise(number: int, facts: object) -> Exercise:
    if not isinstance(facts, dict) or not _line(facts.get("title")) or not _list(facts.get("steps")):
        raise NotASession(f"Exercise {number} needs a title and steps.")
    return Exercise(
        number,
        _line(facts["title"]),
        tuple(_line(step) for step in _list(facts["steps"])),
        checked_minutes(facts.get("minutes", 5)),
        _line(facts.get("question")),
        _line(facts.get("hint")),
    )


def _first_heading(words: str) -> str:
    found = re.match(r"\A#{1,2} ([^\n]*)", words)
    return found[1].strip() if found else ""


def _line(words: object) -> str:
    return " ".join(words.split()) if isinstance(words, str) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
