"""The audit refuses to be changed. Tests that tamper with it do what somebody with the database could."""

from contextlib import contextmanager

import pytest
from django.db import connection as default_connection
from django.db.backends.base.operations import BaseDatabaseOperations

TABLE = "supervision_people_auditentry"


@contextmanager
def tampering(connection=default_connection):
    """Take the audit's triggers away, as somebody who holds the database can, and put them back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("set constraints all immediate")  # or the table could not be altered
            cursor.execute(f"alter table {TABLE} disable trigger audit_no_change")
        else:
            cursor.execute(
                "select name, sql from sqlite_master where type = 'trigger' and name like 'audit_no_%%'", []
            )
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f"drop trigger {name}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("set constraints all immediate")
                cursor.execute(f"alter table {TABLE} enable trigger audit_no_change")
            else:
                for _, statement in triggers:
                    cursor.execute(statement)


@pytest.fixture(scope="session", autouse=True)
def _flush_empties_the_audit_too():
    """Tests with real commits are followed by a flush, which empties every table, the audit among them."""
    real = BaseDatabaseOperations.execute_sql_flush

    def execute_sql_flush(self, sql_list):
        with tampering(self.connection):
            return real(self, sql_list)

    patch = pytest.MonkeyPatch()
    patch.setattr(BaseDatabaseOperations, "execute_sql_flush", execute_sql_flush)
    yield
    patch.undo()
