"""Who hears that sessions changed: rooms above this one, which sessions may not import.

A room that keeps something worked out from sessions (a clock, a busy hour) names a listener in its
`AppConfig.ready`. Whoever changes a session calls `sessions_changed` inside the transaction of the
change, so that what is kept and what it was worked out from stand together.
"""

from collections.abc import Iterable
from datetime import datetime

from supervision.people.changed import Listener, tell

_listeners: list[Listener] = []


def on_change(listener: Listener) -> Listener:
    """Have `listener(member_ids, now)` called for every change; naming it twice counts once."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def sessions_changed(member_ids: Iterable[int], *, now: datetime) -> None:
    """Tell every listener that the sessions of these members changed: all invited, and the supervisor.

    See `tell` in people's `changed`.
    """
    tell(_listeners, member_ids, "Sessions", now=now)
