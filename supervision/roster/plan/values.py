"""What is there now, as values, and what a plan consists of."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from supervision.roster.files.problems import Problem
from supervision.roster.files.rows import (
    LeaveRow,
    OrganisationRow,
    PersonRow,
    PolicyRow,
    RuleRow,
    SessionRow,
    WorkedRow,
)

SHOWN = 2000


# ---------------------------------------------------------------- what is there now
@dataclass(frozen=True, slots=True)
class OrganisationNow:
    pk: int
    name: str
    slug: str
    time_zone: str
    country: str
    subdivision: str


class PersonNow(NamedTuple):
    """Somebody who can sign in. `is_ours` says that they belong to this organisation and to no other."""

    pk: int
    name: str
    is_ours: bool


@dataclass(frozen=True, slots=True)
class MemberNow:
    """A member. `team` is the team's key (its name in lower case); people are named by their address."""

    pk: int
    name: str
    team: str
    roles: frozenset[str]
    employment: str
    fte: Decimal
    start_date: date
    end_date: date | None
    time_zone: str
    working_days: str
    line_manager_email: str


class TeamNow(NamedTuple):
    pk: int
    name: str
    parent: str


class RelationshipNow(NamedTuple):
    pk: int
    supervisor: str
    starts_on: date
    ends_on: date | None


class PolicyNow(NamedTuple):
    pk: int
    level: str
    role: str
    team: str
    position: int


class RuleNow(NamedTuple):
    pk: int
    position: int
    values: dict[str, object]


class SessionNow(NamedTuple):
    """A session. `attended` holds who came; `is_recorded_here` says that one of its sides told us."""

    pk: int
    starts_at: datetime
    kind: str
    supervisor: str
    invited: frozenset[str]
    status: str
    minutes: int
    attended: frozenset[str]
    is_recorded_here: bool


class TakenNow(NamedTuple):
    """A stretch in which somebody is taken, in minutes of UTC since 1970; `session` is None elsewhere."""

    email: str
    starts: int
    ends: int
    session: int | None


class Kept(NamedTuple):
    """A row that has one value to compare: the last day of a leave, or the units of a day."""

    pk: int
    value: object


@dataclass(slots=True)
class Current:
    """What the database holds of an organisation, as far as the files speak of it."""

    organisation: OrganisationNow | None = None
    persons: dict[str, PersonNow] = field(default_factory=dict)
    members: dict[str, MemberNow] = field(default_factory=dict)
    teams: dict[str, TeamNow] = field(default_factory=dict)
    leaderships: set[tuple[str, str]] = field(default_factory=set)
    relationships: dict[str, list[RelationshipNow]] = field(default_factory=dict)
    leave: dict[tuple[str, str, date], Kept] = field(default_factory=dict)
    policies: dict[str, PolicyNow] = field(default_factory=dict)
    rules: dict[tuple[str, str], RuleNow] = field(default_factory=dict)
    sessions: list[SessionNow] = field(default_factory=list)
    worked: dict[tuple[str, date], Kept] = field(default_factory=dict)
    taken: list[TakenNow] = field(default_factory=list)


# ---------------------------------------------------------------- what is to be done
@dataclass(frozen=True, slots=True)
class Change:
    """One line of the preview. `kind` is new, changed, leaving or absent (there, and not in the file)."""

    kind: str
    about: str
    who: str
    what: str
    now: str
    after: str


class NewMember(NamedTuple):
    row: PersonRow
    time_zone: str
    team: str


class NewRelationship(NamedTuple):
    supervisor: str
    supervisee: str
    starts_on: date
    ends_on: date | None


class ChangedSession(NamedTuple):
    pk: int
    row: SessionRow


@dataclass(slots=True)
class Plan:
    """Everything that is to be written, and how it reads beforehand. Empty, it writes nothing.

    Teams are named by key (their name in lower case), people by address.
    """

    organisation: OrganisationRow | None = None
    organisation_changes: dict[str, str] = field(default_factory=dict)
    teams: list[str] = field(default_factory=list)
    team_parents: dict[str, str] = field(default_factory=dict)
    persons: list[tuple[str, str]] = field(default_factory=list)
    renamed: list[tuple[int, str]] = field(default_factory=list)
    members: list[NewMember] = field(default_factory=list)
    member_changes: dict[int, dict[str, object]] = field(default_factory=dict)
    line_managers: dict[str, str] = field(default_factory=dict)
    leads: list[tuple[str, str]] = field(default_factory=list)
    leads_gone: list[tuple[str, str]] = field(default_factory=list)
    relationships: list[NewRelationship] = field(default_factory=list)
    relationships_ended: list[tuple[int, date | None]] = field(default_factory=list)
    relationships_undone: list[int] = field(default_factory=list)
    leave: list[LeaveRow] = field(default_factory=list)
    leave_changes: list[tuple[int, date | None]] = field(default_factory=list)
    policies: list[tuple[PolicyRow, int]] = field(default_factory=list)
    policy_changes: dict[int, dict[str, object]] = field(default_factory=dict)
    rules: list[tuple[RuleRow, int]] = field(default_factory=list)
    rule_changes: dict[int, dict[str, object]] = field(default_factory=dict)
    sessions: list[SessionRow] = field(default_factory=list)
    session_changes: list[ChangedSession] = field(default_factory=list)
    sessions_freed: list[int] = field(default_factory=list)
    places_freed: list[tuple[int, str]] = field(default_factory=list)
    worked: list[WorkedRow] = field(default_factory=list)
    worked_changes: list[tuple[int, Decimal]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    touched_by_sessions: set[str] = field(default_factory=set)
    touches_everyone: bool = False
    changes: list[Change] = field(default_factory=list)
    counts: dict[str, Counter] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to write."""
        return not any(getattr(self, name) for name in WRITES)

    @property
    def size(self) -> int:
        """How many rows it writes, about: what progress is counted in."""
        return sum(len(getattr(self, name)) for name in WRITES if name != "organisation")

    @property
    def digest(self) -> str:
        """Return what two plans share only if they write the same. Rows stand in the files' own order."""
        digest = hashlib.sha256()
        for name in WRITES:
            digest.update(f"{name}={getattr(self, name)!r}\n".encode())
        return digest.hexdigest()

    def tell(self, kind: str, about: str, who: str, what: str = "", now: str = "", after: str = "") -> None:
        """Put one line into the preview."""
        if len(self.changes) < SHOWN:
            self.changes.append(Change(kind, about, who, what, now, after))

    def count(self, about: str, kind: str, number: int = 1) -> None:
        self.counts.setdefault(about, Counter())[kind] += number


WRITES = (
    "organisation",
    "organisation_changes",
    "teams",
    "team_parents",
    "persons",
    "renamed",
    "members",
    "member_changes",
    "line_managers",
    "leads",
    "leads_gone",
    "relationships",
    "relationships_ended",
    "relationships_undone",
    "leave",
    "leave_changes",
    "policies",
    "policy_changes",
    "rules",
    "rule_changes",
    "sessions",
    "session_changes",
    "sessions_freed",
    "places_freed",
    "worked",
    "worked_changes",
)
