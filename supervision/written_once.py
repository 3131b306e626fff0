"""Statements of the ORM that are written once and run many times, each time with other values.

The ORM takes a millisecond or two to make a statement of a query with conditions inside conditions: longer
than the database needs to answer it. Here a query is put together with places where its values will stand:

    @cache
    def _next_sql(vendor: str) -> Written:
        return write(Notice.objects.claimable(Given("now", models.DateTimeField())).values_list("pk"))

    rows = _next_sql(connection.vendor).run(now=moment(now))

The rule stays where it is, in the queryset; only the making of the statement is saved. What is written for
one database is not for the other, which is why its name is what is kept by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from supervision.sets import fetch


class Given(models.Expression):
    """A value that a statement is given when it is run. `name` is how `Written.run` calls it."""

    def __init__(self, name: str, output_field: models.Field) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return a place for the value, and oneself in its place."""
        return "%s", (self,)


@dataclass(frozen=True, slots=True)
class Written:
    """A statement, and its parameters with a `Given` wherever a value is to be put in."""

    sql: str
    params: Sequence[Any]

    def run(self, **values: Any) -> list[tuple[Any, ...]]:
        """Run it with these values, as this database takes them, and return all its rows.

        Raises KeyError for a value that is missing.
        """
        return fetch(self.sql, [values[one.name] if isinstance(one, Given) else one for one in self.params])


def write(queryset: models.QuerySet) -> Written:
    """Write the statement of `queryset` down. One that locks rows is written inside a transaction."""
    return Written(*queryset.query.sql_with_params())
