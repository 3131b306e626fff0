"""Two who have been brought together, on a Monday."""

import pytest
import time_machine

from tests.peers.checkins.building import MONDAY, make_people, turn


@pytest.fixture
def monday():
    """MONDAY of building.py, until it is moved on."""
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def two():
    people = make_people(2)
    turn(people[0].organisation, MONDAY)
    return people
