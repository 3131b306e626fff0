"""Answering an invite from its letter: yes, another time, not this time. The same services as the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from peers.debriefs import rules, words
from peers.debriefs.answering import accept, ask_again, let_pass, offer, step_back, times_to_offer
from peers.debriefs.models import Invite, Request
from peers.debriefs.telling import ASKED, AT_ONCE
from supervision.notices.acts import (
    Act,
    Answering,
    Choice,
    Done,
    Fact,
    Goes,
    Over,
    Pressed,
    Question,
    register,
)
from supervision.notices.models import Notice
from supervision.wording import sentence

Kept = Mapping[str, Any]
THANKS = Over("Thank you. It is settled", "Somebody else had room. Nothing is needed from you.")
NO_LONGER = Over(
    "Thank you. It is no longer needed", "It was taken back. That is nobody’s fault, least of all yours."
)
RUN_OUT = Over("This has run out", "That is fine too. Nobody was told whether you saw it.")
PASSED = Over("Not this time, and that is fine", "No reason is needed, and nobody is told.")


def question(notice: Notice, now: datetime) -> Question | Over:
    """Return what is asked of whoever opens the letter's link, or kindly why there is nothing to answer."""
    invite = _invite(notice)
    if invite is None:
        return RUN_OUT
    request = invite.request
    over = over_of(invite, now)
    if over is not None:
        return over
    member, asker = notice.recipient, words.asker_words(request)
    facts = [
        Fact("clock", "When, and how long", words.when_words(request, invite, zone=member.zone, now=now)),
        Fact(
            "phone" if request.how == "phone" else "video", "How", words.how_words(request), is_private=True
        ),
        Fact(f"weight-{request.weight}", "How heavy", words.WEIGHTS[request.weight], is_private=True),
    ]
    if request.wish:
        facts.append(Fact("hand-heart", "What would help", rules.WISHES[request.wish], is_private=True))
    if touches := words.touches_words(request):
        facts.append(Fact("info", "It may touch on", touches, is_private=True))
    return Question(
        heading="Have you room for this?",
        private_heading=words.heading_words(member, request),
        private_eyebrow=sentence("{name} asks for a debrief", name=asker),
        facts=facts,
        after=(
            "Not this time needs no reason.",
            "Nobody is told who was asked or who passed. Leave it, and we ask someone else.",
        ),
        audience="Your lead isn’t told, whatever you answer.",
        acts=("yes", "another", "pass"),
    )


def over_of(invite: Invite, now: datetime) -> Over | None:
    """Return kindly why an invite needs no answer any more; None while it waits for one."""
    request = invite.request
    if invite.state == Invite.State.ACCEPTED:
        goes = Goes(reverse("talks:talk", args=[request.pk]), "See it")
        return Over("You said yes already", "It stands on its page.", goes)
    if invite.state == Invite.State.RELEASED or request.state in (Request.State.AGREED, Request.State.OVER):
        return THANKS
    if request.state == Request.State.WITHDRAWN:
        return NO_LONGER
    if invite.state in (Invite.State.PASSED, Invite.State.WITHDRAWN):
        return PASSED
    is_over = request.state != Request.State.ASKING or now >= request.latest_at
    if is_over or invite.state == Invite.State.EXPIRED:
        return RUN_OUT
    return None


def _yes(pressed: Pressed) -> Kept:
    request = accept(_wanted(pressed.notice), by=pressed.member, now=pressed.now)
    return {"talk": str(request.pk)}


def _said_yes(notice: Notice, kept: Kept, now: datetime) -> Done:
    goes = Goes(reverse("talks:talk", args=[kept["talk"]]), "How to reach each other")
    return Done("Thank you. It is agreed", "It stands in your calendar as held time.", goes)


def _take_back(notice: Notice, kept: Kept, now: datetime) -> None:
    request = Request.objects.with_people().filter(pk=kept["talk"]).first()
    if request is None:
        raise rules.NotNow("It is over.")
    step_back(request, by=notice.recipient, now=now)


def _another(pressed: Pressed) -> None:
    try:
        starts_at = datetime.fromisoformat(pressed.choice)
    except ValueError:
        raise rules.NotOffered({"starts_at": "Choose one of the times."}) from None
    if starts_at.tzinfo is None:
        raise rules.NotOffered({"starts_at": "Choose one of the times."})
    offer(_wanted(pressed.notice), by=pressed.member, starts_at=starts_at, now=pressed.now)


def _offered(notice: Notice, kept: Kept, now: datetime) -> Done:
    return Done("Offered", "It becomes a held time once it is taken. Until then your day stays as it is.")


def _times(notice: Notice, now: datetime) -> Sequence[Choice]:
    invite = _invite(notice)
    if invite is None:
        return ()
    zone = notice.recipient.zone
    return [
        Choice(
            at.isoformat(),
            f"{at.astimezone(zone):%H:%M}",
            words.day_words(at, zone=zone, now=now),
        )
        for at in times_to_offer(invite, now=now)
    ]


def _pass(pressed: Pressed) -> None:
    let_pass(_wanted(pressed.notice), by=pressed.member, now=pressed.now)


def _passed(notice: Notice, kept: Kept, now: datetime) -> Done:
    return Done(PASSED.heading, PASSED.words)


def _ask_again(notice: Notice, kept: Kept, now: datetime) -> None:
    ask_again(_wanted(notice), by=notice.recipient, now=now)


def _until(notice: Notice, now: datetime) -> datetime | None:
    invite = _invite(notice)
    return invite.request.latest_at if invite else None


def _invite(notice: Notice) -> Invite | None:
    return Invite.objects.with_request().filter(pk=notice.about["invite"], member=notice.recipient_id).first()


def _wanted(notice: Notice) -> Invite:
    invite = _invite(notice)
    if invite is None:
        raise rules.NotNow("There is nothing to answer here any more.")
    return invite


ACTS = (
    Act("yes", "Yes, I have room", perform=_yes, done=_said_yes, undo=_take_back, icon="check"),
    Act(
        "another",
        "Another time would suit me",
        perform=_another,
        done=_offered,
        look="fold",
        choices=_times,
        legend="Times you both have free",
        press="Offer this time",
    ),
    Act("pass", "Not this time", perform=_pass, done=_passed, undo=_ask_again),
)


def register_acts() -> None:
    for kind in (ASKED, ASKED + AT_ONCE):
        register(Answering(kind=kind, question=question, acts=ACTS, lasts=_until))
