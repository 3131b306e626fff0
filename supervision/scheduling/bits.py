"""Sets of five-minute cells as whole numbers: bit i stands for the cell that begins 5 * i minutes in.

Cutting, joining and comparing a quarter of a year is then one operation of the processor's own kind
on a few kilobytes. A `Frame` says where bit 0 lies. What is free is rounded inwards to whole cells,
what is busy outwards, so that nothing is ever offered that is not free to the minute.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import compress
from typing import NamedTuple

from supervision.scheduling.spans import Span

CELL = 5
"""Minutes in a cell."""
QUARTER = 3
"""Cells in a quarter of an hour: sessions start on one."""
DAY_CELLS = 24 * 60 // CELL
WEEK_CELLS = 7 * DAY_CELLS
WEEK_MINUTES = 7 * 24 * 60
FIRST_MONDAY = 4 * 24 * 60
"""Monday 5 January 1970, 00:00 UTC, in minutes since 1970. Weeks are counted from it."""

_FROM_TEXT = bytes(1 if byte == ord("1") else 0 for byte in range(256))


class Frame(NamedTuple):
    """A stretch of UTC cut into cells. `start`: minutes since 1970, on a quarter of an hour."""

    start: int
    cells: int

    @property
    def end(self) -> int:
        """The minute at which it ends, not included."""
        return self.start + self.cells * CELL

    @property
    def full(self) -> int:
        """All of its cells."""
        return ones(self.cells)

    def cell(self, minute: int) -> int:
        """Return the cell that holds a minute; negative before the frame, too high after it."""
        return (minute - self.start) // CELL

    def next_cell(self, minute: int) -> int:
        """Return the first cell that begins at or after a minute."""
        return -((self.start - minute) // CELL)

    def minute(self, cell: int) -> int:
        """Return the minute at which a cell begins."""
        return self.start + cell * CELL

    def between(self, start: int, end: int) -> int:
        """Return the cells that begin from minute `start`, included, to `end`, not included."""
        return run(max(0, self.next_cell(start)), min(self.cells, self.next_cell(end)))


def ones(cells: int) -> int:
    """Return the first so many cells; none for a number below one."""
    return (1 << cells) - 1 if cells > 0 else 0


def run(start: int, end: int) -> int:
    """Return the cells from `start`, included, to `end`, not included. Neither may be negative."""
    return (1 << end) - (1 << start) if start < end else 0


def week_of(minute: int) -> int:
    """Return the number of the week, from Monday 00:00 UTC, in which a minute lies."""
    return (minute - FIRST_MONDAY) // WEEK_MINUTES


def week_starts(week: int) -> int:
    """Return the minute at which a week begins."""
    return FIRST_MONDAY + week * WEEK_MINUTES


def covering(spans: Iterable[Span], frame: Frame) -> int:
    """Return every cell that any of these spans touches. They come by their starts, and may overlap."""
    base, limit = frame.start, frame.cells
    starts = bytearray((limit >> 3) + 1)
    ends = bytearray((limit >> 3) + 1)
    last = -1  # where the latest stretch of cells ends
    for start, end in spans:
        first = (start - base) // CELL
        past = -((base - end) // CELL)
        if past > limit:
            past = limit
        if first < 0:
            first = 0
        if first <= last:
            if past <= last:
                continue
            ends[last >> 3] ^= 1 << (last & 7)
        else:
            if past <= first:
                continue
            starts[first >> 3] ^= 1 << (first & 7)
        ends[past >> 3] ^= 1 << (past & 7)
        last = past
    # The stretches are apart from each other, so the sum of 2^end less that of 2^start fills them all.
    return int.from_bytes(ends, "little") - int.from_bytes(starts, "little")


def runs(cells: int, length: int) -> int:
    """Return the cells from which on `length` cells in a row are in the set; all of it for one or none."""
    have = 1
    while have < length:
        step = min(have, length - have)
        cells &= cells >> step
        have += step
    return cells


def spread(cells: int, length: int) -> int:
    """Return the set with each cell made `length` cells long, upwards."""
    have = 1
    while have < length:
        step = min(have, length - have)
        cells |= cells << step
        have += step
    return cells


def spread_down(cells: int, length: int) -> int:
    """Return the set with each cell made `length` cells long, downwards; never below the first cell."""
    have = 1
    while have < length:
        step = min(have, length - have)
        cells |= cells >> step
        have += step
    return cells


@lru_cache(maxsize=64)
def every(step: int, cells: int) -> int:
    """Return each `step`-th of so many cells, the first among them."""
    return ones(step * -(-cells // step)) // ones(step) & ones(cells)


def lowest(cells: int) -> int:
    """Return the first cell of a set that is not empty."""
    return (cells & -cells).bit_length() - 1


def each(cells: int) -> Iterator[int]:
    """Give the cells of a small set in order."""
    while cells:
        low = cells & -cells
        yield low.bit_length() - 1
        cells ^= low


def stretches(cells: int) -> Iterator[tuple[int, int]]:
    """Give the unbroken stretches of a set in order, as (first cell, cell past the last)."""
    at = 0
    while cells:
        skip = lowest(cells)
        cells >>= skip
        length = lowest(~cells)
        yield at + skip, at + skip + length
        cells >>= length
        at += skip + length


def column(cells: int, number: int, step: int = 1) -> bytes:
    """Return one byte, 1 or 0, for each `step`-th of so many cells, the first cell's first.

    `number` is a multiple of `step`. Cells beyond it must not be set.
    """
    text = format(cells, f"0{number}b")[::-step] if step == 1 else format(cells, f"0{number}b")[::-1][::step]
    return text.encode("ascii").translate(_FROM_TEXT)


def listed(cells: int, frame: Frame, step: int = QUARTER) -> list[int]:
    """Return the minutes at which the cells of a set begin, in order. Only each `step`-th may be set."""
    first = lowest(cells) // step * step if cells else 0
    cells >>= first
    number = -(-cells.bit_length() // step) * step
    begins = frame.start + first * CELL
    return list(compress(range(begins, begins + number * CELL, CELL * step), column(cells, number, step)))


def whose(
    rows: Sequence[int], names: Sequence[int], frame: Frame, step: int = QUARTER
) -> list[tuple[int, tuple[int, ...]]]:
    """Return each minute at which a cell of any row begins, and the names of the rows that have it.

    `names` are those of `rows`, in their order, which the names of each minute keep.
    """
    together = 0
    for row in rows:
        together |= row
    if not together:
        return []
    first = lowest(together) // step * step
    number = -(-(together >> first).bit_length() // step) * step
    count = number // step
    # One row of bytes for each name, under one another: a column of them is one slice.
    table = b"".join(column(row >> first, number, step) for row in rows)
    known: dict[bytes, tuple[int, ...]] = {}
    found = []
    begins = frame.start + first * CELL
    for i in compress(range(count), column(together >> first, number, step)):
        having = table[i::count]
        holders = known.get(having)
        if holders is None:
            holders = known[having] = tuple(compress(names, having))
        found.append((begins + i * CELL * step, holders))
    return found
