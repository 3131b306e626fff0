"""The kinds of message about agreements, and what they are told when they are sent: that, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse

from supervision.notices.facts import AgreementReviewFacts, NothingMoreFacts, YesOrNoFacts
from supervision.notices.kinds import Kind
from supervision.notices.models import Notice
from supervision.people.models import Relationship
from supervision.practice import access, directory, escalating, reminding, services
from supervision.practice.models import AgreementVersion, Escalation, LimitsRead, SupervisorRequest
from supervision.scheduling.days import local_day
from supervision.wording import noted


def to_sign(notice: Notice, now: datetime) -> NothingMoreFacts | None:
    """A version waits for the reader's signature; None once it doesn't."""
    return {} if _waits(notice) else None


def holds(notice: Notice, now: datetime) -> NothingMoreFacts | None:
    """The other side signed too; None once a later version holds."""
    is_so = AgreementVersion.objects.filter(pk=notice.about["version"], state="holds").exists()
    return {} if is_so and _relationship(notice) else None


def review(notice: Notice, now: datetime) -> AgreementReviewFacts | None:
    """A review comes near; None once they looked at it again, or don't work together any more."""
    relationship = _relationship(notice)
    if relationship is None or not access.is_open(relationship, local_day(now, relationship.supervisee.zone)):
        return None
    agreement = access.agreement_between(relationship.supervisor_id, relationship.supervisee_id)
    told = date.fromisoformat(notice.about["until"])
    if agreement is None or agreement.signed_until != told:
        return None
    return {"review_on": told}


def limits(notice: Notice, now: datetime) -> NothingMoreFacts | None:
    """Somebody is to read where confidentiality ends before the first session; None once they have."""
    relationship = _relationship(notice)
    if relationship is None:
        return None
    is_read = LimitsRead.objects.filter(
        agreement__supervisor=relationship.supervisor_id,
        agreement__supervisee=relationship.supervisee_id,
        member=notice.recipient_id,
    ).exists()
    return None if is_read else {}


def page(notice: Notice) -> str:
    return reverse("agreements:page", args=[notice.about["relationship"]])


def waiting_to_sign(notices: Sequence[Notice], now: datetime) -> set[int]:
    """Return the ids of those whose version still waits for their recipient."""
    versions = {notice.about["version"] for notice in notices}
    still = {
        str(pk)
        for pk in AgreementVersion.objects.filter(pk__in=versions, state="open").values_list("pk", flat=True)
    }
    return {notice.pk for notice in notices if notice.about["version"] in still}


def _relationship(notice: Notice) -> Relationship | None:
    return access.relationships_of(notice.recipient).filter(pk=notice.about.get("relationship")).first()


def _waits(notice: Notice) -> bool:
    version = AgreementVersion.objects.filter(pk=notice.about["version"], state="open")
    return version.exclude(signatures__member=notice.recipient_id).exists()


def passed_on(notice: Notice, now: datetime) -> NothingMoreFacts | None:
    """Something was passed on to the reader; None once it is kept no more."""
    return {} if Escalation.objects.filter(pk=notice.about["passed_on"]).exists() else None


def passed_on_page(notice: Notice) -> str:
    return reverse("agreements:passed_on", args=[notice.about["passed_on"]])


def asked(notice: Notice, now: datetime) -> NothingMoreFacts | None:
    """Somebody asks the reader to be their supervisor; None once that is answered or taken back."""
    return {} if _request(notice, SupervisorRequest.State.OPEN) else None


def answered(notice: Notice, now: datetime) -> YesOrNoFacts | None:
    """Whom the reader asked has answered."""
    row = SupervisorRequest.objects.filter(pk=notice.about["request"]).first()
    return None if row is None else {"is_yes": row.state == SupervisorRequest.State.ACCEPTED}


def changed(notice: Notice, now: datetime) -> NothingMoreFacts | None:
    """Somebody whom the reader supervised works with somebody else from now on."""
    return {} if _request(notice, SupervisorRequest.State.ACCEPTED) else None


def page_of_agreements(notice: Notice) -> str:
    return reverse("agreements:list")


def supervisors_page(notice: Notice) -> str:
    return reverse("supervisors:list")


def waiting_for_an_answer(notices: Sequence[Notice], now: datetime) -> set[int]:
    """Return the ids of those whose asking still waits."""
    asked_for = {notice.about["request"] for notice in notices}
    still = set(SupervisorRequest.objects.filter(pk__in=asked_for, state="open").values_list("pk", flat=True))
    return {notice.pk for notice in notices if notice.about["request"] in still}


def _request(notice: Notice, state: str) -> bool:
    return SupervisorRequest.objects.filter(pk=notice.about["request"], state=state).exists()


KINDS = (
    Kind(
        name=directory.ASKED,
        notice_class="R",
        subject="one-tap",
        line=noted("Somebody would like to work with you"),
        icon="hand-heart",
        context=asked,
        path=supervisors_page,
        offered_to=lambda member: member.is_supervisor,
        label=noted("Somebody would like to work with you"),
        help_text=noted("Once for each who asks."),
        waiting=waiting_for_an_answer,
    ),
    Kind(
        name=directory.ANSWERED,
        notice_class="R",
        subject="an-answer",
        line=noted("Whom you asked has answered"),
        icon="circle-check",
        context=answered,
        path=supervisors_page,
    ),
    Kind(
        name=directory.CHANGED,
        notice_class="R",
        subject="small-change",
        line=noted("Somebody works with somebody else now"),
        icon="users-round",
        context=changed,
        path=page_of_agreements,
    ),
    Kind(
        name=escalating.PASSED_ON,
        notice_class="R",
        subject="something-to-arrange",
        line=noted("Somebody asks you to read something soon"),
        icon="hand-heart",
        context=passed_on,
        path=passed_on_page,
    ),
    Kind(
        name=services.TO_SIGN,
        notice_class="S",
        subject="something-to-read",
        line=noted("Something waits for your name under it"),
        icon="pencil",
        context=to_sign,
        path=page,
        label=noted("Your agreement"),
        help_text=noted("When a version waits for you, when it holds, and when a review comes near."),
        can_unsubscribe=True,
        waiting=waiting_to_sign,
    ),
    Kind(
        name=services.HOLDS,
        notice_class="S",
        subject="an-answer",
        line=noted("Both of you have signed"),
        icon="circle-check",
        context=holds,
        path=page,
    ),
    Kind(
        name=reminding.REVIEW,
        notice_class="S",
        subject="something-to-read",
        line=noted("A day to look at something again comes near"),
        icon="calendar-days",
        context=review,
        path=page,
    ),
    Kind(
        name=reminding.LIMITS,
        notice_class="S",
        subject="something-to-read",
        line=noted("Something to read before you first meet"),
        icon="book-open",
        context=limits,
        path=page,
    ),
)
