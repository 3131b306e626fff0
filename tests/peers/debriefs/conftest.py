"""An organisation whose people talk to one another, and a minute past nine on a Monday."""

import pytest
import time_machine

from tests.builders import make_organisation
from tests.peers.debriefs.asked import LATER


@pytest.fixture
def house():
    return make_organisation()


@pytest.fixture
def later():
    """LATER of asked.py."""
    with time_machine.travel(LATER, tick=False):
        yield
