"""The wall in the database: every table that leads to an organisation stands behind it."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from config import checks
from supervision.people import wall_building, walls
from supervision.people.models import AuditEntry, Member, Organisation, Person
from supervision.people.walls import ROLE
from tests.builders import make_member, make_organisation
from tests.doors.house import House
from tests.services.databases import is_postgres

NOW = datetime(2026, 11, 5, 12, tzinfo=UTC)
on_postgres = pytest.mark.skipif(not is_postgres(), reason="Policies are PostgreSQL's.")


# ---------------------------------------------------------------- every table
def test_every_table_that_leads_to_an_organisation_stands_behind_the_wall():
    """Asked of the models anew, not of the code that puts the wall up."""

    def leads_there(model, seen=()):
        fields = [one for one in model._meta.concrete_fields if one.is_relation and not one.null]
        return model in (Organisation, Person) or any(
            one.related_model not in (*seen, model) and leads_there(one.related_model, (*seen, model))
            for one in fields
        )

    open_ones = {one._meta.label for one in wall_building.own_models()} - {
        one._meta.label for one in wall_building.walled_models()
    }

    assert open_ones == set(wall_building.OPEN)
    for model in wall_building.own_models():
        if model._meta.label in wall_building.OPEN:
            assert not any(one.related_model is Organisation for one in model._meta.concrete_fields)
        else:
            assert leads_there(model), f"{model._meta.label}: whose is it? Say it, or why not, in OPEN."


@on_postgres
@pytest.mark.django_db
def test_the_database_holds_each_of_them_to_its_places():
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_class c join pg_policy p on p.polrelid = c.oid"
            " where c.relrowsecurity and not p.polpermissive and p.polroles = array["
            " (select oid from pg_roles where rolname = %s)]",
            [ROLE],
        )
        held = {name for (name,) in cursor.fetchall()}

    assert held == {model._meta.db_table for model in wall_building.walled_models()}
    assert wall_building.what_is_missing() == ""
    assert checks.wall_in_the_database(None) == []


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield House()
        transaction.set_rollback(True)


def ask(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def refusal_of(statement, *params):
    """Return the class of the database's refusal, or None where it does as it is told."""
    try:
        with transaction.atomic():
            ask(statement, *params)
    except DatabaseError as error:
        return type(error.__cause__)
    return None


@on_postgres
@pytest.mark.django_db
def test_somebody_elsewhere_reaches_nothing_in_any_table(house):
    """By raw statements that nobody narrowed, which is what a forgotten `of()` comes to."""
    elsewhere = make_member(make_organisation())
    tables = [model._meta.db_table for model in wall_building.walled_models()]
    rows = {table: ask(f"select count(*) from {table}")[0][0] for table in tables}
    walls.bind(elsewhere.person_id)
    try:
        seen = {table: ask(f"select count(*) from {table}")[0][0] for table in tables}
        changed = {
            table: ask(f"delete from {table}")
            for table in ("supervision_practice_vault", "peers_wellbeing_kept", "supervision_notices_notice")
        }
    finally:
        walls.unbind()

    assert sum(1 for number in rows.values() if number) > 60, "The house holds too little to say anything."
    own = {"supervision_people_member": 1, "supervision_people_organisation": 1}
    assert {table: number for table, number in seen.items() if number} == own
    assert not any(changed.values())


@on_postgres
@pytest.mark.django_db
def test_somebody_elsewhere_can_write_into_none(house):
    """Rows that would be the house's are refused before anything else about them is looked at."""
    elsewhere, member = make_member(make_organisation()), house.people["member"]
    own = {Person: member.person_id, Member: member.pk, Organisation: member.organisation_id}
    attacks = []
    for model in wall_building.walled_models():
        field = wall_building.parent_of(model)
        to = field.related_model or Organisation
        key = own.get(to) or to.objects.values_list("pk", flat=True).first() or to._meta.pk.get_default() or 1
        attacks.append((model._meta.db_table, field.column, key))
    got_in, changed = [], []
    walls.bind(elsewhere.person_id)
    try:
        for table, column, key in attacks:
            refusal = refusal_of(f"insert into {table} ({column}) values (%s)", key)
            if refusal is not InsufficientPrivilege:
                got_in.append((table, refusal))
            if table != AuditEntry._meta.db_table:  # which refuses everybody
                number = ask(f"update {table} set {column} = {column} where {column} = %s", key)
                changed += [table] * bool(number)
    finally:
        walls.unbind()

    assert not got_in
    assert not changed
