"""Teams, people, who leads and who supervises whom: the files against what is there."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from supervision.roster.files import columns
from supervision.roster.files.problems import Problem
from supervision.roster.files.reading import Reading
from supervision.roster.files.rows import PersonRow
from supervision.roster.plan.values import (
    Current,
    MemberNow,
    NewMember,
    NewRelationship,
    Plan,
    RelationshipNow,
)
from supervision.roster.plan.wording import day_words, label, said

FULL_TIME = Decimal(1)
COMPARED = ("team", "roles", "employment", "fte", "start_date", "end_date", "time_zone", "working_days")


def key_of(team: str) -> str:
    """Return what makes two spellings the same team."""
    return team.casefold()


class PeoplePlan:
    """Adds to `plan` what roster.csv and teams.csv change. `zone` is the organisation's, after the load."""

    def __init__(self, plan: Plan, reading: Reading, current: Current, *, now: datetime, zone: str):
        self.plan, self.reading, self.current = plan, reading, current
        self.now, self.zone = now, zone
        self.today = now.astimezone(ZoneInfo(zone)).date()
        self.rows = {row.email: row for row in reading.people}
        self.has = reading.has.get(columns.ROSTER.name, frozenset())
        self.team_names = {key: team.name for key, team in current.teams.items()}
        self.names = {email: member.name for email, member in current.members.items()}
        self.names |= {row.email: row.name for row in reading.people}
        self.zones = {email: member.time_zone for email, member in current.members.items()}
        if "time_zone" in self.has:
            self.zones |= {row.email: self.zone_of(row) for row in reading.people}
        self.freed: Counter[str] = Counter()

    def add(self) -> None:
        self.add_teams()
        for row in self.reading.people:
            member = self.current.members.get(row.email)
            if member is None:
                self.add_member(row)
            else:
                self.compare_member(row, member)
        self.add_absent()
        self.add_leads()
        self.add_relationships()
        self.check_admin()

    # ------------------------------------------------------------ teams
    def add_teams(self) -> None:
        named = [row.team for row in self.reading.teams] + [row.team for row in self.reading.people]
        for row in self.reading.teams:
            # A parent may be a team that only a row of the roster names.
            named.append(row.parent)
        for name in filter(None, named):
            if key_of(name) not in self.team_names:
                self.team_names[key_of(name)] = name
                self.plan.teams.append(name)
                self.plan.count("teams", "new")
                self.plan.tell("new", "teams", name)
        if "parent" not in self.reading.has.get(columns.TEAMS.name, ()):
            return
        for row in self.reading.teams:
            team = self.current.teams.get(key_of(row.team))
            before, after = team.parent if team else "", key_of(row.parent)
            if before == after:
                continue
            self.plan.team_parents[key_of(row.team)] = after
            self.plan.touches_everyone = True
            if team:
                self.plan.count("teams", "changed")
                now = self.team_names.get(before, "")
                self.plan.tell(
                    "changed",
                    "teams",
                    team.name,
                    label("parent"),
                    said(now, self.today),
                    said(row.parent, self.today),
                )

    # ------------------------------------------------------------ people
    def zone_of(self, row: PersonRow) -> str:
        return row.time_zone or self.zone

    def add_member(self, row: PersonRow) -> None:
        person = self.current.persons.get(row.email)
        if person is None:
            self.plan.persons.append((row.email, row.name))
        self.plan.members.append(NewMember(row, self.zone_of(row), key_of(row.team)))
        if row.line_manager_email:
            self.plan.line_managers[row.email] = row.line_manager_email
        self.plan.touched.add(row.email)
        self.plan.count("people", "new")
        until = f" to {day_words(row.end_date, self.today)}" if row.end_date else ""
        after = f"{row.team or 'No team'}, from {day_words(row.start_date, self.today)}{until}"
        self.plan.tell("new", "people", row.name, after=after)

    def compare_member(self, row: PersonRow, member: MemberNow) -> None:
        changes: dict[str, object] = {}
        wanted = self.wanted(row)
        leaves = False
        told = False
        for name in COMPARED:
            if name not in self.has or wanted[name] == getattr(member, name):
                continue
            before = getattr(member, name)
            changes[name] = tuple(row.roles) if name == "roles" else wanted[name]
            if name == "end_date" and before is None:
                leaves = True
                team = said(self.team_names.get(member.team, ""), self.today)
                self.plan.tell("leaving", "people", row.name, "", team, self.leaving_words(row))
            else:
                self.tell_changed(row.name, name, before, wanted[name])
            told = True
        if "line_manager_email" in self.has and row.line_manager_email != member.line_manager_email:
            self.plan.line_managers[row.email] = row.line_manager_email
            before, after = (
                self.names.get(email, "") for email in (member.line_manager_email, row.line_manager_email)
            )
            self.tell_changed(row.name, "line_manager_email", before, after)
            told = True
        person = self.current.persons.get(row.email)
        if person and person.is_ours and person.name != row.name:
            self.plan.renamed.append((person.pk, row.name))
            self.tell_changed(row.name, "name", person.name, row.name)
            told = True
        if changes:
            self.plan.member_changes[member.pk] = changes
            self.plan.touched.add(row.email)
        self.plan.count("people", "leaving" if leaves else "changed" if told else "same")

    def wanted(self, row: PersonRow) -> dict[str, object]:
        return {
            "team": key_of(row.team),
            "roles": frozenset(row.roles),
            "employment": row.employment,
            "fte": row.fte or FULL_TIME,
            "start_date": row.start_date,
            "end_date": row.end_date,
            "time_zone": self.zone_of(row),
            "working_days": row.working_days,
        }

    def tell_changed(self, who: str, name: str, before: object, after: object) -> None:
        if name == "team":
            before, after = (self.team_names.get(str(key), "") for key in (before, after))
        if name == "roles":
            before, after = (
                sorted(each) if isinstance(each, frozenset) else each for each in (before, after)
            )
        if name == "end_date":
            now, then = ("stays" if each is None else said(each, self.today) for each in (before, after))
        else:
            now, then = said(before, self.today), said(after, self.today)
        self.plan.tell("changed", "people", who, label(name), now, then)

    def leaving_words(self, row: PersonRow) -> str:
        number = self.freed[row.email]
        freed = f"{number} {'booking' if number == 1 else 'bookings'} freed, " if number else ""
        return f"Last day {day_words(row.end_date, self.today)}; {freed}history kept"

    def add_absent(self) -> None:
        """Show who is here and not in the file. Nothing is changed for them: a file may be a part."""
        if not self.reading.brings(columns.ROSTER):
            return
        for email, member in self.current.members.items():
            if email not in self.rows and (member.end_date is None or member.end_date >= self.today):
                self.plan.count("people", "absent")
                self.plan.tell("absent", "people", member.name, after="Stays as it is")

    # ------------------------------------------------------------ leads
    def add_leads(self) -> None:
        """A team lead leads the team they are in; teams.csv names the leads of the teams it lists."""
        now = self.current.leaderships
        gone = {pair for pair in now if self.is_over(pair[1]) and self.ends_by_this(pair[1])}
        wanted = {
            (key_of(row.team), row.email)
            for row in self.reading.people
            if row.team and "team_lead" in row.roles
        }
        for row in self.reading.people:
            member = self.current.members.get(row.email)
            if member is None:
                continue
            if "team_lead" not in row.roles:
                gone |= {pair for pair in now if pair[1] == row.email}
            elif "team" in self.has and member.team and member.team != key_of(row.team):
                gone.add((member.team, row.email))
        listed: set[tuple[str, str]] = set()
        if "lead_email" in self.reading.has.get(columns.TEAMS.name, ()):
            for team in self.reading.teams:
                pairs = {(key_of(team.team), email) for email in team.lead_email}
                listed |= pairs
                gone |= {
                    pair for pair in now if pair[0] == key_of(team.team) and pair[1] not in self.rows
                } - pairs
        wanted = {pair for pair in wanted | listed if not self.is_over(pair[1])}
        gone = (gone & now) - wanted
        self.plan.leads = sorted(wanted - now)
        self.plan.leads_gone = sorted(gone)
        for key, email in self.plan.leads_gone:
            self.plan.tell(
                "changed", "teams", self.team_names[key], "lead", self.names.get(email, email), "no longer"
            )
        for key, email in self.plan.leads:
            if key in self.current.teams:
                self.plan.tell(
                    "changed", "teams", self.team_names[key], "lead", "–", self.names.get(email, email)
                )

    def is_over(self, email: str) -> bool:
        """Say whether somebody's last day has passed, so that they lead nothing any more."""
        last = self.end_of(email)
        return last is not None and last < self.today

    def ends_by_this(self, email: str) -> bool:
        """Say whether it is this file that gives somebody their last day: time alone changes nothing."""
        row, member = self.rows.get(email), self.current.members.get(email)
        return row is not None and member is not None and row.end_date != member.end_date

    # ------------------------------------------------------------ who supervises whom
    def add_relationships(self) -> None:
        if "supervisor_email" not in self.has:
            return
        for row in self.reading.people:
            self.relate(row)
        self.add_left_behind()

    def end_of(self, email: str) -> date | None:
        """Return a person's last day, as it will be after the load."""
        if email in self.rows and "end_date" in self.has:
            return self.rows[email].end_date
        member = self.current.members.get(email)
        return member.end_date if member else None

    def last_day(self, email: str) -> tuple[date, str] | None:
        """Return a person's last day, if they have one, and the zone it is in."""
        last = self.end_of(email)
        return None if last is None else (last, self.zones.get(email, self.zone))

    def relate(self, row: PersonRow) -> None:
        """Make the named supervisor the one from today on; end the others yesterday.

        A relationship of somebody new begins on their first day; one whose either side leaves ends with
        the earlier last day.
        """
        today = self.now.astimezone(ZoneInfo(self.zone_of(row))).date()
        wanted = row.supervisor_email
        all_now = self.current.relationships.get(row.email, [])
        ends = (
            min((day for day in (self.end_of(row.email), self.end_of(wanted)) if day), default=None)
            if wanted
            else None
        )
        last = self.end_of(row.email)
        if last is not None and last < today:
            kept = [each for each in all_now if each.ends_on is None]
            if all_now or not wanted:
                for each in kept:
                    self.end(each, last)
                return
        open_now = [each for each in all_now if each.ends_on is None or each.ends_on >= today]
        same = next((each for each in open_now if each.supervisor == wanted), None)
        if same is not None:
            if same.ends_on != ends:
                self.bring_end(row, same, ends)
            return
        if ends is not None and any(each.supervisor == wanted and each.ends_on == ends for each in all_now):
            return
        is_new = row.email not in self.current.members
        starts = row.start_date if is_new else max(today, row.start_date)
        for each in open_now:
            self.end(each, starts - timedelta(days=1))
        if wanted and (ends is None or ends >= starts):
            self.plan.relationships.append(NewRelationship(wanted, row.email, starts, ends))
        elif not open_now:
            return
        if row.email in self.current.members:
            before = ", ".join(self.names.get(each.supervisor, "") for each in open_now)
            after = self.names.get(wanted, wanted)
            if after:
                after += f", from {day_words(starts, self.today)}"
            self.plan.count("relationships", "changed")
            self.plan.tell(
                "changed",
                "people",
                row.name,
                label("supervisor_email"),
                said(before, self.today),
                said(after, self.today),
            )
        else:
            self.plan.count("relationships", "new")

    def end(self, relationship: RelationshipNow, day: date) -> None:
        """End a relationship on `day`; undo one that would then never have begun."""
        if relationship.ends_on is not None and relationship.ends_on <= day:
            return
        if day < relationship.starts_on:
            self.plan.relationships_undone.append(relationship.pk)
        else:
            self.plan.relationships_ended.append((relationship.pk, day))

    def add_left_behind(self) -> None:
        """End, with their supervisor's last day, the relationships of people whom the file does not name."""
        for email, relationships in self.current.relationships.items():
            for each in relationships if email not in self.rows else ():
                last = self.end_of(each.supervisor)
                if last is not None:
                    self.end(each, last)

    def bring_end(self, row: PersonRow, relationship: RelationshipNow, day: date | None) -> None:
        """Move the end of a relationship that goes on; with no day, open it again."""
        if day is not None and day < relationship.starts_on:
            self.plan.relationships_undone.append(relationship.pk)
            return
        self.plan.relationships_ended.append((relationship.pk, day))
        if day is None:
            name = self.names.get(relationship.supervisor, relationship.supervisor)
            now = f"{name}, until {day_words(relationship.ends_on, self.today)}"
            self.plan.tell("changed", "people", row.name, label("supervisor_email"), now, name)

    # ------------------------------------------------------------ somebody must stay administrator
    def check_admin(self) -> None:
        def stays(roles, ends: date | None) -> bool:
            return "admin" in roles and ends is None

        before = {email for email, each in self.current.members.items() if stays(each.roles, each.end_date)}
        lost = {
            email
            for email in before & self.rows.keys()
            if not stays(self.rows[email].roles, self.end_of(email))
        }
        gained = any(stays(row.roles, self.end_of(row.email)) for row in self.reading.people)
        if before and before == lost and not gained:
            row = self.rows[min(lost, key=lambda email: self.rows[email].line)]
            why = "Nobody would stay administrator. Keep one, or make someone else one in the same file."
            self.plan.problems.append(
                Problem(columns.ROSTER.name, row.line, "roles", ";".join(row.roles), why)
            )
