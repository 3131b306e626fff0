"""Calendar files as RFC 5545 wants them: invitations, cancellations, and a feed of held times.

Plain Python. Whatever a held time is, an entry says when, and "Held time": no name, no reason, no
place. Every moment is written in UTC, every line ends in CRLF and is folded at 75 octets.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from supervision.languages import worded
from supervision.wording import noted

PRODUCT = "-//Holdspace//Held time 1.0//EN"
TITLE = noted("Held time")
LONGEST_LINE = 75
"""Octets of one line, without its CRLF. Source: RFC 5545, section 3.1."""
REFRESH = "PT1H"
_IN_AN_ADDRESS = "!$'*+-./=^_`{|}~"
"""Signs of a local part that stand in a mailto address as they are (RFC 6068)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One held time as a calendar has it.

    `name` is what it is called in calendars, without our domain; the same for everybody in it, through
    all its changes. `sequence` rises with each change. `stamped_at` is when it was last changed. One that
    `is_off` is to be taken out of calendars.
    """

    name: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    stamped_at: datetime
    is_off: bool = False


@dataclass(frozen=True, slots=True)
class Parties:
    """Who writes and who is invited, as bare addresses: never more than one reader to an invitation.

    `wants_answer` says whether an answer from the reader's calendar can be read.
    """

    organizer: str
    attendee: str
    wants_answer: bool


def method_of(entry: Entry) -> str:
    """Return what a message does with the entry (RFC 5546): REQUEST puts it in or changes it."""
    return "CANCEL" if entry.is_off else "REQUEST"


def invitation(entry: Entry, parties: Parties, *, domain: str, link: str) -> bytes:
    """Return the calendar part of a message about one entry to one reader (RFC 5546, RFC 6047)."""
    answer = "TRUE" if parties.wants_answer and not entry.is_off else "FALSE"
    attendee = f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP={answer}"
    return _written(
        [
            *_beginning(),
            f"METHOD:{method_of(entry)}",
            "BEGIN:VEVENT",
            *_when(entry, domain),
            *_what(entry),
            f"ORGANIZER:{mailto(parties.organizer)}",
            f"{attendee}:{mailto(parties.attendee)}",
            f"DESCRIPTION:{escaped(link)}",
            f"URL:{link}",
            "END:VEVENT",
            "END:VCALENDAR",
        ]
    )


def feed(entries: Iterable[Entry], *, domain: str) -> bytes:
    """Return a calendar of all these entries, to subscribe to. The same entries give the same bytes.

    It names nobody. With no entries it holds the definition of UTC alone, since a calendar without any
    component is none (RFC 5545, section 3.6).
    """
    lines = [
        *_beginning(),
        f"NAME:{worded(TITLE)}",
        f"X-WR-CALNAME:{worded(TITLE)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
    ]
    events = [
        line
        for entry in sorted(entries, key=lambda one: (one.starts_at, one.name))
        for line in ("BEGIN:VEVENT", *_when(entry, domain), *_what(entry), "END:VEVENT")
    ]
    return _written([*lines, *(events or _UTC), "END:VCALENDAR"])


def _beginning() -> list[str]:
    return ["BEGIN:VCALENDAR", f"PRODID:{PRODUCT}", "VERSION:2.0", "CALSCALE:GREGORIAN"]


_UTC = (
    "BEGIN:VTIMEZONE",
    "TZID:Etc/UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "TZNAME:UTC",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def _when(entry: Entry, domain: str) -> list[str]:
    return [
        f"UID:{entry.name}@{domain}",
        f"DTSTAMP:{moment(entry.stamped_at)}",
        f"SEQUENCE:{entry.sequence}",
        f"DTSTART:{moment(entry.starts_at)}",
        f"DTEND:{moment(entry.ends_at)}",
    ]


def _what(entry: Entry) -> list[str]:
    return [
        f"SUMMARY:{worded(TITLE)}",
        "CLASS:PRIVATE",
        f"STATUS:{'CANCELLED' if entry.is_off else 'CONFIRMED'}",
        f"TRANSP:{'TRANSPARENT' if entry.is_off else 'OPAQUE'}",
    ]


def moment(at: datetime) -> str:
    """Return a moment as "20261110T100000Z". Raises ValueError for a time without a zone."""
    if at.tzinfo is None:
        raise ValueError("A moment has a zone.")
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def mailto(address: str) -> str:
    """Return a bare address as a calendar names somebody."""
    local, _, host = address.rpartition("@")
    return f"mailto:{quote(local, safe=_IN_AN_ADDRESS)}@{host}"


def escaped(words: str) -> str:
    """Return words as a TEXT value: signs that part values are escaped, control characters left out."""
    words = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    words = words.replace("\r\n", "\n").replace("\n", "\\n")
    return "".join(sign for sign in words if sign >= " " and sign != "\x7f")


def _written(lines: Iterable[str]) -> bytes:
    return b"".join(part + b"\r\n" for line in lines for part in folded(line))


def folded(line: str) -> Iterator[bytes]:
    """Yield a line in parts of at most 75 octets, each after the first led by a space. No letter is cut."""
    if len(line) <= LONGEST_LINE and line.isascii():  # nearly all of them
        yield line.encode()
        return
    part, room = b"", LONGEST_LINE
    for sign in line:
        octets = sign.encode()
        if len(part) + len(octets) > room:
            yield part
            part = b" "
        part += octets
    yield part
