"""One row of each file, as values. Their names are the columns'; `line` is where the row starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from supervision.roster.files.values import Scope


@dataclass(slots=True)
class OrganisationRow:
    line: int
    name: str
    time_zone: str
    country: str
    subdivision: str


@dataclass(slots=True)
class TeamRow:
    line: int
    team: str
    parent: str
    lead_email: tuple[str, ...]


@dataclass(slots=True)
class PersonRow:
    line: int
    email: str
    name: str
    team: str
    roles: tuple[str, ...]
    employment: str
    fte: Decimal
    start_date: date
    end_date: date | None
    time_zone: str
    working_days: str
    line_manager_email: str
    supervisor_email: str


@dataclass(slots=True)
class PolicyRow:
    line: int
    policy: str
    applies_to: Scope


@dataclass(slots=True)
class RuleRow:
    line: int
    policy: str
    rule: str
    kind: str
    counts: tuple[str, ...]
    min_minutes: int
    credit: str
    interval_days: int | None
    stages: str
    first_within_days: int | None
    max_interval_days: int | None
    minutes: int | None
    sessions_a_year: int | None
    units: Decimal | None
    part_time: str
    warn_days: int
    grace_days: int
    escalate_after_days: int
    pausing_leave: tuple[str, ...]


@dataclass(slots=True)
class LeaveRow:
    line: int
    email: str
    starts_on: date
    ends_on: date | None
    kind: str


@dataclass(slots=True)
class SessionRow:
    line: int
    starts_at: datetime
    minutes: int
    kind: str
    status: str
    supervisor: str
    invited: tuple[str, ...]
    attended: tuple[str, ...]


@dataclass(slots=True)
class WorkedRow:
    line: int
    email: str
    day: date
    units: Decimal
