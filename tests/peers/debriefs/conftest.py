"""An organisation whose people talk to one another."""

import pytest

from tests.builders import make_organisation


@pytest.fixture
def house():
    return make_organisation()
