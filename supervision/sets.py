"""Statements over many rows, on both databases: rows in, rows changed, and lists of ids.

The ORM makes an object of every row and a parameter of every value. For thousands of rows PostgreSQL
takes one array a column, and SQLite one prepared statement. Values are what the ORM would take:
ids, text, aware moments, JSON as text; a column of days takes a date, never a moment.
"""

# ruff: noqa: S608 - only names of tables and columns are written into statements; values never are.

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, overload

from django.db import connection, models
from django.db.models.expressions import RawSQL

Row = Sequence[Any]


def is_postgres() -> bool:
    return connection.vendor == "postgresql"


def one_of(ids: Iterable[int]) -> tuple[str, str]:
    """Return what follows a column to say that it is one of `ids`, and its one parameter."""
    if is_postgres():
        return "= any(%s::bigint[])", _array(list(ids))
    return "in (select value from json_each(%s))", json.dumps(list(ids))


def among(ids: Iterable[int]) -> RawSQL:
    """Return `ids` for the ORM's `__in`: one parameter, however many they are, and no look at each."""
    if is_postgres():
        return RawSQL("select unnest(%s::bigint[])", [_array(ids)])
    return RawSQL("select value from json_each(%s)", [json.dumps(list(ids))])


def moment(value: datetime) -> Any:
    """Return an aware moment as this database compares it in a statement."""
    return value if is_postgres() else _sqlite_moment(value)


@overload
def as_day(value: None) -> None: ...
@overload
def as_day(value: str | date) -> date: ...
def as_day(value: Any) -> date | None:
    """Return a day read by a plain statement as a date, however the database gave it."""
    return date.fromisoformat(value) if isinstance(value, str) else value


