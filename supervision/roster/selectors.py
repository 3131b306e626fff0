"""What the database holds of an organisation, read in sets, as the values a plan compares."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Lower

from supervision.availability.taking import minute_of
from supervision.people.changing_address import former_addresses
from supervision.people.models import Leadership, Leave, Member, Organisation, Person, Relationship, Team
from supervision.policy.models import Policy, Rule, Worked
from supervision.roster.files import columns
from supervision.roster.files.checks import Former, Known
from supervision.roster.files.reading import Reading
from supervision.roster.plan.people import key_of
from supervision.roster.plan.values import (
    Current,
    Kept,
    MemberNow,
    OrganisationNow,
    PersonNow,
    PolicyNow,
    RelationshipNow,
    RuleNow,
    SessionNow,
    TakenNow,
    TeamNow,
)
from supervision.scheduling.days import local_day
from supervision.sessions.models import Account, Attendance, Session, TakenTime

ROLE_FIELDS = ("case_manager", "supervisor", "team_lead", "admin")
RULE_FIELDS = tuple(column.name for column in columns.RULES.columns if column.name not in ("policy", "rule"))
MANY = 900


def known_of(organisation: Organisation | None, *, now: datetime) -> Known:
    """Return what the reader must know of an organisation to judge names and addresses."""
    if organisation is None:
        return Known()
    members = Member.objects.of(organisation).values_list("person__email", "is_team_lead")
    people = [(email.lower(), leads) for email, leads in members]
    emails = frozenset(email for email, _ in people)
    former = former_addresses(organisation, now=now)
    return Known(
        name=organisation.name,
        slug=organisation.slug,
        zone=organisation.time_zone,
        emails=emails,
        teams=tuple(Team.objects.of(organisation).values_list("name", flat=True)),
        policies=frozenset(Policy.objects.of(organisation).kept().values_list("name", flat=True)),
        leads=frozenset(email for email, leads in people if leads),
        former={
            email: Former(each.email, local_day(each.changed_at, organisation.zone))
            for email, each in former.items()
            if email not in emails  # somebody here has it by now, or has it back
        },
    )


def current_state(organisation: Organisation | None, reading: Reading) -> Current:
    """Return what is there, as far as `reading` speaks of it. A fixed number of queries."""
    current = Current()
    current.persons = _persons(row.email for row in reading.people)
    current.taken = _taken(reading, organisation)
    if organisation is None:
        return current
    current.organisation = OrganisationNow(
        organisation.pk,
        organisation.name,
        organisation.slug,
        organisation.time_zone,
        organisation.country,
        organisation.subdivision,
    )
    teams = list(Team.objects.of(organisation).order_by("pk").values_list("pk", "name", "parent__name"))
    current.teams = {key_of(name): TeamNow(pk, name, key_of(parent or "")) for pk, name, parent in teams}
    emails = _members(current, organisation)
    _relationships(current, organisation, emails)
    _policies(current, organisation)
    if reading.brings(columns.LEAVE):
        leave = Leave.objects.filter(member__organisation=organisation)
        for pk, member, kind, starts_on, ends_on in leave.values_list(
            "pk", "member", "kind", "starts_on", "ends_on"
        ):
            current.leave[emails[member], kind, starts_on] = Kept(pk, ends_on)
    if reading.brings(columns.WORKED):
        worked = Worked.objects.filter(member__organisation=organisation)
        for pk, member, day, units in worked.values_list("pk", "member", "day", "units").iterator():
            current.worked[emails[member], day] = Kept(pk, units)
    if reading.brings(columns.SESSIONS):
        current.sessions = _sessions(Session.objects.of(organisation), emails)
    elif reading.brings(columns.ROSTER):
        current.sessions = _sessions(Session.objects.of(organisation).booked(), emails)
    return current


def _persons(emails: Iterable[str]) -> dict[str, PersonNow]:
    """Return those of `emails` who can sign in already, in whatever organisation."""
    found = {}
    wanted = sorted(set(emails))
    for start in range(0, len(wanted), MANY):
        chosen = Person.objects.alias(address=Lower("email")).filter(address__in=wanted[start : start + MANY])
        for pk, email, name in chosen.values_list("pk", "email", "name"):
            found[email.lower()] = PersonNow(pk, name, False)
    return found


def _taken(reading: Reading, organisation: Organisation | None) -> list[TakenNow]:
    """Return when those who are booked in the files are taken, from the first of these sessions on.

    Of a session of this organisation, its own minutes: what stays free around it makes room for its files.
    """
    booked = [row for row in reading.sessions if row.status == "booked"]
    if not booked:
        return []
    since = int(min(row.starts_at for row in booked).timestamp()) // 60
    wanted = sorted({email for row in booked for email in (row.supervisor, *row.invited)})
    found = []
    for start in range(0, len(wanted), MANY):
        rows = TakenTime.objects.filter(ends__gt=since).alias(address=Lower("person__email"))
        chosen = rows.filter(address__in=wanted[start : start + MANY], expires_at=None)
        names = ("person__email", "starts", "ends", "session", "session__starts_at", "session__ends_at")
        is_own = Q(session__organisation=organisation) if organisation else Q(pk__in=())
        found += [
            TakenNow(email.lower(), minute_of(begins), minute_of(over), session)
            for email, _, _, session, begins, over in chosen.filter(is_own).values_list(*names)
        ]
        found += [
            TakenNow(email.lower(), starts, ends, session)
            for email, starts, ends, session, _, _ in chosen.exclude(is_own).values_list(*names)
        ]
    return found


def _members(current: Current, organisation: Organisation) -> dict[int, str]:
    """Read the members, and return each one's address by number."""
    places = (
        Member.objects.filter(person__memberships__organisation=organisation)
        .values("person")
        .annotate(places=Count("pk"))
        .values_list("person", "places")
    )
    shared = {person for person, number in places if number > 1}
    rows = list(
        Member.objects.of(organisation)
        .order_by("pk")
        .values_list(
            "pk",
            "person",
            "person__email",
            "person__name",
            "person__is_staff",
            "team__name",
            *(f"is_{role}" for role in ROLE_FIELDS),
            "employment",
            "fte",
            "start_date",
            "end_date",
            "time_zone",
            "working_days",
            "line_manager",
        )
    )
    emails = {row[0]: row[2].lower() for row in rows}
    for row in rows:
        pk, person, email, name, is_staff, team = row[:6]
        roles, rest = row[6 : 6 + len(ROLE_FIELDS)], row[6 + len(ROLE_FIELDS) :]
        employment, fte, start_date, end_date, time_zone, working_days, manager = rest
        email = email.lower()
        current.persons[email] = PersonNow(person, name, person not in shared and not is_staff)
        current.members[email] = MemberNow(
            pk=pk,
            name=name,
            team=key_of(team or ""),
            roles=frozenset(role for role, has in zip(ROLE_FIELDS, roles, strict=True) if has),
            employment=employment,
            fte=fte,
            start_date=start_date,
            end_date=end_date,
            time_zone=time_zone,
            working_days=working_days,
            line_manager_email=emails.get(manager, ""),
        )
    leads = Leadership.objects.filter(team__organisation=organisation).values_list("team__name", "member")
    current.leaderships = {(key_of(team), emails[member]) for team, member in leads if member in emails}
    return emails


