"""The files and their columns: what each means, how it is read, and what it is when left empty.

The page, the sample files and docs/files.md all say what stands here.
"""

from __future__ import annotations

from dataclasses import dataclass

from supervision.roster.files import rows
from supervision.roster.files.values import (
    LEAVE_KINDS,
    ROLES,
    SESSION_KINDS,
    Parser,
    choice,
    choices,
    country,
    day,
    email,
    emails,
    exact,
    last_day,
    moment,
    scope,
    share,
    stages,
    subdivision,
    whole,
    words,
    working_days,
    zone,
)

FILLED = object()
"""Stands for "this cell cannot be empty"."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `empty` is what an empty cell, or a column left out, means; `FILLED`, neither may be."""

    name: str
    parse: Parser
    meaning: str
    example: str
    empty: object = FILLED
    is_required: bool = False

    @property
    def may_be_empty(self) -> bool:
        return self.empty is not FILLED

    @property
    def must_be_there(self) -> bool:
        return self.is_required or self.empty is FILLED


@dataclass(frozen=True, slots=True)
class FileForm:
    """One file: its name, what it is for, the row it makes, and its columns in the usual order."""

    name: str
    purpose: str
    row: type
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


ORGANISATION = FileForm(
    "organisation.csv",
    "The organisation itself, in one row. Needed when it is new here; its web address is made from its name.",
    rows.OrganisationRow,
    (
        Column("name", words(200), "The organisation’s name", "Northmoor Case Management"),
        Column("time_zone", zone, "Its time zone; Europe/London if empty", "Europe/London", ""),
        Column("country", country, "Its country, in two letters; GB if empty", "GB", ""),
        Column("subdivision", subdivision, "The part of the country, for its public holidays", "ENG", ""),
    ),
)
TEAMS = FileForm(
    "teams.csv",
    "The tree of teams, if services hold teams. Without it teams are made as roster.csv names them.",
    rows.TeamRow,
    (
        Column("team", words(120), "The team’s name", "Community"),
        Column(
            "parent", words(120), "The team or service it belongs to; empty at the top", "Adult services", ""
        ),
        Column("lead_email", emails, "Who leads it; several parted by ;", "ruth@northmoor.example", ()),
    ),
)
ROSTER = FileForm(
    "roster.csv",
    "The people, one row each.",
    rows.PersonRow,
    (
        Column(
            "email",
            email,
            "The address they sign in with; upper and lower case are the same",
            "asha@northmoor.example",
        ),
        Column("name", words(200), "Their name, in any letters", "Asha Denholm"),
        Column("team", words(120), "The team they belong to; empty for none", "Community", ""),
        Column(
            "roles",
            choices(*ROLES),
            "case_manager, supervisor, team_lead, admin; several parted by ;",
            "supervisor;case_manager",
            (),
            is_required=True,
        ),
        Column(
            "employment",
            choice("employee", "associate", "external"),
            "employee, associate or external",
            "employee",
            "employee",
        ),
        Column("fte", share, "Full-time equivalent: above 0, 1 for full time", "0.8", None),
        Column("start_date", day, "Their first day", "2024-09-02"),
        Column("end_date", last_day, "Their last day; empty while they stay", "2026-12-31", None),
        Column("time_zone", zone, "Where they work; the organisation’s zone if empty", "Europe/London", ""),
        Column(
            "working_days", working_days, "Mon-Fri, Tue-Thu, or Mon,Wed,Fri", "Mon-Thu", "Mon,Tue,Wed,Thu,Fri"
        ),
        Column("line_manager_email", email, "Their line manager’s address", "ruth@northmoor.example", ""),
        Column(
            "supervisor_email", email, "The address of who supervises them", "judith@northmoor.example", ""
        ),
    ),
)
POLICIES = FileForm(
    "policies.csv",
    "To whom supervision is owed. Team wins over role, role over organisation; then the first row does.",
    rows.PolicyRow,
    (
        Column("policy", words(120), "The policy’s name", "Everyone"),
        Column("applies_to", scope, "organisation, role:supervisor, or team:Its name", "organisation"),
    ),
)
RULES = FileForm(
    "rules.csv",
    "How much is owed under each policy, and what counts.",
    rows.RuleRow,
    (
        Column("policy", words(120), "The policy it belongs to", "Everyone"),
        Column("rule", words(120), "The rule’s name", "Every four weeks"),
        Column(
            "kind",
            choice("rolling", "calendar_minutes", "count", "units"),
            "rolling (days apart), calendar_minutes (a month), count (a year) or units (shifts or hours)",
            "rolling",
        ),
        Column(
            "counts",
            choices(*SESSION_KINDS),
            "Which sessions count; both kinds if empty",
            "individual;group",
            SESSION_KINDS,
        ),
        Column("min_minutes", whole(0, 1440), "How long a session must be to count; 0 if empty", "45", 0),
        Column(
            "credit",
            choice("full", "half", "divide", "bacp", "babcp"),
            "What a group session is worth; full if empty",
            "full",
            "full",
        ),
        Column("interval_days", whole(0), "rolling: days between sessions", "28", None),
        Column("stages", stages, "rolling: closer together at first; 42:7;182:14", "42:7;182:14", ""),
        Column(
            "first_within_days", whole(0), "rolling: days from the start to the first session", "14", None
        ),
        Column("max_interval_days", whole(0), "rolling: the most days, however part-time", "56", None),
        Column("minutes", whole(0), "calendar_minutes: minutes each month", "", None),
        Column("sessions_a_year", whole(0), "count: sessions in any 365 days", "", None),
        Column("units", exact(whole=6, places=6), "units: one session for so many", "", None),
        Column(
            "part_time",
            choice("none", "interval", "minutes", "count"),
            "How part time changes it: interval (rolling), minutes, count, or none",
            "none",
            "none",
        ),
        Column(
            "warn_days", whole(0), "Days before it falls due that it is called due soon; 7 if empty", "7", 7
        ),
        Column("grace_days", whole(0), "Days past due before it is owed; 3 if empty", "3", 3),
        Column(
            "escalate_after_days",
            whole(0),
            "Days past due before the next lead up is told; 14 if empty",
            "14",
            14,
        ),
        Column(
            "pausing_leave",
            choices(*LEAVE_KINDS),
            "Kinds of leave that stop the clock; an empty cell, none",
            "sickness;parental;sabbatical",
            (),
            is_required=True,
        ),
    ),
)
LEAVE = FileForm(
    "leave.csv",
    "Time away. Others only ever see “away”, never the kind.",
    rows.LeaveRow,
    (
        Column("email", email, "Whose leave it is", "asha@northmoor.example"),
        Column("starts_on", day, "The first day away", "2026-08-03"),
        Column(
            "ends_on", last_day, "The last day away; empty for good", "2026-08-14", None, is_required=True
        ),
        Column(
            "kind", choice(*LEAVE_KINDS), "annual, study, sickness, parental, sabbatical or other", "annual"
        ),
    ),
)
SESSIONS = FileForm(
    "sessions.csv",
    "Supervision held, booked, called off or missed. Dates and people; never what was said.",
    rows.SessionRow,
    (
        Column("starts_at", moment, "When it starts, with how far from UTC", "2026-10-05T10:00:00+01:00"),
        Column("minutes", whole(1, 1440), "How long it is, or was", "60"),
        Column("kind", choice(*SESSION_KINDS), "individual or group", "individual"),
        Column(
            "status",
            choice("booked", "held", "cancelled", "missed"),
            "booked, held, cancelled or missed",
            "held",
        ),
        Column("supervisor", email, "Who gives the supervision", "judith@northmoor.example"),
        Column("invited", emails, "Who it is for; several parted by ;", "asha@northmoor.example"),
        Column(
            "attended",
            emails,
            "Who came, if it was held; several parted by ;",
            "asha@northmoor.example",
            (),
            is_required=True,
        ),
    ),
)
WORKED = FileForm(
    "worked.csv",
    "Shifts or client hours by day, for rules that count them.",
    rows.WorkedRow,
    (
        Column("email", email, "Who worked", "asha@northmoor.example"),
        Column("day", day, "The day", "2026-10-05"),
        Column("units", exact(whole=6, places=6), "How many shifts or hours; 0 or more", "1.5"),
    ),
)

FORMS = (ORGANISATION, TEAMS, ROSTER, POLICIES, RULES, LEAVE, SESSIONS, WORKED)
FILES = tuple(form.name for form in FORMS)
