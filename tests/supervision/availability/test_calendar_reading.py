"""Odd files, odd entries, zones and recurrences; and the process that reads them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given
from hypothesis import strategies as st

from supervision.availability.calendars.expanding import EPOCH, MINUTE, Wanted, busy_in, merged
from supervision.availability.calendars.lines import Unreadable, calendars_in

LONDON = ZoneInfo("Europe/London")


def minute(text: str) -> int:
    return (datetime.fromisoformat(text).replace(tzinfo=UTC) - EPOCH) // MINUTE


FIRST, LAST = minute("2026-11-23"), minute("2027-11-23")


def calendar(*events: str, head: str = "") -> bytes:
    body = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{body}END:VCALENDAR\n".encode()


def read(raw: bytes, zone=LONDON, first=FIRST, last=LAST):
    spans, left_out = busy_in(calendars_in(raw), Wanted(first, last, zone))
    return [f"{EPOCH + MINUTE * a:%m-%d %H:%M} {EPOCH + MINUTE * b:%m-%d %H:%M}" for a, b in spans], left_out


# ---------------------------------------------------------------- files that are none, or odd
@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty"),
        (b" \r\n\r\n", "empty"),
        (b"<!doctype html><title>Sign in</title>", "web_page"),
        (b"\xef\xbb\xbf<html>", "web_page"),
        (b"name,start,end\n1,2,3\n", "not_a_calendar"),
        (b"\x1f\x8b\x08\x00", "not_a_calendar"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20261124T100000Z\n", "cut_short"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20261124T100000Z\nEND:VEVENT\n", "cut_short"),
    ],
)
def test_what_is_no_calendar_is_said_plainly(raw, code):
    with pytest.raises(Unreadable) as trouble:
        calendars_in(raw)

    assert trouble.value.code == code


def test_a_calendar_without_entries_is_free():
    assert read(calendar()) == ([], 0)


NINE = "DTSTART:20261124T090000Z\nDURATION:PT1H"
NINE_BUSY = "11-24 09:00 11-24 10:00"


@pytest.mark.parametrize(
    "raw",
    [
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20261124T090000Z\nDURATION:PT1H\n"
        b"BEGIN:VEVENT\nUID:2\nDTSTART:20261124T090000Z\nDURATION:PT1H\nEND:VEVENT\nEND:VCALENDAR",
        b"begin:vcalendar\nbegin:vevent\nuid:1\ndtstart:20261124t090000z\nduration:pt1h\nend:vevent\nend:vcalendar",
        b"\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nBEGIN:VALARM\nDTSTART:20200101T000000Z\nEND:VALARM\nUID:1\n"
        b"DTSTART:20261124T090000Z\nDTEND:20261124T100000Z\nno colon here\n:\nEND:VEVENT\nEND:VCALENDAR",
        b"BEGIN:VCALENDAR\nEND:VCALENDAR\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261124T090000Z\n"
        b"DURATION:PT1H\nEND:VEVENT\nEND:VCALENDAR",
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:caf"
        + b"\xc3\r\n \xa9\n"
        + NINE.encode()
        + b"\nEND:VEVENT\nEND:VCALENDAR",
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:\xff\xfe\x00\nDTSTA\n RT:20261124T090\n 000Z\n"
        b"DURATION:PT1H\nEND:VEVENT\nEND:VCALENDAR",
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:"
        + b"x" * 100_000
        + b"\n"
        + NINE.encode()
        + b"\nEND:VEVENT\nEND:VCALENDAR",
    ],
    ids=[
        "no-end",
        "small-letters",
        "alarm-and-noise",
        "two-calendars",
        "folded-character",
        "folded-name",
        "long",
    ],
)
def test_odd_files_still_say_when(raw):
    assert read(raw)[0] == [NINE_BUSY]


# ---------------------------------------------------------------- one entry
@pytest.mark.parametrize(
    ("event", "busy"),
    [
        ("DTSTART:20261124T090000Z\nDTEND:20261124T100000Z", [NINE_BUSY]),
        ("DTSTART:20261124T090030Z\nDTEND:20261124T095930Z", [NINE_BUSY]),  # whole minutes hold it
        ("DTSTART:20261124T090000Z\nDTEND:20261124T090000Z", []),
        ("DTSTART:20261124T090000Z", []),
        ("DTSTART:20261124T090000Z\nDURATION:-PT1H", []),
        ("DTSTART:20261124T090000Z\nDURATION:PT0S", []),
        ("DTSTART:2026-11-24T09:00:00Z\nDURATION:PT1H", [NINE_BUSY]),
        ("DTSTART:20261124T100000+0100\nDTEND:20261124T110000+0100", [NINE_BUSY]),
        ("DTSTART;VALUE=DATE-TIME:20261124T090000\nDURATION:PT1H", [NINE_BUSY]),
        ("DTSTART;TZID=Nowhere/Else:20261124T090000\nDURATION:PT1H", [NINE_BUSY]),
        ("DTSTART;TZID=Europe/London:20261124T090000Z\nDURATION:PT1H", [NINE_BUSY]),
        ("DTSTART:20261124\nDTEND:20261124T100000Z", ["11-24 00:00 11-24 10:00"]),
        ("DTSTART:20261124T220000Z\nDTEND:20261125", ["11-24 22:00 11-25 00:00"]),
        ("DTSTART;VALUE=DATE:20261124", ["11-24 00:00 11-25 00:00"]),
        ("DTSTART;VALUE=DATE:20261124\nDURATION:P2D", ["11-24 00:00 11-26 00:00"]),
        ("DTSTART;VALUE=DATE:20261124\nDURATION:PT36H", ["11-24 00:00 11-26 00:00"]),
        ("DTSTART:20261124T090000Z\nDTEND:20261124T240000Z", ["11-24 09:00 11-25 00:00"]),
        (f"{NINE}\nTRANSP:TRANSPARENT", []),
        (f"{NINE}\nTRANSP:OPAQUE\nX-MICROSOFT-CDO-BUSYSTATUS:FREE", []),
        (f"{NINE}\nX-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE", []),
        (f"{NINE}\nX-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE", [NINE_BUSY]),
        (f"{NINE}\nX-MICROSOFT-CDO-BUSYSTATUS:OOF", [NINE_BUSY]),
        (f"{NINE}\nSTATUS:TENTATIVE", [NINE_BUSY]),
        (f"{NINE}\nSTATUS:CANCELLED", []),
    ],
)
def test_one_entry(event, busy):
    assert read(calendar("UID:1\n" + event)) == (busy, 0)


@pytest.mark.parametrize(
    "event",
    [
        "UID:1\nDTEND:20261124T100000Z",
        "UID:1\nDTSTART:yesterday",
        "UID:1\nDTSTART:20261324T100000Z",
        "UID:1\nDTSTART:00010101T000000Z",
        "UID:1\nDTSTART:20261124T100000Z\nDTEND:20261124T090000Z",
        "UID:1\nDTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261123",
        "UID:1\nDTSTART:20261124T100000Z\nDURATION:an hour",
        "UID:1\nDTSTART:20261124T100000Z\nDURATION:P99999999D",
        f"UID:1\n{NINE}\nRRULE:FREQ=SOMETIMES",
        f"UID:1\n{NINE}\nRRULE:FREQ=DAILY;INTERVAL=0",
        f"UID:1\n{NINE}\nRRULE:FREQ=DAILY;BYHOUR=25",
        f"UID:1\n{NINE}\nRRULE:FREQ=DAILY;BYEASTER=1",
        f"UID:1\n{NINE}\nRRULE:FREQ=DAILY\nEXDATE:never",
    ],
)
def test_an_entry_that_cannot_be_understood_is_counted_and_the_others_stand(event):
    other = "UID:2\nDTSTART:20261125T090000Z\nDURATION:PT1H"

    assert read(calendar(event, other)) == (["11-25 09:00 11-25 10:00"], 1)


def test_neither_zones_nor_floating_times_move_when_the_calendar_names_its_zone():
    events = ["UID:1\nDTSTART:20261124T090000\nDURATION:PT1H", "UID:2\nDTSTART;VALUE=DATE:20261201"]
    raw = calendar(*events, head="X-WR-TIMEZONE:America/New_York\n")

    assert read(raw)[0] == ["11-24 14:00 11-24 15:00", "12-01 05:00 12-02 05:00"]
    assert read(calendar(*events), zone=ZoneInfo("Asia/Tokyo"))[0] == [
        "11-24 00:00 11-24 01:00",
        "11-30 15:00 12-01 15:00",
    ]


def test_a_whole_day_begins_when_its_zone_says():
    """In Santiago the clocks skip midnight of 6 September 2026: the day has 23 hours."""
    raw = calendar("UID:1\nDTSTART;VALUE=DATE:20260906", head="X-WR-TIMEZONE:America/Santiago\n")

    assert read(raw, first=minute("2026-09-01"))[0] == ["09-06 04:00 09-07 03:00"]


@pytest.mark.parametrize(
    ("start", "end", "busy"),
    [
        ("20260329T010000", "20260329T013000", "03-29 01:00 03-29 01:30"),  # both skipped
        ("20260329T004500", "20260329T011500", "03-29 00:45 03-29 01:15"),  # its end is skipped
        ("20260329T011500", "20260329T020000", "03-29 01:15 03-29 02:00"),  # its start is
        ("20261025T010000", "20261025T020000", "10-25 00:00 10-25 02:00"),  # the hour that comes twice
        ("20261025T013000", "20261025T014500", "10-25 00:30 10-25 00:45"),
    ],
)
def test_times_in_hours_that_the_clocks_skip_or_repeat(start, end, busy):
    raw = calendar(f"UID:1\nDTSTART;TZID=Europe/London:{start}\nDTEND;TZID=Europe/London:{end}")

    assert read(raw, first=minute("2026-01-01"))[0] == [busy]


# ---------------------------------------------------------------- series
@pytest.mark.parametrize(
    ("lines", "busy"),
    [
        ("RRULE:FREQ=DAILY;COUNT=3\nEXDATE:20261125T090000Z", [24, 26]),
        ("RRULE:FREQ=DAILY;COUNT=3\nEXDATE;VALUE=DATE:20261125", [24, 26]),
        ("RRULE:FREQ=DAILY;COUNT=3\nEXDATE;TZID=Europe/Paris:20261125T100000", [24, 26]),
        ("RRULE:FREQ=DAILY;UNTIL=20261126", [24, 25, 26]),  # the whole of that day
        ("RRULE:FREQ=DAILY;UNTIL=20261126T090000Z", [24, 25, 26]),
        ("RRULE:FREQ=DAILY;UNTIL=20261126T085959Z", [24, 25]),
        ("RRULE:FREQ=DAILY;UNTIL=20261126T090000", [24, 25, 26]),
        ("RRULE:FREQ=DAILY;COUNT=2\nRRULE:FREQ=DAILY;INTERVAL=3;COUNT=2", [24, 25, 27]),
        ("RDATE:20261127T090000Z,20261128T090000Z", [24, 27, 28]),
        ("RRULE:FREQ=DAILY;COUNT=1\nRDATE;VALUE=PERIOD:20261127T090000Z/PT1H", [24, 27]),
        ("RRULE:FREQ=WEEKLY;COUNT=2;BYDAY=2TU", [24, 31]),
        ("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", [24]),
    ],
)
def test_a_series(lines, busy):
    raw = calendar(f"UID:1\nDTSTART;TZID=Europe/London:20261124T090000\nDURATION:PT1H\n{lines}")
    days = [f"11-{day} 09:00 11-{day} 10:00" if day < 31 else "12-01 09:00 12-01 10:00" for day in busy]

    assert read(raw) == (days, 0)


def test_a_replaced_occurrence_may_be_free_called_off_or_elsewhere():
    series = "UID:1\nDTSTART:20261124T090000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=5"
    free = f"UID:1\nRECURRENCE-ID:20261124T090000Z\n{NINE}\nTRANSP:TRANSPARENT"
    called_off = "UID:1\nRECURRENCE-ID:20261125T090000Z\nDTSTART:20261125T090000Z\nSTATUS:CANCELLED"
    by_its_day = "UID:1\nRECURRENCE-ID;VALUE=DATE:20261126\nDTSTART:20261126T150000Z\nDURATION:PT2H"
    beyond = "UID:1\nRECURRENCE-ID:20261128T090000Z\nDTSTART:20261201T090000Z\nDURATION:PT1H"

    assert read(calendar(beyond, series, free, called_off, by_its_day))[0] == [
        "11-26 15:00 11-26 17:00",
        "11-27 09:00 11-27 10:00",
        "12-01 09:00 12-01 10:00",
    ]


def test_one_invited_to_a_single_occurrence_has_just_that():
    raw = calendar(f"UID:1\nRECURRENCE-ID:20261124T080000Z\n{NINE}")

    assert read(raw)[0] == [NINE_BUSY]


def test_entries_that_share_a_name_all_count_and_a_later_version_takes_the_place_of_an_earlier():
    ten = "DTSTART:20261124T100000Z\nDURATION:PT30M"

    assert read(calendar(f"UID:1\n{NINE}", f"UID:1\n{ten}"))[0] == ["11-24 09:00 11-24 10:30"]
    assert read(calendar(f"UID:1\nSEQUENCE:2\n{NINE}", f"UID:1\nSEQUENCE:1\n{ten}"))[0] == [NINE_BUSY]


def test_a_series_keeps_its_wall_time_when_the_clocks_change():
    raw = calendar(
        "UID:1\nDTSTART;TZID=Europe/London:20270326T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=4"
    )
    in_utc = calendar(
        "UID:1\nDTSTART:20270326T090000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=4",
        head="X-WR-TIMEZONE:Europe/London\n",
    )
    wall = ["03-26 09:00 03-26 10:00", "03-27 09:00 03-27 10:00", "03-28 08:00 03-28 09:00"]

    assert read(raw)[0][:3] == wall
    assert read(in_utc)[0][:3] == wall


frequencies = st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
weekdays = st.lists(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1, unique=True)


@st.composite
def rules(draw):
    frequency = draw(frequencies)
    rule = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 4))}"]
    days = draw(weekdays)
    match draw(st.sampled_from(["plain", "days", "nth", "month_days", "months"])):
        case "days" if frequency != "YEARLY":
            rule.append(f"BYDAY={','.join(days)}")
        case "nth" if frequency == "MONTHLY":
            rule.append(f"BYDAY={draw(st.sampled_from([-2, -1, 1, 2, 4, 5]))}{days[0]}")
        case "month_days" if frequency in ("MONTHLY", "DAILY"):
            numbers = draw(st.lists(st.sampled_from([-1, 1, 13, 28, 29, 30, 31]), min_size=1, unique=True))
            rule.append(f"BYMONTHDAY={','.join(map(str, numbers))}")
        case "months" if frequency != "WEEKLY":
            months = draw(st.lists(st.integers(1, 12), min_size=1, unique=True))
            rule.append(f"BYMONTH={','.join(map(str, months))}")
        case _:
            pass
    match draw(st.sampled_from(["", "count", "until"])):
        case "count":
            rule.append(f"COUNT={draw(st.integers(1, 60))}")
        case "until":
            until = datetime(2026, 6, 1) + timedelta(hours=draw(st.integers(0, 9000)))
            rule.append(f"UNTIL={until:%Y%m%dT%H%M%SZ}")
    return ";".join(rule)


@pytest.mark.filterwarnings("ignore")
@given(
    rule=rules(),
    zone=st.sampled_from(["Europe/London", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland"]),
    start=st.integers(0, 600 * 24 * 4),
    minutes=st.integers(15, 300),
    without=st.lists(st.integers(0, 30), max_size=3),
)
def test_any_series_gives_what_the_library_gives(rule, zone, start, minutes, without):
    wall = datetime(2026, 1, 1) + timedelta(minutes=15 * start)
    if 0 <= wall.hour < 4:
        wall = wall.replace(hour=12)  # hours that are skipped and repeated have their own tests
    wall_end = wall + timedelta(minutes=minutes)
    left_out = "".join(
        f"EXDATE;TZID={zone}:{wall + timedelta(days=days):%Y%m%dT%H%M%S}\r\n" for days in without
    )
    text = (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\nBEGIN:VEVENT\r\nUID:1\r\n"
        f"DTSTART;TZID={zone}:{wall:%Y%m%dT%H%M%S}\r\nDTEND;TZID={zone}:{wall_end:%Y%m%dT%H%M%S}\r\n"
        f"RRULE:{rule}\r\n{left_out}END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    expected = []
    query = recurring_ical_events.of(icalendar.Calendar.from_ical(text))
    for event in query.between(EPOCH + MINUTE * (FIRST - 1440), EPOCH + MINUTE * LAST):
        begins, ends = ((event[name].dt.astimezone(UTC) - EPOCH) // MINUTE for name in ("DTSTART", "DTEND"))
        if max(begins, FIRST) < min(ends, LAST):
            expected.append((max(begins, FIRST), min(ends, LAST)))

    found = busy_in(calendars_in(text.encode()), Wanted(FIRST, LAST, LONDON))

    assert found == (merged(expected), 0)
