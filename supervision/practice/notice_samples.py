"""Invented facts for the messages about agreements."""

from supervision.notices.samples import FRIDAY, Sample, register_samples


def register_all() -> None:
    register_samples("agreement_to_sign", Sample("To the other side", {}))
    register_samples("agreement_holds", Sample("To both", {}))
    register_samples("agreement_limits", Sample("To the supervisee", {}))
    register_samples("agreement_review", Sample("To both", {"review_on": FRIDAY}))
