"""What every test can ask for. The fixtures live in tests/services/, by what they talk to."""

import gc
import os
import socketserver
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.services.audit",
    "tests.services.network",
    "tests.services.databases",
    "tests.services.redis",
    "tests.services.mail",
    "tests.services.receiver",
    "tests.services.browser",
    "tests.services.calendars",
    "tests.services.workers",
    "tests.services.api",
]

IN_CI = bool(os.environ.get("CI"))
HERE = Path(__file__).parent

# No deadline: two cores share the suite, and a slow moment is no bug.
settings.register_profile("dev", deadline=None, max_examples=50)
settings.register_profile(
    "ci", deadline=None, max_examples=200, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("quick", deadline=None, max_examples=10)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if IN_CI else "dev"))

# A server of a test that is told to end sees it after a moment, not after up to half a second.
socketserver.BaseServer.serve_forever.__defaults__ = (0.02,)

LONG = ("journey", "fault", "race", "slow")
"""Marks of what takes seconds."""
WORDS = {
    "doors/test_in_welsh.py",
    "supervision/notices/test_letters.py",
    "supervision/notices/test_letters_in_welsh.py",
}
"""What looks at words alone, whichever database they come from (docs/contributing.md, The two databases)."""
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "admin_client", "own_database"}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what needs a browser or a database, so that `-m` can choose by it; what takes long comes first.

    At the end both workers then share what is short, and neither waits for the other's last long test.
    The marks are set before anybody chooses by them, and the order after pytest-django has put in its own.
    """
    for item in items:
        folders = item.path.relative_to(HERE).parts if item.path.is_relative_to(HERE) else ()
        if folders[:1] == ("journeys",):
            item.add_marker(pytest.mark.journey)
        if "/".join(folders) in WORDS:
            item.add_marker(pytest.mark.words)
        if touches_a_database(item):
            item.add_marker(pytest.mark.database)
    yield
    items.sort(key=lambda item: all(item.get_closest_marker(mark) is None for mark in LONG))


def pytest_collection_finish():
    """Leave what is loaded by now, which stays to the end, out of every later collection of garbage."""
    gc.collect()
    gc.freeze()


def touches_a_database(item):
    from django.test import TransactionTestCase

    own_class = getattr(item, "cls", None)
    return (
        item.get_closest_marker("django_db") is not None
        or not DATABASE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))
        or (isinstance(own_class, type) and issubclass(own_class, TransactionTestCase))
    )
