"""A calendar that somebody has linked: what it says, and reading it."""

from datetime import UTC, datetime, timedelta

from supervision.availability.calendars.refreshing import read_due
from supervision.availability.models import Calendar

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LINK = "https://calendar.example.org/mine.ics"
NINE = "DTSTART:20261124T090000Z\nDURATION:PT1H"
MINUTE = timedelta(minutes=1)


def calendar_text(*events, stamp="20261120T000000Z"):
    body = "".join(f"BEGIN:VEVENT\nUID:{n}\nDTSTAMP:{stamp}\n{e}\nEND:VEVENT\n" for n, e in enumerate(events))
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{body}END:VCALENDAR\n".encode()


def minute(moment):
    return int(moment.timestamp()) // 60


def read_at(now):
    """Read all that is due at `now`; return how many were."""
    return read_due(tell_time=lambda: now, should_stop=lambda: False)


def again(calendar):
    return Calendar.objects.get(pk=calendar.pk)
