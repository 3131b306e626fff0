"""Model objects made of plain rows, for thousands at a time.

Django makes an object field by field, and asks of every value how it is converted: a quarter of a millisecond
for a row with two others joined to it. Here a row becomes an object in one go. What comes out is what the ORM
would give (a test compares all fields), except that nobody is told of it: no `__init__`, no signals.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from django.db import connection, models
from django.db.models.base import ModelState

from supervision.sets import fetch, is_postgres

Convert = Callable[[Any], Any]


def columns(model: type[models.Model], alias: str) -> str:
    """Return all columns of `model` for a `select`, in the order in which `Maker` takes them."""
    return _columns(connection.vendor, model, alias)


@cache
def _columns(vendor: str, model: type[models.Model], alias: str) -> str:
    return ", ".join(_column(field, alias) for field in model._meta.concrete_fields)


def _column(field: models.Field, alias: str) -> str:
    name = f"{alias}.{connection.ops.quote_name(str(field.column))}"
    # SQLite's driver reads a column by the type it was declared with, in Python and value by value; what is
    # more than a column it leaves as it is stored, and `_converter` makes of it what it is in one step.
    is_read_by_driver = isinstance(field, (models.DateField, models.BooleanField))
    return f"+{name}" if is_read_by_driver and not is_postgres() else name


class Maker:
    """Makes objects of one model out of the columns of many rows that hold all its fields."""

    def __init__(self, model: type[models.Model], start: int):
        fields = model._meta.concrete_fields
        self.model = model
        self.names = [field.attname for field in fields]
        self.start, self.end = start, start + len(fields)
        found = [(start + place, _converter(field)) for place, field in enumerate(fields)]
        self.converters = [(place, convert) for place, convert in found if convert is not None]

    def make_all(self, found: Sequence[Sequence[Any]]) -> list[Any]:
        """Return an object for each row of `found`, which is given column by column."""
        ours = list(found[self.start : self.end])
        for place, convert in self.converters:
            ours[place - self.start] = _converted(found[place], convert)
        # Asked once: which connection this is costs more than all the rest of an object.
        model, names, alias = self.model, self.names, connection.alias
        new = model.__new__
        made = []
        for values in zip(*ours, strict=True):
            one, state = new(model), ModelState()
            state.adding, state.db = False, alias
            one.__dict__ = dict(zip(names, values))  # noqa: B905 - as many of each, by how both were made
            one._state = state
            made.append(one)
        return made


def _converted(column: Sequence[Any], convert: Convert) -> Sequence[Any]:
    if convert is _from_json:  # what it returns can be changed, so each row has its own
        return [None if value is None else convert(value) for value in column]
    different = set(column)
    if len(different) == 1:  # one moment, one answer: as in most columns of what was made together
        return column if column[0] is None else [convert(column[0])] * len(column)
    known = {value: convert(value) for value in different if value is not None}
    return [known.get(value) for value in column]


def read(sql: str, params: Sequence[Any], *parts: type[models.Model]) -> list[tuple[Any, ...]]:
    """Run a statement that selects all `columns` of these models in turn, and return their objects."""
    with _nothing_thrown_away():
        found = list(zip(*fetch(sql, params), strict=True))
        if not found:
            return []
        return list(zip(*(maker.make_all(found) for maker in _makers(connection.vendor, parts)), strict=True))


@contextmanager
def _nothing_thrown_away() -> Iterator[None]:
    """Keep the collector of garbage from looking through what is being made: all of it is kept.

    It looks after every seven hundred new objects, which took a quarter of the time of a claim. Two threads
    in here at once do no harm: whoever found it running sets it going again.
    """
    was_running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_running:
            gc.enable()


def relate(one: models.Model, **others: models.Model) -> None:
    """Say, once, where the foreign keys of `one` lead, as `select_related` would; their ids must be these."""
    one._state.fields_cache = others


@cache
def _makers(vendor: str, parts: tuple[type[models.Model], ...]) -> list[Maker]:
    makers: list[Maker] = []
    for model in parts:
        makers.append(Maker(model, makers[-1].end if makers else 0))
    return makers


def _converter(field: models.Field) -> Convert | None:
    """Return what makes a column's value into the field's; None where the driver's own is right."""
    if isinstance(field, models.JSONField):
        return _from_json
    if isinstance(field, (models.TimeField, models.UUIDField, models.DurationField)):
        raise TypeError(f"{field} is not read this way.")
    if is_postgres():
        return None
    if isinstance(field, models.DateTimeField):
        return _moment
    if isinstance(field, models.DateField):
        return date.fromisoformat
    if isinstance(field, models.BooleanField):
        return bool
    if isinstance(field, models.DecimalField):
        return _decimal(field)
    return None


_decoded = json.JSONDecoder().raw_decode


def _from_json(stored: str) -> Any:
    """Return what is stored as JSON, by this product or by the database: nothing stands around it."""
    return _decoded(stored)[0]


def _moment(stored: str) -> datetime:
    """Return a moment as SQLite stores it, in UTC without saying so."""
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)


def _decimal(field: models.DecimalField) -> Convert:
    """Return a decimal of so many places, as SQLite's number is read (it keeps 15 digits)."""
    places = Decimal(1).scaleb(-field.decimal_places)
    return lru_cache(maxsize=100)(lambda value: Decimal(repr(value)).quantize(places))
