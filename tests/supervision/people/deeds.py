"""When the verbs of people act, and what the audit says was done."""

from datetime import UTC, datetime, timedelta

from supervision.people.models import AuditEntry

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)


def actions(organisation):
    return list(
        AuditEntry.objects.filter(organisation=organisation)
        .order_by("sequence")
        .values_list("action", flat=True)
    )
