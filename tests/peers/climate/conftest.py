"""The day on which cards are asked for."""

import pytest
import time_machine

from tests.peers.climate.building import MONDAY


@pytest.fixture
def monday():
    """MONDAY of building.py, until it is moved on."""
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock
