"""Calendars that the people of the demo keep elsewhere, made up to the day: busy hours, and a link to mend.

A file of the kind that Outlook exports, read as any other is; and a link that stopped working on its way,
which nobody follows.
"""

from datetime import date, datetime, timedelta

from config.demo_names import email_of
from supervision.availability.calendars import refreshing, services
from supervision.availability.models import Calendar
from supervision.people.models import Member
from supervision.people.services import local_today

VISITS = (
    ("Mon", "1000", "1130", "FREQ=WEEKLY"),
    ("Wed", "0930", "1015", "FREQ=WEEKLY"),
    ("Thu", "1100", "1245", "FREQ=WEEKLY;INTERVAL=2"),
    ("Fri", "0900", "0930", "FREQ=WEEKLY"),
)
"""Weekday, from, to, and how it repeats."""
STOPPED_DAYS = 5


def link_calendars(*, now: datetime) -> None:
    """Give Nia a work calendar that was read, and a family calendar whose link has stopped working."""
    nia = (
        Member.objects.filter(organisation__slug="alder-case-management", person__email=email_of("Nia Bevan"))
        .select_related("person", "organisation")
        .get()
    )
    work = services.add_file(nia, content=calendar_of(local_today(nia, now)), name="Outlook, work", now=now)
    taken = refreshing.claim(owner="demo", now=now, only=work.pk)
    if taken is not None:
        refreshing.read_one(taken, owner="demo", tell_time=lambda: now)
    link = "https://calendar.example/family.ics"
    family = services.add_address(nia, address=link, name="Family calendar", now=now)
    since = now - timedelta(days=STOPPED_DAYS)
    Calendar.objects.filter(pk=family.pk).update(
        state=Calendar.State.STOPPED,
        fault="gone",
        failures=9,
        read_at=since,
        failing_since=since + timedelta(minutes=30),
        next_read_at=None,
    )


def calendar_of(today: date) -> bytes:
    """Return a calendar file with a few visits a week, and one whole day next month."""
    monday = today - timedelta(days=today.weekday() + 7)
    events = []
    for weekday, starts, ends, rule in VISITS:
        day = monday + timedelta(days=("Mon", "Tue", "Wed", "Thu", "Fri").index(weekday))
        zone = "TZID=GMT Standard Time"
        times = f"DTSTART;{zone}:{day:%Y%m%d}T{starts}00\nDTEND;{zone}:{day:%Y%m%d}T{ends}00\nRRULE:{rule}"
        events.append(f"{times}\nX-MICROSOFT-CDO-BUSYSTATUS:BUSY")
    away = monday + timedelta(days=7 * 5 + 1)
    events.append(f"DTSTART;VALUE=DATE:{away:%Y%m%d}\nX-MICROSOFT-CDO-BUSYSTATUS:OOF")
    parts = [f"BEGIN:VEVENT\nUID:demo-{number}\n{event}\nEND:VEVENT" for number, event in enumerate(events)]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Holdspace//Demo//EN", *parts, "END:VCALENDAR", ""]
    return "\n".join(lines).encode()
