"""Walls in the database: on PostgreSQL, a request of somebody signed in reaches rows of their places alone.

Behind the scoped queries stands a second wall, for the query that someone forgets to narrow: policies that
bind the role `holdspace_door` alone (`wall_building` puts them up). A request takes on that role once its
person is known, with the list of all their organisations, and lays it down when it is over. The owner of the
tables, as whom workers, commands, sign-in and links that need no sign-in go on, is bound by nothing.

Whatever reads or writes rows of other organisations on purpose, for another person's sake, says so:

    with over_all_places():   # their times at other places count too
        ...

SQLite has no policies: nothing here does anything there.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.errors import Error
from psycopg.pq import TransactionStatus

ROLE = "holdspace_door"
PLACES = "holdspace.places"

USABLE = """
pg_has_role(oid, case when current_setting('server_version_num')::int < 160000 then 'MEMBER' else 'SET' end)
and has_table_privilege(oid, to_regclass('supervision_people_member'), 'select')
"""
"""Whether the role, a row of `pg_roles`, can be taken on here: held by us, and let into this database."""

BIND = f"""
select set_config('{PLACES}', array(
        select organisation_id from supervision_people_member where person_id = %s
    )::text, false),
    set_config('role', rolname, false)
from pg_roles where rolname = '{ROLE}' and {USABLE}
"""  # noqa: S608 - constants alone
UNBIND = f"select set_config('role', 'none', false), set_config('{PLACES}', '', false)"
LIFT = "select set_config('role', 'none', false)"
BACK = f"select set_config('role', '{ROLE}', false)"


class _Here(threading.local):
    """Whose request this thread, and with it its connection, is in; and whether the wall is lifted."""

    person: int | None = None
    is_lifted = False


_here = _Here()


def is_bound() -> bool:
    """Say whether this thread's statements are held to somebody's places."""
    return _here.person is not None and not _here.is_lifted


# ---------------------------------------------------------------- a request
def bind(person_id: int) -> None:
    """Hold this thread's statements to the places of a person, those that ended among them.

    Where the role is not there, or not ours to take on, nothing is held: see `wall_building.what_is_missing`.
    """
    unbind()
    if connection.vendor != "postgresql":
        return
    if _run(BIND, [person_id]):
        _here.person = person_id


def unbind(**kwargs: Any) -> None:
    """Hold them to nothing again. Where the connection can't be asked to, it is closed."""
    if _here.person is None:
        return
    _here.person, _here.is_lifted = None, False
    raw = connection.connection
    if raw is None or raw.closed:
        return
    if _has_failed():
        # In a block that will be rolled back, which undoes what was set in it; anywhere else, by closing.
        if not connection.in_atomic_block:
            connection.close()
        return
    try:
        _run(UNBIND)
    except Error:
        connection.close()


def bound_while_sent(person_id: int, parts: Iterable[bytes]) -> Iterator[bytes]:
    """Give the parts of a body that is made while it is sent, held to the person's places until its end."""
    bind(person_id)
    try:
        yield from parts
    finally:
        unbind()


# ---------------------------------------------------------------- on purpose
@contextmanager
def over_all_places() -> Iterator[None]:
    """Lift the wall for this block (or function): it reads or writes rows of other organisations on purpose.

    Say beside it why. Opens and closes inside one transaction or outside of all, as blocks do: where the
    transaction fails, its end puts the role back that it began with.
    """
    if not is_bound():
        yield
        return
    _run(LIFT)
    _here.is_lifted = True
    try:
        yield
    finally:
        if _here.is_lifted:
            _here.is_lifted = False
            if not _has_failed():
                _run(BACK)


# ---------------------------------------------------------------- the connection
def bind_new_connection(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Hold a connection that is made anew in the midst of a request to what the lost one was held to."""
    if is_bound() and connection.alias == "default":
        person, _here.person = _here.person, None
        bind(person or 0)


def _has_failed() -> bool:
    raw = connection.connection
    return raw is not None and raw.info.transaction_status == TransactionStatus.INERROR


def _run(statement: str, params: Sequence[Any] = ()) -> bool:
    """Run one statement, and say whether it had a row.

    On the driver's own connection: it is no query of the page's, so pages cost the same queries on both
    databases, and what watches queries is not asked about it.
    """
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        return cursor.execute(statement, params).fetchone() is not None
