"""`session_booked`, `session_moved`, `session_handed_over`, `session_reminder`: does this time suit?"""

from __future__ import annotations

from datetime import datetime

from supervision.notices.acts import Act, Answering, Done, Over, Pressed, Question
from supervision.notices.acts.registry import Kept
from supervision.notices.models import Notice
from supervision.sessions import booking_facts
from supervision.sessions.acting import shared
from supervision.sessions.acting.words import day_words
from supervision.sessions.suiting import say_suits, unsay
from supervision.wording import sentence

KINDS = (booking_facts.BOOKED, booking_facts.MOVED, booking_facts.HANDED_OVER, booking_facts.REMINDER)
OVER = Over(
    "Nothing to answer any more", "This time has passed, or was changed since. A later message has it."
)


def question(notice: Notice, now: datetime) -> Question | Over:
    session = shared.session_of(notice)
    if session is None or not shared.is_ahead(session, now):
        return OVER
    if notice.about.get("sequence", session.calendar_sequence) < session.calendar_sequence:
        return OVER
    another = ("another",) if shared.can_propose(session, notice.recipient_id) else ()
    return Question(
        heading=sentence(
            "A time is held for you: {day}",
            day=day_words(session.starts_at, notice.recipient.zone, now),
        ),
        facts=shared.facts_of(session, notice, now),
        after=(
            "You needn’t answer: left alone, it stands.",
            "If it doesn’t suit, the others are asked, and nothing moves until one of you moves it.",
        ),
        audience="Seen by you and whoever you meet. Leads don’t see it.",
        goes=shared.page_of(session),
        acts=("suits", *another, "not"),
    )


def suits(pressed: Pressed) -> Kept:
    return _say(pressed, suits=True)


def does_not(pressed: Pressed) -> Kept:
    return _say(pressed, suits=False)


def _say(pressed: Pressed, *, suits: bool) -> Kept:
    session = shared.session_or_refuse(pressed.notice)
    before = say_suits(session=session, by=pressed.member, suits=suits, now=pressed.now)
    return {"before": before, "given_at": pressed.now.isoformat(), "suits": suits}


def take_back(notice: Notice, kept: Kept, now: datetime) -> None:
    session = shared.session_or_refuse(notice)
    given_at = datetime.fromisoformat(kept["given_at"])
    unsay(session=session, by=notice.recipient, before=kept["before"], given_at=given_at, now=now)


def said(notice: Notice, kept: Kept, now: datetime) -> Done:
    if kept["suits"]:
        return Done("Noted", "The time stands.")
    return Done(
        "Noted", "In ten minutes the others are asked whether it stands. Until one of you moves it, it does."
    )


ACTS = (
    Act("suits", "Yes, it suits", perform=suits, done=said, undo=take_back, icon="check"),
    shared.ANOTHER,
    Act("not", "It doesn’t suit", perform=does_not, done=said, undo=take_back),
)
ANSWERINGS = tuple(Answering(kind=kind, question=question, acts=ACTS) for kind in KINDS)
