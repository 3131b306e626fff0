"""What files book takes time as any booking does, and nobody is booked twice by them."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest

from supervision.availability.models import HeavyDay
from supervision.roster.loading import bring_in, plan_for, read_for
from supervision.roster.rules import FilesWrong
from supervision.sessions.booking import book
from supervision.sessions.models import Session, TakenTime
from supervision.sessions.taking import NoLongerFree, minute_of
from tests.builders import make_member, make_organisation, make_relationship

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
TEN = datetime(2026, 11, 10, 10, tzinfo=UTC)
HEAD = "starts_at,minutes,kind,status,supervisor,invited,attended\n"


@pytest.fixture
def house():
    class House:
        organisation = make_organisation(name="Alder")
        supervisor = make_member(organisation, roles=("supervisor",), email="judith@alder.example")
        grace = make_member(organisation, email="grace@alder.example")
        nia = make_member(organisation, email="nia@alder.example")

    for one in (House.grace, House.nia):
        make_relationship(House.supervisor, one)
    return House


def row(hour, who, status="booked", minutes=60):
    return (
        f"2026-11-{hour}:00+00:00,{minutes},individual,{status},judith@alder.example,{who}@alder.example,\n"
    )


def load(house, *rows, now=NOW):
    reading = read_for(
        house.organisation, {"sessions.csv": BytesIO((HEAD + "".join(rows)).encode())}, now=now
    )
    return reading, lambda: bring_in(house.organisation, reading, now=now)


def refused(house, *rows):
    reading, bring = load(house, *rows)
    plan_for(house.organisation, reading, now=NOW)
    before = Session.objects.count()
    with pytest.raises(FilesWrong):
        bring()
    assert Session.objects.count() == before
    return [(problem.line, problem.column, problem.why) for problem in reading.problems.kept]


def taken_by(member):
    rows = TakenTime.objects.filter(person=member.person_id).order_by("starts").values_list("starts", "ends")
    return [(starts - minute_of(TEN), ends - minute_of(TEN)) for starts, ends in rows]


def test_what_is_booked_takes_time_and_what_is_over_does_not(house):
    _, bring = load(
        house, row("10T10:00", "grace"), row("01T10:00", "grace"), row("12T10:00", "nia", "cancelled")
    )
    bring()
    starts = minute_of(TEN)
    assert set(TakenTime.objects.values_list("person", "starts", "ends")) == {
        (house.supervisor.person_id, starts, starts + 75),
        (house.grace.person_id, starts, starts + 60),
    }
    assert all(len(session.calendar_uid) == 32 for session in Session.objects.all())


def test_the_same_files_once_more_change_nothing(house):
    rows = [row("10T10:00", "grace"), row("10T11:00", "nia")]
    load(house, *rows)[1]()
    before = list(TakenTime.objects.order_by("pk").values())
    brought = load(house, *rows)[1]()
    assert brought.plan.is_empty
    assert list(TakenTime.objects.order_by("pk").values()) == before


def test_two_rows_that_overlap_are_refused_with_the_row_and_the_reason(house):
    assert refused(house, row("10T10:00", "grace"), row("10T10:30", "nia"))[0] == (
        3,
        "starts_at",
        "judith@alder.example is taken then. Nobody can be in two sessions at once.",
    )


def test_a_row_over_something_booked_here_is_refused(house):
    book(
        by=house.grace,
        supervisor=house.supervisor,
        supervisees=[house.grace],
        starts_at=TEN,
        minutes=60,
        now=NOW,
    )
    assert refused(house, row("10T10:30", "nia"))[0][0] == 2


def test_a_row_over_something_booked_elsewhere_is_refused_and_does_not_say_where(house):
    other = make_member(roles=("supervisor",))
    twin = make_member(other.organisation, person=house.grace.person)
    make_relationship(other, twin)
    book(by=twin, supervisor=other, supervisees=[twin], starts_at=TEN, minutes=60, now=NOW)
    ((_, _, why),) = refused(house, row("10T10:00", "grace"))
    assert why == "grace@alder.example is taken then. Nobody can be in two sessions at once."


def test_what_a_file_calls_off_is_free_again(house):
    load(house, row("10T10:00", "grace"))[1]()
    load(house, row("10T10:00", "grace", "cancelled"))[1]()
    assert Session.objects.get().status == "cancelled"
    assert not TakenTime.objects.exists()


def test_what_a_file_makes_longer_takes_longer(house):
    load(house, row("10T10:00", "grace"))[1]()
    load(house, row("10T10:00", "grace", minutes=90))[1]()
    assert taken_by(house.grace) == [(0, 90)]
    assert taken_by(house.supervisor) == [(0, 105)]
    assert Session.objects.get().calendar_sequence == 1


def test_rows_back_to_back_are_taken_in_and_keep_what_time_there_is_between_them(house):
    load(house, row("10T10:00", "grace"), row("10T11:00", "nia"))[1]()
    assert taken_by(house.supervisor) == [(0, 60), (60, 135)]


def test_a_later_file_may_book_right_after_what_an_earlier_one_did(house):
    load(house, row("10T10:00", "grace"))[1]()
    assert taken_by(house.supervisor) == [(0, 75)]
    load(house, row("10T10:00", "grace"), row("10T11:00", "nia"))[1]()
    assert taken_by(house.supervisor) == [(0, 60), (60, 135)]


def test_a_day_that_is_heavy_is_kept_so_for_what_files_book(house):
    HeavyDay.objects.create(person=house.grace.person, day=TEN.date())
    load(house, row("10T10:00", "grace"))[1]()
    assert taken_by(house.grace) == [(-15, 75)]


def test_nobody_is_booked_into_the_buffer_of_what_a_file_booked(house):
    load(house, row("10T10:00", "grace"))[1]()
    people = {"by": house.nia, "supervisor": house.supervisor, "supervisees": [house.nia]}
    with pytest.raises(NoLongerFree):
        book(**people, starts_at=TEN + timedelta(hours=1), minutes=60, now=NOW)


def test_the_time_of_whoever_is_beside_moves_with_a_file(house):
    other = make_member(house.organisation, roles=("supervisor",))
    make_relationship(other, house.grace)
    people = {"supervisor": house.supervisor, "supervisees": [house.grace], "beside": [other]}
    book(by=house.grace, **people, starts_at=TEN, minutes=60, now=NOW)
    load(house, row("10T10:00", "grace", minutes=90))[1]()
    assert taken_by(other) == [(0, 105)]
