"""What tests of offers share."""

import pytest

from supervision.notices.delivery import deliver_due


@pytest.fixture
def deliver():
    return lambda at: deliver_due(tell_time=lambda: at)
