"""`session_recorded`: the other side said what became of an hour. Was it like this?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.text import capfirst

from supervision.notices.acts import Act, Answering, Choice, Done, Fact, Over, Pressed, Question
from supervision.notices.acts.ready_made import comes_again_at, pause_these, snooze
from supervision.notices.acts.registry import Kept
from supervision.notices.models import Notice
from supervision.sessions import access, rules, services
from supervision.sessions.acting import shared
from supervision.sessions.acting.words import day_and_time, day_words
from supervision.sessions.models import Session
from supervision.sessions.notice_facts import still_asks
from supervision.sessions.telling import Telling, said_words, tell
from supervision.sessions.words import planned_minutes
from supervision.wording import noted, sentence

OVER = Over("That is settled", "Nothing is asked about this hour any more. Thank you.")
STEP = 15
"""Minutes between the lengths that are offered for an hour that was held short."""


def question(notice: Notice, now: datetime) -> Question | Over:
    session = shared.session_of(notice)
    if session is None or not still_asks(session, notice, now):
        return OVER
    told = tell(session, notice.recipient, now=now)
    zone = notice.recipient.zone
    what = _what_stands(told, session, notice.recipient_id)
    agrees = ("same",) if told.confirms and _can_confirm(session, notice.recipient_id) else ()
    return Question(
        heading=sentence("Did your hour on {day} happen?", day=day_words(session.starts_at, zone, now)),
        facts=(
            Fact("clock", "When", day_and_time(session.starts_at, session.ends_at, zone, now)),
            Fact("user-round", "With", told.other, is_private=True),
            Fact("circle-check", "What they said", what, is_private=True),
        ),
        after=(
            "You needn’t answer.",
            "Left alone for seven days, it stands in one name. Where you remember it otherwise, both show.",
        ),
        goes=shared.page_of(session),
        audience="Your lead sees “held” or “not held”, never which of you said so.",
        acts=(*agrees, "different", *(("later",) if comes_again_at(notice, now) else ()), "pause"),
    )


def _what_stands(told: Telling, session: Session, viewer: int) -> str:
    words = [version.said for version in told.versions if not version.is_own]
    return capfirst(said_words(words[0], session, viewer)) if words else told.outcome


def _can_confirm(session: Session, member_id: int) -> bool:
    """Say whether one tap can agree: a supervisor of several has to tick who came, on the page for it."""
    return access.side_of(member_id, session) == rules.SUPERVISEE or len(access.invited(session)) == 1


def other_words(notice: Notice, now: datetime) -> Sequence[Choice]:
    """Return what else may have become of it."""
    session = shared.session_of(notice)
    if session is None:
        return ()
    planned = planned_minutes(session)
    shorter = range(planned // STEP * STEP, 0, -STEP)
    names = [
        ("missed", noted("It didn’t happen")),
        ("cancelled-supervisor", noted("The supervisor called it off")),
    ]
    names.append(("cancelled-supervisee", noted("The supervisee called it off")))
    names.append(("cancelled-organisation", noted("Our organisation called it off")))
    held = [
        (f"short-{minutes}", sentence("Held, {number} minutes", number=minutes))
        for minutes in shorter
        if minutes < planned
    ]
    return [Choice(key, words) for key, words in [("held", noted("Held as planned")), *held, *names]]


def say_same(pressed: Pressed) -> Kept:
    session = shared.session_or_refuse(pressed.notice)
    services.confirm(session=session, by=pressed.member, now=pressed.now)
    return {"session": session.pk}


def say_different(pressed: Pressed) -> Kept:
    session = shared.session_or_refuse(pressed.notice)
    if pressed.choice not in {choice.key for choice in other_words(pressed.notice, pressed.now)}:
        raise services.NothingToConfirm("Choose what became of it.")
    outcome, _, detail = pressed.choice.partition("-")
    held = outcome in rules.TOOK_PLACE
    said = rules.Said(
        outcome,
        minutes=int(detail) if outcome == rules.SHORT else None,
        cancelled_by=detail if outcome == rules.CANCELLED else "",
        came=access.speaks_of(pressed.member.pk, session) if held else frozenset(),
    )
    services.give_account(session=session, by=pressed.member, said=said, now=pressed.now)
    return {"session": session.pk}


def take_back(notice: Notice, kept: Kept, now: datetime) -> None:
    services.withdraw_account(session=shared.session_or_refuse(notice), by=notice.recipient, now=now)


def said(notice: Notice, kept: Kept, now: datetime) -> Done:
    session = shared.session_of(notice)
    if session is None:
        return Done("Noted. Thank you")
    told = tell(session, notice.recipient, now=now)
    standing = f", {told.standing_words}" if told.standing_words else ""
    return Done("Noted. Thank you", f"{told.outcome}{standing}.")


ANSWERING = Answering(
    kind="session_recorded",
    question=question,
    acts=(
        Act("same", "Yes, it was like this", perform=say_same, done=said, undo=take_back, icon="check"),
        Act(
            "different",
            "It was different",
            perform=say_different,
            done=said,
            undo=take_back,
            look="fold",
            choices=other_words,
            legend="What became of it?",
            press="Record it",
        ),
        snooze(),
        pause_these(),
    ),
)
