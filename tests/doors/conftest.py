"""One house for all doors: every knock is undone before the next."""

from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from tests.doors.house import House


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield House()
        transaction.set_rollback(True)


@pytest.fixture
def undone():
    """Return a context in which whatever is written is undone."""

    @contextmanager
    def inside():
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    return inside


class Writes(list):
    """The tables written to while it is entered, but for those that note who is signed in and who looked."""

    NOTES = (
        "django_session",
        "usersessions_usersession",
        "holdspace_cache",
        "supervision_people_auditentry",
        "supervision_people_audithead",
    )
    VERBS = ("insert", "update", "delete", "replace", "truncate")

    def __call__(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        words = sql.replace('"', " ").split()
        # A statement that found no row of the asker's own to change has changed nothing.
        if words and words[0].lower() in self.VERBS and context["cursor"].rowcount != 0:
            table = next((word for word in words[1:] if "_" in word), "")
            if table not in self.NOTES:
                self.append(f"{words[0]} {table}")
        return result


@pytest.fixture
def writes():
    """Return a context that gives the tables written to inside it."""

    @contextmanager
    def inside():
        found = Writes()
        with connection.execute_wrapper(found):
            yield found

    return inside
