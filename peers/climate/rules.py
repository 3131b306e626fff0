"""What is asked once a month, what a group's answers become, and when a month's card is open."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from supervision.errors import Refusal
from supervision.wording import noted, sentence

LEAST = 5
"""Nobody sees anything of fewer people. An organisation may ask for more. Source: product.md, Climate."""
LEAST_WORDS = 10
"""Nor any words of a group in which fewer wrote some."""
MOST_LEAST = 50
LONGEST_WORDS = 280
SHARES = (1, 2, 3, 4, 5)
AGREES = 4
"""From this answer on somebody agrees: mostly, or fully."""
ANSWERS = (
    (5, noted("Fully")),
    (4, noted("Mostly")),
    (3, noted("In part")),
    (2, noted("Rarely")),
    (1, noted("Not at all")),
)
BANDS = {
    1: noted("Hardly anyone"),
    2: noted("Some"),
    3: noted("About half"),
    4: noted("Most"),
    5: noted("Nearly everyone"),
}
"""What is shown of a share. No band says that all agree, or that none does."""
CONDITION, SIGN = "condition", "sign"


class NotOpen(Refusal):
    """There is no card to answer: none is open, or this person is not among those asked."""

    code = "climate_not_open"


class AnsweredAlready(Refusal):
    """One card, one answer: there is no way back to it."""

    code = "climate_answered"


class NotOffered(Refusal):
    """A value that is not among those on offer."""

    code = "not_offered"
    status = 422


@dataclass(frozen=True, slots=True)
class Question:
    """One line of the card. `area`: which condition of work it is about, or which sign."""

    key: str
    kind: str
    area: str
    words: str
    short: str


QUESTIONS = (
    Question("demands", CONDITION, "Demands", "The work I was given fitted into my hours.", "Work fits"),
    Question("control", CONDITION, "Control", "I had a say in how and when I did it.", "A say in it"),
    Question(
        "support", CONDITION, "Support", "When I needed a hand with the work, I got one.", "A hand with it"
    ),
    Question(
        "relationships",
        CONDITION,
        "Relationships",
        "We were decent to each other, also when it was hard.",
        "Decent to each other",
    ),
    Question("role", CONDITION, "Role", "I knew what was mine to do, and what wasn’t.", "Clear what is mine"),
    Question(
        "change",
        CONDITION,
        "Change",
        "When something changed I heard in time, and could ask.",
        "Told in time",
    ),
    Question("strain", SIGN, "Strain", "I went home with something left for myself.", "Something left"),
    Question("backing", SIGN, "Support", "Somebody here had room for how I am.", "Room for how I am"),
    Question("safety", SIGN, "Safety to speak", "I can say “this is hard” here.", "Can say it’s hard"),
)
"""Our own words, after the areas of the HSE's management standards for stress at work, and three signs."""
KEYS = tuple(question.key for question in QUESTIONS)
SIGNS = tuple(question for question in QUESTIONS if question.kind == SIGN)
FIGURES = {
    "turnover": noted("People who left"),
    "sickness": noted("Days of sickness"),
    "complaints": noted("Complaints"),
    "mistakes": noted("Errors and near misses"),
}
"""What an organisation may type in beside it."""
MOST_FIGURE = 1_000_000
WHY_HIDDEN = noted(
    "Not shown: fewer people than the smallest group answered or belong here, or it could be worked out from "
    "another group or another month who said what."
)
"""The one sentence for whatever is not shown. Which reason it is would itself say something."""


def checked_answers(given: Mapping[str, int]) -> list[int]:
    """Return a whole card's answers in the order of the questions. Raises NotOffered."""
    if set(given) != set(KEYS) or any(given[key] not in SHARES for key in KEYS):
        raise NotOffered("All nine, each from “Not at all” to “Fully”, or none.")
    return [given[key] for key in KEYS]


def checked_words(words: str) -> str:
    """Return free words as they are kept: one line, no controls. Raises NotOffered for too many."""
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())
    if len(plain) > LONGEST_WORDS:
        raise NotOffered(sentence("At most {most} characters.", most=LONGEST_WORDS))
    return plain


def band_of(answers: Sequence[int]) -> int:
    """Return the band of the share that agrees: 1 up to a fifth, 5 from four fifths on.

    With five answers or more each band has room for one who says otherwise. Raises ValueError for fewer.
    """
    number = len(answers)
    if number < LEAST:
        raise ValueError("No band of fewer than five.")
    agree = sum(answer >= AGREES for answer in answers)
    if 5 * agree <= number:
        return 1
    if 5 * agree >= 4 * number:
        return 5
    if 5 * agree <= 2 * number:
        return 2
    return 4 if 5 * agree >= 3 * number else 3


def first_of(day: date) -> date:
    return day.replace(day=1)


def last_of(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_before(month: date, number: int) -> date:
    """Return the first day of the month so many months before this one."""
    at = month.year * 12 + month.month - 1 - number
    return date(at // 12, at % 12 + 1, 1)
