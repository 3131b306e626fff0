from datetime import date, timedelta
from pathlib import Path

from django.apps import AppConfig

from supervision.notices.calendars.writing import Entry


def facts(notice, now):
    return {"day": date(2026, 10, 22), "stands_on": date(2026, 10, 29)}


def entry(notice, context):
    """An entry for the reader's calendar, as the messages about held times carry one."""
    start = notice.created_at.replace(microsecond=0) + timedelta(days=7)
    return Entry(f"{notice.pk:032x}", 3, start, start + timedelta(hours=1), notice.created_at)


class TrialConfig(AppConfig):
    """Two kinds that go at any hour: `trial` must arrive and carries an entry, `trial_soft` at most once."""

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
                    calendar=entry if letter == "R" else None,
                )
            )
