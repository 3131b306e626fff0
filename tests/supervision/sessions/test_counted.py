"""What clocks read of a held session is a copy on the attendance, kept by the database, whoever writes."""

import random
from datetime import timedelta

import pytest
from django.db import connection

from supervision.sessions.models import Attendance, Session
from supervision.sets import insert_rows, is_postgres, update_rows
from tests.builders import make_member, make_organisation, make_session

pytestmark = pytest.mark.django_db
EMPTY = (None, None, None)


@pytest.fixture
def people():
    organisation = make_organisation()
    return [make_member(organisation) for _ in range(6)]


@pytest.fixture
def session(people):
    return make_session(people[0], people[1:3], kind="group")


def copies(session):
    rows = session.attendances.order_by("pk")
    return list(rows.values_list("counted_at", "counted_minutes", "counted_kind"))


def of(session):
    session.refresh_from_db()
    return (session.starts_at, session.held_minutes, session.kind)


def test_who_came_to_a_held_session_has_its_facts(session):
    assert copies(session) == [of(session)] * 2


def test_who_did_not_come_has_none(session):
    first = session.attendances.order_by("pk").first()

    Attendance.objects.filter(pk=first.pk).update(attended=False)

    assert copies(session) == [EMPTY, of(session)]
    Attendance.objects.filter(pk=first.pk).update(attended=True)
    assert copies(session) == [of(session)] * 2


@pytest.mark.parametrize(
    "changes",
    [
        {"held_minutes": 31},
        {"kind": "individual"},
        {"status": "booked", "held_minutes": None},
        {"status": "cancelled", "held_minutes": None},
    ],
)
def test_a_change_of_the_session_reaches_them(session, changes):
    Session.objects.filter(pk=session.pk).update(**changes)

    facts = of(session)
    assert copies(session) == [facts if session.status == "held" else EMPTY] * 2


def test_a_session_that_is_held_at_last_reaches_them(people):
    session = make_session(people[0], people[1], status="booked")
    assert copies(session) == [EMPTY]

    session.attendances.update(attended=True)
    assert copies(session) == [EMPTY]
    Session.objects.filter(pk=session.pk).update(status="held", held_minutes=50)

    assert copies(session) == [of(session)]


def test_a_stale_object_that_is_saved_brings_no_stale_copy_with_it(session):
    stale = session.attendances.first()
    Session.objects.filter(pk=session.pk).update(held_minutes=12)

    stale.save()

    assert copies(session) == [of(session)] * 2


def test_rows_written_by_sets_have_it_as_well(session, people):
    insert_rows(Attendance, ("session_id", "member_id", "attended"), [(session.pk, people[5].pk, True)])
    assert copies(session) == [of(session)] * 3

    update_rows(Attendance, ("id", "attended"), [(one.pk, False) for one in session.attendances.all()])

    assert copies(session) == [EMPTY] * 3


def test_after_any_writing_the_copy_says_what_a_join_says(people):
    """By a hundred odd writes in any order: nobody has to remember the copy."""
    dice = random.Random(7)
    sessions = [make_session(people[0], people[1:4], kind="group") for _ in range(5)]
    for _ in range(100):
        rows = Session.objects.filter(pk=dice.choice(sessions).pk)
        places = Attendance.objects.filter(session__in=rows)
        status = dice.choice(["held", "held", "booked", "cancelled", "missed"])
        dice.choice(
            [
                lambda rows=rows, status=status: rows.update(
                    status=status, held_minutes=dice.randrange(5, 90) if status == "held" else None
                ),
                lambda rows=rows: rows.update(starts_at=rows.get().starts_at - timedelta(minutes=5)),
                lambda rows=rows: rows.update(kind=dice.choice(["individual", "group"])),
                lambda places=places: places.filter(member=dice.choice(people)).update(
                    attended=dice.choice([None, False, True])
                ),
                lambda places=places: places.update(attended=True),
            ]
        )()

    with connection.cursor() as cursor:
        cursor.execute(
            """
            select count(*), count(a.counted_at) from supervision_sessions_attendance a
            left join supervision_sessions_session s
                on s.id = a.session_id and s.status = 'held' and a.attended
            where not (a.counted_at is not distinct from s.starts_at
                and a.counted_minutes is not distinct from s.held_minutes
                and a.counted_kind is not distinct from s.kind)
            """
        )
        assert cursor.fetchone() == (0, 0)


def test_what_is_booked_is_found_among_what_is_not_counted(people, session):
    """The sweep asks so of everybody who comes due: years of held sessions are not read for it."""
    booked = make_session(people[0], people[1:3], kind="group", status="booked")
    ahead = Attendance.objects.filter(member=people[1], counted_at=None)

    assert [place.session for place in ahead] == [booked]
    if not is_postgres():  # whose planner asks first how many rows there are: here it reads the table
        assert "attendance_not_counted" in ahead.explain()
