from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from supervision.availability.models import (
    BookingRules,
    BusySpan,
    Calendar,
    ClosedDay,
    DayHours,
    HeavyDay,
    ProtectedTime,
    WeeklyHours,
)
from supervision.availability.opening import rebuild_open_weeks
from supervision.sessions.finding import Search, best_for, find_slots, next_free, plan_series, why_not
from supervision.sessions.models import TakenTime
from tests.builders import make_leave, make_member, make_organisation, make_session

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
SATURDAY = datetime(2026, 10, 31, 9, tzinfo=UTC)
MONDAY = date(2026, 11, 2)
"""London keeps UTC in these weeks."""


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def minute(moment):
    return int(moment.timestamp()) // 60


def take(person, starts, ends, session=None):
    """Have a person taken, by a session of their own if none is named."""
    session = session or make_session(at=starts, minutes=60, status="booked")
    TakenTime.objects.update_or_create(
        person=person, session=session, defaults={"starts": minute(starts), "ends": minute(ends)}
    )


def busy(member, starts, ends):
    calendar = Calendar.objects.create(person=member.person, kind="file", created_at=SATURDAY)
    BusySpan.objects.create(calendar=calendar, person=member.person, starts=minute(starts), ends=minute(ends))


@pytest.fixture
def alder():
    organisation = make_organisation("Alder")
    # Each test says which limits it is about.
    BookingRules.objects.create(
        organisation=organisation, individual_buffer=0, most_a_day=16, most_in_a_row=10, notice_hours=0
    )
    return organisation


@pytest.fixture
def judith(alder):
    return make_member(alder, roles=("supervisor",), name="Judith Marlow")


@pytest.fixture
def grace(alder):
    return make_member(alder, name="Grace Adeyemi")


def search(supervisors, supervisees, *, first=MONDAY, days=1, **more):
    supervisors = supervisors if isinstance(supervisors, tuple) else (supervisors,)
    supervisees = supervisees if isinstance(supervisees, tuple) else (supervisees,)
    return Search(
        supervisors=tuple(member.pk for member in supervisors),
        supervisees=tuple(member.pk for member in supervisees),
        **{
            "minutes": 60,
            "first": first,
            "last": first + timedelta(days=days - 1),
            "zone": LONDON,
            **more,
        },
    )


def starts(found):
    return [slot.starts_at for slot in found.slots]


