"""Organisations of any shape, made by a few statements each: nothing here goes through the ORM row by row."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth import get_user_model
from django.db import connection

from supervision.notices.models import Notice
from supervision.people.models import (
    AuditEntry,
    AuditHead,
    Leadership,
    Leave,
    Member,
    Organisation,
    Relationship,
    Team,
)
from supervision.policy import inputs, upkeep
from supervision.policy.models import Clock, Flag, Policy, Rule, Upkeep, Worked
from supervision.sessions.models import Attendance, Session
from supervision.sets import is_postgres

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
"""A Monday. Sessions lie back from here; 16 % of members are past a gap of 28 days and 3 days of grace."""
AGES = 38


@dataclass(frozen=True)
class Shape:
    """How many members an organisation and a team have, and what lies behind each member."""

    name: str
    organisation: int
    team: int
    sessions: int = 12
    leaves: int = 0


UNIFORM = Shape("uniform", 1000, 20)


def shapes(size: int) -> list[Shape]:
    return [
        UNIFORM,
        Shape("giant_teams", size, max(20, size // 4)),
        Shape("tiny_organisations", 10, 10),
        Shape("ten_years", 1000, 20, sessions=120),
        Shape("dense_leave", 1000, 20, leaves=26),
    ]


def numbers(n: int) -> str:
    """Return a table of `i` from 0 to `n` - 1."""
    if is_postgres():
        return f"generate_series(0, {n - 1}) as g(i)"
    return (
        f"(with recursive g(i) as (select 0 union all select i + 1 from g where i < {n - 1}) select i from g)"
    )


def literal(value: str | int | bool) -> str:
    """Return `value` as a statement writes it."""
    if isinstance(value, str):
        return f"'{value}'"
    return str(value).lower() if is_postgres() else str(int(value))


def fill(model, n: int, **columns: str) -> None:
    """Insert `n` rows; each column as an expression of `i`, and what is not named as its field's default."""
    if n <= 0:
        return
    quote = connection.ops.quote_name
    given = {"id": "i + 1"} if any(field.column == "id" for field in model._meta.concrete_fields) else {}
    for field in model._meta.concrete_fields:
        default = field.get_default()
        if not field.null and not field.primary_key and isinstance(default, str | int | bool):
            given[field.column] = literal(default)
    given |= columns
    names = ", ".join(quote(name) for name in given)
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {quote(model._meta.db_table)} ({names}) "
            f"select {', '.join(given.values())} from {numbers(n)}"
        )
        if is_postgres() and "id" in given:
            cursor.execute(f"select setval(pg_get_serial_sequence('{model._meta.db_table}', 'id'), {n})")


def back(days: str, *, hours: int = 0) -> str:
    """Return the moment so many days (an expression) before `NOW`, and `hours` later."""
    if is_postgres():
        return f"timestamptz '{NOW.isoformat()}' - ({days}) * interval '1 day' + interval '{hours} hours'"
    return f"datetime('{NOW:%Y-%m-%d %H:%M:%S}', '-' || ({days}) || ' days', '+{hours} hours')"


def back_day(days: str) -> str:
    """Return the day so many days (an expression, not below nothing) before `NOW`."""
    if is_postgres():
        return f"date '{NOW.date()}' - ({days})"
    return f"date('{NOW.date()}', '-' || ({days}) || ' days')"


def yes(condition: str) -> str:
    return condition if is_postgres() else f"case when {condition} then 1 else 0 end"


