"""An organisation whose files are in already."""

import pytest

from tests.supervision.roster.loads import load


@pytest.fixture
def alder():
    return load().organisation
