import pytest


@pytest.fixture(scope="session", autouse=True)
def _let_tests_query_beside_the_browser():
    """Playwright keeps an event loop in the test's thread, where Django would refuse every query."""
    patch = pytest.MonkeyPatch()
    patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    yield
    patch.undo()


@pytest.fixture
def _django_db_helper(own_database):
    """Give a journey a database of its own, by whichever name it asks for one: `db`, a mark, a live server.

    pytest-django would serve pages over the one connection to a database in memory that the test holds too.
    Two requests at once, or a test that reads while a page writes, then share a transaction and undo each
    other's savepoints. In a file every thread has a connection, as it has when people use the pages.
    """
    return own_database


@pytest.fixture
def live_server(_django_db_helper):
    """Serve the pages from `own_database`, one thread a request."""
    from pytest_django.live_server_helper import LiveServer

    server = LiveServer("localhost")
    yield server
    server.stop()
