"""Calendars as many makers write them, and the hours that each keeps busy.

`tests/data/calendars/NAME.busy` was written by hand from what the calendar shows to its owner: the window,
then the busy spans in UTC. Where a calendar has nothing that only we read, the library alone agrees.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events

from supervision.availability.calendars.expanding import EPOCH, MINUTE, Wanted, busy_in, merged
from supervision.availability.calendars.lines import calendars_in

FOLDER = Path(__file__).parents[2] / "data" / "calendars"
MAKERS = sorted(path.stem for path in FOLDER.glob("*.ics"))
LONDON = ZoneInfo("Europe/London")


def minute(text: str) -> int:
    return (datetime.fromisoformat(text).replace(tzinfo=UTC) - EPOCH) // MINUTE


def expected_of(maker: str):
    """Return the window and the busy spans written for `maker`."""
    head, *lines = (FOLDER / f"{maker}.busy").read_text().splitlines()
    first, last = (minute(day) for day in head.split()[1:])
    spans = []
    for line in lines:
        day, time, last_day, last_time = line.split()
        spans.append((minute(f"{day} {time}"), minute(f"{last_day} {last_time}")))
    return first, last, spans


def in_words(spans):
    return [tuple(f"{EPOCH + MINUTE * end:%Y-%m-%d %H:%M}" for end in span) for span in spans]


def read(raw: bytes, first: int, last: int, **more):
    return busy_in(calendars_in(raw), Wanted(first, last, more.pop("zone", LONDON), **more))


@pytest.mark.parametrize("maker", MAKERS)
def test_a_calendar_keeps_busy_what_its_owner_sees_in_it(maker):
    first, last, spans = expected_of(maker)

    found, left_out = read((FOLDER / f"{maker}.ics").read_bytes(), first, last)

    assert in_words(found) == in_words(spans)
    assert left_out == 0


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("maker", MAKERS)
def test_line_ends_and_byte_order_marks_change_nothing(maker, ending):
    first, last, spans = expected_of(maker)
    raw = (FOLDER / f"{maker}.ics").read_bytes().replace(b"\n", ending)

    assert read(b"\xef\xbb\xbf" + raw, first, last)[0] == spans
    assert read(raw.decode().encode("utf-16"), first, last)[0] == spans


BY_THE_LIBRARY = [
    "apple",
    "google",
    "nextcloud",
    "outlook-published",
    "proton",
    "thunderbird",
    "zimbra",
]
"""Without those whose zones, periods or days that end where they begin the library reads otherwise."""


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("maker", BY_THE_LIBRARY)
def test_the_library_by_itself_finds_the_same_occurrences(maker):
    first, last, spans = expected_of(maker)
    calendar = icalendar.Calendar.from_ical((FOLDER / f"{maker}.ics").read_bytes().replace(b"\n", b"\r\n"))
    zone = ZoneInfo(calendar.get("X-WR-TIMEZONE", "Europe/London"))
    found = []
    window = (EPOCH + MINUTE * (first - 1440), EPOCH + MINUTE * (last + 1440))
    for event in recurring_ical_events.of(calendar).between(*window):
        busy_status = str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", ""))
        if (
            event.get("TRANSP") == "TRANSPARENT"
            or event.get("STATUS") == "CANCELLED"
            or busy_status in ("FREE", "WORKINGELSEWHERE")
            or "7b1declined" in event["UID"]
        ):
            continue
        start, end = (aware(event[name].dt, zone) for name in ("DTSTART", "DTEND"))
        span = max((start - EPOCH) // MINUTE, first), min((end - EPOCH) // MINUTE, last)
        if span[0] < span[1]:
            found.append(span)

    assert in_words(merged(found)) == in_words(spans)


def aware(moment, zone):
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def test_declined_counts_only_for_the_owner_of_the_calendar():
    first, last, _ = expected_of("google")
    raw = (
        (FOLDER / "google.ics")
        .read_bytes()
        .replace(b"X-WR-CALNAME:nia.bevan@alder.example", b"X-WR-CALNAME:Mine")
    )
    eleven = minute("2026-11-24 11:00")

    assert any(start == eleven for start, _ in read(raw, first, last)[0])
    assert not any(
        start == eleven for start, _ in read(raw, first, last, mine=frozenset({"nia.bevan@alder.example"}))[0]
    )


def test_what_we_put_into_a_calendar_does_not_come_back_as_busy():
    first, last = minute("2026-11-23"), minute("2026-11-30")
    ours = "0123456789abcdef0123456789abcdef"
    hexed = "040000008200E00074C5B7101A82E008000000000000000000000000000000000000000033000000" + (
        b"vCal-Uid\x01\x00\x00\x00".hex() + f"{ours}@holdspace.example".encode().hex() + "00"
    )
    theirs = "ffffffffffffffffffffffffffffffff"
    raw = "BEGIN:VCALENDAR\n"
    others = [f"{theirs}@elsewhere.example", ours, f"{ours.upper()}@holdspace.example"]
    for hour, uid in enumerate([f"{ours}@Holdspace.example", hexed.upper(), *others], start=9):
        raw += f"BEGIN:VEVENT\nUID:{uid}\nDTSTART:20261124T{hour:02}0000Z\nDURATION:PT1H\nEND:VEVENT\n"
    raw += "END:VCALENDAR\n"

    found, _ = read(raw.encode(), first, last, domain="holdspace.example")

    assert in_words(found) == [("2026-11-24 11:00", "2026-11-24 14:00")]


def test_a_window_cuts_what_reaches_over_its_ends():
    raw = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20200101\nDTEND:20300101\nEND:VEVENT\nEND:VCALENDAR"
    first = minute("2026-11-23")
    last = first + timedelta(days=7) // MINUTE

    assert read(raw, first, last) == ([(first, last)], 0)
