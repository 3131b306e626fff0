"""The two messages about data: somebody asks to be erased, and what was said to it. Neither says whose."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse

from supervision.notices.facts import DataAskedFacts, NothingMoreFacts
from supervision.notices.kinds import Kind
from supervision.notices.models import Notice
from supervision.notices.samples import FRIDAY, Sample, register_samples
from supervision.rights import rules
from supervision.rights.models import ErasureRequest
from supervision.scheduling.days import local_day
from supervision.wording import noted

ASKED, ANSWERED = "data_asked", "data_answered"


def asked(notice: Notice, now: datetime) -> DataAskedFacts | None:
    """By when an answer is owed; None once it is given, taken back, or whoever asked is erased."""
    found = ErasureRequest.objects.waiting().filter(pk=notice.about["request"]).first()
    if found is None or not notice.recipient.is_admin:
        return None
    return {"until": rules.answer_by(local_day(found.asked_at, notice.recipient.organisation.zone))}


def answered(notice: Notice, now: datetime) -> NothingMoreFacts | None:
    """None unless it still stands."""
    state = ErasureRequest.State.REFUSED
    return {} if ErasureRequest.objects.filter(pk=notice.about["request"], state=state).exists() else None


KINDS = (
    Kind(
        name=ASKED,
        notice_class="R",
        subject="something-to-read",
        line=noted("Somebody asks about their data"),
        icon="shield-check",
        context=asked,
        path=lambda notice: reverse("data:page"),
    ),
    Kind(
        name=ANSWERED,
        notice_class="R",
        subject="an-answer",
        line=noted("What you asked about your data has an answer"),
        icon="shield-check",
        context=answered,
        path=lambda notice: reverse("rights:page"),
    ),
)


def register_rights_samples() -> None:
    until: date = FRIDAY
    register_samples(ASKED, Sample("To administrators", {"until": until}))
    register_samples(ANSWERED, Sample("To whoever asked", {}))
