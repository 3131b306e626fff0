"""Time taken for rooms that may not look at sessions, and reading when members are free."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from supervision.availability import taking
from supervision.availability.free import free_times_of
from supervision.availability.models import HeavyDay, ProtectedTime
from supervision.availability.opening import rebuild_open_weeks
from supervision.availability.taking import TimeTaken, minute_of
from supervision.scheduling.bits import lowest
from supervision.sessions.booking import book
from supervision.sessions.models import TakenTime
from supervision.sessions.taking import NoLongerFree
from tests.builders import MONDAY_9AM, make_leave, make_member, make_person, make_relationship, make_session

pytestmark = pytest.mark.django_db
TEN = MONDAY_9AM + timedelta(hours=1)
HALF_PAST = TEN + timedelta(minutes=30)
NOW = MONDAY_9AM - timedelta(days=2)


def take(members, starts_at=TEN, ends_at=HALF_PAST, *, reference=None, **extra):
    reference = reference or uuid4()
    ids = [member.person_id for member in members]

    def act():
        taking.lock_persons(ids)
        taking.take(reference, ids, starts_at, ends_at, now=NOW, **extra)

    taking.in_turn(act)
    return reference


def test_time_is_taken_for_all_of_them_and_given_back():
    one, other = make_member(), make_member()

    reference = take([one, other])

    minute = minute_of(TEN)
    assert taking.spans_of([one.person_id, other.person_id], minute, minute + 1, now=NOW) == {
        one.person_id: [(minute, minute + 30)],
        other.person_id: [(minute, minute + 30)],
    }
    taking.release([reference])
    assert not TakenTime.objects.exists()


def test_somebody_in_a_session_is_taken_whoever_asks_and_in_whatever_organisation():
    person = make_person()
    here, there = make_member(person=person), make_member(person=person)
    make_session(make_member(here.organisation, roles=("supervisor",)), here, at=TEN, status="booked")
    before = list(TakenTime.objects.values_list("pk", flat=True))

    with pytest.raises(TimeTaken):
        take([make_member(), there], HALF_PAST, HALF_PAST + timedelta(minutes=5))

    assert list(TakenTime.objects.values_list("pk", flat=True)) == before


def test_what_peers_took_cannot_be_booked_over():
    supervisor = make_member(roles=("supervisor",))
    member = make_member(supervisor.organisation)
    make_relationship(supervisor, member)
    take([member])

    with pytest.raises(NoLongerFree) as refused:
        book(
            by=member,
            supervisor=supervisor,
            supervisees=[member],
            starts_at=TEN,
            minutes=60,
            kind="individual",
            now=NOW,
        )

    assert "busy" not in str(refused.value)


def test_the_database_itself_refuses_without_a_second_look():
    member = make_member()
    take([member])

    with pytest.raises(IntegrityError, match="taken_time_overlaps"), transaction.atomic():
        TakenTime.objects.create(
            kept_for=uuid4(), person=member.person, starts=minute_of(TEN) + 29, ends=minute_of(TEN) + 40
        )


def test_time_that_ran_out_counts_no_more():
    member = make_member()
    take([member], expires_at=NOW)

    take([member])

    assert TakenTime.objects.filter(person=member.person).count() == 1


def test_free_is_hours_less_what_is_taken_busy_or_protected():
    member = make_member()  # 09:00 to 17:00
    make_session(
        make_member(member.organisation, roles=("supervisor",)), member, at=MONDAY_9AM, status="booked"
    )
    start = minute_of(datetime(2026, 11, 2, tzinfo=UTC))
    free = free_times_of([member], start, start + 1440, now=NOW)

    begins = free.starts(member.pk, 30)

    assert free.minute(lowest(begins)) == minute_of(TEN)
    assert free.minute(begins.bit_length() - 1) == start + 16 * 60 + 30


def test_lunch_stays_free_somewhere():
    member = make_member()
    ProtectedTime.objects.create(
        person=member.person, shape="within", weekdays="Mon", starts=720, ends=765, minutes=30
    )
    noon = minute_of(MONDAY_9AM) + 180
    free = free_times_of([member], noon, noon + 45, now=NOW)

    assert free.starts(member.pk, 15)
    assert not free.starts(member.pk, 30)


def test_two_share_what_both_have_and_nobody_on_leave_has_any():
    one, other, away = make_member(), make_member(), make_member()
    make_leave(away, MONDAY_9AM.date())
    take([other])
    start = minute_of(TEN)
    free = free_times_of([one, other, away], start, start + 60, now=NOW)

    assert free.minute(lowest(free.common([one.pk, other.pk], 15))) == start + 30
    assert not free.starts(away.pk, 5)


def test_around_is_whatever_the_hours_but_not_when_taken_or_on_leave():
    early, taken, away = make_member(), make_member(), make_member()
    make_leave(away, MONDAY_9AM.date())
    at = MONDAY_9AM - timedelta(hours=1)
    take([taken], at, at + timedelta(minutes=5))
    start = minute_of(at)
    free = free_times_of([early, taken, away], start, start + 60, now=NOW)

    assert not free.starts(early.pk, 5) & 1
    assert free.is_around(early.pk, 5, zone=early.zone)
    assert not free.is_around(taken.pk, 5, zone=taken.zone)
    assert not free.is_around(away.pk, 5, zone=away.zone)


def test_a_day_marked_heavy_is_known():
    member = make_member()
    HeavyDay.objects.create(person=member.person, day=MONDAY_9AM.date())
    start = minute_of(TEN)
    free = free_times_of([member], start, start + 3000, now=NOW)

    assert free.is_heavy(member.pk, start, zone=member.zone)
    assert not free.is_heavy(member.pk, start + 1440, zone=member.zone)


@pytest.mark.parametrize("number", [1, 30])
def test_reading_costs_one_query_for_one_and_for_thirty(number):
    members = [make_member() for _ in range(number)]
    rebuild_open_weeks([member.pk for member in members], now=NOW)
    start = minute_of(TEN)

    with CaptureQueriesContext(connection) as queries:
        free_times_of(members, start, start + 60, now=NOW)

    assert len(queries) == 1
