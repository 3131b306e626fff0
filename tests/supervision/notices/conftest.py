"""Kinds of message that exist for these tests alone."""

from datetime import date

import pytest

from supervision.notices import kinds
from supervision.notices.kinds import Kind, register

FACTS = {"day": date(2026, 10, 22), "stands_on": date(2026, 10, 29)}


class Trial:
    """What the trial kinds answer: FACTS, None for the ids in `gone`, a fault for those in `broken`."""

    def __init__(self):
        self.gone, self.broken, self.waits = set(), set(), set()

    def context(self, notice, now):
        if notice.pk in self.broken:
            raise RuntimeError("broken on purpose")
        return None if notice.pk in self.gone else FACTS

    def waiting(self, notices, now):
        return {notice.pk for notice in notices} & self.waits


@pytest.fixture
def trial(monkeypatch):
    """Registers `trial` (R), `trial_soft` (S) and `trial_security` (R, at any hour)."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    trial = Trial()
    common = {
        "subject": "one-tap",
        "context": trial.context,
        "path": lambda notice: f"/sessions/{notice.pk}/",
        "template": "session_recorded",
    }
    register(
        Kind("trial", "R", line="A day to confirm", waiting=trial.waiting, label="Told anyway", **common)
    )
    register(
        Kind(
            "trial_soft",
            "S",
            line="A soft one",
            can_unsubscribe=True,
            label="Soft ones",
            help_text="Now and then.",
            **common,
        )
    )
    register(Kind("trial_security", "R", line="About your sign-in", ignores_hours=True, **common))
    return trial
