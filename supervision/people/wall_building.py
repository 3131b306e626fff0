"""Puts the walls of `walls` up: the role, what it may touch, and a policy on each table that is somebody's.

Runs after every `migrate`, changes only what is not yet as it should be, and works out by itself what that
is: a table that names its organisation is held to it, one that hangs on such a row to that row, one that is
a person's to persons with a place there. So a new table stands behind the wall without a word being written.
"""

# ruff: noqa: S608 - only names of tables and columns are written into statements; values never are.

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import DatabaseError
from psycopg.errors import DuplicateObject, InsufficientPrivilege, UniqueViolation

from supervision.people.models import Member, Organisation, Person
from supervision.people.walls import PLACES, ROLE, USABLE

OURS = ("supervision", "peers")

# Worked out once for each statement, not for each row; no list at all is nobody's list, and finds nothing.
HERE = f"any((select nullif(current_setting('{PLACES}', true), '')::bigint[])::bigint[])"

OPEN = {
    "supervision_people.Person": "names and addresses by which people sign in, whatever the organisation",
    "supervision_people.SignInLink": "opened before anybody is known",
    "supervision_people.RememberedDevice": "asked before anybody is known",
    "supervision_people.MailTrouble": "by address: since when letters to a person come back",
    "supervision_notices.Heartbeat": "the installation's own",
    "supervision_notices.MailHost": "the installation's own",
    "supervision_notices.InstallationSecret": "the installation's own",
    "supervision_policy.Run": "the installation's own",
}
"""Tables that no policy holds, and why."""


# ---------------------------------------------------------------- what should be
def walled_models() -> list[type[models.Model]]:
    """Return the models whose tables are held to places."""
    return [one for one in own_models() if one._meta.label not in OPEN and parent_of(one) is not None]


@cache
def own_models() -> list[type[models.Model]]:
    """Return all models of Holdspace's own, those that Django makes for them among them."""
    every = apps.get_models(include_auto_created=True)
    return [one for one in every if (one._meta.auto_created or one).__module__.startswith(OURS)]


@cache
def parent_of(model: type[models.Model]) -> models.Field | None:
    """Return what says whose a row is; None for nobody's. Never empty, and as few rows away as there is."""
    if model is Organisation:
        return model._meta.pk
    known = [(depth, field) for field in _pointing(model) if (depth := _depth(field, (model,))) is not None]
    return min(known, key=lambda one: one[0])[1] if known else None


def _pointing(model: type[models.Model]) -> list[models.Field]:
    own = own_models()
    fields = (one for one in model._meta.concrete_fields if isinstance(one, models.ForeignKey))
    return [one for one in fields if not one.null and one.related_model in own]


def _depth(field: models.Field, seen: tuple[type[models.Model], ...]) -> int | None:
    """Return how many rows away the organisation is that a field leads to; None if it leads to none."""
    to: Any = field.related_model
    if to is Organisation:
        return 0
    if to is Person:
        return 1
    if to in seen:
        return None
    depths = [_depth(one, (*seen, to)) for one in _pointing(to)]
    return min((depth + 1 for depth in depths if depth is not None), default=None)


def condition_of(model: type[models.Model]) -> str:
    """Return the condition under which a row of a walled model is of one of the places."""
    field: Any = parent_of(model)
    column, to = f"{model._meta.db_table}.{field.column}", field.related_model
    if model is Organisation or to is Organisation:
        return f"{column} = {HERE}"
    # The table looked at is behind the wall itself, and shows what is of the places alone.
    if to is Person:
        table, key = Member._meta.db_table, "person_id"
    else:
        parent: Any = to
        table, key = parent._meta.db_table, parent._meta.pk.column
    return f"exists (select 1 from {table} behind where behind.{key} = {column})"


# ---------------------------------------------------------------- what is
def put_up(sender: object = None, *, using: str = "default", **kwargs: Any) -> None:
    """After `migrate`: make the role if we may, let it into every table, and put up the policies."""
    if using != "default" or connection.vendor != "postgresql" or "plan" not in kwargs:
        return
    if not _have_role():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in _missing(connection):
            cursor.execute(statement)


