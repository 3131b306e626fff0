"""From the entries of a calendar to the minutes in which it keeps its owner busy.

Plain Python, for the guarded process alone. Series are worked out in the wall time of their own zone, so
that they keep it whatever the clocks do; each occurrence is then put into UTC.
"""

from __future__ import annotations

import signal
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from icalendar.prop import vDDDLists, vDDDTypes, vRecur

from supervision.availability.calendars import meaning
from supervision.availability.calendars.costs import TooCostly, checked_rule
from supervision.availability.calendars.lines import Line, Part, Unreadable
from supervision.availability.calendars.times import is_whole_day, length_of, moment_of, on_the_wall
from supervision.availability.calendars.zones import Zones, described_zones, zone_named
from supervision.scheduling.days import day_starts_at

MOST_DATES = 5_000
"""The most extra and left-out dates that one series may list."""
MOST_OCCURRENCES = 200_000
SERIES_SECONDS = 1.0
"""How much of the processor one series may take."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
BUSY = "X-BUSY"

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked: the window in whole minutes of UTC since 1970, and whose calendar it is.

    `zone` holds for whole days and for times that name none, unless the calendar names its own.
    `mine` are the owner's addresses, `domain` what stands behind the "@" in the names of our own entries.
    """

    first: int
    last: int
    zone: ZoneInfo
    mine: frozenset[str] = frozenset()
    domain: str = ""


@dataclass(slots=True)
class Entry:
    """One entry: wall times in `zone`, whole days as dates, and how it repeats."""

    start: date | datetime
    end: date | datetime
    zone: tzinfo
    is_busy: bool
    sequence: int = 0
    replaces: date | datetime | None = None
    and_later: bool = False
    rules: list[str] = field(default_factory=list)
    more: list[Any] = field(default_factory=list)
    less: list[date | datetime] = field(default_factory=list)

    @property
    def repeats(self) -> bool:
        return bool(self.rules or self.more)


def busy_in(calendars: Iterable[Part], wanted: Wanted) -> tuple[list[Span], int]:
    """Return the busy spans within the window, sorted and merged, and how many entries had to be left out.

    Raises Unreadable `too_many` when it holds more than anybody's days do.
    """
    spans: list[Span] = []
    left_out = 0
    for calendar in calendars:
        for found in _Calendar(calendar, wanted).spans():
            if found is None:
                left_out += 1
                continue
            first, last = max(found[0], wanted.first), min(found[1], wanted.last)
            if first < last:
                spans.append((first, last))
                if len(spans) > MOST_OCCURRENCES:
                    raise Unreadable("too_many")
    return merged(spans), left_out


def merged(spans: list[Span]) -> list[Span]:
    """Return the union of `spans`: sorted, and neither overlapping nor touching."""
    result: list[Span] = []
    for first, last in sorted(spans):
        if result and first <= result[-1][1]:
            if last > result[-1][1]:
                result[-1] = (result[-1][0], last)
        else:
            result.append((first, last))
    return result


