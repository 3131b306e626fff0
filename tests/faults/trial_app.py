from datetime import date
from pathlib import Path

from django.apps import AppConfig


def facts(notice, now):
    return {"day": date(2026, 10, 22), "stands_on": date(2026, 10, 29)}


class TrialConfig(AppConfig):
    """Two kinds that go at any hour: `trial` must arrive, `trial_soft` at most once."""

    name = "tests.faults"
    label = "trial"
    path = str(Path(__file__).parent)

    def ready(self):
        from supervision.notices.kinds import Kind, register

        for name, letter in (("trial", "R"), ("trial_soft", "S")):
            register(
                Kind(
                    name=name,
                    notice_class=letter,
                    subject="one-tap",
                    line="A day to confirm",
                    context=facts,
                    path=lambda notice: "/sessions/",
                    template="session_recorded",
                    ignores_hours=True,
                )
            )
