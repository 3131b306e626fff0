"""The kinds of message about supervisors from outside: the invitation, and its answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from supervision.notices.facts import NothingMoreFacts, YesOrNoFacts
from supervision.notices.kinds import Kind
from supervision.notices.models import Notice
from supervision.notices.samples import Sample, register_samples
from supervision.outside import services
from supervision.outside.models import Invitation
from supervision.wording import noted


def invited(notice: Notice, now: datetime) -> NothingMoreFacts | None:
    """Somebody asks the reader to supervise them; None once that is answered, taken back, or over."""
    rows = Invitation.objects.filter(pk=notice.about["invitation"], state=Invitation.State.OPEN)
    return {} if rows.filter(expires_at__gt=now).exists() else None


def answered(notice: Notice, now: datetime) -> YesOrNoFacts | None:
    """Whom the reader would like as a supervisor has answered; None where the answer was taken back."""
    row = Invitation.objects.filter(pk=notice.about["invitation"], answered_at__isnull=False).first()
    return None if row is None else {"is_yes": row.state == Invitation.State.ACCEPTED}


def page(notice: Notice) -> str:
    return reverse("agreements:list")


def asked_page(notice: Notice) -> str:
    return reverse("outside:asked")


def waiting(notices: Sequence[Notice], now: datetime) -> set[int]:
    """Return the ids of those invitations that still wait for their reader's answer."""
    by_row = {notice.about["invitation"]: notice.pk for notice in notices}
    rows = Invitation.objects.filter(pk__in=by_row, state=Invitation.State.OPEN, expires_at__gt=now)
    return {by_row[pk] for pk in rows.values_list("pk", flat=True)}


KINDS = (
    Kind(
        name=services.INVITED,
        notice_class="R",
        subject="one-tap",
        line=noted("Somebody would like to work with you"),
        icon="hand-heart",
        context=invited,
        path=asked_page,
        is_first=True,
        waiting=waiting,
    ),
    Kind(
        name=services.ANSWERED,
        notice_class="R",
        subject="an-answer",
        line=noted("Whom you invited has answered"),
        icon="circle-check",
        context=answered,
        path=page,
    ),
)


def register_all_samples() -> None:
    register_samples(services.INVITED, Sample("To a supervisor from outside", {}))
    register_samples(
        services.ANSWERED,
        Sample("To the supervisee, after a yes", {"is_yes": True}),
        Sample("To the supervisee, after not this time", {"is_yes": False}),
    )