def _relationships(current: Current, organisation: Organisation, emails: dict[int, str]) -> None:
    rows = Relationship.objects.filter(supervisee__organisation=organisation).order_by("starts_on", "pk")
    for pk, supervisor, supervisee, starts_on, ends_on in rows.values_list(
        "pk", "supervisor", "supervisee", "starts_on", "ends_on"
    ):
        now = RelationshipNow(pk, emails.get(supervisor, ""), starts_on, ends_on)
        current.relationships.setdefault(emails[supervisee], []).append(now)


def _policies(current: Current, organisation: Organisation) -> None:
    kept = Policy.objects.of(organisation).kept()
    names = ("pk", "name", "level", "role", "team__name", "position")
    for pk, name, level, role, team, position in kept.values_list(*names):
        current.policies[name] = PolicyNow(pk, level, role, key_of(team or ""), position)
    rules = Rule.objects.filter(policy__in=kept.order_by(), in_force_until=None).order_by("pk")
    for rule in rules.values("pk", "policy__name", "name", "position", *RULE_FIELDS):
        values = {field: rule[field] for field in RULE_FIELDS}
        current.rules[rule["policy__name"], rule["name"]] = RuleNow(rule["pk"], rule["position"], values)


def _sessions(sessions, emails: dict[int, str]) -> list[SessionNow]:
    """Return these sessions with their places, in two queries."""
    invited, attended = defaultdict(list), defaultdict(list)
    places = Attendance.objects.filter(session__in=sessions).values_list("session", "member", "attended")
    for session, member, came in places.iterator(chunk_size=5000):
        invited[session].append(emails[member])
        if came:
            attended[session].append(emails[member])
    recorded = Exists(Account.objects.filter(session=OuterRef("pk")))
    rows = sessions.annotate(is_recorded=recorded).order_by("starts_at", "pk")
    minute = timedelta(minutes=1)
    none: frozenset[str] = frozenset()
    return [
        SessionNow(
            pk,
            starts_at,
            kind,
            emails[supervisor],
            frozenset(invited[pk]),
            status,
            held_minutes if held_minutes is not None else (ends_at - starts_at) // minute,
            frozenset(attended[pk]) if pk in attended else none,
            is_recorded,
        )
        for pk, starts_at, ends_at, kind, supervisor, status, held_minutes, is_recorded in rows.values_list(
            "pk", "starts_at", "ends_at", "kind", "supervisor", "status", "held_minutes", "is_recorded"
        ).iterator(chunk_size=5000)
    ]