def populate(size: int, shape: Shape, *, kinds: int = 1) -> None:
    """Make `size` members of this shape with their history, up to `NOW`, and `kinds` kinds of rule for all.

    The first member of a team leads it, the second supervises the rest, and the first supervises the second.
    """
    organisations = -(-size // shape.organisation)
    teams = -(-size // shape.team)
    first = f"((i / {shape.team}) * {shape.team})"
    second = f"(case when {first} + 2 <= {size} then {first} + 2 else {first} + 1 end)"
    supervisor = f"(case when i = {first} + 1 then {first} + 1 else {second} end)"
    fill(
        Organisation,
        organisations,
        name="'Organisation ' || i",
        slug="'organisation-' || i",
        created_at=back("3650"),
    )
    fill(Team, teams, organisation_id=f"(i * {shape.team}) / {shape.organisation} + 1", name="'Team ' || i")
    fill(
        get_user_model(),
        size,
        email="'person-' || i || '@example.org'",
        name="'Person ' || i",
        password="''",
        created_at=back("3650"),
    )
    fill(
        Member,
        size,
        organisation_id=f"i / {shape.organisation} + 1",
        person_id="i + 1",
        team_id=f"i / {shape.team} + 1",
        is_case_manager=literal(True),
        is_team_lead=yes(f"i = {first}"),
        is_supervisor=yes(f"i = {first} + 1"),
        start_date=back_day("3700"),
    )
    fill(Leadership, teams, team_id="i + 1", member_id=f"i * {shape.team} + 1")
    fill(
        Relationship,
        size,
        supervisee_id="i + 1",
        supervisor_id=f"(case when {supervisor} <> i + 1 then {supervisor} when i = 0 then 2 else i end)",
        starts_on=back_day("3700"),
    )
    fill(
        Policy,
        organisations,
        organisation_id="i + 1",
        name="'Everyone'",
        level="'organisation'",
        position="0",
    )
    rules(organisations, kinds)
    each, whose = shape.sessions, f"(i / {shape.sessions})"
    age = f"(({whose} * 7919) % {AGES}) + 28 * (i % {each})"
    fill(
        Session,
        size * each,
        organisation_id=f"{whose} / {shape.organisation} + 1",
        supervisor_id=f"({whose} / {shape.team}) * {shape.team} + 1",
        kind="'individual'",
        status="'held'",
        starts_at=back(age),
        ends_at=back(age, hours=1),
        held_minutes="60",
        recorded_at=back(age, hours=1),
    )
    fill(
        Attendance,
        size * each,
        session_id="i + 1",
        member_id=f"{whose} + 1",
        attended=literal(True),
    )
    leave(size, shape)
    if kinds == 4:
        fill(Worked, size * 20, member_id="i / 20 + 1", day=back_day("(i % 20) * 3"), units="1")
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def leave(size: int, shape: Shape) -> None:
    """Leave that pauses nothing every fortnight, and for one in ten an illness in the month to come."""
    if not shape.leaves:
        return
    each = shape.leaves
    fill(
        Leave,
        size * each,
        member_id=f"i / {each} + 1",
        starts_on=back_day(f"14 * (i % {each}) + 3"),
        ends_on=back_day(f"14 * (i % {each}) + 1"),
        kind="case when i % 2 = 0 then 'annual' else 'study' end",
    )
    ahead = "(1 + (i % 30))"
    day = f"date('{NOW.date()}', '+' || {ahead} || ' days')"
    if is_postgres():
        day = f"date '{NOW.date()}' + {ahead}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {Leave._meta.db_table} (member_id, starts_on, kind) "
            f"select i * 10 + 1, {day}, 'sickness' from {numbers(size // 10)}"
        )


def rules(organisations: int, kinds: int) -> None:
    """Give each organisation's policy a rolling rule of 28 days, or one rule of each of the four kinds."""
    which = f"(i % {kinds})"
    fill(
        Rule,
        organisations * kinds,
        policy_id=f"i / {kinds} + 1",
        name=f"'Rule ' || {which}",
        kind=f"case {which} when 0 then 'rolling' when 1 then 'calendar_minutes' "
        "when 2 then 'count' else 'units' end",
        credit=f"case {which} when 1 then 'bacp' else 'full' end",
        interval_days=f"case {which} when 0 then 28 end",
        first_within_days=f"case {which} when 0 then 14 end",
        minutes=f"case {which} when 1 then 60 end",
        sessions_a_year=f"case {which} when 2 then 10 end",
        units=f"case {which} when 3 then 8 end",
    )


def populate_bare(size: int) -> None:
    """Make `size` clocks of members without any history, none of which moves within a day of `NOW`."""
    fill(Organisation, 1, name="'One'", slug="'one'", created_at=back("1"))
    fill(Team, 1, organisation_id="1", name="'One'")
    fill(Policy, 1, organisation_id="1", name="'Everyone'", level="'organisation'", position="0")
    rules(1, 1)
    email = "'person-' || i || '@example.org'"
    fill(get_user_model(), size, email=email, password="''", created_at=back("1"))
    fill(Member, size, organisation_id="1", person_id="i + 1", team_id="1", start_date=back_day("3700"))
    ahead = f"datetime('{NOW:%Y-%m-%d %H:%M:%S}', '+' || (2 + i % 20) || ' days')"
    if is_postgres():
        ahead = back("-(2 + i % 20)")
    fill(
        Clock,
        size,
        member_id="i + 1",
        rule_id="1",
        due_on=back_day("0"),
        state="'on_track'",
        moves_at=ahead,
    )
    fill(Upkeep, size, member_id="i + 1", due_at=ahead)
    with connection.cursor() as cursor:
        cursor.execute("analyze")


TABLES = [model._meta.db_table for model in (Notice, Flag, AuditEntry, AuditHead, Clock, Upkeep)]


def unlock_audit() -> None:
    """Take the triggers off that keep the audit as it is, so that a run can begin where the last one did.

    They watch changes and deletions alone: what is measured, adding to it, costs the same without them.
    """
    table = AuditEntry._meta.db_table
    with connection.cursor() as cursor:
        if is_postgres():
            cursor.execute(f"drop trigger if exists audit_no_change on {table}")
        else:
            cursor.execute("drop trigger if exists audit_no_update")
            cursor.execute("drop trigger if exists audit_no_delete")


def empty() -> None:
    """Take everybody out again."""
    unlock_audit()
    models = [Notice, Flag, AuditEntry, AuditHead, Clock, Upkeep, Worked, Leave, Attendance, Session]
    models += [Relationship, Leadership, Rule, Policy, Member, Team, Organisation, get_user_model()]
    with connection.cursor() as cursor:
        if is_postgres():
            cursor.execute(f"truncate {', '.join(model._meta.db_table for model in models)} cascade")
            return
        cursor.execute("pragma foreign_keys=off")
        for model in models:
            cursor.execute(f"delete from {model._meta.db_table}")
        cursor.execute("pragma foreign_keys=on")


def settle(size: int) -> None:
    """Work every clock out as of `NOW`, then stand all of them where they were just before they were owed."""
    for ids in inputs.chunks(range(1, size + 1)):
        upkeep.refresh_members(ids, now=NOW)
    clock = Clock._meta.db_table
    with connection.cursor() as cursor:
        for model in (Notice, Flag, AuditEntry, AuditHead):
            cursor.execute(f"delete from {model._meta.db_table}")
        cursor.execute(
            f"update {clock} set state = 'due_soon', moves_at = overdue_at "
            "where state in ('overdue', 'escalated')"
        )


def keep() -> None:
    """Keep a copy of what a sweep changes."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"drop table if exists kept_{table}")
            cursor.execute(f"create table kept_{table} as select * from {table}")


def restore() -> None:
    """Put back what was kept."""
    with connection.cursor() as cursor:
        if is_postgres():
            cursor.execute(f"truncate {', '.join(TABLES)} cascade")
        else:
            for table in TABLES:
                cursor.execute(f"delete from {table}")
        for table in reversed(TABLES):
            cursor.execute(f"insert into {table} select * from kept_{table}")
        cursor.execute("vacuum analyze" if is_postgres() else "analyze")
