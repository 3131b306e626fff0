"""A member's own rule as it is sealed: one object in JSON, and nothing of it anywhere else."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from supervision.policy.clock import Rule, Stage

KEPT = tuple(field.name for field in fields(Rule))


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A rule as its owner calls it; whose it is, where it can be read and what that says, if known."""

    name: str
    rule: Rule
    body: str = ""
    source: str = ""
    says: str = ""


def to_json(own: OwnRule) -> str:
    words = {"name": own.name, "body": own.body, "source": own.source, "says": own.says}
    return json.dumps(words | {"rule": {name: _plain(getattr(own.rule, name)) for name in KEPT}})


def from_json(text: str | bytes) -> OwnRule:
    """Return the rule in `text`. A field dropped since is passed over; one added since has its default."""
    kept = json.loads(text)
    values = {name: value for name, value in kept["rule"].items() if name in KEPT}
    for name in ("counts", "pausing_leave"):
        values[name] = frozenset(values.get(name, ()))
    values["stages"] = tuple(Stage(*stage) for stage in values.get("stages", ()))
    if values.get("units") is not None:
        values["units"] = Decimal(values["units"])
    if values.get("owed_from") is not None:
        values["owed_from"] = date.fromisoformat(values["owed_from"])
    return OwnRule(kept["name"], Rule(**values), kept["body"], kept["source"], kept["says"])


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [list(stage) for stage in value]
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, int | str) else str(value)
