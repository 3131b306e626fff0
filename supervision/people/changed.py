"""Who hears that members changed: rooms above this one, which people may not import.

A room that keeps something worked out from members (their team, roles, hours, zone, days or leave)
names a listener in its `AppConfig.ready`. Whoever changes members calls `members_changed` inside the
transaction of the change, so that what is kept and what it was worked out from stand together. The
same holds for an organisation whose country changed, and with it the holidays of everybody in it.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction

Listener = Callable[[list[int], datetime], object]

OrganisationListener = Callable[[int, datetime], object]

_listeners: list[Listener] = []
_organisation_listeners: list[OrganisationListener] = []


def on_change(listener: Listener) -> Listener:
    """Have `listener(member_ids, now)` called for every change; naming it twice counts once."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def members_changed(member_ids: Iterable[int], *, now: datetime) -> None:
    """Tell every listener that what is known of these members changed; see `tell`."""
    tell(_listeners, member_ids, "Members", now=now)


def on_organisation_change(listener: OrganisationListener) -> OrganisationListener:
    """Have `listener(organisation_id, now)` called when its country or part changed; twice counts once."""
    if listener not in _organisation_listeners:
        _organisation_listeners.append(listener)
    return listener


def organisation_changed(organisation_id: int, *, now: datetime) -> None:
    """Tell every listener that an organisation keeps other holidays; see `tell`."""
    _check_inside("Members")
    for listener in _organisation_listeners:
        listener(organisation_id, now)


def tell(listeners: Iterable[Listener], member_ids: Iterable[int], what: str, *, now: datetime) -> None:
    """Tell these listeners of a change of `what`, inside its transaction.

    `member_ids` reaches them sorted, each once; with none nobody is called. A listener that raises
    undoes the change. Raises TransactionManagementError outside a transaction.
    """
    ids = sorted(set(member_ids))
    if not ids:
        return
    _check_inside(what)
    for listener in listeners:
        listener(ids, now)


def _check_inside(what: str) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"{what} change inside a transaction.")
