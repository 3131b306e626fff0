"""Which zone a name in a calendar means: an IANA name, a name of Windows, or a zone that the file describes.

Plain Python, for the guarded process alone.
"""

from __future__ import annotations

import functools
import re
import zoneinfo
from bisect import bisect_right
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from supervision.availability.calendars.lines import Part
from supervision.availability.calendars.times import moment_of, on_the_wall

MOST_CHANGES = 2_000


class DescribedZone(tzinfo):
    """A zone made from the changes of clocks that a file lists, in order, as (UTC, offset from then on)."""

    def __init__(self, name: str, before: timedelta, changes: list[tuple[datetime, timedelta]]):
        self.name = name
        self.at = [at for at, offset in changes]
        self.offsets = [before, *(offset for at, offset in changes)]
        steps = list(zip(self.at, self.offsets, self.offsets[1:], strict=False))
        # As in zoneinfo: a wall time that comes twice means its first occurrence unless `fold` is set,
        # and one that is skipped keeps the offset before the gap.
        self.wall = (
            [at + max(before, after) for at, before, after in steps],
            [at + min(before, after) for at, before, after in steps],
        )

    def utcoffset(self, moment: datetime | None) -> timedelta:
        if moment is None:
            return self.offsets[0]
        return self.offsets[bisect_right(self.wall[moment.fold], moment.replace(tzinfo=None, fold=0))]

    def dst(self, moment: datetime | None) -> timedelta | None:
        return None

    def tzname(self, moment: datetime | None) -> str:
        return self.name

    def fromutc(self, moment: datetime) -> datetime:
        plain = moment.replace(tzinfo=None)
        offset = self.offsets[bisect_right(self.at, plain)]
        local = (plain + offset).replace(tzinfo=self)
        return local if self.utcoffset(local) == offset else local.replace(fold=1)


@functools.cache
def zone_named(name: str) -> ZoneInfo | None:
    """Return the zone that `name` means by itself; None when only a description could tell.

    Knows IANA names in any case and behind a maker's prefix, and the names of Windows.
    """
    name = name.strip().strip('"').strip("/")
    known = _known_zones()
    if name in WINDOWS_TO_OLSON and name.lower() not in known:
        name = WINDOWS_TO_OLSON[name]
    pieces = name.split("/")
    for start in range(len(pieces)):
        key = known.get("/".join(pieces[start:]).lower())
        if key:
            try:
                return ZoneInfo(key)
            except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
                return None
    return None


@functools.cache
def _known_zones() -> dict[str, str]:
    names = {name.lower(): name for name in zoneinfo.available_timezones()}
    return {name: key for name, key in names.items() if name != "localtime"} | {"z": "UTC"}


def described_zones(calendar: Part, *, until: datetime) -> Zones:
    """Return what the zones named in `calendar` mean; descriptions are worked out when first asked for."""
    descriptions: dict[str, Part] = {}
    for part in calendar.parts:
        if part.kind == "VTIMEZONE" and len(descriptions) < 200:
            descriptions.setdefault(part.value("TZID"), part)
    return Zones(descriptions, until)


class Zones:
    def __init__(self, descriptions: dict[str, Part], until: datetime):
        self.descriptions = descriptions
        self.until = until
        self.known: dict[str, tzinfo | None] = {}

    def __getitem__(self, name: str) -> tzinfo | None:
        """Return the zone that `name` means here, or None: then the calendar's own zone is as good."""
        if name not in self.known:
            self.known[name] = self._look_up(name)
        return self.known[name]

    def _look_up(self, name: str) -> tzinfo | None:
        zone: tzinfo | None = zone_named(name)
        part = self.descriptions.get(name)
        if zone is not None or part is None:
            return zone
        return zone_named(part.value("X-LIC-LOCATION") or "-") or zone_of(part, until=self.until)


# ---------------------------------------------------------------- a zone that a file describes
def zone_of(part: Part, *, until: datetime) -> DescribedZone | None:
    """Return the zone described by a VTIMEZONE, good to `until` (naive); None if it says too little."""
    changes: list[tuple[datetime, timedelta, timedelta]] = []
    for observance in part.parts:
        try:
            before, after = (
                _offset(observance.value("TZOFFSETFROM")),
                _offset(observance.value("TZOFFSETTO")),
            )
            onsets = _onsets(observance, until)
        except (ValueError, OverflowError):
            continue
        changes += [(onset - before, before, after) for onset in onsets]
    if not changes or len(changes) > MOST_CHANGES:
        return None
    changes.sort()
    return DescribedZone(part.value("TZID")[:80], changes[0][1], [(at, after) for at, _, after in changes])


def _onsets(observance: Part, until: datetime) -> list[datetime]:
    """Return the wall times at which an observance begins, by the clock before it."""
    start = _local(observance.value("DTSTART"))
    onsets = {start}
    for line in observance.all("RDATE"):
        onsets |= {_local(value) for value in line.value.split(",")[:MOST_CHANGES]}
    rule = observance.value("RRULE").upper()
    if rule:
        parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
        last = _local(parts.pop("UNTIL")) if "UNTIL" in parts else until
        if not _is_yearly(parts):
            raise ValueError("Clocks change by the year.")
        parts["UNTIL"] = f"{min(last, until):%Y%m%dT%H%M%S}"
        onsets |= set(rrulestr(";".join(f"{key}={value}" for key, value in parts.items()), dtstart=start))
    return sorted(onsets)


_ONE_MONTH = re.compile(r"^\d{1,2}$")
_BY_DAY = re.compile(r"^[+-]?[1-5]?(MO|TU|WE|TH|FR|SA|SU)$")
_BY_MONTH_DAY = re.compile(r"^-?\d{1,2}(,-?\d{1,2}){0,6}$")


def _is_yearly(parts: dict[str, str]) -> bool:
    """Say whether a rule has the form in which changes of clocks are written: one day a year."""
    shapes = {"BYMONTH": _ONE_MONTH, "BYDAY": _BY_DAY, "BYMONTHDAY": _BY_MONTH_DAY}
    return (
        parts.get("FREQ") == "YEARLY"
        and parts.get("INTERVAL", "1") == "1"
        and set(parts) <= {"FREQ", "INTERVAL", "WKST", "UNTIL", *shapes}
        and all(shape.match(parts[name]) for name, shape in shapes.items() if name in parts)
        and not ("BYMONTHDAY" in parts and "BYMONTH" not in parts)
        and parts.get("BYMONTH") not in ("0", "00")
    )


def _offset(text: str) -> timedelta:
    found = re.fullmatch(r"([+-]?)(\d\d):?(\d\d)(?::?(\d\d))?", text)
    if found is None or int(found[2]) > 23 or int(found[3]) > 59:
        raise ValueError("An offset has hours and minutes.")
    length = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return -length if found[1] == "-" else length


def _local(text: str) -> datetime:
    return on_the_wall(moment_of(text, None), UTC)
