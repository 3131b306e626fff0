"""Who hears that sessions changed: rooms below this one, which sessions may not import.

A room that keeps something worked out from sessions (a clock, a busy hour) names a listener in its
`AppConfig.ready`. Whoever changes a session calls `sessions_changed` inside the transaction of the
change, so that what is kept and what it was worked out from stand together.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction

Listener = Callable[[list[int], datetime], object]

_listeners: list[Listener] = []


def on_change(listener: Listener) -> Listener:
    """Have `listener(member_ids, now)` called for every change; naming it twice counts once."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def sessions_changed(member_ids: Iterable[int], *, now: datetime) -> None:
    """Tell every listener that the sessions of these members changed: all invited, and the supervisor.

    `member_ids` reaches them sorted, each once; with none nobody is called. A listener that raises
    undoes the change. Raises TransactionManagementError outside a transaction.
    """
    ids = sorted(set(member_ids))
    if not ids:
        return
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("Sessions change inside a transaction.")
    for listener in _listeners:
        listener(ids, now)