def what_is_missing() -> str:
    """Return the statement that an administrator of the database runs once; empty where all stands."""
    with connection.cursor() as cursor:
        cursor.execute(f"select 1 from pg_roles where rolname = '{ROLE}' and {USABLE}")
        if cursor.fetchone():
            return ""
        cursor.execute("select current_user")
        (name,) = cursor.fetchone()
        cursor.execute("select 1 from pg_roles where rolname = %s", [ROLE])
        who = connection.ops.quote_name(name)
        if cursor.fetchone():
            return f"grant {ROLE} to {who};"
    return f"create role {ROLE} nologin role {who};"


def _have_role(tries: int = 5) -> bool:
    """Say whether we may take the role on, once it is made and granted if that is ours to do.

    Roles are the whole server's: somebody else may be at it from another database, which no lock of ours
    reaches.
    """
    is_new = connection.pg_version >= 160000  # type: ignore[attr-defined]
    held = f"pg_has_role(oid, '{'SET' if is_new else 'MEMBER'}')"
    ending = " with set true, inherit false" if is_new else ""
    for attempt in range(tries):
        with connection.cursor() as cursor:
            cursor.execute(f"select {held} from pg_roles where rolname = %s", [ROLE])
            row = cursor.fetchone()
        if row and row[0]:
            return True
        statement = f"grant {ROLE} to current_user{ending}" if row else f"create role {ROLE} nologin"
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        except DatabaseError as error:
            if isinstance(error.__cause__, InsufficientPrivilege):
                return False
            if not isinstance(error.__cause__, DuplicateObject | UniqueViolation) and attempt == tries - 1:
                raise
            time.sleep(0.1 * 2**attempt)
    return False


def _missing(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Give the statements that bring the database from what it is to what it should be."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute("select current_schema()")
        (schema,) = (quote(name) for name in cursor.fetchone())
        cursor.execute(
            "select c.relname, c.relkind, c.relrowsecurity, case when c.relkind = 'S'"
            f" then has_sequence_privilege('{ROLE}', c.oid, 'usage')"
            f" else has_table_privilege('{ROLE}', c.oid, 'select')"
            f" and has_table_privilege('{ROLE}', c.oid, 'delete') end"
            " from pg_class c where c.relnamespace = current_schema()::regnamespace"
            " and c.relkind in ('r', 'p', 'S') and pg_has_role(c.relowner, 'USAGE') order by 1"
        )
        found = cursor.fetchall()
        cursor.execute("select tablename, policyname from pg_policies where schemaname = current_schema()")
        standing = {row for row in cursor.fetchall() if row[1].startswith("holdspace_")}
        cursor.execute(
            "select table_name, column_name from information_schema.columns"
            " where table_schema = current_schema()"
        )
        columns = set(cursor.fetchall())
    tables = {name: is_on for name, kind, is_on, _ in found if kind != "S"}
    closed = [(name, kind) for name, kind, _, may in found if not may]
    if closed:
        yield f"grant usage on schema {schema} to {ROLE}"
        to = f"in schema {schema} grant"
        yield f"alter default privileges {to} select, insert, update, delete on tables to {ROLE}"
        yield f"alter default privileges {to} usage, select on sequences to {ROLE}"
    for name, kind in closed:
        verbs, what = (
            ("usage, select", "sequence") if kind == "S" else ("select, insert, update, delete", "table")
        )
        yield f"grant {verbs} on {what} {quote(name)} to {ROLE}"
    wanted = {}
    for model in walled_models():
        field: Any = parent_of(model)
        table, condition = model._meta.db_table, condition_of(model)
        if (table, field.column) in columns and table in tables:  # an older state may be without
            mark = hashlib.sha256(condition.encode()).hexdigest()[:8]
            wanted[table, f"holdspace_places_{mark}"] = (
                f"as restrictive for all to {ROLE} using ({condition}) with check ({condition})"
            )
            # Where any policy stands, whoever has none of their own sees nothing: this one lets in all
            # who were let in before, somebody's role for reports among them. It takes nothing from the
            # restrictive one beside it.
            wanted[table, "holdspace_everybody"] = "for all to public using (true) with check (true)"
    for table, name in sorted(standing - set(wanted)):
        yield f"drop policy {name} on {quote(table)}"
    for table, name in sorted(set(wanted) - standing):
        yield f"create policy {name} on {quote(table)} {wanted[table, name]}"
    for table in sorted({table for table, _ in wanted}):
        if not tables[table]:
            yield f"alter table {quote(table)} enable row level security"
