"""The kinds of message about feedback: one soft invitation a half-year, and that somebody wrote by name."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse

from supervision.feedback import selectors
from supervision.feedback.models import Answer
from supervision.feedback.services import BY_NAME, INVITED
from supervision.notices.facts import FeedbackInvitedFacts, NothingMoreFacts
from supervision.notices.kinds import Kind
from supervision.notices.models import Notice
from supervision.notices.samples import FRIDAY, Sample, register_samples
from supervision.scheduling.days import local_day
from supervision.wording import noted


def invited(notice: Notice, now: datetime) -> FeedbackInvitedFacts | None:
    """Until when one may say how it is; None once one has, or the window is over."""
    until = date.fromisoformat(notice.about["until"])
    if local_day(now, notice.recipient.zone) > until:
        return None
    owns = selectors.owns_of(notice.recipient, now=now)
    if not any(own.closes_on and own.said is None and not own.is_seen for own in owns):
        return None
    return {"until": until}


def by_name(notice: Notice, now: datetime) -> NothingMoreFacts | None:
    """Somebody wrote to the reader by name; None once they took it back."""
    row = Answer.objects.filter(pk=notice.about["answer"], is_named=True).exclude(sealed=b"")
    return {} if row.exists() else None


def page(notice: Notice) -> str:
    return reverse("feedback:overview")


KINDS = (
    Kind(
        name=INVITED,
        notice_class="S",
        subject="a-few-minutes",
        line=noted("How is it for you, if you’d like to say"),
        icon="message-circle-plus",
        context=invited,
        path=page,
        label=noted("How supervision is for you"),
        help_text=noted("Once in half a year: may we ask?"),
        can_unsubscribe=True,
    ),
    Kind(
        name=BY_NAME,
        notice_class="S",
        subject="something-to-read",
        line=noted("Somebody wrote how it is for them"),
        icon="book-open",
        context=by_name,
        path=page,
        offered_to=lambda member: member.is_supervisor,
        label=noted("What somebody says by name"),
        help_text=noted("When one whom you supervise says how it is for them, by name."),
        can_unsubscribe=True,
    ),
)


def register_all_samples() -> None:
    register_samples(INVITED, Sample("To whoever is supervised", {"until": FRIDAY}))
    register_samples(BY_NAME, Sample("To the supervisor", {}))
