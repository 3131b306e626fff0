"""Kinds of message for these tests alone, a room that asks something, and a reader with a phone."""

from datetime import date

import pytest
import time_machine

from supervision.notices import kinds
from supervision.notices.acts import Answering, registry
from supervision.notices.acts import register as register_answering
from supervision.notices.kinds import Kind, register
from tests.builders import MONDAY_9AM, make_member, make_notice, make_person
from tests.supervision.notices.asking import Room, acts_of
from tests.supervision.notices.reached import House

FACTS = {"day": date(2026, 10, 22), "stands_on": date(2026, 10, 29)}


class Trial:
    """What the trial kinds answer: FACTS, None for the ids in `gone`, a fault for those in `broken`."""

    def __init__(self):
        self.gone, self.broken, self.waits = set(), set(), set()

    def context(self, notice, now):
        if notice.pk in self.broken:
            raise RuntimeError("broken on purpose")
        return None if notice.pk in self.gone else FACTS

    def waiting(self, notices, now):
        return {notice.pk for notice in notices} & self.waits


@pytest.fixture
def trial(monkeypatch):
    """Registers `trial` (R), `trial_soft` (S) and `trial_security` (R, at any hour)."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    trial = Trial()
    common = {
        "subject": "one-tap",
        "context": trial.context,
        "path": lambda notice: f"/sessions/{notice.pk}/",
        "template": "session_recorded",
    }
    register(
        Kind("trial", "R", line="A day to confirm", waiting=trial.waiting, label="Told anyway", **common)
    )
    register(
        Kind(
            "trial_soft",
            "S",
            line="A soft one",
            can_unsubscribe=True,
            label="Soft ones",
            help_text="Now and then.",
            **common,
        )
    )
    register(Kind("trial_security", "R", line="About your sign-in", ignores_hours=True, **common))
    return trial


@pytest.fixture
def room(trial, monkeypatch):
    """The trial kinds, of which `trial` asks something."""
    monkeypatch.setattr(registry, "_answerings", dict(registry._answerings))
    room = Room()
    register_answering(Answering("trial", room.question, acts_of(room)))
    return room


@pytest.fixture
def asked(room):
    """The message of `room` that asks, sent to wren@alder.example."""
    member = make_member(person=make_person(email="wren@alder.example"))
    return make_notice(member, state="sent", inbox_at=MONDAY_9AM, sent_at=MONDAY_9AM)


@pytest.fixture
def monday():
    """Nine on a Monday, until it is moved on."""
    with time_machine.travel(MONDAY_9AM, tick=False) as clock:
        yield clock


@pytest.fixture
def house(trial, receiver, settings, mailoutbox):
    return House(receiver, settings)
