"""Looking for slots: the arithmetic alone, and the whole request with the database.

Works: `one12w`, one supervisor for twelve weeks; `one12w_3000`, the same with 3,000 busy spans of an
outside calendar; `ten4w` and `fifty12w`, when all of 10 and of 50 people can; `any200`, any of `size`
(200) supervisors in four weeks. Each as `.arithmetic`, from values in memory to slots, beside
`datetimes`; and as `.request`, beside `per_person`, which reads model objects, one person after another, and
goes on with the same datetimes. `afresh` is ours without kept weeks: everything is worked out from hours,
leave and busy spans. All variants must give the same slots.
"""

import os
import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import _plain_slots as plain
from benchmarks._measure import Results, apart, say, timed
from supervision.availability.models import (
    BusySpan,
    Calendar,
    DayHours,
    HeavyDay,
    OpenWeek,
    ProtectedTime,
    WeeklyHours,
)
from supervision.availability.open_time import open_time
from supervision.availability.opening import rebuild_open_weeks
from supervision.availability.sources import sources_of
from supervision.people.models import Leave, Member, Organisation, Person
from supervision.sessions.finding import Search, find_slots
from supervision.sessions.finding.diaries import Diaries
from supervision.sessions.finding.search import bounds_of, diaries_for, slots_in
from supervision.sessions.models import Session, TakenTime

DEFAULT_SIZE = 200
NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
FIRST = date(2026, 11, 2)
LONDON = ZoneInfo("Europe/London")
WEEKS = 13
RUNS = int(os.environ.get("RUNS", "7"))
ROUNDS = min(RUNS, 3)


def run(db: str, size: int | None) -> int:
    results = Results("slots", db)
    size = size or DEFAULT_SIZE
    say(f"making {size} supervisors and 50 others")
    ids = populate(size)
    wrong = False
    for work, search in searches(ids).items():
        wrong |= measure_arithmetic(results, work, search)
        wrong |= measure_requests(results, work, search)
    aims(results)
    results.show()
    return int(wrong)


def searches(ids) -> dict[str, Search]:
    supervisors, others = ids

    def search(who, whom, weeks, **more):
        last = FIRST + timedelta(weeks=weeks, days=-1)
        return Search(
            supervisors=tuple(who),
            supervisees=tuple(whom),
            minutes=60,
            first=FIRST,
            last=last,
            zone=LONDON,
            **more,
        )

    return {
        "one12w": search(supervisors[:1], [], 12),
        "one12w_3000": search(supervisors[1:2], [], 12),
        "ten4w": search(supervisors[2:3], others[:9], 4),
        "fifty12w": search(supervisors[2:3], others[:49], 12),
        "any200": search(supervisors, others[:1], 4),
    }


# ---------------------------------------------------------------- what is measured
def measure_arithmetic(results: Results, work: str, search: Search) -> bool:
    bounds = bounds_of(search)
    keep(search)
    ready = diaries_for(search, bounds[0], bounds[-1], now=NOW)
    sources = sources_of(ready.parties, ready.frame)
    people = {pk: plain.read(pk, search.first, search.last) for pk in search.members}

    def holdspace():
        diaries = Diaries(ready.parties, ready.frame, ready.times, ready.facts, NOW)
        return slots_in(search, diaries, bounds[0], bounds[-1])

    def afresh():
        times = {pk: open_time(party, sources[pk], ready.frame) for pk, party in ready.parties.items()}
        diaries = Diaries(ready.parties, ready.frame, times, ready.facts, NOW)
        return slots_in(search, diaries, bounds[0], bounds[-1])

    def datetimes():
        return plainly(search, people)

    return take_turns(results, f"{work}.arithmetic", search, [holdspace, afresh, datetimes])


def measure_requests(results: Results, work: str, search: Search) -> bool:
    def holdspace():
        return found(find_slots(search, NOW))

    def afresh():
        return found(find_slots(search, NOW))

    def per_person():
        people = {pk: plain.read(pk, search.first, search.last) for pk in search.members}
        return plainly(search, people)

    wrong = False
    for variant in (holdspace, afresh):
        keep(search) if variant is holdspace else OpenWeek.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            variant()
        say(f"{work}: {len(queries)} queries, {variant.__name__}")
        wrong |= variant is holdspace and len(queries) > 3
    return wrong | take_turns(results, f"{work}.request", search, [holdspace, afresh, per_person])


