"""Plain text of letters, as narrow as mail programs quote it."""

import re

WIDTH = 68


def wrapped(words: str) -> str:
    """Return plain text with long lines broken and empty ones single; a line with an address stays whole."""
    return "".join(f"{part}\n" for line in lines_of(words) for part in broken(line))


def lines_of(words: str) -> list[str]:
    """Return the lines of plain text, never two empty ones together."""
    return re.sub(r"\n\s*\n+", "\n\n", words.strip()).splitlines() or [""]


def broken(line: str) -> list[str]:
    """Return a line in pieces of at most `WIDTH` characters; one with an address in it stays whole."""
    if len(line) <= WIDTH or "://" in line:
        return [line.rstrip()]
    hanging = "  " if line.startswith("- ") else ""
    found, current = [], ""
    for word in line.split():
        if current and len(current) + 1 + len(word) > WIDTH:
            found.append(current)
            current = hanging + word
        else:
            current = f"{current} {word}" if current else word
    return [*found, current]
