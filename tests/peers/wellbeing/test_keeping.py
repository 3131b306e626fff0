"""What is kept in one's own space: sealed, in its place, and gone when its owner says so."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peers.wellbeing import keeping
from peers.wellbeing.models import Kept, Space
from supervision.people.encryption import CannotUnseal, Tampered, erase_key
from tests.builders import make_person

pytestmark = pytest.mark.django_db


def kept(person, drawer, name, **body):
    return keeping.change(person.pk, drawer, name, lambda before: body)


def test_what_is_kept_is_found_under_its_name_and_in_no_other_drawer():
    person = make_person()
    kept(person, "lines", "b", words="second")
    kept(person, "lines", "a", words="first")
    kept(person, "plan", "a", words="else")

    space = keeping.open_space(person.pk)

    assert [(one.name, one.body) for one in space.all("lines")] == [
        ("a", {"words": "first"}),
        ("b", {"words": "second"}),
    ]
    assert space.read("plan", "a") == {"words": "else"}
    assert space.read("plan", "b") is None


def test_a_row_says_neither_what_it_is_nor_of_when_nor_how_long():
    person = make_person()
    kept(person, "lines", "2026-11-02", words="x")
    kept(person, "plan", "2026-11-02", words="x" * 150)

    first, second = Kept.objects.all()

    assert len(first.sealed) == len(second.sealed)
    assert first.drawer != second.drawer and first.place != second.place
    assert b"2026" not in bytes(first.sealed) and b"xxx" not in bytes(second.sealed)


def test_what_was_kept_is_changed_in_its_place_and_dropped():
    person = make_person()
    for _ in range(3):
        keeping.change(person.pk, "taps", "today", lambda before: {"n": (before or {"n": 0})["n"] + 1})
    assert keeping.open_space(person.pk).read("taps", "today") == {"n": 3}

    keeping.change(person.pk, "taps", "today", lambda before: None)

    assert keeping.open_space(person.pk).read("taps", "today") is None
    assert not Kept.objects.exists()


def test_two_people_have_two_spaces_and_neither_opens_what_was_moved_to_it():
    mine, theirs = make_person(), make_person()
    kept(mine, "lines", "a", words="mine")
    kept(theirs, "lines", "a", words="theirs")
    row = Kept.objects.get(space=mine.pk)
    Kept.objects.filter(space=theirs.pk).update(sealed=row.sealed)

    with pytest.raises(Tampered):
        keeping.open_space(theirs.pk).read("lines", "a")
    assert keeping.open_space(mine.pk).read("lines", "a") == {"words": "mine"}


def test_nothing_opens_once_the_persons_key_is_destroyed():
    person = make_person()
    kept(person, "lines", "a", words="mine")
    erase_key(person)

    with pytest.raises(CannotUnseal):
        keeping.open_space(person.pk)


def test_wiping_takes_everything_and_its_key_of_one_person_alone():
    mine, theirs = make_person(), make_person()
    kept(mine, "lines", "a", words="mine")
    kept(theirs, "lines", "a", words="theirs")

    keeping.wipe(mine.pk)
    keeping.wipe(mine.pk)

    assert list(Space.objects.values_list("pk", flat=True)) == [theirs.pk]
    assert keeping.open_space(mine.pk).all("lines") == []
    kept(mine, "lines", "a", words="anew")
    assert keeping.open_space(mine.pk).read("lines", "a") == {"words": "anew"}


def test_what_is_to_be_forgotten_is_gone_from_its_day_on():
    person = make_person()
    keeping.change(person.pk, "lines", "a", lambda before: {"x": 1}, forget_on=date(2026, 11, 3))
    kept(person, "lines", "b", x=2)

    assert keeping.forget(date(2026, 11, 2)) == 0
    assert keeping.forget(date(2026, 11, 3)) == 1
    assert [one.name for one in keeping.open_space(person.pk).all("lines")] == ["b"]


@pytest.mark.parametrize("number", [1, 30])
def test_reading_a_drawer_costs_the_same_for_one_and_for_thirty(number):
    person = make_person()
    for n in range(number):
        kept(person, "lines", str(n), n=n)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(keeping.open_space(person.pk).all("lines")) == number

    assert len(asked) == 2
