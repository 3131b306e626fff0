"""The clock that the programs read too."""

import pytest

from tests.peers.circles.house import NOW


@pytest.fixture
def clock(monkeypatch, tmp_path):
    """The file that says it is NOW of house.py, until another moment is written there."""
    file = tmp_path / "clock"
    file.write_text(NOW.isoformat())
    monkeypatch.setenv("HOLDSPACE_CLOCK", str(file))
    return file
