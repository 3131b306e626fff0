"""Days on which an organisation is closed. This room only asks: the room that knows them says how.

On such a day messages keep still, as on any day on which their reader does not work.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date

Reader = Callable[[Iterable[int], date, date], Mapping[int, Collection[date]]]
"""Of these members, by id, which days from the first to the last (included) are closed to each."""

_readers: list[Reader] = []


def on_ask(reader: Reader) -> Reader:
    """Have `reader(member_ids, first, last)` asked; naming it twice counts once."""
    if reader not in _readers:
        _readers.append(reader)
    return reader


def closed_days(member_ids: Collection[int], *, first: date, last: date) -> dict[int, set[date]]:
    """Return, by member, the days from `first` to `last` (included) on which their organisation is closed."""
    found: dict[int, set[date]] = {pk: set() for pk in member_ids}
    for reader in _readers:
        for pk, days in reader(member_ids, first, last).items():
            found[pk].update(days)
    return found
