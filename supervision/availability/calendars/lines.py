"""From the bytes of a calendar to the few lines of it that say when somebody is busy.

Plain Python, for the guarded process alone. Titles, places, guests and notes are dropped here, before
anything else looks at them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

MOST_LINES = 400_000
MOST_PARTS = 60_000
LONGEST_LINE = 20_000

EVENT = frozenset(
    {
        "UID",
        "DTSTART",
        "DTEND",
        "DURATION",
        "RRULE",
        "RDATE",
        "EXDATE",
        "RECURRENCE-ID",
        "STATUS",
        "TRANSP",
        "SEQUENCE",
        "ATTENDEE",
        "X-MICROSOFT-CDO-BUSYSTATUS",
    }
)
KEPT = {
    "VCALENDAR": frozenset({"X-WR-TIMEZONE", "X-WR-CALNAME", "METHOD"}),
    "VEVENT": EVENT,
    "VFREEBUSY": frozenset({"FREEBUSY"}),
    "VTIMEZONE": frozenset({"TZID", "X-LIC-LOCATION"}),
    "STANDARD": frozenset({"DTSTART", "RRULE", "RDATE", "TZOFFSETFROM", "TZOFFSETTO"}),
    "DAYLIGHT": frozenset({"DTSTART", "RRULE", "RDATE", "TZOFFSETFROM", "TZOFFSETTO"}),
}
"""The properties that are kept of each kind of part. A part of another kind is passed over whole."""
INSIDE = {
    "VCALENDAR": frozenset({"VEVENT", "VFREEBUSY", "VTIMEZONE"}),
    "VTIMEZONE": frozenset({"STANDARD", "DAYLIGHT"}),
}

_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*')


class Unreadable(Exception):
    """This is not a calendar that can be read. Carries a short code, and nothing of what was in it."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


class Line(NamedTuple):
    """One property: its parameters by name in capitals, and its value as it was written."""

    name: str
    parameters: dict[str, str]
    value: str


@dataclass(slots=True)
class Part:
    """A calendar, an entry of one, or a time zone: its lines by name, and what stands within it."""

    kind: str
    lines: dict[str, list[Line]] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)

    def all(self, name: str) -> list[Line]:
        return self.lines.get(name, [])

    def first(self, name: str) -> Line | None:
        found = self.lines.get(name)
        return found[0] if found else None

    def value(self, name: str) -> str:
        """Return the value of the first line called `name`, or "" without one."""
        found = self.lines.get(name)
        return found[0].value.strip() if found else ""


def calendars_in(raw: bytes) -> list[Part]:
    """Return the calendars in `raw`, each with its entries and zones.

    Raises Unreadable: `empty`, `web_page`, `not_a_calendar`, `cut_short` (it breaks off before its end,
    so that later entries would be missing unnoticed) or `too_many`.
    """
    text = _text_of(raw)
    beginning = text.lstrip()[:200].upper()
    if not beginning:
        raise Unreadable("empty")
    if beginning.startswith("<"):
        raise Unreadable("web_page")
    if "BEGIN:VCALENDAR" not in text[:100_000].upper():
        raise Unreadable("not_a_calendar")
    return _parts_of(text)


def _text_of(raw: bytes) -> str:
    """Return the text with its folded lines joined, and line feeds alone between lines.

    Joined as bytes: a line may be folded in the middle of a character.
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if raw.startswith(mark):
            raw = raw[len(mark) :].decode(name, "replace").encode()
            break
    raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\0", b"")
    raw = raw.replace(b"\n ", b"").replace(b"\n\t", b"")
    return raw.decode("utf-8", "replace")


def _parts_of(text: str) -> list[Part]:
    calendars: list[Part] = []
    open_parts: list[Part] = []
    passed_over: list[str] = []
    parts = 0
    for name, rest in _lines_of(text):
        if name == "BEGIN":
            kind = rest[1:].strip().upper()
            if kind == "VEVENT" and (passed_over or (open_parts and open_parts[-1].kind == "VEVENT")):
                # Whatever stood open here was never closed: an entry does not stand inside another.
                passed_over.clear()
                while open_parts and open_parts[-1].kind != "VCALENDAR":
                    open_parts.pop()
            if passed_over:
                passed_over.append(kind)
            elif kind == "VCALENDAR":
                open_parts = [Part(kind)]
                calendars.append(open_parts[0])
            elif open_parts and kind in INSIDE.get(open_parts[-1].kind, ()):
                parts += 1
                if parts > MOST_PARTS:
                    raise Unreadable("too_many")
                part = Part(kind)
                open_parts[-1].parts.append(part)
                open_parts.append(part)
            else:
                passed_over.append(kind)
        elif name == "END":
            kind = rest[1:].strip().upper()
            if passed_over:
                if kind in passed_over:
                    del passed_over[passed_over.index(kind) :]
                elif not any(part.kind == kind for part in open_parts):
                    continue
                else:
                    passed_over.clear()
                    _close(open_parts, kind)
            else:
                _close(open_parts, kind)
        elif open_parts and not passed_over and name in KEPT[open_parts[-1].kind]:
            line = _line_of(name, rest)
            if line is not None:
                open_parts[-1].lines.setdefault(name, []).append(line)
    if open_parts or passed_over:
        raise Unreadable("cut_short")
    return calendars


def _close(open_parts: list[Part], kind: str) -> None:
    if any(part.kind == kind for part in open_parts):
        while open_parts.pop().kind != kind:
            pass


def _lines_of(text: str) -> Iterator[tuple[str, str]]:
    """Yield the name of each line in capitals, and what follows it from ";" or ":" on."""
    for number, line in enumerate(text.split("\n")):
        if number > MOST_LINES:
            raise Unreadable("too_many")
        colon, semicolon = line.find(":"), line.find(";")
        if colon < 0:
            continue
        end = semicolon if 0 <= semicolon < colon else colon
        yield line[:end].strip().upper(), line[end:]


def _line_of(name: str, rest: str) -> Line | None:
    """Return the line called `name`; None for one that is malformed, or too long to be meant."""
    if len(rest) > LONGEST_LINE:
        return None
    parameters = {}
    at = 0
    while at < len(rest) and rest[at] == ";":
        found = _PARAMETER.match(rest, at)
        if found is None:
            # A value with a colon or comma that should have stood in quotes (a zone's long name).
            return _loose_line(name, rest)
        parameters[found[1].upper()] = found[2].strip('"')
        at = found.end()
    if at >= len(rest) or rest[at] != ":":
        return _loose_line(name, rest)
    value = rest[at + 1 :]
    if "TZID" in parameters and not _looks_like_times(value):
        return _loose_line(name, rest) or Line(name, parameters, value)
    return Line(name, parameters, value)


_LOOSE = re.compile(r'^;(?:.*;)?TZID="?(?P<zone>[^"]*?)"?:(?P<value>[0-9TZ,/P -]+)\s*$', re.IGNORECASE)
_TIMES = re.compile(r"^\s*[0-9][0-9TtZzPpHhMmSsDdWw:+,/ -]*$")


def _looks_like_times(value: str) -> bool:
    return bool(_TIMES.match(value))


def _loose_line(name: str, rest: str) -> Line | None:
    found = _LOOSE.match(rest)
    return Line(name, {"TZID": found["zone"]}, found["value"]) if found else None
