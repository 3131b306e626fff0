"""When a session can start: tables on each side of every edge, and a slow oracle beside it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.scheduling.bits import DAY_CELLS, WEEK_CELLS, Frame, covering, listed
from supervision.scheduling.hours import cells_of_days, daily_windows, of_day, of_days, to_utc, wall_days
from supervision.scheduling.slots import Diary, Kept, Limits, Need, offered, quarters, startable
from supervision.scheduling.spans import union
from tests.supervision.scheduling import slot_oracle
from tests.supervision.scheduling.slot_oracle import Person

LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 11, 2, tzinfo=UTC)
ALL_DAY = {weekday: [(0, 1440)] for weekday in range(7)}
NINE_TO_FIVE = {weekday: [(540, 1020)] for weekday in range(5)}


def minute(moment):
    return int(moment.timestamp()) // 60


def frame_around(moment, days):
    """Return a frame of whole days that begins a day early."""
    begins = minute(moment) // 1440 * 1440 - 1440
    return Frame(begins, (days + 2) * DAY_CELLS)


def diary_of(person, frame):
    """Return what the product makes of a person as the oracle has them."""
    first, days = wall_days(frame)

    def in_utc(week, instead=None):
        return to_utc(of_days(week, first, days, instead), first, person.zone, frame)

    blocked = covering(union((minute(s), minute(e)) for s, e in person.busy), frame)
    for on, starts, ends in person.protected:
        cells = of_day([(starts, ends)], outwards=True)
        blocked |= in_utc([cells if weekday == on else 0 for weekday in range(7)])
    instead = {day.toordinal(): of_day(windows) for day, windows in person.own_days.items()}
    instead |= {day.toordinal(): 0 for day in person.shut}
    hours = in_utc([of_day(person.windows.get(weekday, ())) for weekday in range(7)], instead)
    return Diary(
        person.zone,
        hours & ~blocked,
        blocked,
        sorted((minute(s), minute(e)) for s, e, *_ in person.taken),
        sorted((minute(s), minute(e)) for _, _, s, e in person.taken if s is not None),
        [day.toordinal() for day in person.heavy],
        [
            Kept(daily_windows(tuple(on), starts, ends, person.zone, frame), m)
            for on, starts, ends, m in person.kept
        ],
    )


def limits_of(person):
    return Limits(person.most_a_day, person.most_a_week, person.most_in_a_row, person.pause)


def found(person, frame, need):
    inside = frame.between(frame.minute(DAY_CELLS), frame.minute(frame.cells - DAY_CELLS))
    can = startable(diary_of(person, frame), need, limits_of(person), frame) & quarters(frame) & inside
    return [datetime.fromtimestamp(at * 60, UTC) for at in listed(can, frame)]


def expected(person, frame, need):
    begins = datetime.fromtimestamp(frame.minute(DAY_CELLS) * 60, UTC)
    ends = datetime.fromtimestamp(frame.minute(frame.cells - DAY_CELLS) * 60, UTC)
    answer = []
    while begins < ends:
        if slot_oracle.can_start(person, begins, minutes=need.minutes, before=need.before, after=need.after):
            answer.append(begins)
        begins += timedelta(minutes=15)
    return answer


def times(moments, day=MONDAY):
    return [f"{at:%H:%M}" for at in moments if at.date() == day.date()]


def at(clock, day=MONDAY):
    hour, minutes = clock.split(":")
    return day + timedelta(hours=int(hour), minutes=int(minutes))


def quarters_from(first, last):
    moment, answer = at(first), []
    while moment <= at(last):
        answer.append(f"{moment:%H:%M}")
        moment += timedelta(minutes=15)
    return answer


FRAME = frame_around(MONDAY, 1)


@pytest.mark.parametrize(
    ("window", "minutes", "first", "last"),
    [
        ((540, 600), 60, "09:00", "09:00"),
        ((540, 614), 60, "09:00", "09:00"),
        ((540, 615), 60, "09:00", "09:15"),
        ((541, 616), 60, "09:15", "09:15"),
        ((540, 600), 61, None, None),
        ((540, 604), 61, None, None),
        ((540, 605), 61, "09:00", "09:00"),
        ((1380, 1440), 60, "23:00", "23:00"),
        ((0, 60), 60, "00:00", "00:00"),
    ],
)
def test_a_session_lies_inside_the_hours(window, minutes, first, last):
    person = Person(LONDON, {0: [window]})
    assert times(found(person, FRAME, Need(minutes))) == (quarters_from(first, last) if first else [])


@pytest.mark.parametrize(
    ("taken", "missing"),
    [
        (("12:00", "12:00"), []),
        (("12:00", "12:05"), quarters_from("11:15", "12:00")),
        (("12:00", "13:00"), quarters_from("11:15", "12:45")),
        (("12:01", "12:59"), quarters_from("11:15", "12:45")),
        (("11:59", "13:01"), quarters_from("11:00", "13:00")),
    ],
)
def test_what_is_taken_is_not_offered_to_the_minute(taken, missing):
    start, end = (at(clock) for clock in taken)
    person = Person(LONDON, NINE_TO_FIVE, taken=[(start, end, None, None)] if start < end else [])
    assert (
        sorted(set(quarters_from("09:00", "16:00")) - set(times(found(person, FRAME, Need(60))))) == missing
    )


@pytest.mark.parametrize(
    ("after", "last_before", "first_after"),
    [(0, "11:00", "13:00"), (1, "10:45", "13:00"), (15, "10:45", "13:00"), (16, "10:30", "13:00")],
)
def test_a_buffer_is_kept_after_a_session_and_not_before(after, last_before, first_after):
    person = Person(LONDON, NINE_TO_FIVE, busy=[(at("12:00"), at("13:00"))])
    answer = times(found(person, FRAME, Need(60, after=after)))
    assert [clock for clock in answer if clock < "12:00"][-1] == last_before
    assert next(clock for clock in answer if clock > "12:00") == first_after
    assert answer[-1] == "16:00"  # outside hours it may lie


def test_a_heavy_day_is_heavy_on_the_wall_of_its_person():
    sydney = ZoneInfo("Australia/Sydney")
    person = Person(sydney, ALL_DAY, heavy={MONDAY.date()}, busy=[(at("12:00"), at("12:05"))])
    # 2 November ends at 13:00 UTC in Sydney. Until then a quarter of an hour is kept, afterwards none is.
    answer = times(found(person, FRAME, Need(60)))
    assert "10:45" in answer and "11:00" not in answer
    assert "12:15" not in answer and "12:30" in answer
    tuesday = Person(sydney, ALL_DAY, heavy={(MONDAY + timedelta(days=1)).date()}, busy=person.busy)
    assert "12:15" in times(found(tuesday, FRAME, Need(60)))


@pytest.mark.parametrize(
    ("sessions", "most", "pause", "missing"),
    [
        # Two in a row end at 12:00; the third has to wait for the break, on both sides.
        ([("10:00", "11:00"), ("11:00", "12:00")], 2, 30, ["08:45", "09:00", "12:00", "12:15"]),
        ([("10:00", "11:00"), ("11:00", "12:00")], 3, 30, []),
        ([("10:00", "11:00"), ("11:29", "12:00")], 2, 30, ["08:45", "09:00", "12:00", "12:15"]),
        ([("10:00", "11:00"), ("11:30", "12:00")], 2, 30, []),
        # One between two would make three.
        ([("10:00", "11:00"), ("12:00", "13:00")], 2, 30, ["11:00"]),
        ([("10:00", "11:00"), ("12:15", "13:00")], 2, 30, ["11:00", "11:15"]),
        ([("10:00", "11:00")], 1, 30, ["08:45", "09:00", "11:00", "11:15"]),
        ([("10:00", "11:00")], 1, 0, ["09:00", "11:00"]),
    ],
)
def test_after_so_many_in_a_row_comes_a_break(sessions, most, pause, missing):
    taken = [(at(s), at(e), at(s), at(e)) for s, e in sessions]
    loose = Person(LONDON, ALL_DAY, taken=taken)
    strict = Person(LONDON, ALL_DAY, taken=taken, most_in_a_row=most, pause=pause)

    left_out = set(times(found(loose, FRAME, Need(60)))) - set(times(found(strict, FRAME, Need(60))))
    assert sorted(left_out) == missing
    assert found(strict, FRAME, Need(60)) == expected(strict, FRAME, Need(60))


def test_a_day_and_a_week_have_only_so_many():
    week = frame_around(MONDAY, 14)
    taken = [(at("10:00"), at("11:00"), at("10:00"), at("11:00"))]
    taken += [tuple(moment + timedelta(days=3) for moment in taken[0])]

    one_a_day = found(Person(LONDON, NINE_TO_FIVE, taken=taken, most_a_day=1), week, Need(60))
    assert sorted({*range(2, 16)} - {moment.day for moment in one_a_day}) == [2, 5, 7, 8, 14, 15]
    two_a_week = found(Person(LONDON, NINE_TO_FIVE, taken=taken, most_a_week=2), week, Need(60))
    assert {moment.day for moment in two_a_week} == {9, 10, 11, 12, 13}
    assert found(Person(LONDON, NINE_TO_FIVE, most_a_day=0), week, Need(60)) == []


def test_two_things_kept_in_one_window_each_get_their_own_minutes():
    lunch, walk = ({0}, 720, 840, 60), ({0}, 720, 840, 30)
    both = Person(LONDON, NINE_TO_FIVE, kept=[lunch, walk])

    # Two hours, ninety minutes of which are kept: a session of an hour finds no room among them.
    answer = times(found(both, FRAME, Need(60)))
    assert answer == [*quarters_from("09:00", "11:30"), *quarters_from("13:30", "16:00")]
    assert found(both, FRAME, Need(30)) == expected(both, FRAME, Need(30))


def test_what_is_left_of_a_window_that_is_lost_already_stays():
    person = Person(LONDON, NINE_TO_FIVE, busy=[(at("12:00"), at("13:45"))], kept=[({0}, 720, 840, 30)])
    assert times(found(person, FRAME, Need(60))) == [
        *quarters_from("09:00", "11:00"),
        *quarters_from("14:00", "16:00"),
    ]


def test_everybody_in_a_group_must_be_free():
    assert offered([0b1110, 0b0111], 0b1111) == 0b0110
    assert offered([0b1110, 0b0001], 0b1111) == 0
    assert offered([], 0b1010) == 0b1010


# ---------------------------------------------------------------- beside the oracle
ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns"]
# Ordinary days, and the days around which one of these zones changes its clocks.
DAYS = ["2026-11-03", "2026-10-25", "2027-03-28", "2027-03-14", "2026-11-01", "2027-04-04", "2026-10-04"]


def windows():
    return st.tuples(st.integers(0, 1435), st.integers(5, 700)).map(lambda two: (two[0], min(1440, sum(two))))


def spans_near(day):
    begin = datetime.fromisoformat(day).replace(tzinfo=UTC) - timedelta(days=1)
    return st.tuples(st.integers(0, 3 * 1440), st.integers(1, 200)).map(
        lambda two: (begin + timedelta(minutes=two[0]), begin + timedelta(minutes=sum(two)))
    )


@st.composite
def people(draw):
    day = draw(st.sampled_from(DAYS))
    on = datetime.fromisoformat(day).date()
    near = st.sampled_from([on - timedelta(days=1), on, on + timedelta(days=1)])
    week = draw(
        st.dictionaries(st.integers(0, 6), st.lists(windows(), max_size=2), max_size=7) | st.just(ALL_DAY)
    )
    taken, reached = [], None
    for start, end in sorted(draw(st.lists(spans_near(day), max_size=6))):
        if reached is None or start >= reached:
            is_session = draw(st.booleans())
            taken.append((start, end, start if is_session else None, end if is_session else None))
            reached = end
    kept = draw(
        st.lists(
            st.tuples(windows(), st.sampled_from([15, 30, 60])).map(lambda k: (set(range(7)), *k[0], k[1])),
            max_size=2,
        )
    )
    return day, Person(
        ZoneInfo(draw(st.sampled_from(ZONES))),
        week,
        own_days=draw(st.dictionaries(near, st.lists(windows(), max_size=2), max_size=1)),
        shut=draw(st.sets(near, max_size=1)),
        protected=draw(
            st.lists(st.tuples(st.integers(0, 6), windows()).map(lambda p: (p[0], *p[1])), max_size=2)
        ),
        busy=draw(st.lists(spans_near(day), max_size=3)),
        taken=taken,
        heavy=draw(st.sets(near, max_size=1)),
        kept=kept,
        most_a_day=draw(st.sampled_from([None, None, 1, 2])),
        most_a_week=draw(st.sampled_from([None, None, 2])),
        most_in_a_row=draw(st.sampled_from([None, 1, 2])),
        pause=draw(st.sampled_from([0, 15, 30])),
    )


@given(people(), st.sampled_from([15, 50, 60, 90]), st.sampled_from([0, 10, 15]))
def test_slots_are_what_the_slow_and_obvious_way_gives(whom, minutes, after):
    day, person = whom
    frame = frame_around(datetime.fromisoformat(day).replace(tzinfo=UTC), 1)
    need = Need(minutes, after=after)

    assert found(person, frame, need) == expected(person, frame, need)


def test_days_are_cut_out_of_a_frame_on_their_own_wall():
    frame = Frame(minute(MONDAY), WEEK_CELLS)
    cells = cells_of_days([MONDAY.date().toordinal()], ZoneInfo("Asia/Tokyo"), frame)
    assert cells == frame.between(frame.start, frame.start + 15 * 60)
