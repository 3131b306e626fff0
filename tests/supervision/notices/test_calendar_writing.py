"""What is written for calendars, read by a strict reader of the RFCs and by a library."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.notices.calendars.addresses import (
    answer_address,
    calendar_uid,
    is_answer_address,
    own_name,
)
from supervision.notices.calendars.writing import Entry, Parties, escaped, feed, folded, invitation, moment
from tests.supervision.notices.strict_calendar import NotACalendar, check, line_of

AT = datetime(2026, 11, 10, 10, tzinfo=UTC)
NAME = "0123456789abcdef0123456789abcdef"
ENTRY = Entry(NAME, 3, AT, AT + timedelta(hours=1), AT - timedelta(days=9))
PARTIES = Parties("replies+token@holdspace.example", "grace.o'kafor+x%y@alder.example", True)
LINK = f"https://holdspace.example/held/{NAME}/"


def invited(entry=ENTRY, parties=PARTIES):
    return invitation(entry, parties, domain="holdspace.example", link=LINK)


def test_an_invitation_says_when_to_one_reader_and_nothing_else():
    root = check(invited())
    event = root.parts[0]

    assert root.value("METHOD") == "REQUEST"
    assert {line.name: line.value for line in event.lines} == {
        "UID": f"{NAME}@holdspace.example",
        "DTSTAMP": "20261101T100000Z",
        "SEQUENCE": "3",
        "DTSTART": "20261110T100000Z",
        "DTEND": "20261110T110000Z",
        "SUMMARY": "Held time",
        "CLASS": "PRIVATE",
        "STATUS": "CONFIRMED",
        "TRANSP": "OPAQUE",
        "ORGANIZER": "mailto:replies+token@holdspace.example",
        "ATTENDEE": "mailto:grace.o'kafor+x%25y@alder.example",
        "DESCRIPTION": LINK,
        "URL": LINK,
    }
    assert event.one("ATTENDEE").parameters == {
        "CUTYPE": ["INDIVIDUAL"],
        "ROLE": ["REQ-PARTICIPANT"],
        "PARTSTAT": ["NEEDS-ACTION"],
        "RSVP": ["TRUE"],
    }


def test_a_cancellation_keeps_the_name_and_asks_for_no_answer():
    root = check(invited(replace(ENTRY, is_off=True, sequence=4)))
    event = root.parts[0]

    assert root.value("METHOD") == "CANCEL"
    assert event.value("UID") == f"{NAME}@holdspace.example"
    assert (event.value("STATUS"), event.value("SEQUENCE"), event.value("TRANSP")) == (
        "CANCELLED",
        "4",
        "TRANSPARENT",
    )
    assert event.one("ATTENDEE").parameters["RSVP"] == ["FALSE"]


def test_no_answer_is_asked_for_where_none_can_be_read():
    event = check(invited(parties=replace(PARTIES, wants_answer=False))).parts[0]
    assert event.one("ATTENDEE").parameters["RSVP"] == ["FALSE"]


def test_the_library_reads_what_was_written():
    calendar = icalendar.Calendar.from_ical(invited())
    event = calendar.walk("VEVENT")[0]

    assert (event.start, event.end) == (AT, AT + timedelta(hours=1))
    assert event["SEQUENCE"] == 3 and str(event["SUMMARY"]) == "Held time"
    assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"


def test_a_feed_is_in_order_names_nobody_and_is_the_same_each_time():
    later = replace(
        ENTRY, name="f" * 32, starts_at=AT + timedelta(days=1), ends_at=AT + timedelta(days=1, hours=1)
    )
    raw = feed([later, ENTRY], domain="holdspace.example")
    root = check(raw)

    assert [part.value("DTSTART") for part in root.parts] == ["20261110T100000Z", "20261111T100000Z"]
    assert not root.all("METHOD")
    assert raw == feed([ENTRY, later], domain="holdspace.example")
    assert [event.start for event in icalendar.Calendar.from_ical(raw).walk("VEVENT")] == [
        AT,
        AT + timedelta(days=1),
    ]


def test_a_feed_of_nothing_is_still_a_calendar():
    raw = feed([], domain="holdspace.example")
    assert [part.name for part in check(raw).parts] == ["VTIMEZONE"]
    assert not icalendar.Calendar.from_ical(raw).walk("VEVENT")


def test_moments_are_written_in_utc():
    summer = datetime(2026, 7, 1, 10, tzinfo=ZoneInfo("Europe/London"))
    assert moment(summer) == "20260701T090000Z"
    with pytest.raises(ValueError):
        moment(datetime(2026, 7, 1, 10))


@given(st.text(max_size=300))
def test_words_of_any_kind_fold_unfold_and_escape(words):
    line = f"SUMMARY:{escaped(words)}"
    parts = list(folded(line))

    assert all(len(part) <= 75 for part in parts)
    assert [part.decode() for part in parts]  # no letter is cut
    assert parts[0] + b"".join(part[1:] for part in parts[1:]) == line.encode()
    assert all(part.startswith(b" ") for part in parts[1:])
    assert line_of(line).name == "SUMMARY"


GOOD = invited().decode()
BROKEN = [
    GOOD.replace("\r\n", "\n"),
    GOOD.replace("Z\r\nDTEND", "\r\nDTEND"),
    GOOD.replace("SUMMARY:Held time", "SUMMARY:Held time, and more"),
    GOOD.replace("SUMMARY:Held time", "SUMMARY:" + "x" * 70),
    GOOD.replace("SUMMARY:Held time\r\n", ""),
    GOOD.replace("STATUS:CONFIRMED", "STATUS:CANCELLED"),
    GOOD.replace("METHOD:REQUEST", "METHOD:PLEASE"),
    GOOD.replace("VERSION:2.0\r\n", ""),
    GOOD.replace("UID:", "UID:a\r\nUID:"),
    GOOD.replace("END:VEVENT\r\n", ""),
    GOOD.replace("mailto:replies", "replies"),
    GOOD.replace("SEQUENCE:3", "SEQUENCE:-1"),
    GOOD.replace("CUTYPE=INDIVIDUAL", "CUTYPE=SOMEBODY"),
    GOOD.replace("SEQUENCE:3", "LOCATION:Room 4"),
    GOOD.replace("DTEND:20261110T11", "DTEND:20261110T09"),
    GOOD.replace("END:VCALENDAR\r\n", "END:VCALENDAR"),
    GOOD.replace("SUMMARY:Held", "SUMMARY:Held\r\n\r\n "),
    GOOD.replace("URL:", "ATTENDEE:mailto:a@b.example\r\nURL:"),
]


@pytest.mark.parametrize("broken", BROKEN)
def test_the_strict_reader_is_strict(broken):
    assert broken != GOOD
    with pytest.raises(NotACalendar):
        check(broken.encode())


# ---------------------------------------------------------------- names and addresses
def test_our_own_names_are_known_again_and_nobody_else_s(settings):
    settings.CALENDAR_DOMAIN = "holdspace.example"
    assert own_name(calendar_uid(NAME)) == NAME
    for uid in (
        NAME,
        f"{NAME}@elsewhere.example",
        f"{NAME[:-1]}@holdspace.example",
        "",
        f"{NAME.upper()}@holdspace.example",
    ):
        assert own_name(uid) == ""


def test_an_answer_has_an_address_for_one_reader_and_one_held_time(settings):
    settings.REPLY_ADDRESS = "replies@holdspace.example"
    address = answer_address(NAME, 7)

    assert address == answer_address(NAME, 7)
    assert len(address.partition("@")[0]) <= 64
    assert is_answer_address(address, NAME, 7) and is_answer_address(address.upper(), NAME, 7)
    assert not is_answer_address(address, NAME, 8) and not is_answer_address(address, "f" * 32, 7)
    for other in (
        "",
        "replies@holdspace.example",
        "replies+@holdspace.example",
        address.replace("@", "@x."),
        "réplies+ä@x",
    ):
        assert not is_answer_address(other, NAME, 7)


def test_the_address_changes_with_the_secret_alone(settings):
    before = answer_address(NAME, 7)
    settings.SECRET_KEY = "another " * 8
    assert answer_address(NAME, 7) != before
