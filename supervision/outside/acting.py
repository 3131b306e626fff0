"""`guest_invited`: would you supervise somebody? Answered from the letter, by whoever has no account yet."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from supervision.notices.acts import Act, Answering, Done, Fact, Goes, Over, Pressed, Question
from supervision.notices.acts.registry import Kept
from supervision.notices.models import Notice
from supervision.outside import rules, services
from supervision.outside.models import Invitation
from supervision.scheduling.days import local_day
from supervision.wording import Dated

OVER = Over("This doesn’t wait any more", "It was answered, taken back, or two weeks have passed.")


def invitation_of(notice: Notice) -> Invitation | None:
    """Return the invitation of a message, as long as its reader is the one who was invited."""
    rows = Invitation.objects.filter(pk=notice.about["invitation"], guest=notice.recipient_id)
    return rows.select_related("supervisee__person", "supervisee__organisation", "invited_by").first()


def question(notice: Notice, now: datetime) -> Question | Over:
    row = invitation_of(notice)
    if row is None or row.state != Invitation.State.OPEN or row.expires_at <= now:
        return OVER
    until = local_day(row.expires_at, notice.recipient.zone)
    return Question(
        heading="Would you like to work with them?",
        facts=[
            Fact("user-round", "With", row.supervisee.person.name, is_private=True),
            Fact("building-2", "At", row.supervisee.organisation.name, is_private=True),
            Fact("clock", "Until", Dated.of(f"{until:%A} {until.day} {until:%B}", until, "l j F")),
        ],
        after=(
            "With a yes you confirm your address.",
            "You see the two of you here and nobody else; no account anywhere else is needed.",
        ),
        audience="They are told what you answer. No reason is asked.",
    )


def accept(pressed: Pressed) -> Kept:
    return _answer(pressed, agrees=True)


def decline(pressed: Pressed) -> Kept:
    return _answer(pressed, agrees=False)


def _answer(pressed: Pressed, *, agrees: bool) -> Kept:
    row = invitation_of(pressed.notice)
    if row is None:
        raise rules.NotOpen("This invitation doesn’t wait any more.")
    services.answer(row, by=pressed.member, agrees=agrees, now=pressed.now)
    return {"invitation": row.pk}


def take_back(notice: Notice, kept: Kept, now: datetime) -> None:
    row = invitation_of(notice)
    if row is None:
        raise rules.NotOpen("This invitation doesn’t wait any more.")
    services.take_back_answer(row, by=notice.recipient, now=now)


def accepted(notice: Notice, kept: Kept, now: datetime) -> Done:
    words = "You work together from today. Sign in with your e-mail address to agree on how."
    return Done("Thank you", words, goes=Goes(reverse("agreements:list"), "Your agreement"))


def declined(notice: Notice, kept: Kept, now: datetime) -> Done:
    return Done("That’s fine", "They are told that it isn’t this time, and nothing else.")


ANSWERING = Answering(
    kind=services.INVITED,
    question=question,
    is_equal=True,
    acts=(
        Act("yes", "Yes, I’d like to", perform=accept, done=accepted, undo=take_back, icon="check"),
        Act("no", "Not this time", perform=decline, done=declined, undo=take_back),
    ),
)
