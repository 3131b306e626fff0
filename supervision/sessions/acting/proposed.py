"""`session_proposed`: other times for one that is held. Which suits?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from supervision.notices.acts import Act, Answering, Choice, Done, Over, Pressed, Question
from supervision.notices.acts.ready_made import comes_again_at, snooze
from supervision.notices.acts.registry import Kept
from supervision.notices.models import Notice
from supervision.sessions import access
from supervision.sessions.acting import shared
from supervision.sessions.acting.words import day_and_time, day_words
from supervision.sessions.booking_access import NO_SESSION
from supervision.sessions.booking_facts import PROPOSED
from supervision.sessions.models import Proposal
from supervision.sessions.proposing import answer_proposal
from supervision.sessions.reopening import reopen_proposal
from supervision.wording import sentence

OVER = Over(
    "That is settled already", "It was answered, taken back, or is too long ago. The time stands where it is."
)


def question(notice: Notice, now: datetime) -> Question | Over:
    session, proposal = shared.session_of(notice), _proposal_of(notice)
    if session is None or proposal is None or not shared.is_ahead(session, now):
        return OVER
    if proposal.state != Proposal.State.OPEN or proposal.expires_at <= now:
        return OVER
    zone = notice.recipient.zone
    at = comes_again_at(notice, now)
    later = ("later",) if at is not None and at < proposal.expires_at else ()
    return Question(
        heading="Would another time suit?",
        facts=shared.facts_of(session, notice, now),
        after=(
            "Left alone, the time stands as it is.",
            sentence(
                "What is proposed is held for you until {day}, {time}.",
                day=day_words(proposal.expires_at, zone, now),
                time=f"{proposal.expires_at.astimezone(zone):%H:%M}",
            ),
        ),
        audience="Seen by you and whoever you meet. Leads don’t see it.",
        goes=shared.page_of(session),
        acts=("take", "keep", *later),
    )


def times(notice: Notice, now: datetime) -> Sequence[Choice]:
    """Return the times that are proposed and still ahead."""
    proposal, zone = _proposal_of(notice), notice.recipient.zone
    if proposal is None:
        return ()
    ahead = proposal.times.filter(starts_at__gt=now).order_by("starts_at")
    return [Choice(str(one.pk), day_and_time(one.starts_at, one.ends_at, zone, now)) for one in ahead]


def take(pressed: Pressed) -> Kept:
    session, proposal = shared.session_or_refuse(pressed.notice), _proposal_or_refuse(pressed.notice)
    key = int(pressed.choice) if pressed.choice.isdecimal() else 0
    chosen = proposal.times.filter(pk=key).values_list("starts_at", flat=True).first()
    answer_proposal(
        proposal=proposal, by=pressed.member, starts_at=chosen or shared.moment_of(""), now=pressed.now
    )
    return {"was": session.starts_at.isoformat()}


def keep(pressed: Pressed) -> Kept:
    session, proposal = shared.session_or_refuse(pressed.notice), _proposal_or_refuse(pressed.notice)
    answer_proposal(proposal=proposal, by=pressed.member, starts_at=None, now=pressed.now)
    return {"was": session.starts_at.isoformat()}


def reopen(notice: Notice, kept: Kept, now: datetime) -> None:
    was = datetime.fromisoformat(kept["was"])
    reopen_proposal(proposal=_proposal_or_refuse(notice), by=notice.recipient, was=was, now=now)


def taken(notice: Notice, kept: Kept, now: datetime) -> Done:
    session = shared.session_of(notice)
    if session is None:
        return Done("Moved", "Everybody in it is told.")
    zone = notice.recipient.zone
    when = day_and_time(session.starts_at, session.ends_at, zone, now)
    words = sentence("It is {when} now. Everybody in it is told.", when=when)
    return Done("Moved", words, shared.page_of(session))


def kept_as_it_is(notice: Notice, kept: Kept, now: datetime) -> Done:
    return Done("It stays as it is", "They are told.")


def _proposal_of(notice: Notice) -> Proposal | None:
    return Proposal.objects.filter(pk=notice.about["proposal"], session=notice.about["session"]).first()


def _proposal_or_refuse(notice: Notice) -> Proposal:
    proposal = _proposal_of(notice)
    if proposal is None:
        raise access.NotYours(NO_SESSION)
    return proposal


ANSWERING = Answering(
    kind=PROPOSED,
    question=question,
    lasts=lambda notice, now: proposal.expires_at if (proposal := _proposal_of(notice)) else None,
    acts=(
        Act(
            "take",
            "Take this time",
            perform=take,
            done=taken,
            undo=reopen,
            look="times",
            choices=times,
            legend="Held for you",
        ),
        Act("keep", "Keep it as it is", perform=keep, done=kept_as_it_is, undo=reopen),
        snooze(),
    ),
)
