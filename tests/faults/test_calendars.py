"""Workers that read calendars: killed in the middle, several at once, and fed with what would stop them."""

import gzip
import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from supervision.availability.calendars import services
from supervision.availability.calendars.refreshing import LEASE
from supervision.availability.models import BusySpan, Calendar
from tests.builders import make_member, make_organisation

pytestmark = [pytest.mark.fault, pytest.mark.slow]
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def calendar_text(*events):
    body = "".join(
        f"BEGIN:VEVENT\nUID:{number}\n{event}\nEND:VEVENT\n" for number, event in enumerate(events)
    )
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{body}END:VCALENDAR\n".encode()


def at(hour, day=24):
    return f"DTSTART:202611{day}T{hour:02}0000Z\nDURATION:PT30M"


@pytest.fixture
def clock(tmp_path, calendar_host):
    """The clock of the processes, and the hosts they know: call it with a moment."""
    path = tmp_path / "clock"

    def tell(moment):
        path.write_text(moment.isoformat())
        return {"HOLDSPACE_CLOCK": str(path), "HOLDSPACE_CALENDAR_HOSTS": str(calendar_host.seam)}

    return tell


def link(member, path):
    return services.add_address(member, address=f"https://calendar.example.org/{path}", now=NOW)


def spans():
    return sorted(BusySpan.objects.values_list("starts", "ends"))


@pytest.mark.parametrize("point", ["claim.after", "commit.before"])
def test_a_reader_killed_in_the_middle_leaves_the_old_spans_whole_and_another_reads(
    own_database, processes, calendar_host, clock, point
):
    member = make_member(make_organisation(time_zone="Europe/London"))
    calendar = link(member, "mine.ics")
    calendar_host.answers["/mine.ics"] = calendar_text(at(9), at(11))
    processes.manage("read_calendars", **clock(NOW))
    before = spans()
    assert len(before) == 2
    calendar_host.answers["/mine.ics"] = calendar_text(at(10), at(11), at(12))
    later = NOW + timedelta(hours=1)

    killed = processes.start("manage.py", "read_calendars", **clock(later), HOLDSPACE_FAULT=f"{point}:kill")
    killed.wait(60)

    assert killed.returncode == -9, processes.log(killed)
    assert spans() == before
    processes.manage("read_calendars", **clock(later + LEASE / 2))
    assert spans() == before  # it is still the other's
    processes.manage("read_calendars", **clock(later + LEASE))
    assert len(spans()) == 3
    kept = Calendar.objects.get(pk=calendar.pk)
    assert (kept.state, kept.owner, kept.lease_until) == ("read", "", None)


@pytest.mark.race
def test_several_readers_at_once_read_each_calendar_once(own_database, processes, calendar_host, clock):
    members = [make_member(make_organisation(time_zone="Europe/London")) for _ in range(3)]
    for number in range(12):
        link(members[number % 3], f"{number}.ics")
        calendar_host.answers[f"/{number}.ics"] = calendar_text(at(8 + number), at(8 + number, day=25))

    readers = [processes.start("manage.py", "read_calendars", **clock(NOW)) for _ in range(3)]
    for reader in readers:
        reader.wait(120)

    assert [reader.returncode for reader in readers] == [0, 0, 0], [processes.log(r) for r in readers]
    assert Counter(path for _, path, _ in calendar_host.asked) == {f"/{n}.ics": 1 for n in range(12)}
    assert len(spans()) == 24
    assert set(Calendar.objects.values_list("state", flat=True)) == {"read"}


BOMB = gzip.compress(b"BEGIN:VCALENDAR\n" + b" " * 50_000_000)
HOSTILE = {
    "/seconds.ics": calendar_text(at(9) + "\nRRULE:FREQ=SECONDLY"),
    "/never.ics": calendar_text(at(9) + "\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
    "/never-often.ics": calendar_text(
        *[at(9) + f"\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=3{n % 2}" for n in range(60)]
    ),
    "/nested.ics": b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 200_000 + b"END:VCALENDAR\n",
    "/deep.ics": b"BEGIN:VCALENDAR\n" + b"BEGIN:X\n" * 400_000 + b"END:X\n" * 200_000,
    "/many.ics": calendar_text(*[at(9)] * 30_000),
    "/wide.ics": calendar_text(*["DTSTART:20200101T000000Z\nDTEND:20990101T000000Z\nRRULE:FREQ=DAILY"] * 200),
    "/zone.ics": b"BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:x\nBEGIN:STANDARD\nDTSTART:16010101T000000\n"
    b"TZOFFSETFROM:+0000\nTZOFFSETTO:+0100\nRRULE:FREQ=SECONDLY\nEND:STANDARD\nEND:VTIMEZONE\nEND:VCALENDAR\n",
    "/noise.ics": b"BEGIN:VCALENDAR\n" + random.Random(7).randbytes(2_000_000),
    "/bomb.ics": (200, {"Content-Encoding": "gzip"}, BOMB),
    "/name.ics": calendar_text("DTSTART;TZID=../../../../etc/passwd:20261124T090000\nDURATION:PT30M"),
}


@pytest.mark.words  # what is read is the same, whichever database it comes to
def test_nothing_that_a_calendar_holds_stops_the_reader(own_database, processes, calendar_host, clock):
    organisation = make_organisation(time_zone="Europe/London")
    for path, answer in HOSTILE.items():
        link(make_member(organisation), path.lstrip("/"))
        calendar_host.answers[path] = answer
    good = make_member(organisation)
    link(good, "good.ics")
    calendar_host.answers["/good.ics"] = calendar_text(at(9), at(10))

    done = processes.manage("read_calendars", **clock(NOW))

    assert done.stdout.startswith(f"{len(HOSTILE) + 1} read or tried.")
    assert "Traceback" not in done.stderr and "example" not in done.stderr
    assert BusySpan.objects.filter(person=good.person).count() == 2
    assert set(Calendar.objects.values_list("lease_until", flat=True)) == {None}
    assert Calendar.objects.exclude(state="new").count() == len(HOSTILE) + 1
