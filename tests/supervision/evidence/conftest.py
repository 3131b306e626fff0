"""Somebody of whom documents are made."""

from datetime import UTC, datetime

import pytest

from supervision.sessions.lines import keep_line
from tests.builders import make_member, make_organisation, make_session, make_team
from tests.supervision.evidence.making_documents import CANARY, NOW


@pytest.fixture
def nia():
    """Somebody with a session in a team of six, and a private word with it."""
    team = make_team(make_organisation("Alder"), "Community")
    nia = make_member(team=team, name="Nia Bevan")
    for _ in range(5):
        make_member(team=team)
    session = make_session(None, nia, at=datetime(2026, 8, 3, 9, tzinfo=UTC))
    keep_line([session], CANARY, by=session.supervisor, purpose="booking", now=NOW)
    return nia
