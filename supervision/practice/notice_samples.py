"""Invented facts for the messages about agreements, about who supervises whom, and about one to read soon."""

from supervision.notices.facts import RearrangedDay
from supervision.notices.samples import FRIDAY, Sample, register_samples
from supervision.practice import directory, escalating, rearranging


def _facts(told_as: str, *, more: int = 0, fewer: int = 0, booked: int = 0) -> dict:
    days = [RearrangedDay(day=FRIDAY, more=more, fewer=fewer)]
    return {"told_as": told_as, "days": days, "is_shown": True, "booked": booked}


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
            _facts("supervisee", more=1, fewer=1, booked=2),
        ),
        Sample(
            "To who supervises from then on",
            _facts("supervisor", more=3),
        ),
        Sample(
            "To who supervised before",
            _facts("supervisor", fewer=3, booked=4),
        ),
    )
    register_samples(escalating.PASSED_ON, Sample("To the named contact", {}))
