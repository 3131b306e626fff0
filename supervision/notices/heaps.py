"""Many messages of a kind to one reader at once: they go as one, not as a heap of letters.

A first staff list, or a week without a worker, can find twenty people of one lead to be owed an hour on one
day. Each stands in the inbox by itself; one letter says how many there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from supervision.notices.claiming import claim_of
from supervision.notices.kinds import heaped_kinds, kind_of
from supervision.notices.models import Notice

MANY = 3
"""So many go one by one: each can be answered from its letter. More are a heap."""


def take_the_rest(batch: Sequence[Notice], *, owner: str, now: datetime) -> list[Notice]:
    """Take what else comes in heaps for those who get such a message in `batch`, so that it is seen as one.

    One query where nothing else waits for them; none where nothing in `batch` comes in heaps.
    """
    readers = {notice.recipient_id for notice in batch if comes_in_heaps(notice)}
    return claim_of(readers, heaped_kinds(), owner=owner, now=now) if readers else []


def comes_in_heaps(notice: Notice) -> bool:
    kind = kind_of(notice.kind)
    return kind is not None and kind.comes_in_heaps is not None and kind.comes_in_heaps(notice)


def heaps_among(notices: Iterable[Notice]) -> dict[int, list[Notice]]:
    """Return what makes a heap: by its reader's id, more than MANY messages that come in heaps."""
    found: dict[int, list[Notice]] = defaultdict(list)
    for notice in notices:
        if comes_in_heaps(notice):
            found[notice.recipient_id].append(notice)
    return {reader: theirs for reader, theirs in found.items() if len(theirs) > MANY}
