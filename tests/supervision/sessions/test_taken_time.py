"""The last line against double booking: what the database itself refuses."""

import pytest
from django.db import IntegrityError, transaction

from supervision.sessions.models import TakenTime
from tests.builders import make_member, make_person, make_session

pytestmark = pytest.mark.django_db


def take(person, starts, ends):
    session = make_session(make_member(), make_member(person=person), status="missed")
    return TakenTime.objects.create(person=person, session=session, starts=starts, ends=ends)


@pytest.mark.parametrize(
    ("starts", "ends"),
    [(600, 660), (601, 659), (540, 601), (659, 700), (540, 700)],
    ids=["the same", "inside", "over its start", "over its end", "around it"],
)
def test_a_person_is_never_taken_twice_in_one_minute(starts, ends):
    person = make_person()
    take(person, 600, 660)
    with pytest.raises(IntegrityError, match="taken_time_overlaps"), transaction.atomic():
        take(person, starts, ends)
    assert TakenTime.objects.filter(person=person).count() == 1


@pytest.mark.parametrize(("starts", "ends"), [(540, 600), (660, 720)], ids=["until then", "from then on"])
def test_one_stretch_may_begin_when_another_ends(starts, ends):
    person = make_person()
    take(person, 600, 660)
    take(person, starts, ends)
    assert TakenTime.objects.filter(person=person).count() == 2


def test_two_people_may_be_taken_at_once():
    take(make_person(), 600, 660)
    take(make_person(), 600, 660)


def test_a_stretch_cannot_be_moved_over_another():
    person = make_person()
    take(person, 600, 660)
    later = take(person, 660, 720)
    with pytest.raises(IntegrityError, match="taken_time_overlaps"), transaction.atomic():
        TakenTime.objects.filter(pk=later.pk).update(starts=630)
    TakenTime.objects.filter(pk=later.pk).update(starts=700, ends=800)