@overload
def as_moment(value: None) -> None: ...
@overload
def as_moment(value: str | datetime) -> datetime: ...
def as_moment(value: Any) -> datetime | None:
    """Return a moment read by a plain statement as an aware datetime in UTC, however the database gave it."""
    if value is None:
        return None
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def fetch(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run one statement and return all its rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def execute(sql: str, params: Sequence[Any] = ()) -> int:
    """Run one statement and return how many rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


def insert_rows(
    model: type[models.Model], names: Sequence[str], rows: Sequence[Row], *, skip_known: bool = False
) -> int:
    """Insert `rows`, whose values stand in the order of `names` (columns), and return how many went in.

    A column not named takes its field's default, where that is text, a number or a truth value.
    `skip_known` leaves a row out that breaks a unique constraint.
    """
    if not rows:
        return 0
    table, columns, types = _columns(model, names)
    plain = {column: value for column, value in _defaults(model).items() if column not in names}
    listed = ", ".join([*columns, *(connection.ops.quote_name(column) for column in plain)])
    ending = " on conflict do nothing" if skip_known else ""
    with connection.cursor() as cursor:
        if is_postgres():
            arrays = ", ".join(f"%s::{kind}[]" for kind in types)
            taken = "".join([", %s"] * len(plain))
            sql = (
                f"insert into {table} ({listed}) select given.*{taken} from unnest({arrays}) as given{ending}"
            )
            cursor.execute(sql, [*plain.values(), *(_array(values) for values in zip(*rows, strict=True))])
        else:
            marks = ", ".join(["%s"] * (len(columns) + len(plain)))
            rest = list(plain.values())
            values = _sqlite_rows(model, names, rows)
            if rest:
                values = [[*row, *rest] for row in values]
            cursor.executemany(f"insert into {table} ({listed}) values ({marks}){ending}", values)
        return cursor.rowcount


def fill(table: str, types: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert `rows` into a temporary table whose columns, in order, have these types of PostgreSQL."""
    if not rows:
        return
    with connection.cursor() as cursor:
        if is_postgres():
            arrays = ", ".join(f"%s::{kind}[]" for kind in types)
            given = [_array(values) for values in zip(*rows, strict=True)]
            cursor.execute(f"insert into {table} select * from unnest({arrays})", given)
        else:
            marks = ", ".join(["%s"] * len(types))
            cursor.executemany(f"insert into {table} values ({marks})", rows)


def new_ids(model: type[models.Model], number: int) -> list[int]:
    """Return so many ids that no row of `model` has or will get, rising, for rows to be inserted with them.

    Belongs in the transaction of the insert: SQLite's one writer then has them to itself.
    """
    table = model._meta.db_table
    if is_postgres():
        sequence = "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)"
        return sorted(pk for (pk,) in fetch(sequence, [f'"{table}"', number]))
    last = fetch("select seq from sqlite_sequence where name = %s", [table])
    start = last[0][0] + 1 if last else 1
    return list(range(start, start + number))


def insert_selected(
    model: type[models.Model],
    names: Sequence[str],
    sql: str,
    params: Sequence[Any],
    *,
    skip_known: bool = False,
) -> int:
    """Insert the rows of the statement `sql`, whose columns are `names`, and return how many went in.

    A column not named takes its field's default. `sql` ends in a `where`, without which SQLite would take
    "on conflict" for part of a join.
    """
    table, columns, _ = _columns(model, names)
    plain = {column: value for column, value in _defaults(model).items() if column not in names}
    listed = ", ".join([*columns, *(connection.ops.quote_name(column) for column in plain)])
    taken = "".join([", %s"] * len(plain))
    ending = " on conflict do nothing" if skip_known else ""
    given = f"select given.*{taken} from ({sql}) as given where true"
    return execute(f"insert into {table} ({listed}) {given}{ending}", [*plain.values(), *params])


def skip_locked(of: str = "") -> str:
    """Return the words that take rows and pass over those held; SQLite has one writer and needs none."""
    if not is_postgres():
        return ""
    return f"for update of {of} skip locked" if of else "for update skip locked"


def update_rows(model: type[models.Model], names: Sequence[str], rows: Sequence[Row]) -> None:
    """Set the columns after the first of `names` in the rows that the first one finds, as `rows` say."""
    if not rows:
        return
    table, columns, types = _columns(model, names)
    key, *rest = columns
    with connection.cursor() as cursor:
        if is_postgres():
            arrays = ", ".join(f"%s::{kind}[]" for kind in types)
            sets = ", ".join(f"{column} = new.{column}" for column in rest)
            sql = f"update {table} set {sets} from unnest({arrays}) as new({', '.join(columns)})"
            cursor.execute(
                f"{sql} where {table}.{key} = new.{key}",
                [_array(values) for values in zip(*rows, strict=True)],
            )
        else:
            sets = ", ".join(f"{column} = %s" for column in rest)
            cursor.executemany(
                f"update {table} set {sets} where {key} = %s",
                [(*row[1:], row[0]) for row in _sqlite_rows(model, names, rows)],
            )


def _columns(model: type[models.Model], names: Sequence[str]) -> tuple[str, list[str], list[str]]:
    """Return the quoted table, the quoted columns, and the type of each as a cast writes it."""
    known = {field.column: field for field in model._meta.concrete_fields}
    quote = connection.ops.quote_name
    return (
        quote(model._meta.db_table),
        [quote(name) for name in names],
        [str(known[name].cast_db_type(connection)) for name in names],
    )


@cache
def _defaults(model: type[models.Model]) -> dict[str, Any]:
    """Return, by column, the value of every field that may not be empty and has a plain default."""
    return {
        str(field.column): field.get_default()
        for field in model._meta.concrete_fields
        if not (field.primary_key or field.null) and isinstance(field.get_default(), str | int | bool)
    }


def _array(values: Iterable[Any]) -> str:
    """Return `values` as PostgreSQL writes an array; far faster here than in the driver."""
    parts = []
    for value in values:
        if value is None:
            parts.append("NULL")
        elif type(value) is int:
            parts.append(str(value))
        else:
            parts.append('"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"')
    return "{" + ",".join(parts) + "}"


def _sqlite_moment(value: datetime) -> str:
    """Return an aware moment as Django stores it in SQLite: naive, in UTC, as text."""
    return str(value.astimezone(UTC).replace(tzinfo=None))


def _sqlite_rows(model: type[models.Model], names: Sequence[str], rows: Sequence[Row]) -> Sequence[Row]:
    """Return `rows` with moments and days as SQLite keeps them; most of them recur, so each is made once."""
    dates = {field.column for field in model._meta.concrete_fields if isinstance(field, models.DateField)}
    dated = [i for i, name in enumerate(names) if name in dates]
    if not dated:
        return rows
    made: dict[Any, str] = {}
    ready = []
    for row in rows:
        values = list(row)
        for i in dated:
            value = values[i]
            if isinstance(value, datetime) and value.fold:
                values[i] = _sqlite_moment(value)  # to Python it equals the hour before, which happened too
            elif isinstance(value, date):
                text = made.get(value)
                if text is None:
                    text = made[value] = (
                        _sqlite_moment(value) if isinstance(value, datetime) else value.isoformat()
                    )
                values[i] = text
        ready.append(values)
    return ready