def take_turns(results: Results, work: str, search: Search, variants) -> bool:
    answers = set()
    size = len(search.members)
    for _ in range(ROUNDS):
        for variant in variants:
            keep(search) if variant.__name__ != "afresh" else OpenWeek.objects.all().delete()
            is_slow = variant.__name__ in ("per_person", "datetimes") and size > 9
            number = 1 if is_slow else RUNS
            (times, answer), peak = apart(lambda v=variant, n=number: repeatedly(v, n))
            for seconds in times:
                results.add(work, size, variant.__name__, seconds, peak)
            answers.add(answer)
    slots = {number for number, _ in answers}
    say(f"{work}: {slots} slots" + ("" if len(answers) == 1 else " - THE ANSWERS DIFFER"))
    return len(answers) != 1


def repeatedly(variant, number: int):
    """Return how long each of so many runs took, and what stands for their answer.

    One that warms up comes first, unless there is but one.
    """
    answer = []
    if number > 1:
        variant()
    times = [timed(lambda: answer.append(variant())) for _ in range(number)]
    slots = as_minutes(answer[-1])
    return times, (len(slots), hash(tuple(slots)))


def as_minutes(answer) -> list:
    return [
        (start if isinstance(start, int) else int(start.timestamp()) // 60, holders)
        for start, holders in answer
    ]


def found(answer) -> list:
    return [(slot.starts_at, slot.supervisors) for slot in answer.slots]


def plainly(search: Search, people) -> list:
    return plain.slots(
        [people[pk] for pk in search.supervisors],
        [people[pk] for pk in search.supervisees],
        minutes=search.minutes,
        first=search.first,
        last=search.last,
        zone=search.zone,
        now=NOW,
        all_of=search.all_of,
    )


def keep(search: Search) -> None:
    rebuild_open_weeks(search.members, now=NOW)


def aims(results: Results) -> None:
    """Say by how much ours is faster, and whether that is what was aimed at."""

    def times_faster(work: str, other: str) -> float:
        sizes = [key[1] for key in results.times if key[0] == work]
        return results.median(work, sizes[0], other) / results.median(work, sizes[0], "holdspace")

    for work, aim in (
        ("one12w", 8),
        ("one12w_3000", 8),
        ("ten4w", 20),
        ("fifty12w", 20),
        ("any200", 20),
    ):
        ratio = times_faster(f"{work}.arithmetic", "datetimes")
        afresh = ratio / times_faster(f"{work}.arithmetic", "afresh")
        say(f"{work}: arithmetic {ratio:.0f} times faster than datetimes (aim {aim}); afresh {afresh:.0f}")
        ratio = times_faster(f"{work}.request", "per_person")
        aim_words = " (aim 40)" if work == "any200" else ""
        afresh = ratio / times_faster(f"{work}.request", "afresh")
        say(f"{work}: request {ratio:.0f} times faster than per_person{aim_words}; afresh {afresh:.0f}")
    for part in ("arithmetic", "request"):
        events = results.median(f"one12w_3000.{part}", 1, "holdspace")
        none = results.median(f"one12w.{part}", 1, "holdspace")
        say(f"3,000 busy spans: {part} {events / none:.2f} times none (aim 1.5 at most)")


# ---------------------------------------------------------------- who there is
def populate(size: int) -> tuple[list[int], list[int]]:
    """Make the people: hours of their own, leave, lunch, protected time, calendars and sessions.

    The first supervisor has no calendar, the second one of 3,000 busy spans, everybody else one of a few
    spans a day, from Monday to Thursday. Returns the ids of supervisors and of the others.
    """
    dice = random.Random(7)
    for model in (TakenTime, Session, BusySpan, Calendar, OpenWeek, Member, Person, Organisation):
        model.objects.all().delete()
    alder = Organisation.objects.create(name="Alder", slug="alder")
    people = Person.objects.bulk_create(
        Person(email=f"p{i}@alder.example", name=f"Person{i} Alder") for i in range(size + 50)
    )
    members = Member.objects.bulk_create(
        Member(
            organisation=alder,
            person=person,
            is_supervisor=i < size,
            is_case_manager=i >= size,
            start_date=date(2024, 1, 1),
        )
        for i, person in enumerate(people)
    )
    calendars = Calendar.objects.bulk_create(
        Calendar(person=person, kind="file", created_at=NOW) for person in people
    )
    hours, own_days, protected, spans, heavy, leave = [], [], [], [], [], []
    for i, (member, calendar) in enumerate(zip(members, calendars, strict=True)):
        for weekday in range(5):
            if i % 3:
                ends = dice.choice([960, 1020, 1080])
                hours.append(
                    WeeklyHours(member=member, weekday=weekday, starts=dice.choice([480, 540]), ends=ends)
                )
        protected.append(
            ProtectedTime(
                person=member.person,
                shape="within",
                weekdays="Mon,Tue,Wed,Thu,Fri",
                starts=720,
                ends=840,
                minutes=30,
            )
        )
        protected.append(
            ProtectedTime(
                person=member.person,
                shape="weekly",
                weekdays=dice.choice(["Mon", "Thu"]),
                starts=900,
                ends=960,
            )
        )
        day = FIRST + timedelta(days=dice.randrange(7 * WEEKS))
        own_days.append(DayHours(member=member, day=day, starts=600, ends=840))
        heavy.append(HeavyDay(person=member.person, day=FIRST + timedelta(days=dice.randrange(7 * WEEKS))))
        if i % 10 == 5:
            starts_on = FIRST + timedelta(days=dice.randrange(7 * WEEKS))
            leave.append(
                Leave(
                    member=member, starts_on=starts_on, ends_on=starts_on + timedelta(days=4), kind="annual"
                )
            )
        if i == 1:
            stretches = crowded(dice)
        else:
            stretches = [] if i == 0 else a_few(dice)
        spans += [
            BusySpan(calendar=calendar, person=member.person, starts=start, ends=end)
            for start, end in stretches
        ]
    for rows in (hours, own_days, protected, heavy, leave, spans):
        type(rows[0]).objects.bulk_create(rows, batch_size=5000)
    book(alder, members[:size], dice)
    ids = [member.pk for member in members]
    return ids[:size], ids[size:]


def minute(day: int, of_day: int) -> int:
    return int((datetime(2026, 11, 2, tzinfo=UTC) + timedelta(days=day)).timestamp()) // 60 + of_day


def a_few(dice) -> list[tuple[int, int]]:
    found = []
    for day in range(7 * WEEKS):
        if day % 7 < 4:
            start = dice.randrange(96, 180) * 5
            found.append((minute(day, start), minute(day, start + dice.choice([30, 60, 90]))))
            found.append((minute(day, 1200), minute(day, 1260)))
    return found


def crowded(dice) -> list[tuple[int, int]]:
    """Return 3,000 spans in twelve weeks: two or three in the hours of each day, the rest around them."""
    found = []
    for day in range(84):
        inside = dice.sample(range(540, 1020, 60), 2)
        around = dice.sample([*range(0, 540, 15), *range(1020, 1440, 15)], 34)
        found += [(minute(day, at), minute(day, at + 10)) for at in (*inside, *around)]
    return sorted(found)[:3000]


def book(alder, supervisors, dice) -> None:
    """Have every supervisor hold about seven sessions a week, with their buffers."""
    sessions, taken = [], []
    for member in supervisors:
        for day in range(7 * WEEKS):
            if day % 7 > 4:
                continue
            for at in sorted(dice.sample([540, 630, 720, 870, 960], dice.choice([0, 1, 2, 2]))):
                starts_at = datetime(2026, 11, 2, tzinfo=UTC) + timedelta(days=day, minutes=at)
                sessions.append(
                    Session(
                        organisation=alder,
                        supervisor=member,
                        kind="individual",
                        status="booked",
                        starts_at=starts_at,
                        ends_at=starts_at + timedelta(minutes=60),
                    )
                )
    for session in Session.objects.bulk_create(sessions, batch_size=5000):
        start = int(session.starts_at.timestamp()) // 60
        taken.append(
            TakenTime(person=session.supervisor.person, session=session, starts=start, ends=start + 75)
        )
    TakenTime.objects.bulk_create(taken, batch_size=5000)
