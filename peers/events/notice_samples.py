"""Invented facts for the letters of offers, for those who look at them beforehand."""

from peers.events import rules, telling
from supervision.notices.facts import PickFacts, PickWords
from supervision.notices.samples import Sample, register_samples

TITLES = {
    rules.FIRST: "At once",
    rules.STILL_HERE: "After three days",
    rules.LATER: "After four weeks",
    rules.LAST: "After three months",
}
TIMES = [
    PickWords(day=day, starts=starts, ends=ends, link="#", value="…")
    for day, starts, ends in (
        ("Mon 9 Nov", "15:30", "16:30"),
        ("Tue 10 Nov", "14:00", "15:00"),
        ("Thu 12 Nov", "09:00", "10:00"),
    )
]


def register_event_samples() -> None:
    register_samples(telling.OFFER, *(Sample(title, {"step": step}) for step, title in TITLES.items()))
    picks = PickFacts(times=TIMES, is_usual=True, zone="UK time", more="#")
    none = PickFacts(times=[], is_usual=True, zone="UK time", more="#")
    register_samples(
        telling.TIMES,
        Sample("After a week", {"told_as": "own", "picks": picks}),
        Sample("After a week, when nothing is free", {"told_as": "own", "picks": none}),
    )
