"""Whether rows fit each other, and what is known of the organisation already."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from supervision.roster.files import columns
from supervision.roster.files.problems import Problems
from supervision.roster.files.rows import (
    LeaveRow,
    PersonRow,
    PolicyRow,
    RuleRow,
    SessionRow,
    TeamRow,
    WorkedRow,
)
from supervision.roster.files.suggest import Addresses, did_you_mean, nearest, nearest_address, one_slip
from supervision.roster.files.tables import Table

PART_TIME_OF = {"interval": "rolling", "minutes": "calendar_minutes", "count": "count"}
AMOUNTS = {
    "rolling": ("interval_days", "first_within_days"),
    "calendar_minutes": ("minutes",),
    "count": ("sessions_a_year",),
    "units": ("units",),
}


class Former(NamedTuple):
    """What became of an address: that of the same person now, and on which day they changed it."""

    email: str
    changed_on: date


@dataclass(frozen=True, slots=True)
class Known:
    """What the organisation already has; empty for one that is new."""

    name: str = ""
    slug: str = ""
    zone: str = ""
    emails: Collection[str] = ()
    teams: Collection[str] = ()
    policies: Collection[str] = ()
    leads: Collection[str] = ()
    former: Mapping[str, Former] = field(default_factory=dict)


class Checks:
    """The checks across rows and files. Each adds to `problems`, or to `remarks` what may stay as it is."""

    def __init__(self, tables: dict[str, Table], known: Known, problems: Problems, remarks: Problems):
        self.tables, self.known = tables, known
        self.problems, self.remarks = problems, remarks
        roster = self.table(columns.ROSTER)
        # Where the roster itself could not be read, nobody can be said to be missing from it.
        self.knows_people = roster is None or roster.is_readable
        self.people = set(known.emails) | (roster.all_of("email") if roster else set())
        self._near_people: Addresses | None = None
        self._told: dict[str, str] = {}
        # Whose own row could not be read: what names them is put right with it.
        self._unread = {
            problem.says.casefold(): problem.line
            for problem in problems.kept
            if problem.file == columns.ROSTER.name and problem.column == "email" and problem.says
        }

    def table(self, form: columns.FileForm) -> Table | None:
        return self.tables.get(form.name)

    def rows(self, form: columns.FileForm) -> list:
        table = self.table(form)
        return table.rows if table else []

    def run(self) -> None:
        self.organisation()
        self.teams()
        self.roster()
        self.policies()
        self.rules()
        self.leave()
        self.sessions()
        self.worked()

    # ------------------------------------------------------------ shared
    def person(self, file: str, line: int, column: str, email: str) -> None:
        """Refuse an address that nobody has, or that somebody had before."""
        if email in self.known.former:
            self.changed(file, line, column, email)
            return
        if not email or email in self.people or not self.knows_people:
            return
        why = self._told.get(email, "Nobody in roster.csv or in the organisation has this address.")
        if email not in self._told and self.problems.has_room:
            before = email.partition("@")[0].casefold() + "@"
            own = next((line for says, line in self._unread.items() if f"{says}@".startswith(before)), 0)
            self._near_people = self._near_people or Addresses(self.people)
            if own:
                why += f" It may be that of line {own} of roster.csv: put that right first."
            else:
                why += did_you_mean(self._near_people.nearest(email))
            self._told[email] = why
        self.problems.add(file, line, column, email, why)

    def changed(self, file: str, line: int, column: str, email: str) -> None:
        """Refuse an address that somebody here had before: it would make a second person of them."""
        address, day = self.known.former[email]
        why = f"Whoever had this address changed it on {day.day} {day:%B}, and has {address} now: use that."
        self.problems.add(file, line, column, email, why)

    def once(self, file: str, rows: Iterable, key: Callable[..., Hashable], column: str, why: str) -> None:
        """Refuse a second row with the same key; `why` names the first by its line."""
        first: dict[Hashable, int] = {}
        for row in rows:
            name = key(row)
            line = first.setdefault(name, row.line)
            if line != row.line:
                said = getattr(row, column) if column else ""
                self.problems.add(file, row.line, column, str(said), why.format(line=line))

    def stretch(self, file: str, line: int, column: str, starts: date, ends: date | None) -> None:
        if ends is not None and ends < starts:
            self.problems.add(file, line, column, ends.isoformat(), f"It ends before it starts, on {starts}.")

    # ------------------------------------------------------------ each file
    def organisation(self) -> None:
        table = self.table(columns.ORGANISATION)
        if not table or not table.is_readable:
            return
        if not table.rows and not table.half:
            self.problems.add(table.form.name, 0, "name", "", "There is no row that names the organisation.")
        for row in table.rows[1:]:
            self.problems.add(
                table.form.name, row.line, "name", row.name, "There can be one organisation only."
            )

    def teams(self) -> None:
        file = columns.TEAMS.name
        rows: list[TeamRow] = self.rows(columns.TEAMS)
        self.once(file, rows, lambda row: row.team.casefold(), "team", "Line {line} has the same team.")
        named = {row.team.casefold() for row in rows} | {team.casefold() for team in self.known.teams}
        table = self.table(columns.TEAMS)
        if table:
            named |= {str(row["team"]).casefold() for row in table.half if "team" in row}
        parents = {row.team.casefold(): row.parent.casefold() for row in rows}
        for row in rows:
            if row.parent and row.parent.casefold() not in named:
                meant = nearest(row.parent, [*(each.team for each in rows), *self.known.teams])
                why = "No team here has this name." + did_you_mean(meant)
                self.problems.add(file, row.line, "parent", row.parent, why)
            elif row.parent and _is_under_itself(row.team.casefold(), parents):
                why = "Going up from this team leads back to it, so it would stand under itself."
                self.problems.add(file, row.line, "parent", row.parent, why)
            for email in row.lead_email:
                self.person(file, row.line, "lead_email", email)
        roster = {row.email: row for row in self.rows(columns.ROSTER)}
        for row in rows:
            for email in row.lead_email:
                leads = "team_lead" in roster[email].roles if email in roster else email in self.known.leads
                if email in self.people and not leads and (email in roster or email in self.known.emails):
                    why = "This person does not have the role team_lead."
                    self.problems.add(file, row.line, "lead_email", email, why)

    def roster(self) -> None:
        file = columns.ROSTER.name
        rows: list[PersonRow] = self.rows(columns.ROSTER)
        self.once(
            file,
            rows,
            lambda row: row.email,
            "email",
            "Line {line} has the same address. Each person needs their own.",
        )
        for row in rows:
            if row.email in self.known.former:
                self.changed(file, row.line, "email", row.email)
            self.stretch(file, row.line, "end_date", row.start_date, row.end_date)
            for column in ("line_manager_email", "supervisor_email"):
                email = getattr(row, column)
                if email == row.email:
                    self.problems.add(file, row.line, column, email, "Nobody can be this for themselves.")
                else:
                    self.person(file, row.line, column, email)
            if not row.roles:
                self.remarks.add(
                    file, row.line, "roles", "", "With no role this person is owed no supervision."
                )
        if rows and not self.known.slug and not any("admin" in row.roles for row in rows):
            why = "Nobody is an administrator, so nobody can look after the organisation here."
            self.remarks.add(file, 0, "roles", "", why)
        self.team_names(file, rows)

    def team_names(self, file: str, rows: list[PersonRow]) -> None:
        """Refuse a team that is almost one the organisation has: a slip would make a team of one."""
        tree = self.table(columns.TEAMS)
        has = {team.casefold(): team for team in self.known.teams}
        listed = (
            {str(team).casefold(): team for team in tree.all_of("team")} if tree and tree.is_readable else {}
        )
        sizes: dict[str, int] = {}
        for row in rows:
            if row.team:
                sizes[row.team.casefold()] = sizes.get(row.team.casefold(), 0) + 1
        told: dict[str, str] = {}
        for row in rows:
            name = row.team.casefold()
            if not name or name in has or name in listed:
                continue
            if name not in told:
                told[name] = next(
                    (team for key, team in {**has, **listed}.items() if _is_slip(name, key)), ""
                )
            if told[name]:
                why = (
                    "No team has this name."
                    + did_you_mean(told[name])
                    + " If it is new, name it in teams.csv."
                )
                self.problems.add(file, row.line, "team", row.team, why)
            elif listed:
                self.problems.add(file, row.line, "team", row.team, "teams.csv does not name this team.")
            elif sizes[name] == 1 and any(_is_slip(name, key) and sizes[key] > 1 for key in sizes):
                near = next(key for key in sizes if _is_slip(name, key) and sizes[key] > 1)
                meant = next(other.team for other in rows if other.team.casefold() == near)
                self.remarks.add(
                    file, row.line, "team", row.team, "Only one person is in it." + did_you_mean(meant)
                )

    def policies(self) -> None:
        file = columns.POLICIES.name
        rows: list[PolicyRow] = self.rows(columns.POLICIES)
        self.once(file, rows, lambda row: row.policy, "policy", "Line {line} has the same policy.")
        roster, tree = self.table(columns.ROSTER), self.table(columns.TEAMS)
        if any(table is not None and not table.is_readable for table in (roster, tree)):
            return
        named = set(self.known.teams)
        named |= roster.all_of("team") if roster else set()
        named |= tree.all_of("team") if tree else set()
        folded = {team.casefold() for team in named}
        for row in rows:
            team = row.applies_to.team
            if team and team.casefold() not in folded:
                why = "No team has this name." + did_you_mean(nearest(team, filter(None, named)))
                self.problems.add(file, row.line, "applies_to", f"team:{team}", why)

    def rules(self) -> None:
        file = columns.RULES.name
        rows: list[RuleRow] = self.rows(columns.RULES)
        self.once(
            file,
            rows,
            lambda row: (row.policy, row.rule),
            "rule",
            "Line {line} has the same rule of the same policy.",
        )
        policies = self.table(columns.POLICIES)
        named = set(self.known.policies) | (policies.all_of("policy") if policies else set())
        sure = policies is None or policies.is_readable
        for row in rows:
            if sure and row.policy not in named:
                why = "No policy has this name." + did_you_mean(nearest(row.policy, named))
                self.problems.add(file, row.line, "policy", row.policy, why)
            for column in AMOUNTS[row.kind]:
                least = 0 if column == "first_within_days" else 1
                amount = getattr(row, column)
                if amount is None or (least and not amount):
                    why = f"A rule of the kind {row.kind} needs {column}" + (
                        ", more than 0." if least else "."
                    )
                    self.problems.add(file, row.line, column, "" if amount is None else str(amount), why)
            if row.part_time != "none" and PART_TIME_OF[row.part_time] != row.kind:
                why = f"This changes nothing for a rule of the kind {row.kind}; it is taken as none."
                self.remarks.add(file, row.line, "part_time", row.part_time, why)

    def leave(self) -> None:
        file = columns.LEAVE.name
        rows: list[LeaveRow] = self.rows(columns.LEAVE)
        self.once(
            file,
            rows,
            lambda row: (row.email, row.starts_on, row.ends_on, row.kind),
            "",
            "Line {line} says the same.",
        )
        for row in rows:
            self.person(file, row.line, "email", row.email)
            self.stretch(file, row.line, "ends_on", row.starts_on, row.ends_on)

    def sessions(self) -> None:
        file = columns.SESSIONS.name
        rows: list[SessionRow] = self.rows(columns.SESSIONS)
        self.once(file, rows, _whole_session, "", "Line {line} says the same.")
        for row in rows:
            self.person(file, row.line, "supervisor", row.supervisor)
            for email in row.invited:
                self.person(file, row.line, "invited", email)
            if not row.invited:
                self.problems.add(
                    file, row.line, "invited", "", "A session is for somebody: this cell cannot be empty."
                )
            elif row.kind == "individual" and len(row.invited) > 1:
                why = f"An individual session is for one person, and this is for {len(row.invited)}."
                self.problems.add(file, row.line, "invited", ";".join(row.invited), why)
            elif row.kind == "individual" and row.invited[0] == row.supervisor:
                why = "Nobody can supervise themselves."
                self.problems.add(file, row.line, "invited", row.supervisor, why)
            strangers = [email for email in row.attended if email not in row.invited]
            if strangers:
                why = "Who attended must be among the invited." + did_you_mean(
                    nearest_address(strangers[0], row.invited)
                )
                self.problems.add(file, row.line, "attended", strangers[0], why)
            if row.attended and row.status != "held":
                why = f"Nobody can have attended a session that is {row.status}."
                self.problems.add(file, row.line, "attended", ";".join(row.attended), why)
            if row.status == "held" and not row.attended:
                self.remarks.add(
                    file,
                    row.line,
                    "attended",
                    "",
                    "It was held and nobody attended, so it counts for nobody.",
                )

    def worked(self) -> None:
        file = columns.WORKED.name
        rows: list[WorkedRow] = self.rows(columns.WORKED)
        self.once(
            file,
            rows,
            lambda row: (row.email, row.day),
            "day",
            "Line {line} is for the same person and day. Add the two up.",
        )
        for row in rows:
            self.person(file, row.line, "email", row.email)


def _whole_session(row: SessionRow) -> tuple:
    invited, attended = frozenset(row.invited), frozenset(row.attended)
    return (row.starts_at, row.minutes, row.kind, row.status, row.supervisor, invited, attended)


def _is_slip(name: str, other: str) -> bool:
    """Say whether one team's name looks like a slip of the other: one letter out, in a long word."""
    if min(len(name), len(other)) < 5 or not one_slip(name, other):
        return False
    words, others = name.split(), other.split()
    if len(words) != len(others):
        return False
    odd = [(a, b) for a, b in zip(words, others, strict=True) if a != b]
    return all(min(len(a), len(b)) >= 5 and a.isalpha() and b.isalpha() for a, b in odd)


def _is_under_itself(team: str, parents: dict[str, str]) -> bool:
    above, seen = parents.get(team, ""), set()
    while above and above not in seen:
        if above == team:
            return True
        seen.add(above)
        above = parents.get(above, "")
    return False
