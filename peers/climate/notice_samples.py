"""Invented facts for the message about a month's card, for those who look at it beforehand."""

from peers.climate import telling
from supervision.notices.samples import Sample, register_samples


def register_climate_samples() -> None:
    register_samples(telling.OPEN, Sample("To everybody who is asked", {"until": "Mon 30 Nov"}))
