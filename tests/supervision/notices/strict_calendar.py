"""RFC 5545, 5546 and 6047 read strictly: whatever they do not allow raises NotACalendar.

Written apart from what it judges, from the grammar of the RFCs. It knows what Holdspace may write
(VEVENT, VTIMEZONE) and refuses everything else.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage

NAME = re.compile(r"[A-Za-z0-9-]+")
SAFE = re.compile(r'[^\x00-\x08\x0a-\x1f\x7f";:,]*')
QUOTED = re.compile(r'"([^\x00-\x08\x0a-\x1f\x7f"]*)"')
MOMENT = re.compile(r"\d{8}T\d{6}Z")
MAILTO = re.compile(r"mailto:(?:[A-Za-z0-9!$'*+./=^_`{|}~-]|%[0-9A-F]{2})+@[A-Za-z0-9.-]+")
URI = re.compile(r"https?://[^\s]+")
CHOICES = {
    "CLASS": {"PUBLIC", "PRIVATE", "CONFIDENTIAL"},
    "STATUS": {"TENTATIVE", "CONFIRMED", "CANCELLED"},
    "TRANSP": {"OPAQUE", "TRANSPARENT"},
    "CALSCALE": {"GREGORIAN"},
    "VERSION": {"2.0"},
    "METHOD": {"REQUEST", "CANCEL"},
}
PARAMETERS = {
    "CUTYPE": {"INDIVIDUAL", "GROUP", "RESOURCE", "ROOM", "UNKNOWN"},
    "ROLE": {"CHAIR", "REQ-PARTICIPANT", "OPT-PARTICIPANT", "NON-PARTICIPANT"},
    "PARTSTAT": {"NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED"},
    "RSVP": {"TRUE", "FALSE"},
}
ON_THE_CALENDAR = {"PRODID", "VERSION", "CALSCALE", "METHOD", "NAME", "REFRESH-INTERVAL"}
ON_AN_EVENT = {
    *("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "CLASS", "STATUS", "TRANSP"),
    *("ORGANIZER", "ATTENDEE", "DESCRIPTION", "URL"),
}
TEXTS = {"SUMMARY", "DESCRIPTION", "PRODID", "UID", "NAME", "X-WR-CALNAME"}


class NotACalendar(AssertionError):
    """What was read breaks a rule; says which."""


def demand(holds, words):
    if not holds:
        raise NotACalendar(words)


@dataclass
class Line:
    name: str
    parameters: dict
    value: str


@dataclass
class Component:
    name: str
    lines: list = field(default_factory=list)
    parts: list = field(default_factory=list)

    def all(self, name):
        return [line for line in self.lines if line.name == name]

    def one(self, name):
        found = self.all(name)
        demand(len(found) == 1, f"{self.name} has {len(found)} {name}, not one")
        return found[0]

    def value(self, name):
        return self.one(name).value


def unfolded(raw: bytes) -> list[str]:
    demand(raw.endswith(b"\r\n"), "the last line does not end in CRLF")
    demand(
        b"\n" not in raw.replace(b"\r\n", b"") and b"\r" not in raw.replace(b"\r\n", b""), "a bare CR or LF"
    )
    lines: list[str] = []
    for physical in raw[:-2].split(b"\r\n"):
        demand(len(physical) <= 75, f"{len(physical)} octets in one line")
        demand(physical, "an empty line")
        try:
            text = physical.decode("utf-8")
        except UnicodeDecodeError:
            raise NotACalendar("a letter is cut by a fold, or this is not UTF-8") from None
        if text[0] in " \t":
            demand(lines, "the first line is a continuation")
            lines[-1] += text[1:]
        else:
            lines.append(text)
    return lines


def line_of(text: str) -> Line:
    name = NAME.match(text)
    demand(name, f"no name: {text!r}")
    at, parameters = name.end(), {}
    while text[at : at + 1] == ";":
        key = NAME.match(text, at + 1)
        demand(key and text[key.end() : key.end() + 1] == "=", f"a parameter without a value: {text!r}")
        at, values = key.end(), []
        while text[at : at + 1] in ("=", ","):
            value = QUOTED.match(text, at + 1) or SAFE.match(text, at + 1)
            values.append(value[1] if value.re is QUOTED else value[0])
            at = value.end()
        demand(key[0] not in parameters, f"{key[0]} twice")
        parameters[key[0]] = values
    demand(text[at : at + 1] == ":", f"no value: {text!r}")
    value = text[at + 1 :]
    demand(not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value), f"a control character: {text!r}")
    demand(name[0] == name[0].upper(), f"{name[0]} is not in capitals")
    return Line(name[0], parameters, value)


def tree_of(lines: list[Line]) -> Component:
    root, open_ones = None, []
    for line in lines:
        if line.name == "BEGIN":
            part = Component(line.value)
            demand(root is None or open_ones, "more than one calendar")
            if open_ones:
                open_ones[-1].parts.append(part)
            else:
                root = part
            open_ones.append(part)
        elif line.name == "END":
            demand(open_ones and open_ones[-1].name == line.value, f"END:{line.value} closes nothing")
            open_ones.pop()
        else:
            demand(open_ones, f"{line.name} outside the calendar")
            demand(not open_ones[-1].parts, f"{line.name} after a component")
            open_ones[-1].lines.append(line)
    demand(root is not None and not open_ones, "something is not closed")
    return root


def check_values(component: Component) -> None:
    for line in component.lines:
        if line.name in CHOICES:
            demand(line.value in CHOICES[line.name], f"{line.name}:{line.value}")
        if line.name in TEXTS:
            bare = re.sub(r"\\[\\;,nN]", "", line.value)
            demand("\\" not in bare and ";" not in bare and "," not in bare, f"not escaped: {line.value!r}")
        if line.name in ("DTSTAMP", "DTSTART", "DTEND") and component.name == "VEVENT":
            demand(MOMENT.fullmatch(line.value) and not line.parameters, f"not in UTC: {line.value}")
            datetime.strptime(line.value, "%Y%m%dT%H%M%SZ")
        if line.name == "SEQUENCE":
            demand(re.fullmatch(r"\d{1,9}", line.value), f"SEQUENCE:{line.value}")
        if line.name == "URL":
            demand(URI.fullmatch(line.value), f"URL:{line.value}")
        if line.name in ("ORGANIZER", "ATTENDEE"):
            demand(MAILTO.fullmatch(line.value), f"{line.name}:{line.value}")
        for key, values in line.parameters.items():
            allowed = (
                PARAMETERS.get(key) if line.name == "ATTENDEE" else {"DURATION"} if key == "VALUE" else None
            )
            demand(allowed and set(values) <= allowed and len(values) == 1, f"{line.name};{key}={values}")


def check_event(event: Component, method: str) -> None:
    demand(not event.parts, "an event with something inside")
    unknown = {line.name for line in event.lines} - ON_AN_EVENT
    demand(not unknown, f"an event has {unknown}")
    for name in ON_AN_EVENT - {"ATTENDEE"}:
        demand(len(event.all(name)) <= 1, f"{name} twice")
    for name in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY"):
        event.one(name)
    demand(event.value("DTSTART") < event.value("DTEND"), "it ends before it starts")
    demand(len(event.value("UID")) <= 255 and event.value("UID"), "a UID without a length")
    if method:
        event.one("ORGANIZER")
        demand(len(event.all("ATTENDEE")) == 1, "not one attendee")
        demand((method == "CANCEL") == (event.value("STATUS") == "CANCELLED"), "method and status differ")
    else:
        demand(not event.all("ATTENDEE") and not event.all("ORGANIZER"), "a feed names somebody")


def check_zone(zone: Component) -> None:
    zone.one("TZID")
    demand(zone.parts, "a zone without a rule")
    for part in zone.parts:
        demand(part.name in ("STANDARD", "DAYLIGHT") and not part.parts, f"a zone holds {part.name}")
        demand(re.fullmatch(r"\d{8}T\d{6}", part.value("DTSTART")), "a zone begins at a wall time")
        for name in ("TZOFFSETFROM", "TZOFFSETTO"):
            demand(re.fullmatch(r"[+-]\d{4}", part.value(name)), name)


def check(raw: bytes) -> Component:
    """Return what a calendar file holds. Raises NotACalendar for whatever the RFCs do not allow."""
    root = tree_of([line_of(text) for text in unfolded(raw)])
    demand(root.name == "VCALENDAR", "not a calendar")
    for name in ("PRODID", "VERSION"):
        root.one(name)
    for name in ("CALSCALE", "METHOD", "NAME", "REFRESH-INTERVAL"):
        demand(len(root.all(name)) <= 1, f"{name} twice")
    unknown = {line.name for line in root.lines if not line.name.startswith("X-")} - ON_THE_CALENDAR
    demand(not unknown, f"a calendar has {unknown}")
    demand(root.parts, "a calendar with nothing in it")
    method = root.value("METHOD") if root.all("METHOD") else ""
    check_values(root)
    for part in root.parts:
        demand(part.name in ("VEVENT", "VTIMEZONE"), f"a calendar holds {part.name}")
        check_values(part)
        if part.name == "VEVENT":
            check_event(part, method)
        else:
            check_zone(part)
    events = [part for part in root.parts if part.name == "VEVENT"]
    names = [event.value("UID") for event in events]
    demand(len(set(names)) == len(names), "one UID twice")
    demand(not method or len(events) == 1, "a message about more than one event")
    return root


def check_message(message: EmailMessage) -> Component:
    """Return the calendar that a message carries (RFC 6047): beside its words, and once more as a file."""
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    demand(len(parts) == 1, f"{len(parts)} calendar parts")
    raw = parts[0].get_payload(decode=True)
    found = check(raw)
    demand(parts[0].get_param("method") == found.value("METHOD"), "two methods")
    demand(parts[0].get_param("charset") == "utf-8", "no charset")
    demand(parts[0]["content-disposition"] is None, "the calendar beside the words is no attachment")
    files = [part for part in message.walk() if part.get_filename()]
    demand([part.get_filename() for part in files] == ["invite.ics"], "not one file")
    demand(files[0].get_payload(decode=True) == raw, "the file says something else")
    kinds = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    demand(kinds == ["text/plain", "text/html", "text/calendar", "application/ics"], f"parts: {kinds}")
    return found
