"""Invented facts for the messages about circles, for those who look at them beforehand."""

from peers.circles import telling
from supervision.notices.facts import TimeWords
from supervision.notices.samples import TUESDAY, Sample, register_samples

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
