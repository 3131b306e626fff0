"""Reading an answer out of a message from outside: somebody else wrote it, and perhaps not kindly.

Sizes, parts and nesting are bounded before anything is taken apart; nothing here reaches for the
network, a zone file by a name from outside, or a rule of repetition. What can't be read raises
`Unreadable`; what can, and holds no answer of ours (an absence note, a bounce, a loop), `NoAnswer`.
Neither says a word of the message.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from urllib.parse import unquote
from zoneinfo import ZoneInfo, available_timezones

from supervision.notices.calendars.addresses import own_name
from supervision.notices.calendars.answers import ACCEPTED, DECLINED, TENTATIVE, Answer
from supervision.scheduling.wall_time import resolve

MOST_BYTES = 256 * 1024
MOST_CALENDAR_BYTES = 64 * 1024
MOST_NESTED = 20
MOST_PARTS = 30
MOST_LINES = 2000
MOST_ADDRESSES = 50
LONGEST_HEADER = 4000
MOST_SEQUENCE = 2**31 - 1
_TOLD = {"ACCEPTED": ACCEPTED, "TENTATIVE": TENTATIVE, "DECLINED": DECLINED}
_METHODS = ("REPLY", "COUNTER")
_TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
_VALUE = r'(?:"[^"]*"|[^";:]*)'
_LINE = re.compile(rf"(?P<name>[A-Za-z0-9-]+)(?P<parameters>(?:;[A-Za-z0-9-]+={_VALUE})*):(?P<value>.*)")
_PARAMETER = re.compile(rf";([A-Za-z0-9-]+)=({_VALUE})")
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z?)")


class Unreadable(ValueError):
    """This is no message, or one that nobody would have sent. Its text is fixed words."""


class NoAnswer(Exception):
    """A message that is none of an answer to us. `code` says why in a word or two of ours."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Property:
    parameters: dict[str, str]
    value: str


@dataclass(slots=True)
class Event:
    """The properties of one entry, by name in capitals."""

    properties: dict[str, list[Property]] = field(default_factory=dict)

    def all(self, name: str) -> list[Property]:
        return self.properties.get(name, [])

    def one(self, name: str) -> Property:
        """Return the one property of this name. Raises Unreadable for none and for several."""
        found = self.all(name)
        if len(found) != 1:
            raise Unreadable("An answer lacks what every answer has.")
        return found[0]


def read_answer(raw: bytes, *, sent_to: Iterable[str] = ()) -> tuple[Answer, frozenset[str]]:
    """Return the answer in a message, and the addresses that it was sent to, in small letters.

    `sent_to` are addresses that whoever took the message in knows it by (the envelope's). Raises
    Unreadable and NoAnswer.
    """
    message = message_of(raw)
    method, event = _only_event(_calendar_text(message))
    if method not in _METHODS:
        raise NoAnswer("not an answer")
    answer = _answer(event, is_counter=method == "COUNTER")
    organizers = [_bare(one.value) for one in event.all("ORGANIZER")[:1]]
    return answer, frozenset([*addresses_of(message), *organizers, *(one.lower() for one in sent_to)])


# ---------------------------------------------------------------- the message
def message_of(raw: bytes) -> Message:
    """Return a message from outside, its size and nesting bounded. Raises Unreadable."""
    if len(raw) > MOST_BYTES:
        raise Unreadable("The message is too large.")
    low = raw.lower()
    if low.count(b"boundary") > MOST_NESTED or low.count(b"message/") > MOST_NESTED or b"\0" in raw:
        raise Unreadable("The message is nested too deeply, or is none.")
    try:
        message = message_from_bytes(raw)
    except (ValueError, LookupError, RecursionError, TypeError, AttributeError):
        raise Unreadable("The message cannot be taken apart.") from None
    if not message.keys():
        raise Unreadable("The message has no header.")
    return message


