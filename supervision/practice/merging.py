"""What becomes of one text that was changed in two places at once: both stay, and their writer tidies up."""

from __future__ import annotations

BETWEEN = "\n\n– Written elsewhere at the same time: –\n"


def merged(current: str, mine: str) -> str:
    """Return a text that holds every word of both. One that holds the other already stays as it is."""
    if mine.strip() in current:
        return current
    if current.strip() in mine:
        return mine
    return f"{mine.rstrip()}{BETWEEN}{current.lstrip()}"
