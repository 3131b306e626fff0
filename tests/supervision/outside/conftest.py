"""The organisation that a supervisor comes to from outside, and when."""

import pytest
import time_machine

from tests.supervision.outside.alder import NOW, Alder


@pytest.fixture
def clock():
    """NOW of alder.py, until it is moved on."""
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def alder():
    return Alder()
