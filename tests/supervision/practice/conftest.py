"""Two people who meet."""

import pytest

from tests.supervision.practice.pages import Two


@pytest.fixture
def two():
    return Two()
