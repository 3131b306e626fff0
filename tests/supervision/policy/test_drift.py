"""Kept clocks and flags stand as a full calculation has them, whatever was edited in between."""

import pytest
from django.db import transaction

from benchmarks._edits import Town
from supervision.people import audit
from supervision.policy import services

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_edits_leave_no_difference_behind(seed):
    town = Town(10, seed=seed)

    for number in range(1, 101):
        done = town.edit()
        if number % 20 == 0:
            assert town.differences() == [], f"after edit {number} ({done}) at {town.now}"

    assert audit.first_break(town.organisation) is None


def test_an_edit_nobody_is_told_of_does_leave_one(monkeypatch):
    """The check above would see upkeep that is missing."""
    monkeypatch.setattr("supervision.sessions.changed._listeners", [])
    town = Town(10)

    for _ in range(20):
        with transaction.atomic():
            town.hold_session()

    assert town.differences()


def test_a_full_recalculation_of_a_swept_town_changes_nothing():
    town = Town(10, seed=4)
    for _ in range(60):
        town.edit()
    town.sweep()

    services.mark_stale(organisation_ids=[town.organisation.pk], now=town.now)
    again = services.sweep_clocks(now=town.now)

    assert (again.opened, again.escalated, again.closed, again.notices) == (0, 0, 0, 0)
