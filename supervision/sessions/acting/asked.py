"""`session_asked`: a calendar, or a person, says that a time does not suit. Does it stand?"""

from __future__ import annotations

from datetime import datetime

from supervision.notices.acts import Act, Answering, Done, Over, Pressed, Question
from supervision.notices.acts.ready_made import comes_again_at, snooze
from supervision.notices.acts.registry import Kept
from supervision.notices.models import Notice
from supervision.sessions import answering
from supervision.sessions.acting import shared
from supervision.sessions.acting.words import day_words
from supervision.wording import sentence

OVER = Over("That is settled", "Nothing is asked about this time any more.")


def question(notice: Notice, now: datetime) -> Question | Over:
    session = shared.session_of(notice)
    if session is None or not shared.is_ahead(session, now):
        return OVER
    asking = answering.still_asking([notice.about["answer"]], now=now).first()
    if asking is None or not answering.questions_for(session, notice.recipient, now=now):
        return OVER
    another = ("another",) if shared.can_propose(session, notice.recipient_id) else ()
    later = ("later",) if comes_again_at(notice, now) else ()
    return Question(
        heading=sentence(
            "Does {day} still suit?", day=day_words(session.starts_at, notice.recipient.zone, now)
        ),
        facts=shared.facts_of(session, notice, now),
        after=(
            "Nothing has changed so far.",
            "The time stands until one of you moves it or calls it off.",
        ),
        audience="Seen by you and whoever you meet. Leads don’t see it.",
        goes=shared.page_of(session),
        acts=("stands", *another, *later),
    )


def stands(pressed: Pressed) -> Kept:
    session = shared.session_or_refuse(pressed.notice)
    answering.say_it_stands(session=session, by=pressed.member, now=pressed.now)
    return {"settled_at": pressed.now.isoformat()}


def ask_again(notice: Notice, kept: Kept, now: datetime) -> None:
    session = shared.session_or_refuse(notice)
    answering.ask_anew(
        session=session, by=notice.recipient, settled_at=datetime.fromisoformat(kept["settled_at"]), now=now
    )


def it_stands(notice: Notice, kept: Kept, now: datetime) -> Done:
    return Done("It stands", "Whoever asked finds that on its page.")


ANSWERING = Answering(
    kind=answering.ASKED,
    question=question,
    acts=(
        Act("stands", "It stands", perform=stands, done=it_stands, undo=ask_again, icon="check"),
        shared.ANOTHER,
        snooze(),
    ),
)
