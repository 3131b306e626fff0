"""Invented facts for the messages about circles, for those who look at them beforehand."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from peers.circles import guest_letters, guests, telling
from supervision.notices.facts import TimeWords
from supervision.notices.samples import TUESDAY, Letter, Sample, register_letters, register_samples
from supervision.people.models import Organisation

TIME = TimeWords(**{**TUESDAY, "how": ""})
LATER = TimeWords(**{**TIME, "starts": "15:00", "ends": "16:00"})


def register_circle_samples() -> None:
    held = {"time": TIME, "repeats": False}
    off = {"time": TIME, "is_host": False}
    register_samples(
        telling.JOINED,
        Sample("A place for one meeting", held),
        Sample("A place in a standing group", {**held, "repeats": True}),
    )
    register_samples(telling.CAME_FREE, Sample("To whoever waited longest", held))
    register_samples(telling.MOVED, Sample("To everybody with a place", {"time": LATER, "was": TIME}))
    register_samples(
        telling.CALLED_OFF,
        Sample("Too few had a place", {**off, "told_as": "few"}),
        Sample("Called off", {**off, "told_as": "host"}),
        Sample("To whoever holds it", {**off, "told_as": "few", "is_host": True}),
    )
    register_samples(
        telling.LET_GO,
        Sample("A place given up", {**off, "told_as": "left"}),
        Sample("For the people of another team now", {**off, "told_as": "team"}),
        Sample("Moved to when one is elsewhere", {**off, "time": LATER, "told_as": "clash"}),
    )
    register_samples(telling.TOMORROW, Sample("The day before", held))
    register_samples(telling.ASKS, Sample("To administrators", {"is_yes": False}))
    register_samples(
        telling.HANDS,
        Sample("To one colleague", {"leaves": False, "is_one": True}),
        Sample("To those in it, when somebody leaves", {"leaves": True, "is_one": False}),
    )
    register_samples(
        telling.HANDED,
        Sample("Somebody said yes", {"is_yes": True}),
        Sample("Not this time, after all", {"is_yes": False}),
    )
    register_samples(telling.NEW, Sample("To those who wanted to hear of it", {"time": TIME}))
    register_samples(telling.NEW_HOST, Sample("To everybody with a place there", {"time": TIME}))
    register_samples(
        telling.ANSWERED,
        Sample("Opened", {"is_yes": True}),
        Sample("Not this time", {"is_yes": False}),
    )
    register_letters(
        _to_guest(guests.CONFIRM, "An address to confirm", {"has_place": True}),
        _to_guest(telling.JOINED, "A place is kept", {}),
        _to_guest(telling.CAME_FREE, "A place came free", {}),
        _to_guest(telling.MOVED, "A time has moved", {"time": LATER, "was": TIME}),
        _to_guest(telling.CALLED_OFF, "A time is off", {"told_as": "few"}, number=""),
        _to_guest(telling.LET_GO, "A place was let go", {}, number=""),
        _to_guest(telling.TOMORROW, "A word the day before", {}),
    )


def _to_guest(kind: str, line: str, facts: Mapping[str, Any], *, number: str = "47") -> Letter:
    """Return a letter to somebody from outside, who has a place in an open circle and no inbox."""

    def written(organisation: Organisation) -> tuple[str, str, str]:
        link = f"{settings.BASE_URL}/…"
        shown = {"time": TIME, **facts}
        return guest_letters.in_words(kind, shown, link=link, number=number, organisation=organisation)

    name = f"to_{kind.replace('circle', 'guest')}"
    return Letter(name, line, "To a guest from outside", written, icon="users-round")
