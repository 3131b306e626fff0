"""Sets of minutes as sorted stretches of whole numbers: union, subtraction, intersection.

A span is (start, end), its end not included, in whole minutes of UTC since 1970 or of one wall
clock; the two never meet in one set. A set is a list of spans in order that neither overlap nor
touch, as `union` makes it; every function here takes such sets and gives one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Span = tuple[int, int]


def union(*many: Iterable[Span]) -> list[Span]:
    """Return the minutes in any of these spans, which may come in any order and overlap.

    A span that ends no later than it starts holds nothing and is left out.
    """
    ordered = sorted(span for spans in many for span in spans if span[0] < span[1])
    if not ordered:
        return []
    merged: list[Span] = []
    start, end = ordered[0]
    for next_start, next_end in ordered:
        if next_start > end:
            merged.append((start, end))
            start, end = next_start, next_end
        elif next_end > end:
            end = next_end
    merged.append((start, end))
    return merged


def subtract(spans: Sequence[Span], taken: Sequence[Span]) -> list[Span]:
    """Return the minutes of `spans` that are not in `taken`."""
    left: list[Span] = []
    i = 0
    for start, end in spans:
        while i < len(taken) and taken[i][1] <= start:
            i += 1
        j = i
        while j < len(taken) and taken[j][0] < end:
            if taken[j][0] > start:
                left.append((start, taken[j][0]))
            start = max(start, taken[j][1])
            j += 1
        if start < end:
            left.append((start, end))
    return left


def intersect(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """Return the minutes in both sets."""
    both: list[Span] = []
    i = j = 0
    while i < len(some) and j < len(others):
        start = max(some[i][0], others[j][0])
        end = min(some[i][1], others[j][1])
        if start < end:
            both.append((start, end))
        if some[i][1] < others[j][1]:
            i += 1
        else:
            j += 1
    return both


def at_least(spans: Iterable[Span], minutes: int) -> list[Span]:
    """Return the spans that are at least so long."""
    return [span for span in spans if span[1] - span[0] >= minutes]
