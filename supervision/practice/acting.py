"""`supervisor_asked`: would you work with them? Answered from the letter."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from supervision.notices.acts import Act, Answering, Done, Fact, Goes, Over, Pressed, Question
from supervision.notices.acts.ready_made import comes_again_at, snooze
from supervision.notices.acts.registry import Kept
from supervision.notices.models import Notice
from supervision.practice import directory
from supervision.practice.models import SupervisorRequest

OVER = Over("That is settled", "It was answered already, or taken back.")


def question(notice: Notice, now: datetime) -> Question | Over:
    row = (
        SupervisorRequest.objects.filter(
            pk=notice.about["request"], supervisor=notice.recipient_id, state=SupervisorRequest.State.OPEN
        )
        .select_related("supervisee__person", "supervisee__team")
        .first()
    )
    if row is None:
        return OVER
    facts = [Fact("user-round", "With", row.supervisee.person.name, is_private=True)]
    if row.supervisee.team:
        facts.append(Fact("users-round", "Team", row.supervisee.team.name, is_private=True))
    return Question(
        heading="Would you like to work with them?",
        facts=facts,
        after=("No reason is asked, and none goes out.", "Nobody else is told that they asked."),
        audience="They are told what you answer; nobody else is.",
        # To a guest the list of supervisors is closed; their desk asks the same.
        goes=Goes(
            reverse("desk:page" if notice.recipient.is_guest else "supervisors:list"), "Open it in Holdspace"
        ),
        acts=("yes", "no", *(("later",) if comes_again_at(notice, now) else ())),
    )


def accept(pressed: Pressed) -> Kept:
    return _answer(pressed, agrees=True)


def decline(pressed: Pressed) -> Kept:
    return _answer(pressed, agrees=False)


def _answer(pressed: Pressed, *, agrees: bool) -> Kept:
    row = directory.answer(pressed.member, pressed.notice.about["request"], agrees=agrees, now=pressed.now)
    return {"request": row.pk}


def accepted(notice: Notice, kept: Kept, now: datetime) -> Done:
    return Done(
        "You work together from today",
        "They are told. Your next step: an hour, and what you agree on.",
        goes=Goes(reverse("agreements:list"), "Your agreements"),
    )


def declined(notice: Notice, kept: Kept, now: datetime) -> Done:
    return Done("That’s fine", "They are told that it isn’t this time, and nothing else.")


ANSWERING = Answering(
    kind=directory.ASKED,
    question=question,
    acts=(
        Act("yes", "Yes", perform=accept, done=accepted, icon="check"),
        Act("no", "Not this time", perform=decline, done=declined),
        snooze(),
    ),
)
