"""Invented facts for the messages about agreements, about who supervises whom, and about one to read soon."""

from supervision.notices.facts import PairedWords
from supervision.notices.samples import FRIDAY, Sample, register_samples
from supervision.practice import directory, escalating, rearranging

JUDITH = [PairedWords(day=FRIDAY, names=["Judith Marlow"], more=0)]
FEMI = [PairedWords(day=FRIDAY, names=["Femi Oladipo"], more=0)]
MANY = [PairedWords(day=FRIDAY, names=["Grace Bell", "Tom Ashworth", "Zofia Wójcik"], more=0)]


def register_all() -> None:
    register_samples("agreement_to_sign", Sample("To the other side", {}))
    register_samples("agreement_holds", Sample("To both", {}))
    register_samples("agreement_limits", Sample("To the supervisee", {}))
    register_samples("agreement_review", Sample("To both", {"review_on": FRIDAY}))
    register_samples(directory.ASKED, Sample("To the supervisor who is asked", {}))
    register_samples(
        directory.ANSWERED,
        Sample("To whoever asked, after a yes", {"is_yes": True}),
        Sample("To whoever asked, after not this time", {"is_yes": False}),
    )
    register_samples(directory.CHANGED, Sample("To the supervisor before", {}))
    register_samples(
        rearranging.REARRANGED,
        Sample(
            "To who is supervised, when somebody else takes over",
            {"told_as": "supervisee", "begins": JUDITH, "ends": FEMI, "booked": 2},
        ),
        Sample(
            "To who supervises from then on",
            {"told_as": "supervisor", "begins": MANY, "ends": [], "booked": 0},
        ),
        Sample(
            "To who supervised before",
            {"told_as": "supervisor", "begins": [], "ends": MANY, "booked": 4},
        ),
    )
    register_samples(escalating.PASSED_ON, Sample("To the named contact", {}))
