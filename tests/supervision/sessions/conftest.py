"""People ready to book, and when."""

import pytest
import time_machine

from tests.supervision.sessions.pairs import NOW, Pair


@pytest.fixture
def now():
    """NOW of pairs.py, until it is moved on."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def pair():
    return Pair()
