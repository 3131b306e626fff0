"""What tests of offers share."""

import pytest
import time_machine

from supervision.notices.delivery import deliver_due
from tests.builders import MONDAY_9AM


@pytest.fixture
def deliver():
    return lambda at: deliver_due(tell_time=lambda: at)


@pytest.fixture
def monday():
    """Nine on a Monday, until it is moved on."""
    with time_machine.travel(MONDAY_9AM, tick=False) as clock:
        yield clock
