"""Model objects made of plain rows, for thousands at a time.

Django makes an object field by field, and asks of every value how it is converted: a quarter of a millisecond
for a row with two others joined to it. Here a row becomes an object in one go. What comes out is what the ORM
would give (a test compares all fields), except that nobody is told of it: no `__init__`, no signals.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from django.db import connection, models
from django.db.models.base import ModelState

from supervision.sets import as_day, as_moment, fetch, is_postgres

Convert = Callable[[Any], Any]


def columns(model: type[models.Model], alias: str) -> str:
    """Return all columns of `model` for a `select`, in the order in which `Maker` takes them."""
    quote = connection.ops.quote_name
    return ", ".join(f"{alias}.{quote(str(field.column))}" for field in model._meta.concrete_fields)


class Maker:
    """Makes objects of one model out of stretches of rows that hold all its columns."""

    def __init__(self, model: type[models.Model], start: int):
        fields = model._meta.concrete_fields
        self.model = model
        self.names = [field.attname for field in fields]
        self.start, self.end = start, start + len(fields)
        found = [(field.attname, _converter(field)) for field in fields]
        self.converters = [(name, convert) for name, convert in found if convert is not None]

    def make(self, row: Sequence[Any]) -> Any:
        values = dict(zip(self.names, row[self.start : self.end], strict=True))
        for name, convert in self.converters:
            value = values[name]
            if value is not None:
                values[name] = convert(value)
        made = self.model.__new__(self.model)
        state = ModelState()
        state.adding, state.db = False, connection.alias
        values["_state"] = state
        made.__dict__.update(values)
        return made


def read(sql: str, params: Sequence[Any], *parts: type[models.Model]) -> list[tuple[Any, ...]]:
    """Run a statement that selects all `columns` of these models in turn, and return their objects."""
    makers = [maker.make for maker in _makers(connection.vendor, parts)]
    return [tuple([make(row) for make in makers]) for row in fetch(sql, params)]


@cache
def _makers(vendor: str, parts: tuple[type[models.Model], ...]) -> list[Maker]:
    makers: list[Maker] = []
    for model in parts:
        makers.append(Maker(model, makers[-1].end if makers else 0))
    return makers


def _converter(field: models.Field) -> Convert | None:
    """Return what makes a column's value into the field's; None where the driver's own is right."""
    if isinstance(field, models.JSONField):
        return json.loads
    if isinstance(field, (models.TimeField, models.UUIDField, models.DurationField)):
        raise TypeError(f"{field} is not read this way.")
    if is_postgres():
        return None
    if isinstance(field, models.DateTimeField):
        return as_moment
    if isinstance(field, models.DateField):
        return as_day
    if isinstance(field, models.BooleanField):
        return bool
    if isinstance(field, models.DecimalField):
        return _decimal(field)
    return None


def _decimal(field: models.DecimalField) -> Convert:
    """Return a decimal of so many places, as SQLite's number is read (it keeps 15 digits)."""
    places = Decimal(1).scaleb(-field.decimal_places)
    return lru_cache(maxsize=100)(lambda value: Decimal(repr(value)).quantize(places))
