"""Several taps at once in one person's space: none is lost, and of one time one break is held."""

import uuid
from datetime import UTC, datetime
from functools import partial

import pytest
from django.db import connection

from peers.wellbeing import contacts, journal, keeping
from peers.wellbeing.models import Kept, Space
from supervision.availability import taking
from supervision.sessions.models import TakenTime
from tests.builders import make_member
from tests.faults.test_recording_at_once import at_once

pytestmark = pytest.mark.race
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
TODAY = NOON.date()
TIMES, HANDS = 4, 6


def tap(member, name):
    return lambda: contacts.weigh(member, 3, name=name, day=TODAY, now=NOON)


def test_two_taps_at_once_are_two_and_one_pressed_twice_is_one(own_database):
    for _ in range(TIMES):
        member = make_member()
        names = [uuid.uuid4().hex for _ in range(HANDS)]

        at_once(*(tap(member, name) for name in names), tap(member, names[0]))

        assert sorted(one.name for one in contacts.day_of(member, TODAY).taps) == sorted(names)
        assert Kept.objects.filter(space=member.person_id).count() == 1


def test_whoever_keeps_their_first_things_at_once_has_one_space_and_all_of_them(own_database):
    for _ in range(TIMES):
        member = make_member()

        at_once(*(partial(journal.write, member, f"Line {n}", now=NOON) for n in range(HANDS)))

        assert Space.objects.filter(pk=member.person_id).count() == 1
        assert {line.words for line in journal.lines_of(member)} == {f"Line {n}" for n in range(HANDS)}


def test_of_one_break_pressed_at_once_one_is_held_and_the_others_find_it_taken(own_database):
    for _ in range(TIMES):
        member = make_member()
        start = taking.minute_of(NOON) + 60

        press = partial(contacts.hold_break, member, start, start + 30, now=NOON)
        results = at_once(*[press] * HANDS)

        held = [one for one in results if isinstance(one, contacts.Held)]
        refused = [one for one in results if isinstance(one, taking.TimeTaken)]
        assert (len(held), len(refused)) == (1, HANDS - 1)
        assert contacts.day_of(member, TODAY).held == tuple(held)
        assert TakenTime.objects.filter(person=member.person_id).count() == 1


def test_without_the_lock_taps_at_once_are_lost(own_database, monkeypatch):
    """The race is there: where nothing makes them wait, what one kept the other writes over."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    monkeypatch.setattr(keeping, "lock_persons", lambda ids: list(ids))
    lost = 0
    for _ in range(3 * TIMES):
        member = make_member()
        contacts.weigh(member, 1, name="first", day=TODAY, now=NOON)
        names = [uuid.uuid4().hex for _ in range(HANDS)]
        at_once(*(tap(member, name) for name in names))
        lost += len(names) + 1 - len(contacts.day_of(member, TODAY).taps)
    assert lost > 0
