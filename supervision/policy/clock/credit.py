"""What a session is worth to one supervisee, in exact minutes.

Each function takes the session's minutes T and the number n of supervisees who attended, n at least
two, and returns the credit as a fraction in two whole numbers (top, bottom), for adding without
rounding. Alone (n = 1) a supervisee always has all of T. Source: product.md, "The clock", credit.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction


def full(minutes: int, attended: int) -> tuple[int, int]:
    """All of the session, however many attended."""
    return minutes, 1


def half(minutes: int, attended: int) -> tuple[int, int]:
    """Half of the session, however many attended."""
    return minutes, 2


def divide(minutes: int, attended: int) -> tuple[int, int]:
    """An equal share."""
    return minutes, attended


def bacp(minutes: int, attended: int) -> tuple[int, int]:
    """Half in a group of up to four; an equal share from five."""
    return (minutes, 2) if attended <= 4 else (minutes, attended)


def babcp(minutes: int, attended: int) -> tuple[int, int]:
    """Twice an equal share, so all of it for two, in a group of up to four; nothing from five."""
    return (2 * minutes, attended) if attended <= 4 else (0, 1)


FORMULAS: dict[str, Callable[[int, int], tuple[int, int]]] = {
    "full": full,
    "half": half,
    "divide": divide,
    "bacp": bacp,
    "babcp": babcp,
}


def credit(formula: str, minutes: int, attended: int) -> Fraction:
    """Return the credit, in minutes, of a session of `minutes` with `attended` supervisees.

    Raises ValueError for a session nobody attended or a formula that does not exist.
    """
    if attended < 1:
        raise ValueError("A session is credited only to supervisees who attended.")
    if formula not in FORMULAS:
        raise ValueError(f"There is no credit formula “{formula}”; there are {', '.join(FORMULAS)}.")
    if attended == 1:
        return Fraction(minutes)
    return Fraction(*FORMULAS[formula](minutes, attended))