def quarters(first, last):
    return [first + timedelta(minutes=15 * i) for i in range((last - first) // timedelta(minutes=15) + 1)]


def test_a_day_without_anything_is_offered_from_nine_until_an_hour_before_five(judith, grace):
    found = find_slots(search(judith, grace), SATURDAY)

    assert starts(found) == quarters(at(2, 9), at(2, 16))
    slot = found.days[0].slots[0]
    assert (slot.ends_at, slot.supervisors) == (at(2, 10), (judith.pk,))


def test_what_is_taken_or_busy_is_not_offered(judith, grace):
    take(judith.person, at(2, 10), at(2, 11, 15))
    busy(grace, at(2, 13), at(2, 17))

    assert starts(find_slots(search(judith, grace), SATURDAY)) == [
        at(2, 9),
        *quarters(at(2, 11, 15), at(2, 12)),
    ]


def test_the_session_that_moves_is_not_in_its_own_way(judith, grace):
    moving = make_session(judith, grace, at=at(2, 10), status="booked")
    take(judith.person, at(2, 10), at(2, 11), moving)
    take(grace.person, at(2, 10), at(2, 11), moving)

    assert at(2, 10) not in starts(find_slots(search(judith, grace), SATURDAY))
    assert at(2, 10) in starts(find_slots(search(judith, grace, leaving_out=moving.pk), SATURDAY))


def test_any_of_several_says_who(alder, judith, grace):
    femi = make_member(alder, roles=("supervisor",), name="Femi Oladipo")
    take(judith.person, at(2, 9), at(2, 12))
    take(femi.person, at(2, 10), at(2, 17))

    slots = find_slots(search((judith, femi), grace), SATURDAY).slots

    assert (slots[0].starts_at, slots[0].supervisors) == (at(2, 9), (femi.pk,))
    assert (slots[1].starts_at, slots[1].supervisors) == (at(2, 12), (judith.pk,))


def test_all_of_several_is_when_all_are_free(alder, judith, grace):
    femi = make_member(alder, roles=("supervisor",))
    WeeklyHours.objects.create(member=femi, weekday=0, starts=15 * 60, ends=20 * 60)

    found = find_slots(search((judith, femi), grace, all_of=True), SATURDAY)

    assert starts(found) == quarters(at(2, 15), at(2, 16))
    assert {slot.supervisors for slot in found.slots} == {(judith.pk, femi.pk)}


def test_notice_and_horizon_are_the_supervisors(alder, judith, grace):
    BookingRules.objects.create(organisation=alder, member=judith, notice_hours=48, horizon_days=7)
    sunday = SATURDAY + timedelta(days=1, hours=5)

    found = find_slots(search(judith, grace, days=9), sunday)

    assert starts(found)[0] == at(3, 14)
    assert found.days[0].reason == "Too soon: Judith asks for 2 days’ notice"
    assert [day.day.day for day in found.days if day.slots] == [3, 4, 5, 6]
    assert found.days[7].reason == "Judith’s diary is not open so far ahead"


def test_a_buffer_keeps_out_of_other_sessions_but_may_lie_outside_hours(alder, judith, grace):
    BookingRules.objects.create(organisation=alder, member=judith, individual_buffer=10)
    take(judith.person, at(2, 11), at(2, 12, 10))

    found = starts(find_slots(search(judith, grace), SATURDAY))

    assert found[:4] == [at(2, 9), at(2, 9, 15), at(2, 9, 30), at(2, 9, 45)]
    assert at(2, 10) not in found
    assert found[-1] == at(2, 16)


def test_a_heavy_day_keeps_a_quarter_of_an_hour_on_both_sides(judith, grace):
    HeavyDay.objects.create(person=grace.person, day=MONDAY)
    take(grace.person, at(2, 12), at(2, 13))

    found = starts(find_slots(search(judith, grace), SATURDAY))

    assert found == [*quarters(at(2, 9), at(2, 10, 45)), *quarters(at(2, 13, 15), at(2, 16))]


def test_the_day_and_the_row_have_their_limits(alder, judith, grace):
    BookingRules.objects.create(organisation=alder, member=judith, most_a_day=3)
    for hour in (9, 11, 14):
        session = make_session(judith, at=at(2, hour), status="booked")
        take(judith.person, at(2, hour), at(2, hour + 1), session)

    found = find_slots(search(judith, grace), SATURDAY)
    assert found.days[0].reason == "Judith’s day is full"

    BookingRules.objects.filter(member=judith).update(most_a_day=None, most_in_a_row=2, break_minutes=30)
    # From 10:00 it would be three in a row, and from 10 past 12 it has to wait for the break.
    assert starts(find_slots(search(judith, grace), SATURDAY)) == [
        *quarters(at(2, 12), at(2, 13)),
        *quarters(at(2, 15), at(2, 16)),
    ]


def test_lunch_keeps_its_minutes_somewhere(judith, grace):
    ProtectedTime.objects.create(
        person=grace.person,
        shape="within",
        weekdays="Mon,Tue",
        starts=12 * 60,
        ends=14 * 60,
        minutes=60,
    )

    found = starts(find_slots(search(judith, grace), SATURDAY))
    assert found == [*quarters(at(2, 9), at(2, 12)), *quarters(at(2, 13), at(2, 16))]

    take(grace.person, at(2, 12), at(2, 12, 30))
    found = starts(find_slots(search(judith, grace), SATURDAY))
    assert found == [*quarters(at(2, 9), at(2, 11)), at(2, 13, 30), *quarters(at(2, 13, 45), at(2, 16))]


@pytest.mark.parametrize(
    ("arrange", "reason"),
    [
        (lambda j, g: make_leave(j, MONDAY, MONDAY), "Judith is away"),
        (lambda j, g: make_leave(g, MONDAY, None, kind="parental"), "Grace is away"),
        (lambda j, g: busy(g, at(2, 0), at(3, 0)), "Grace is busy"),
        (
            lambda j, g: ProtectedTime.objects.create(
                person=j.person, shape="once", day=MONDAY, starts=0, ends=1440
            ),
            "Judith is busy",
        ),
        (lambda j, g: DayHours.objects.create(member=j, day=MONDAY), "Not one of Judith’s days"),
        (lambda j, g: ClosedDay.objects.create(organisation=j.organisation, day=MONDAY), "Alder is closed"),
        (
            lambda j, g: (busy(j, at(2, 9), at(2, 13)), busy(g, at(2, 13), at(2, 17))),
            "No time that suits both",
        ),
    ],
)
def test_an_empty_day_says_why_and_gives_nothing_away(judith, grace, arrange, reason):
    arrange(judith, grace)

    day = find_slots(search(judith, grace), SATURDAY).days[0]

    assert (day.slots, day.reason) == ([], reason)


def test_a_public_holiday_has_no_hours_unless_somebody_gives_it_some(judith, grace):
    christmas = date(2026, 12, 25)
    asked = search(judith, grace, first=christmas)
    assert find_slots(asked, SATURDAY).days[0].reason == "Public holiday"

    for member in (judith, grace):
        DayHours.objects.create(member=member, day=christmas, starts=600, ends=660)
    assert len(find_slots(asked, SATURDAY).slots) == 1


def test_a_medium_is_the_supervisors(judith, grace):
    WeeklyHours.objects.create(
        member=judith, weekday=0, starts=540, ends=660, by_video=True, by_phone=False, in_person=True
    )
    WeeklyHours.objects.create(member=judith, weekday=0, starts=720, ends=780, by_video=True, by_phone=True)

    assert starts(find_slots(search(judith, grace, medium="phone"), SATURDAY)) == [at(2, 12)]
    assert starts(find_slots(search(judith, grace, medium="in_person"), SATURDAY)) == quarters(
        at(2, 9), at(2, 10)
    )
    WeeklyHours.objects.filter(starts=540).delete()
    day = find_slots(search(judith, grace, medium="in_person"), SATURDAY).days[0]
    assert day.reason == "Judith has no hours in person then"


@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize("number", [1, 30])
def test_it_takes_three_queries_whoever_is_asked(alder, grace, number, kept):
    supervisors = tuple(make_member(alder, roles=("supervisor",)) for _ in range(number))
    for member in supervisors:
        busy(member, at(3, 9), at(3, 10))
        take(member.person, at(2, 9), at(2, 10))
    asked = search(supervisors, grace, days=28)
    afresh = find_slots(asked, SATURDAY)
    if kept:
        rebuild_open_weeks([grace.pk, *(member.pk for member in supervisors)], now=SATURDAY)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = find_slots(asked, SATURDAY)

    assert len(queries) == (3 if kept else 9)
    assert found == afresh


def test_the_next_free_times_come_one_a_day(judith, grace):
    asked = search(judith, grace)
    take(judith.person, at(2, 9), at(2, 12))

    assert [slot.starts_at for slot in next_free(asked, now=SATURDAY)] == [at(2, 12), at(3, 9), at(4, 9)]
    assert [slot.starts_at for slot in next_free(asked, before=date(2026, 11, 3), now=SATURDAY)] == [
        at(2, 12),
        at(2, 12, 15),
        at(3, 9),
    ]
    near = next_free(asked, now=SATURDAY, near=at(9, 14, 30))
    assert [slot.starts_at for slot in near] == [at(2, 14, 30), at(3, 14, 30), at(4, 14, 30)]
    assert next_free(asked, before=date(2026, 11, 1), now=SATURDAY) == []


def test_why_not_answers_for_single_starts(judith, grace):
    take(grace.person, at(3, 9), at(3, 10))
    make_leave(judith, date(2026, 11, 5), date(2026, 11, 5))

    answers = why_not(
        search(judith, grace),
        [at(2, 9), at(2, 9, 20), at(3, 9, 30), at(4, 8), at(5, 10), at(2, 16, 30), SATURDAY],
        SATURDAY,
    )

    assert answers == [
        "",
        "Sessions start on a quarter of an hour",
        "Grace is busy then",
        "Outside Grace’s hours",
        "Judith is away",
        "Outside Grace’s hours",
        "That time has passed",
    ]


def test_a_series_lists_what_clashes_with_an_alternative_each(judith, grace):
    make_leave(grace, date(2026, 11, 10), date(2026, 11, 10))
    take(judith.person, at(17, 10), at(17, 11))

    planned = plan_series(search(judith, grace), at(3, 10), "weekly", number=4, now=SATURDAY)

    assert [one.starts_at for one in planned] == [at(day, 10) for day in (3, 10, 17, 24)]
    assert [one.clash for one in planned] == ["", "Grace is away", "Judith is busy then", ""]
    assert [one.alternative and one.alternative.starts_at for one in planned] == [
        None,
        at(9, 10),
        at(17, 9),
        None,
    ]


def test_a_series_keeps_its_wall_time_beyond_the_horizon(alder, judith, grace):
    BookingRules.objects.create(organisation=alder, member=judith, horizon_days=30)

    planned = plan_series(search(judith, grace), at(10, 10), "four_weekly", number=6, now=SATURDAY)

    assert [one.starts_at.astimezone(LONDON).hour for one in planned] == [10] * 6
    assert planned[-1].starts_at == datetime(2027, 3, 30, 9, tzinfo=UTC)
    assert not any(one.clash for one in planned)
    # A series has to begin within the horizon.
    late = plan_series(
        search(judith, grace), datetime(2026, 12, 8, 10, tzinfo=UTC), "weekly", number=2, now=SATURDAY
    )
    assert [one.clash for one in late] == ["Judith’s diary is not open so far ahead", ""]


def test_the_best_times_are_with_whoever_knows_them_if_they_have_one_in_time(alder, judith, grace):
    femi = make_member(alder, roles=("supervisor",), name="Femi Oladipo")
    nia = make_member(alder, name="Nia Bevan")
    make_leave(judith, MONDAY, date(2026, 11, 20))
    pairs = {grace.pk: [femi.pk, judith.pk], nia.pk: [judith.pk, femi.pk]}

    found = best_for(pairs, {grace.pk: date(2026, 10, 1), nia.pk: date(2026, 11, 12)}, now=SATURDAY)

    assert [one.slot.starts_at for one in found[grace.pk]] == [at(2, 9), at(3, 9), at(4, 9)]
    assert found[grace.pk][0].sentence == "The soonest with Femi, who knows Grace."
    assert found[nia.pk][0].slot.supervisors == (femi.pk,)
    assert found[nia.pk][0].sentence == "Judith has nothing by 12 Nov; the soonest is with Femi."
    apart = best_for(pairs, {grace.pk: date(2026, 10, 1)}, now=SATURDAY, apart=True)
    assert apart[nia.pk][0].slot.starts_at != apart[grace.pk][0].slot.starts_at or (
        apart[nia.pk][0].slot.supervisors != apart[grace.pk][0].slot.supervisors
    )


@pytest.mark.parametrize("number", [1, 30])
def test_the_best_times_take_three_queries(alder, judith, number):
    people = [make_member(alder) for _ in range(number)]
    rebuild_open_weeks([judith.pk, *(member.pk for member in people)], now=SATURDAY)

    with CaptureQueriesContext(connection) as queries:
        found = best_for({member.pk: [judith.pk] for member in people}, {}, now=SATURDAY)

    assert len(queries) == 3
    assert all(len(times) == 3 for times in found.values())
