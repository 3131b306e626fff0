import pytest


@pytest.fixture(scope="session", autouse=True)
def _let_tests_query_beside_the_browser():
    """Playwright keeps an event loop in the test's thread, where Django would refuse every query."""
    patch = pytest.MonkeyPatch()
    patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    yield
    patch.undo()
