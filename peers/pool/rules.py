"""What the pool offers to choose from, and what may not be chosen. Values in, answers out."""

from __future__ import annotations

from collections.abc import Iterable

from supervision.errors import Refusal
from supervision.wording import noted

LANGUAGES = {
    "en": "English",
    "cy": "Cymraeg",
    "pl": "Polski",
    "ur": "اردو",
    "bsl": noted("British Sign Language"),
}
"""Languages somebody may talk in, by code. Names are written in themselves."""
WORK = {
    "children": noted("Children and families"),
    "adults": noted("Adults"),
    "housing": noted("Housing"),
    "health": noted("Health"),
    "justice": noted("Justice"),
    "abuse": noted("Domestic abuse"),
}
"""Kinds of work, so that an asker may wish for somebody from the same. Nobody is described in words."""
LENGTHS = (5, 10, 15, 30)
"""Minutes that a conversation may take."""
MOST_A_WEEK = (1, 2)
"""How often in seven days somebody may let themselves be asked. Source: product.md, twice a week at most."""
WEIGHTS = {1: noted("Niggling"), 2: noted("Heavy"), 3: noted("Very heavy")}


class NotOneself(Refusal):
    """Somebody put themselves on their own list."""

    code = "not_oneself"
    status = 422


class NotChosen(Refusal):
    """A value that is not among those offered; `problems` names each field."""

    code = "not_offered"
    status = 422

    def __init__(self, problems: dict[str, str]):
        super().__init__(noted("Choose one of what is offered."))
        self.problems = problems


def joined(codes: Iterable[str], known: Iterable[str]) -> str:
    """Return codes as a row keeps them, in the order of `known`, each between commas; empty for none."""
    chosen = set(codes)
    kept = [code for code in known if code in chosen]
    return f",{','.join(kept)}," if kept else ""


def parted(kept: str) -> tuple[str, ...]:
    """Return the codes that a row keeps."""
    return tuple(code for code in kept.split(",") if code)


def check_profile(*, most_a_week: int, heaviest: int, longest_minutes: int) -> None:
    """Raise NotChosen unless each of these is on offer."""
    problems = {}
    if most_a_week not in MOST_A_WEEK:
        problems["most_a_week"] = "Once or twice a week."
    if heaviest not in WEIGHTS:
        problems["heaviest"] = "One, two or three."
    if longest_minutes not in LENGTHS:
        problems["longest_minutes"] = "5, 10, 15 or 30 minutes."
    if problems:
        raise NotChosen(problems)
