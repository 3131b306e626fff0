"""What may be shown of counts of people: nothing of fewer than five, nor what the rest would give away."""

from __future__ import annotations

from collections.abc import Mapping

LEAST = 5
NOT_SHOWN = "Not shown"
WHY = "Not shown: fewer than five people, or the rest would say who."


def of_five(number: int) -> str:
    """Return a count of people if it is one of five or more. None and too few look the same."""
    return str(number) if number >= LEAST else NOT_SHOWN


def shown(sizes: Mapping[int, int]) -> frozenset[int]:
    """Return which of these groups, by their sizes, may be shown beside the sum of all of them.

    None of fewer than five; and where those left out are one to four people together, the smallest of
    the others is left out as well, since the sum would give them away.
    """
    found = {group for group, size in sizes.items() if size >= LEAST}
    left_out = sum(size for group, size in sizes.items() if group not in found)
    for group in sorted(found, key=lambda one: (sizes[one], one)):
        if left_out == 0 or left_out >= LEAST:
            break
        found.discard(group)
        left_out += sizes[group]
    return frozenset(found) if left_out == 0 or left_out >= LEAST else frozenset()


def in_bands(part: int, whole: int) -> str:
    """Return for how many of a group something holds; neither they nor the others come out as under five.

    "7 of 12"; "8 or more of 12" where the others are none to four; "fewer than 5 of 12". Of a group of
    fewer than nine there is nothing that could be said so.
    """
    if whole < 2 * LEAST - 1:
        return NOT_SHOWN
    if part < LEAST:
        return f"fewer than {LEAST} of {whole}"
    return f"{part} of {whole}" if whole - part >= LEAST else f"{whole - LEAST + 1} or more of {whole}"
