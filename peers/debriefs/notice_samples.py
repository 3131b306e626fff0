"""Invented facts for the messages of debriefs, for those who look at them beforehand."""

from peers.debriefs import telling
from supervision.notices.samples import Sample, register_samples

TODAY = {"day": "today", "starts": "16:30", "ends": "16:45", "zone": "UK time"}


def register_talk_samples() -> None:
    asked = {
        "length": "a quarter of an hour",
        "is_now": False,
        "room": "today",
        "time": TODAY,
        "how": "by phone",
        "goes_on": "15:30",
        "entry": None,
    }
    agreed = {"is_now": False, "time": TODAY, "how": "by phone", "entry": None}
    at_once = telling.AT_ONCE
    register_samples(telling.ASKED, Sample("To each who is asked", asked))
    register_samples(
        telling.ASKED + at_once,
        Sample("To each who is asked for now", {**asked, "is_now": True, "length": "five minutes"}),
    )
    register_samples(telling.AGREED, Sample("To both", agreed))
    register_samples(telling.AGREED + at_once, Sample("To both, at once", {**agreed, "is_now": True}))
    register_samples(
        telling.RELEASED,
        Sample("Somebody else had room", {"is_needed": True, "entry": None}),
        Sample("No longer needed", {"is_needed": False, "entry": None}),
    )
    register_samples(telling.OFFERED, Sample("To whoever asked", {"time": TODAY}))
    register_samples(telling.NOBODY, Sample("To whoever asked", {"can_widen": True}))
    register_samples(telling.NOBODY + at_once, Sample("To whoever asked for now", {"can_widen": True}))
    register_samples(
        telling.OFF,
        Sample("To both", {"time": TODAY, "goes_on": False, "entry": None}),
        Sample("To whoever asked", {"time": TODAY, "goes_on": True, "entry": None}),
    )
    register_samples(telling.AFTER, Sample("To both, when it is over", {}))
