"""Writing a plan: in sets, inside one transaction that the caller opens."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.contrib.auth.hashers import make_password
from django.db.models import F
from django.db.models.functions import Lower

from supervision.availability.taking import minute_of
from supervision.people.models import Leadership, Leave, Member, Organisation, Person, Relationship, Team
from supervision.policy.models import Policy, Rule, Worked
from supervision.roster.files.reading import DEFAULT_ZONE
from supervision.roster.files.rows import SessionRow
from supervision.roster.files.values import ROLES
from supervision.roster.plan.owed import rule_values
from supervision.roster.plan.people import FULL_TIME, key_of
from supervision.roster.plan.taken import Stretch, people_in, stretch_of, takes_time
from supervision.roster.plan.values import Plan
from supervision.roster.rules import slug_of
from supervision.sessions import taking, widening
from supervision.sessions.models import Attendance, Beside, Session, TakenTime, new_uid
from supervision.sessions.telling_change import CANCELLED, tell_change, tell_left
from supervision.sets import insert_rows, new_ids, update_rows

BATCH = 2000
SESSION_COLUMNS = (
    "organisation_id",
    "supervisor_id",
    "kind",
    "status",
    "starts_at",
    "ends_at",
    "held_minutes",
    "cancelled_by",
    "recorded_at",
)
Step = Callable[[str, int], None]
T = TypeVar("T")


def in_batches(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


class Writer:
    """Writes one plan for one organisation. `step(what, rows)` is called after each batch of rows.

    Belongs in a transaction in which the organisation is locked and the plan was made.
    """

    def __init__(self, plan: Plan, organisation: Organisation | None, *, now: datetime, step: Step):
        self.plan, self.now, self.step = plan, now, step
        self._organisation = organisation
        self.teams: dict[str, int] = {}
        self.members: dict[str, int] = {}
        self.persons: dict[str, int] = {}
        self._booked: set[int] = set()

    @property
    def organisation(self) -> Organisation:
        if self._organisation is None:
            raise TypeError("There is no organisation to write to, and none to make.")
        return self._organisation

    def write(self) -> Organisation:
        """Write all of it, and return the organisation."""
        self.write_organisation()
        self.write_teams()
        self.write_people()
        self.write_leads()
        self.write_relationships()
        self.write_leave()
        self.write_policies()
        self.write_sessions()
        self.write_worked()
        return self.organisation

    # ------------------------------------------------------------ the organisation and its teams
    def write_organisation(self) -> None:
        row = self.plan.organisation
        if row is not None:
            self._organisation = Organisation.objects.create(
                name=row.name,
                slug=slug_of(row.name),
                time_zone=row.time_zone or DEFAULT_ZONE,
                country=row.country or "GB",
                subdivision=row.subdivision,
                created_at=self.now,
            )
        elif self.plan.organisation_changes:
            Organisation.objects.filter(pk=self.organisation.pk).update(**self.plan.organisation_changes)
            self.organisation.refresh_from_db()

    def write_teams(self) -> None:
        new = [Team(organisation=self.organisation, name=name) for name in self.plan.teams]
        Team.objects.bulk_create(new, batch_size=BATCH)
        named = Team.objects.of(self.organisation).order_by("pk").values_list("name", "pk")
        self.teams = {key_of(name): pk for name, pk in named}
        parents = [
            (self.teams[key], self.teams.get(parent)) for key, parent in self.plan.team_parents.items()
        ]
        update_rows(Team, ("id", "parent_id"), parents)
        self.step("Teams", len(new) + len(parents))

    # ------------------------------------------------------------ people
    def write_people(self) -> None:
        for strangers in in_batches(self.plan.persons):
            Person.objects.bulk_create(
                Person(email=email, name=name, password=make_password(None)) for email, name in strangers
            )
        update_rows(Person, ("id", "name"), self.plan.renamed)
        persons = self._persons([new.row.email for new in self.plan.members])
        for batch in in_batches(self.plan.members):
            Member.objects.bulk_create(
                Member(
                    organisation=self.organisation,
                    person_id=persons[new.row.email],
                    team_id=self.teams.get(new.team),
                    **{f"is_{role}": role in new.row.roles for role in ROLES},
                    employment=new.row.employment,
                    fte=new.row.fte or FULL_TIME,
                    start_date=new.row.start_date,
                    end_date=new.row.end_date,
                    time_zone=new.time_zone,
                    working_days=new.row.working_days,
                )
                for new in batch
            )
            self.step("People", len(batch))
        rows = Member.objects.of(self.organisation).values_list("person__email", "pk", "person")
        for email, pk, person in rows:
            self.members[email.lower()], self.persons[email.lower()] = pk, person
        self._change_members()
        managers = [
            (self.members[email], self.members.get(manager))
            for email, manager in self.plan.line_managers.items()
        ]
        for pairs in in_batches(managers):
            update_rows(Member, ("id", "line_manager_id"), pairs)

    def _persons(self, emails: Sequence[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for start in range(0, len(emails), 900):
            chosen = Person.objects.alias(address=Lower("email")).filter(
                address__in=emails[start : start + 900]
            )
            rows = chosen.values_list("email", "pk")
            found |= {email.lower(): pk for email, pk in rows}
        return found

    def _change_members(self) -> None:
        """Change members, those with the same fields to change together."""
        alike: dict[tuple[str, ...], list[tuple]] = defaultdict(list)
        for pk, changes in self.plan.member_changes.items():
            columns: dict[str, Any] = {}
            for name, value in changes.items():
                if name == "roles":
                    columns |= {f"is_{role}": role in value for role in ROLES}  # type: ignore[operator]
                elif name == "team":
                    columns["team_id"] = self.teams.get(str(value))
                else:
                    columns[name] = value
            alike["id", *columns].append((pk, *columns.values()))
        for names, rows in alike.items():
            update_rows(Member, names, rows)
        self.step("People", len(self.plan.member_changes))

    def write_leads(self) -> None:
        Leadership.objects.bulk_create(
            Leadership(team_id=self.teams[team], member_id=self.members[email])
            for team, email in self.plan.leads
        )
        for team, email in self.plan.leads_gone:
            Leadership.objects.filter(team_id=self.teams[team], member_id=self.members[email]).delete()

    def write_relationships(self) -> None:
        Relationship.objects.filter(pk__in=self.plan.relationships_undone).delete()
        update_rows(Relationship, ("id", "ends_on"), self.plan.relationships_ended)
        rows = [
            (self.members[new.supervisor], self.members[new.supervisee], new.starts_on, new.ends_on)
            for new in self.plan.relationships
        ]
        for batch in in_batches(rows):
            insert_rows(Relationship, ("supervisor_id", "supervisee_id", "starts_on", "ends_on"), batch)
            self.step("Who supervises whom", len(batch))

    # ------------------------------------------------------------ leave, and what is owed
    def write_leave(self) -> None:
        update_rows(Leave, ("id", "ends_on"), self.plan.leave_changes)
        rows = [(self.members[row.email], row.starts_on, row.ends_on, row.kind) for row in self.plan.leave]
        for batch in in_batches(rows):
            insert_rows(Leave, ("member_id", "starts_on", "ends_on", "kind"), batch)
            self.step("Leave", len(batch))

    def write_policies(self) -> None:
        for pk, changes in self.plan.policy_changes.items():
            values = dict(changes)
            if "team" in values:
                values["team_id"] = self.teams.get(str(values.pop("team")))
            Policy.objects.filter(pk=pk).update(**values)
        Policy.objects.bulk_create(
            Policy(
                organisation=self.organisation,
                name=row.policy,
                level=row.applies_to.level,
                role=row.applies_to.role,
                team_id=self.teams.get(key_of(row.applies_to.team)),
                position=position,
            )
            for row, position in self.plan.policies
        )
        for pk, changes in self.plan.rule_changes.items():
            Rule.objects.filter(pk=pk).update(**changes)
        if self.plan.rules:
            policies = dict(Policy.objects.of(self.organisation).kept().values_list("name", "pk"))
            Rule.objects.bulk_create(
                Rule(policy_id=policies[row.policy], name=row.rule, position=position, **rule_values(row))
                for row, position in self.plan.rules
            )
        self.step("What is owed", len(self.plan.policies) + len(self.plan.rules))

    # ------------------------------------------------------------ sessions and units
    def write_sessions(self) -> None:
        self._free_bookings()
        for batch in in_batches(self.plan.sessions):
            ids = new_ids(Session, len(batch))
            rows = [(pk, *self._session_values(row), new_uid()) for pk, row in zip(ids, batch, strict=True)]
            insert_rows(Session, ("id", *SESSION_COLUMNS, "calendar_uid"), rows)
            places = [
                (pk, self.members[email], came(row, email))
                for pk, row in zip(ids, batch, strict=True)
                for email in row.invited
            ]
            for some in in_batches(places):
                insert_rows(Attendance, ("session_id", "member_id", "attended"), some)
            self._take_time(list(zip(ids, batch, strict=True)))
            self.step("Sessions", len(batch))
        self._change_sessions()
        self._keep_margins()

    def _session_values(self, row: SessionRow) -> tuple:
        """Return a session's values in the order of `SESSION_COLUMNS`."""
        ends_at = row.starts_at + timedelta(minutes=row.minutes)
        return (
            self.organisation.pk,
            self.members[row.supervisor],
            row.kind,
            row.status,
            row.starts_at,
            ends_at,
            row.minutes if row.status == Session.Status.HELD else None,
            "",
            # What a file says was settled when the session was over; nobody is asked to confirm it.
            None if row.status == Session.Status.BOOKED else min(ends_at, self.now),
        )

    def _change_sessions(self) -> None:
        for batch in in_batches(self.plan.session_changes):
            rows = [(change.pk, *self._session_values(change.row)) for change in batch]
            update_rows(Session, ("id", *SESSION_COLUMNS), rows)
            wanted = {
                (change.pk, self.members[email]): came(change.row, email)
                for change in batch
                for email in change.row.invited
            }
            places = Attendance.objects.filter(session__in=[change.pk for change in batch])
            known = places.values_list("pk", "session", "member")
            attended = [(pk, wanted[session, member]) for pk, session, member in known]
            for some in in_batches(attended):
                update_rows(Attendance, ("id", "attended"), some)
            ids = [change.pk for change in batch]
            Session.objects.filter(pk__in=ids).update(calendar_sequence=F("calendar_sequence") + 1)
            self._take_time([(change.pk, change.row) for change in batch])
            self.step("Sessions", len(batch))

    def _take_time(self, sessions: Sequence[tuple[int, SessionRow]]) -> None:
        """Write down whose minutes these sessions take; the plan found that nobody else has them.

        What is booked here beside them makes room first; `_keep_margins` gives it back what is left.
        """
        taking.release(pk for pk, _ in sessions)
        stretches = {pk: stretch_of(row) for pk, row in sessions if takes_time(row, now=self.now)}
        rows = {
            (pk, self.persons[email]): (pk, self.persons[email], *stretches[pk])
            for pk, row in sessions
            if pk in stretches
            for email in people_in(row)
        }
        beside = Beside.objects.filter(session__in=stretches).values_list("session", "member__person")
        rows |= {(pk, person): (pk, person, *stretches[pk]) for pk, person in beside}
        self._make_room(list(rows.values()))
        for some in in_batches(list(rows.values())):
            insert_rows(TakenTime, ("session_id", "person_id", "starts", "ends"), some)
        self._booked |= {person for _, person in rows}

    def _make_room(self, rows: Sequence[tuple[int, int, int, int]]) -> None:
        """Have what is booked here take its own minutes alone where more is in the way of these."""
        if not rows:
            return
        wanted: dict[int, list[Stretch]] = defaultdict(list)
        for _, person, starts, ends in rows:
            wanted[person].append((starts, ends))
        earliest, latest = min(row[2] for row in rows), max(row[3] for row in rows)
        around = TakenTime.objects.filter(
            person__in=wanted, session__organisation=self.organisation, ends__gt=earliest, starts__lt=latest
        )
        values = ("pk", "person", "starts", "ends", "session__starts_at", "session__ends_at")
        own = [
            (pk, minute_of(begins), minute_of(over))
            for pk, person, starts, ends, begins, over in around.values_list(*values)
            if any(starts < past and ends > first for first, past in wanted[person])
        ]
        update_rows(TakenTime, ("id", "starts", "ends"), own)

    def _keep_margins(self) -> None:
        """Keep time free around what these people have booked ahead, as far as there is any."""
        for some in in_batches(sorted(self._booked)):
            widening.keep(some, self.now, locks=False)

    def _free_bookings(self) -> None:
        """Call off the bookings of people who leave, take them out of those of a group, tell everybody."""
        for batch in in_batches(self.plan.sessions_freed):
            booked = Session.objects.booked().filter(pk__in=batch)
            off = list(booked.values_list("pk", flat=True))
            taking.release(off)
            Session.objects.filter(pk__in=off).update(
                status=Session.Status.CANCELLED,
                cancelled_by=Session.Side.ORGANISATION,
                cancelled_at=self.now,
                recorded_at=self.now,
                calendar_sequence=F("calendar_sequence") + 1,
            )
            tell_change(Session.objects.with_people().filter(pk__in=off), CANCELLED, None, self.now)
        for session, email in self.plan.places_freed:
            Attendance.objects.filter(session_id=session, member_id=self.members[email]).delete()
            TakenTime.objects.filter(session=session, person=self.persons[email]).delete()
            Session.objects.filter(pk=session).update(calendar_sequence=F("calendar_sequence") + 1)
            (without,) = Session.objects.with_people().filter(pk=session)
            tell_left(without, CANCELLED, [self.members[email]], self.now)

    def write_worked(self) -> None:
        for changed in in_batches(self.plan.worked_changes):
            update_rows(Worked, ("id", "units"), changed)
        rows = [(self.members[row.email], row.day, row.units) for row in self.plan.worked]
        for batch in in_batches(rows):
            insert_rows(Worked, ("member_id", "day", "units"), batch)
            self.step("Units worked", len(batch))


def came(row: SessionRow, email: str) -> bool | None:
    """Say whether somebody attended; None where that is not known, or there was nothing to attend."""
    return email in row.attended if row.status == Session.Status.HELD else None