def _calendar_text(message: Message) -> str:
    """Return the calendar in a message; of several the first that says it is one. Raises NoAnswer."""
    chosen: Message | None = None
    for number, part in enumerate(_parts(message)):
        if number >= MOST_PARTS:
            raise Unreadable("The message has too many parts.")
        kind = part.get_content_type()
        if kind == "text/calendar":
            chosen = part
            break
        if kind == "application/ics" and chosen is None:
            chosen = part
    if chosen is None:
        raise NoAnswer("no calendar in it")
    try:
        held = chosen.get_payload(decode=True)
    except (ValueError, LookupError, TypeError):
        raise Unreadable("The calendar in the message cannot be decoded.") from None
    if not isinstance(held, bytes) or len(held) > MOST_CALENDAR_BYTES:
        raise Unreadable("The calendar in the message is too large, or is none.")
    if held[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return held.decode("utf-16", errors="replace")
    # All that an answer needs is ASCII; what else it says is not looked at, whatever its alphabet.
    return held.decode("utf-8-sig", errors="replace")


def _parts(message: Message) -> Iterator[Message]:
    """Yield the parts of a message itself, and not those of messages that it brings along (bounces do)."""
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        if part.get_content_maintype() == "message":
            continue
        held = part.get_payload()
        if part.is_multipart() and isinstance(held, list):
            waiting += [inner for inner in held if isinstance(inner, Message)]
        else:
            yield part


def addresses_of(message: Message) -> list[str]:
    """Return the addresses that a message was sent to, in small letters."""
    headers = [str(value)[:LONGEST_HEADER] for name in _TO for value in message.get_all(name, [])[:5]]
    try:
        return [address.lower() for _, address in getaddresses(headers)[:MOST_ADDRESSES] if address]
    except (ValueError, LookupError, IndexError):
        return []


# ---------------------------------------------------------------- the calendar
def _only_event(text: str) -> tuple[str, Event]:
    """Return the method of a calendar and its one entry. Raises Unreadable, and NoAnswer for several."""
    open_ones: list[str] = []
    method, events = "", []
    for name, found in _properties(text):
        if name == "BEGIN":
            open_ones.append(found.value.upper())
            if len(open_ones) > 4 or open_ones[0] != "VCALENDAR":
                raise Unreadable("The calendar is nested as none is.")
            if open_ones == ["VCALENDAR", "VEVENT"]:
                events.append(Event())
        elif name == "END":
            if not open_ones or open_ones.pop() != found.value.upper():
                raise Unreadable("The calendar closes what it did not open.")
        elif open_ones == ["VCALENDAR"] and name == "METHOD":
            method = found.value.upper()
        elif open_ones == ["VCALENDAR", "VEVENT"]:
            events[-1].properties.setdefault(name, []).append(found)
    if open_ones or not events:
        raise Unreadable("The calendar is cut off, or has no entry.")
    if len(events) > 1:
        raise NoAnswer("about several entries")
    return method, events[0]


def _properties(text: str) -> Iterator[tuple[str, Property]]:
    lines = re.sub(r"\r?\n[ \t]", "", text).splitlines()
    if len(lines) > MOST_LINES:
        raise Unreadable("The calendar is too long.")
    for line in lines:
        if not line.strip():
            continue
        read = _LINE.fullmatch(line)
        if read is None:
            continue  # some programs write lines that are none; what is needed is asked for by name
        given = {name.upper(): value.strip('"') for name, value in _PARAMETER.findall(read["parameters"])}
        yield read["name"].upper(), Property(given, read["value"].strip())


def _answer(event: Event, *, is_counter: bool) -> Answer:
    name = own_name(event.one("UID").value)
    if not name:
        raise NoAnswer("not ours")
    if any(event.all(one) for one in ("RECURRENCE-ID", "RRULE", "RDATE")):
        raise NoAnswer("about a repetition")
    attendee = event.one("ATTENDEE")
    said = _TOLD.get(attendee.parameters.get("PARTSTAT", "").upper(), TENTATIVE if is_counter else "")
    if not said:
        raise NoAnswer("neither yes nor no")
    stamped_at = _moment(event.one("DTSTAMP"))
    if stamped_at is None:
        raise Unreadable("An answer does not say when it was given.")
    return Answer(
        name=name,
        sequence=_sequence(event),
        stamped_at=stamped_at,
        attendee=_bare(attendee.value),
        said=said,
        proposed=_proposed(event) if is_counter else None,
    )


def _sequence(event: Event) -> int:
    """Return the number of the state that is answered; 0 where it is left out (RFC 5545, 3.8.7.4)."""
    if not event.all("SEQUENCE"):
        return 0
    words = event.one("SEQUENCE").value
    if not re.fullmatch(r"[0-9]{1,10}", words) or int(words) > MOST_SEQUENCE:
        raise Unreadable("The state that is answered is not a number.")
    return int(words)


def _bare(address: str) -> str:
    """Return the address in "mailto:..." in small letters; empty for anything else."""
    scheme, colon, rest = address.strip()[:400].partition(":")
    return unquote(rest).strip().lower() if colon and scheme.lower() == "mailto" else ""


def _proposed(event: Event) -> tuple[datetime, datetime] | None:
    """Return the time that a counter-proposal asks for; None where its zone or its end are not known."""
    if len(event.all("DTSTART")) != 1 or len(event.all("DTEND")) != 1:
        return None
    starts_at, ends_at = _moment(event.one("DTSTART")), _moment(event.one("DTEND"))
    if starts_at is None or ends_at is None or ends_at <= starts_at:
        return None
    return starts_at, ends_at


def _moment(found: Property) -> datetime | None:
    """Return a moment in UTC; None for a day, a time of no zone, or a zone that is not known here."""
    read = _MOMENT.fullmatch(found.value)
    if read is None:
        return None
    try:
        year, month, day, hour, minute, second = (int(part) for part in read.groups()[:6])
        local = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  (its zone comes next)
        if read[7]:
            return local.replace(tzinfo=UTC)
        zone = zone_named(found.parameters.get("TZID", ""))
        return resolve(local, zone) if zone else None
    except (ValueError, OverflowError):
        return None


def zone_named(name: str) -> ZoneInfo | None:
    """Return the zone that a calendar program names: IANA's names, and those of Windows."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON  # loads all of icalendar

    known = WINDOWS_TO_OLSON.get(name, name)
    return ZoneInfo(known) if known in available_timezones() else None
