"""Slots worked out plainly, over datetime objects: what Holdspace is measured against.

Correct, and written apart: it shares no line with `supervision.scheduling`. It does what one would do by
hand: a list of open stretches for each person and day, from which what is busy is taken away; then it
goes through them by quarters of an hour. Times are multiples of five minutes, as those of the
benchmark are.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

from supervision.availability.models import BusySpan, ClosedDay, HeavyDay
from supervision.availability.sources import rules_of
from supervision.people.countries import public_holidays
from supervision.people.models import WEEKDAYS, Member
from supervision.sessions.models import TakenTime

DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class Plain:
    """One person, as datetime objects. Stretches are (start, end) in UTC, in order."""

    id: int
    zone: ZoneInfo
    week: dict = field(default_factory=dict)  # weekday: [(minutes from, to)]
    days: dict = field(default_factory=dict)  # date: the same
    shut: set = field(default_factory=set)  # dates: holidays, closed days
    away: list = field(default_factory=list)  # (first date, last date)
    protected: list = field(default_factory=list)  # (weekdays, from, to)
    kept: list = field(default_factory=list)  # (weekdays, from, to, minutes)
    busy: list = field(default_factory=list)
    taken: list = field(default_factory=list)
    sessions: list = field(default_factory=list)
    heavy: set = field(default_factory=set)
    rules: object = None


def slots(supervisors, supervisees, *, minutes, first, last, zone, now, all_of=False):
    """Return each start of a slot, in order, with the ids of the supervisors who could hold it."""
    length = timedelta(minutes=minutes)
    free, answer = None, defaultdict(list)
    for person in supervisees:
        mine = Times(person, first, last, length, None, now)
        free = mine.starts if free is None else free & mine.starts
    for person in supervisors:
        mine = Times(person, first, last, length, person.rules, now)
        starts = mine.starts if free is None else free & mine.starts
        if all_of:
            free = starts
        else:
            for start in starts:
                answer[start].append(person.id)
    if all_of:
        answer = {start: [person.id for person in supervisors] for start in free}
    begin = datetime.combine(first, time(), zone).astimezone(UTC)
    end = datetime.combine(last + DAY, time(), zone).astimezone(UTC)
    return [(start, tuple(answer[start])) for start in sorted(answer) if max(begin, now) <= start < end]


class Times:
    """When one person can start."""

    def __init__(self, person, first, last, length, rules, now):
        self.person, self.length, self.rules = person, length, rules
        self.first, self.last = first - DAY, last + DAY
        self.buffer = timedelta(minutes=rules.individual_buffer if rules else 0)
        blocked = merged([*person.busy, *self.stretches(person.protected)])
        self.occupied = merged([*blocked, *person.taken])
        self.ends = [end for _, end in self.occupied]
        free = without(self.hours(), self.occupied)
        self.windows = [(*window, kept[3]) for kept in person.kept for window in self.stretches([kept[:3]])]
        self.begins = [window[0] for window in self.windows]
        self.windows.sort()
        self.begins.sort()
        self.per_day = Counter(start.astimezone(person.zone).date() for start, _ in person.sessions)
        self.session_starts = [start for start, _ in person.sessions]
        if rules:
            today = now.astimezone(person.zone).date()
            earliest = now + timedelta(hours=rules.notice_hours)
            latest = datetime.combine(today + (rules.horizon_days + 1) * DAY, time(), person.zone)
        else:
            earliest, latest = now, None
        self.starts = set()
        for start, end in free:
            at = start + (EPOCH - start) % QUARTER
            while at + length <= end:
                if at >= earliest and (latest is None or at < latest) and self.fits(at):
                    self.starts.add(at)
                at += QUARTER

    def dates(self):
        day = self.first
        while day <= self.last:
            yield day
            day += DAY

    def hours(self):
        found = []
        for day in self.dates():
            if any(first <= day <= last for first, last in self.person.away):
                continue
            if day in self.person.days:
                windows = self.person.days[day]
            elif day in self.person.shut:
                continue
            else:
                windows = self.person.week.get(day.weekday(), ())
            for start, end in windows:
                found += on_the_wall(day, start, end, self.person.zone)
        return merged(found)

    def stretches(self, rows):
        """Return when each of these rows (weekdays, from, to) holds."""
        found = []
        for day in self.dates():
            for weekdays, start, end in rows:
                if day.weekday() in weekdays:
                    found += on_the_wall(day, start, end, self.person.zone)
        return found

    def fits(self, start):
        end = start + self.length
        day = start.astimezone(self.person.zone).date()
        before, after = timedelta(0), self.buffer
        if day in self.person.heavy:
            before, after = max(before, QUARTER), max(after, QUARTER)
        if (before and not self.is_free(start - before, start)) or (
            after and not self.is_free(end, end + after)
        ):
            return False
        if self.windows and not self.keeps(start - before, end + after):
            return False
        return not self.rules or self.within_limits(start, end, day)

    def is_free(self, start, end):
        i = bisect_right(self.ends, start)
        return i == len(self.occupied) or self.occupied[i][0] >= end

    def keeps(self, start, end):
        """Say whether each window that this touches, and those over it, still hold their minutes."""
        low = max(0, bisect_left(self.begins, start - DAY))
        touched = [
            w for w in self.windows[low : bisect_left(self.begins, end)] if w[1] > start and w[0] < end
        ]
        if not touched:
            return True
        while True:
            more = [
                w
                for w in self.windows
                if w not in touched and any(w[0] < other[1] and other[0] < w[1] for other in touched)
            ]
            if not more:
                break
            touched += more
        return any(self.placed(order, start, end) for order in permutations(touched))

    def placed(self, order, start, end):
        gone = [(start, end)]
        for window_start, window_end, minutes in order:
            wanted = timedelta(minutes=minutes)
            rooms = without(
                without([(window_start, window_end)], self.near(window_start, window_end)), sorted(gone)
            )
            room = next((a for a, b in rooms if b - a >= wanted), None)
            if room is None:
                return False
            gone.append((room, room + wanted))
        return True

    def near(self, start, end):
        low = bisect_right(self.ends, start)
        found = []
        while low < len(self.occupied) and self.occupied[low][0] < end:
            found.append(self.occupied[low])
            low += 1
        return found

    def within_limits(self, start, end, day):
        rules, sessions = self.rules, self.person.sessions
        if rules.most_a_day is not None and self.per_day[day] >= rules.most_a_day:
            return False
        if rules.most_a_week is not None:
            monday = day - day.weekday() * DAY
            if sum(self.per_day[monday + i * DAY] for i in range(7)) >= rules.most_a_week:
                return False
        if rules.most_in_a_row is None or not sessions:
            return True
        pause = timedelta(minutes=max(rules.break_minutes, 1))
        row, at = 1, bisect_left(self.session_starts, start)
        edge, i = start, at - 1
        while i >= 0 and edge - sessions[i][1] < pause:
            row, edge, i = row + 1, sessions[i][0], i - 1
        edge, i = end, at
        while i < len(sessions) and sessions[i][0] - edge < pause:
            row, edge, i = row + 1, sessions[i][1], i + 1
        return row <= rules.most_in_a_row


def on_the_wall(day, start, end, zone):
    """Return the stretches of UTC in which the wall shows a time of a day between two minutes of it."""
    midnight = datetime.combine(day, time())
    begins, ends = midnight.replace(tzinfo=zone), (midnight + DAY).replace(tzinfo=zone)
    if begins.utcoffset() == ends.utcoffset():
        offset = begins.utcoffset()
        base = midnight.replace(tzinfo=UTC) - offset
        return [(base + timedelta(minutes=start), base + timedelta(minutes=end))]
    found = []
    at = begins.astimezone(UTC) - timedelta(hours=3)
    while at < ends.astimezone(UTC) + timedelta(hours=3):
        there = at.astimezone(zone)
        if there.date() == day and start <= there.hour * 60 + there.minute < end:
            found.append((at, at + timedelta(minutes=5)))
        at += timedelta(minutes=5)
    return merged(found)


def merged(stretches):
    found = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            if end > found[-1][1]:
                found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def without(stretches, taken):
    found, i = [], 0
    for start, end in stretches:
        while i < len(taken) and taken[i][1] <= start:
            i += 1
        j = i
        while j < len(taken) and taken[j][0] < end:
            if taken[j][0] > start:
                found.append((start, taken[j][0]))
            start = max(start, taken[j][1])
            j += 1
        if start < end:
            found.append((start, end))
    return found


# ---------------------------------------------------------------- read by model objects, one by one
def moment(minute):
    return EPOCH + timedelta(minutes=minute)


def minute_of(day):
    return int(datetime.combine(day, time(), UTC).timestamp()) // 60


def read(member_id: int, first: date, last: date) -> Plain:
    """Return one person, by model objects: a query for each thing that matters."""
    member = Member.objects.select_related("person", "organisation").get(pk=member_id)
    low, high = minute_of(first - 2 * DAY), minute_of(last + 3 * DAY)
    plain = Plain(member.pk, member.zone, rules=rules_of([member.pk])[member.pk])
    for row in member.weekly_hours.all():
        plain.week.setdefault(row.weekday, []).append((row.starts, row.ends))
    if not plain.week:
        plain.week = {WEEKDAYS.index(day): [(540, 1020)] for day in member.working_days.split(",")}
    for row in member.day_hours.filter(day__range=(first - 2 * DAY, last + 2 * DAY)):
        windows = plain.days.setdefault(row.day, [])
        if row.starts is not None:
            windows.append((row.starts, row.ends))
    place = member.organisation
    if plain.rules.keeps_holidays:
        for year in {first.year, last.year}:
            plain.shut |= set(public_holidays(place.country, place.subdivision, year))
    for row in ClosedDay.objects.filter(organisation=place):
        (plain.shut.discard if row.is_open else plain.shut.add)(row.day)
    plain.away = [(leave.starts_on, leave.ends_on or date.max) for leave in member.leaves.all()]
    for row in member.person.protected_times.all():
        weekdays = {WEEKDAYS.index(day) for day in row.weekdays.split(",")}
        if row.shape == "within":
            plain.kept.append((weekdays, row.starts, row.ends, row.minutes))
        else:
            plain.protected.append((weekdays, row.starts, row.ends))
    spans = BusySpan.objects.filter(person=member.person, ends__gt=low, starts__lt=high)
    plain.busy = sorted((moment(span.starts), moment(span.ends)) for span in spans)
    taken = TakenTime.objects.filter(person=member.person, ends__gt=low, starts__lt=high)
    for row in taken.select_related("session__supervisor"):
        plain.taken.append((moment(row.starts), moment(row.ends)))
        if row.session and row.session.supervisor.person_id == member.person_id:
            plain.sessions.append((row.session.starts_at, row.session.ends_at))
    plain.taken.sort()
    plain.sessions.sort()
    plain.heavy = set(HeavyDay.objects.filter(person=member.person).values_list("day", flat=True))
    return plain
