"""Invented facts for the messages about check-ins, for those who look at them beforehand."""

from peers.checkins import telling
from supervision.notices.samples import Sample, register_samples

TIMES = [
    {"day": day, "starts": starts, "ends": ends, "zone": "UK time"}
    for day, starts, ends in (
        ("Fri 6 Nov", "16:30", "16:45"),
        ("Tue 10 Nov", "12:15", "12:30"),
        ("Fri 13 Nov", "12:30", "12:45"),
    )
]
TIME = {**TIMES[2], "day": "Friday 13 November"}
NEXT = {"next_on": "Monday 23 November"}


def register_checkin_samples() -> None:
    found = {"until": "Sunday 22 November", "is_three": False, "times": TIMES}
    near = {"time": TIME, "times": [], "reader_rings": True}
    register_samples(
        telling.PARTNER,
        Sample("To both of a pair", found),
        Sample("To a three without a common time", {**found, "is_three": True, "times": []}),
    )
    register_samples(telling.ALONE, Sample("To whoever was left over", NEXT))
    register_samples(telling.HELD, Sample("To both of a pair", {"time": TIME}))
    register_samples(telling.FREED, Sample("To both of a pair", {"time": TIME, "times": TIMES[:2]}))
    register_samples(
        telling.REMINDER,
        Sample("The working day before", {**near, "moment": telling.EVE}),
        Sample("On the day, to the one who is rung", {**near, "moment": telling.DAY, "reader_rings": False}),
        Sample("Half-way, without a time", {**near, "moment": telling.MIDDLE, "time": None, "times": TIMES}),
    )
    register_samples(telling.MISSED, Sample("After two rounds, to each alone", NEXT))
