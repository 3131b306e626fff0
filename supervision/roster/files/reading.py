"""All the files of one organisation, read and checked together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

from supervision.roster.files import columns
from supervision.roster.files.checks import PART_TIME_OF, Checks, Known
from supervision.roster.files.csv_reader import BY_COMMAND, Limits
from supervision.roster.files.problems import Problems
from supervision.roster.files.rows import (
    LeaveRow,
    OrganisationRow,
    PersonRow,
    PolicyRow,
    RuleRow,
    SessionRow,
    TeamRow,
    WorkedRow,
)
from supervision.roster.files.suggest import did_you_mean, nearest, one_slip
from supervision.roster.files.tables import Table, read_table
from supervision.roster.files.values import SESSION_KINDS, Setting

DEFAULT_ZONE = "Europe/London"


@dataclass(slots=True)
class Reading:
    """What the files say. Use the rows only where there are no `problems`.

    `has` names, for each file that was brought, the columns it has: a column left out says nothing
    about people who are there already. `remarks` are worth a look, and stop nothing.
    """

    organisation: OrganisationRow | None = None
    teams: list[TeamRow] = field(default_factory=list)
    people: list[PersonRow] = field(default_factory=list)
    policies: list[PolicyRow] = field(default_factory=list)
    rules: list[RuleRow] = field(default_factory=list)
    leave: list[LeaveRow] = field(default_factory=list)
    sessions: list[SessionRow] = field(default_factory=list)
    worked: list[WorkedRow] = field(default_factory=list)
    has: dict[str, frozenset[str]] = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)
    remarks: Problems = field(default_factory=Problems)

    def brings(self, form: columns.FileForm) -> bool:
        return form.name in self.has


PACKED = {
    "zip": "A zip is not opened here. Unpack it, and choose the files that are in it.",
    **dict.fromkeys(
        ("xlsx", "xls", "ods", "numbers"),
        "A spreadsheet is not read as it is. Save each of its sheets as CSV, under the names given here.",
    ),
}
"""What to do about files that hold the right ones, by how their names end."""


def known_file(name: str) -> str:
    """Return which of the files this name means, whatever its case; "" if none."""
    return name.casefold() if name.casefold() in columns.FILES else ""


def stray_file(name: str) -> str:
    """Return the file that `name` is a slip of, as "sesions.csv" is of sessions.csv; "" if none."""
    return next((file for file in columns.FILES if one_slip(name, file)), "")


def refuse_unknown(names: list[str], problems: Problems) -> None:
    """Say of each of `names` that no such file is read."""
    for name in names:
        why = f"No file of this name is read. These are: {', '.join(columns.FILES)}."
        ending = name.casefold().rpartition(".")[2]
        problems.add(name, 0, "", "", PACKED.get(ending) or why + did_you_mean(nearest(name, columns.FILES)))


def read_files(
    files: Mapping[str, BinaryIO],
    known: Known,
    *,
    limits: Limits = BY_COMMAND,
    step: Callable[[str], None] = lambda file: None,
) -> Reading:
    """Read `files`, keyed by name, and check them together with what is `known`.

    Nothing is raised for what the files say: it stands in the reading's `problems`. `step` is called
    with each file's name before it is read.
    """
    reading = Reading()
    tables: dict[str, Table] = {}
    zone = known.zone or DEFAULT_ZONE
    for form in columns.FORMS:
        if form.name not in files:
            continue
        step(form.name)
        setting = Setting(zone=zone)
        table = read_table(form, files[form.name], setting=setting, limits=limits, problems=reading.problems)
        tables[form.name] = table
        reading.has[form.name] = table.columns
        if form is columns.ORGANISATION and table.rows:
            zone = table.rows[0].time_zone or zone
    Checks(tables, known, reading.problems, reading.remarks).run()
    for name, attribute in ATTRIBUTES.items():
        if name in tables:
            setattr(reading, attribute, tables[name].rows)
    rows = tables[columns.ORGANISATION.name].rows if columns.ORGANISATION.name in tables else []
    reading.organisation = rows[0] if rows else None
    if not reading.problems:
        reading.rules = [_settled(rule) for rule in reading.rules]
        reading.leave = _merged(reading.leave)
    return reading


ATTRIBUTES = {
    columns.TEAMS.name: "teams",
    columns.ROSTER.name: "people",
    columns.POLICIES.name: "policies",
    columns.RULES.name: "rules",
    columns.LEAVE.name: "leave",
    columns.SESSIONS.name: "sessions",
    columns.WORKED.name: "worked",
}
AMOUNTS = ("interval_days", "first_within_days", "max_interval_days", "minutes", "sessions_a_year", "units")


def _settled(rule: RuleRow) -> RuleRow:
    """Return `rule` without what says nothing for its kind: a 0 for an amount that is not there."""
    changes: dict[str, Any] = {
        name: None for name in AMOUNTS if not getattr(rule, name) and name != "first_within_days"
    }
    if rule.part_time != "none" and PART_TIME_OF[rule.part_time] != rule.kind:
        changes["part_time"] = "none"
    counts = rule.counts or SESSION_KINDS
    return replace(rule, counts=counts, **changes)


def _merged(rows: list[LeaveRow]) -> list[LeaveRow]:
    """Return leave with one row for each person, kind and first day: the one that lasts longest.

    Two such rows overlap from their first day on, so the longer is all of it.
    """
    kept: dict[tuple, LeaveRow] = {}
    for row in rows:
        key = (row.email, row.kind, row.starts_on)
        other = kept.get(key)
        if (
            other is None
            or row.ends_on is None
            or (other.ends_on is not None and row.ends_on > other.ends_on)
        ):
            kept[key] = row
    return list(kept.values())