class _Calendar:
    """One VCALENDAR, and what is asked of it."""

    def __init__(self, part: Part, wanted: Wanted):
        self.part, self.wanted = part, wanted
        self.first = EPOCH + MINUTE * wanted.first
        self.last = EPOCH + MINUTE * wanted.last
        self.own_zone = zone_named(part.value("X-WR-TIMEZONE") or "-")
        self.zone: tzinfo = self.own_zone or wanted.zone
        self.zones: Zones = described_zones(part, until=self.last.replace(tzinfo=None) + timedelta(days=800))
        self.mine = wanted.mine | meaning.addresses_of(part)

    def spans(self) -> Iterator[Span | None]:
        """Yield each busy span, in no order; None for an entry that cannot be understood."""
        groups: dict[object, list[Entry]] = defaultdict(list)
        for number, event in enumerate(self.part.parts):
            if event.kind == "VFREEBUSY":
                yield from self._periods(event)
            elif event.kind == "VEVENT" and not meaning.is_ours(event, self.wanted.domain):
                is_busy = meaning.is_busy(event, self.mine)
                try:
                    entry = self._entry(event, is_busy)
                except (ValueError, OverflowError, TooCostly):
                    if is_busy:
                        yield None
                    continue
                groups[event.value("UID") or number].append(entry)
        for group in groups.values():
            yield from self._group(group)

    # ------------------------------------------------------------ one entry
    def _entry(self, event: Part, is_busy: bool) -> Entry:
        """Return the entry that `event` describes. Raises ValueError, OverflowError or TooCostly."""
        start_line = event.first("DTSTART")
        if start_line is None:
            raise ValueError("An entry begins somewhere.")
        start = self._moment(start_line)
        again, extra = event.all("RRULE"), event.all("RDATE")
        zone = self._zone_of(start, repeats=bool(again or extra))
        end = self._end(event, start, zone)
        entry = Entry(start=start, end=end, zone=zone, is_busy=is_busy)
        sequence = event.value("SEQUENCE")
        entry.sequence = int(sequence) if sequence.isdecimal() and len(sequence) < 10 else 0
        replaced = event.first("RECURRENCE-ID")
        if replaced is not None:
            entry.replaces = self._moment(replaced)
            entry.and_later = replaced.parameters.get("RANGE", "").upper() == "THISANDFUTURE"
            return entry
        if again or extra:
            last = on_the_wall(self.last, zone) + timedelta(days=40)
            wall = on_the_wall(start, zone)
            whole = is_whole_day(start)
            entry.rules = [
                checked_rule(line.value, start=wall, whole_days=whole, zone=zone, last=max(last, wall))
                for line in again[:20]
            ]
            entry.more = [moment for line in extra for moment in self._dates(line)]
            entry.less = [moment for line in event.all("EXDATE") for moment in self._dates(line)]
            if len(again) > 20 or len(entry.more) > MOST_DATES or len(entry.less) > MOST_DATES:
                raise TooCostly
        return entry

    def _zone_of(self, start: date | datetime, *, repeats: bool) -> tzinfo:
        """Return the zone in whose wall time an entry is worked out.

        A series in UTC keeps the wall time of the calendar's own zone, where it names one: makers that
        write no zones otherwise write their series so.
        """
        if not isinstance(start, datetime) or start.tzinfo is None:
            return self.zone
        if repeats and start.tzinfo is UTC and self.own_zone is not None:
            return self.own_zone
        return start.tzinfo

    def _end(self, event: Part, start: date | datetime, zone: tzinfo) -> date | datetime:
        end_line, length = event.first("DTEND"), event.value("DURATION")
        if end_line is not None:
            end = self._moment(end_line)
            if is_whole_day(start) and is_whole_day(end):
                if end < start:
                    raise ValueError("It ends before it begins.")
                return max(end, start + timedelta(days=1))
            backwards = self._instant(end, zone) < self._instant(start, zone)
            if backwards and on_the_wall(end, zone) < on_the_wall(start, zone):
                raise ValueError("It ends before it begins.")
            return end
        if length:
            lasts = max(length_of(length), timedelta(0))
            if is_whole_day(start):
                return start + max(timedelta(days=1), timedelta(days=-(-lasts // timedelta(days=1))))
            return start + lasts
        return start + timedelta(days=1) if is_whole_day(start) else start

    def _moment(self, line: Line) -> date | datetime:
        named = line.parameters.get("TZID", "")
        zone = (self.zones[named] or self.zone) if named else None
        return moment_of(line.value, zone)

    def _dates(self, line: Line) -> Iterator[Any]:
        """Yield the dates of a list; a period as (its start, its end or length)."""
        for text in line.value.split(",")[: MOST_DATES + 1]:
            start, slash, end = text.strip().partition("/")
            if not start:
                continue
            moment = self._moment(line._replace(value=start))
            if slash:
                lasts = length_of(end) if "P" in end.upper() else self._moment(line._replace(value=end))
                yield moment, lasts
            else:
                yield moment

    # ------------------------------------------------------------ where it falls
    def _group(self, group: list[Entry]) -> Iterator[Span | None]:
        """Yield the spans of the entries of one name: a series and what changes part of it, or single."""
        masters = [entry for entry in group if entry.replaces is None]
        replacements = [entry for entry in group if entry.replaces is not None]
        newest = max((entry.sequence for entry in masters), default=0)
        masters = [entry for entry in masters if entry.sequence == newest]
        series = [entry for entry in masters if entry.repeats]
        single = [entry for entry in masters if not entry.repeats]
        for number, entry in enumerate(series):
            try:
                with _at_most(SERIES_SECONDS):
                    found = list(self._series(entry, [] if number else replacements))
            except Exception:
                # Whatever a series does to the library, the others still count.
                yield None
                continue
            yield from found
        if not series:
            # A master that repeats nowhere is what its replacement says, if there is one.
            single = replacements or single if len(single) == 1 else single + replacements
        for entry in single:
            if entry.is_busy:
                yield self._span(entry.start, entry.end, entry.zone)

    def _series(self, master: Entry, replacements: list[Entry]) -> Iterator[Span]:
        zone = master.zone
        calendar = icalendar.Calendar()
        calendar.add_component(_event(master, master))
        for entry in replacements:
            calendar.add_component(_event(entry, master))
        first = on_the_wall(self.first, zone) - timedelta(days=2)
        last = on_the_wall(self.last, zone) + timedelta(days=2)
        for number, found in enumerate(recurring_ical_events.of(calendar).between(first, last)):
            if number > MOST_OCCURRENCES:
                raise Unreadable("too_many")
            if found.get(BUSY) == "1":
                yield self._span(found["DTSTART"].dt, found["DTEND"].dt, zone)

    def _span(self, start: date | datetime, end: date | datetime, zone: tzinfo) -> Span:
        """Return the whole minutes that hold `start` to `end`; none if that has no length."""
        begins, ends = self._instant(start, zone), self._instant(end, zone)
        if ends <= begins and isinstance(start, datetime) and isinstance(end, datetime):
            # Its end on the wall lies in an hour that the clocks skip, or its start does.
            ends = begins + max(on_the_wall(end, zone) - on_the_wall(start, zone), timedelta(0))
        return (begins - EPOCH) // MINUTE, -((EPOCH - ends) // MINUTE)

    def _instant(self, moment: date | datetime, zone: tzinfo) -> datetime:
        if not isinstance(moment, datetime):
            return day_starts_at(moment, zone)  # type: ignore[arg-type]
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone, fold=0)
        return moment.astimezone(UTC)

    def _periods(self, freebusy: Part) -> Iterator[Span | None]:
        """Yield the busy periods of a VFREEBUSY."""
        for line in freebusy.all("FREEBUSY"):
            if line.parameters.get("FBTYPE", "").upper() not in meaning.BUSY_PERIODS:
                continue
            try:
                for period in self._dates(line):
                    start, end = period
                    end = start + end if isinstance(end, timedelta) else end
                    yield self._span(start, end, self.zone)
            except (ValueError, TypeError, OverflowError):
                yield None


def _event(entry: Entry, master: Entry) -> icalendar.Event:
    """Return `entry` as the library wants it: in wall time of its series' zone, and with nothing else."""
    zone, whole = master.zone, is_whole_day(master.start)
    event = icalendar.Event()
    event["UID"] = "series"
    event["SEQUENCE"] = entry.sequence
    event[BUSY] = "1" if entry.is_busy else "0"
    event["DTSTART"] = vDDDTypes(_on_wall(entry.start, zone))
    event["DTEND"] = vDDDTypes(_on_wall(entry.end, zone))
    if entry.replaces is not None:
        event["RECURRENCE-ID"] = vDDDTypes(_like(entry.replaces, master.start, zone))
        if entry.and_later:
            event["RECURRENCE-ID"].params["RANGE"] = "THISANDFUTURE"
        return event
    if entry.rules:
        event["RRULE"] = [vRecur.from_ical(rule) for rule in entry.rules]
    if entry.more:
        event["RDATE"] = vDDDLists([_extra(moment, whole, zone) for moment in entry.more])
    less_days = [moment for moment in entry.less if is_whole_day(moment)]
    less_times = [_like(moment, master.start, zone) for moment in entry.less if isinstance(moment, datetime)]
    event["EXDATE"] = [vDDDLists(dates) for dates in (less_days, less_times) if dates]
    if not event["EXDATE"]:
        del event["EXDATE"]
    return event


def _on_wall(moment: date | datetime, zone: tzinfo) -> date | datetime:
    return on_the_wall(moment, zone) if isinstance(moment, datetime) else moment


def _like(moment: date | datetime, start: date | datetime, zone: tzinfo) -> date | datetime:
    """Return the occurrence that `moment` names, written as its series writes its start."""
    if is_whole_day(start):
        return on_the_wall(moment, zone).date()
    if is_whole_day(moment):
        return datetime.combine(moment, on_the_wall(start, zone).time())
    return on_the_wall(moment, zone)


def _extra(moment: Any, whole: bool, zone: tzinfo) -> Any:
    if isinstance(moment, tuple):
        start, end = moment
        return _on_wall(start, zone), end if isinstance(end, timedelta) else _on_wall(end, zone)
    return on_the_wall(moment, zone).date() if whole else on_the_wall(moment, zone)


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raise TooCostly once so much of the processor was used. In the main thread, which is the only one."""

    def stop(number: int, frame: object) -> None:
        raise TooCostly

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
