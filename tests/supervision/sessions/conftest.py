"""People ready to book or to record, and whoever listens."""

import pytest
import time_machine

from supervision.sessions import changed
from tests.supervision.sessions.pairs import NOW, Pair, Three
from tests.supervision.sessions.recording import make_pair


@pytest.fixture
def now():
    """NOW of pairs.py, until it is moved on."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def pair():
    return Pair()


@pytest.fixture
def three():
    return Three()


@pytest.fixture
def sides():
    """A supervisor and their supervisee, and nobody else."""
    return make_pair()


@pytest.fixture
def heard(monkeypatch):
    """Whom a listener of ours heard of, one list for each change."""
    calls = []
    monkeypatch.setattr(changed, "_listeners", [lambda member_ids, now: calls.append(member_ids)])
    return calls
