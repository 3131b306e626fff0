"""What several kinds of message about sessions share: whose session it is, and other times for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.text import capfirst

from supervision.notices.acts import Act, Choice, Done, Fact, Goes, Pressed
from supervision.notices.acts.registry import Kept
from supervision.notices.models import Notice
from supervision.sessions import access, finding, rules
from supervision.sessions.acting.words import day_and_time
from supervision.sessions.asking import search_again
from supervision.sessions.booking_access import NO_SESSION
from supervision.sessions.models import Proposal, Session
from supervision.sessions.proposing import WrongTimes, propose, withdraw_proposal
from supervision.sessions.telling import tell
from supervision.wording import Dated, sentence

NUMBER = 4
"""So many other times are offered."""


def session_of(notice: Notice) -> Session | None:
    """Return the session of a message as long as its reader is in it; else None."""
    session = Session.objects.with_people().filter(pk=notice.about["session"]).first()
    if session is None or notice.recipient_id not in access.everybody(session):
        return None
    return session


def session_or_refuse(notice: Notice) -> Session:
    session = session_of(notice)
    if session is None:
        raise access.NotYours(NO_SESSION)
    return session


def is_ahead(session: Session, now: datetime) -> bool:
    return session.status == Session.Status.BOOKED and session.starts_at > now


def can_propose(session: Session, reader: int) -> bool:
    """Say whether a reader can propose another time: one of the two sides, between two people alone."""
    is_side = access.side_of(reader, session) != rules.ORGANISATION
    return is_side and session.kind == rules.INDIVIDUAL and len(access.invited(session)) == 1


def facts_of(session: Session, notice: Notice, now: datetime) -> list[Fact]:
    """Return when, how and, on a known device, with whom."""
    told = tell(session, notice.recipient, now=now)
    zone = notice.recipient.zone
    facts = [Fact("clock", "When", day_and_time(session.starts_at, session.ends_at, zone, now))]
    if told.how:
        icon = "video" if session.medium == "video" else "map-pin"
        facts.append(Fact(icon, "How", capfirst(told.how), is_private=True))
    facts.append(Fact("user-round", "With", told.other, is_private=True))
    return facts


def page_of(session: Session) -> Goes:
    return Goes(reverse("sessions:detail", args=[session.pk]), "Open it in Holdspace")


def other_times(notice: Notice, now: datetime) -> Sequence[Choice]:
    """Return the next times that are free for both sides of a session, but its own."""
    session = session_of(notice)
    if session is None or not is_ahead(session, now) or not can_propose(session, notice.recipient_id):
        return ()
    search = search_again(session, around=now)
    slots = finding.next_free(search, number=NUMBER + 1, near=session.starts_at, now=now)
    zone = notice.recipient.zone
    others = [slot for slot in slots if slot.starts_at != session.starts_at][:NUMBER]
    return [
        Choice(one.starts_at.isoformat(), day_and_time(one.starts_at, one.ends_at, zone, now))
        for one in others
    ]


def moment_of(choice: str) -> datetime:
    """Return the moment that was sent. Raises WrongTimes for anything else."""
    try:
        at = datetime.fromisoformat(choice)
    except ValueError:
        raise WrongTimes("Choose one of the times.") from None
    if at.tzinfo is None or not 2000 <= at.year <= 2200:
        raise WrongTimes("Choose one of the times.")
    return at


def propose_other(pressed: Pressed) -> Kept:
    """Propose the chosen time to the other side, who takes it or leaves it."""
    session, at = session_or_refuse(pressed.notice), moment_of(pressed.choice)
    made = propose(session=session, by=pressed.member, times=[at], now=pressed.now)
    return {"proposal": made.pk, "at": at.isoformat()}


def unpropose(notice: Notice, kept: Kept, now: datetime) -> None:
    proposal = Proposal.objects.filter(pk=kept["proposal"], session=notice.about["session"]).first()
    if proposal is None:
        raise access.NotYours(NO_SESSION)
    withdraw_proposal(proposal=proposal, by=notice.recipient, now=now)


def proposed_other(notice: Notice, kept: Kept, now: datetime) -> Done:
    at = datetime.fromisoformat(kept["at"]).astimezone(notice.recipient.zone)
    words = sentence(
        "{day}, {time} is held until they answer. Until then the time stands.",
        day=Dated.of(f"{at:%A} {at.day} {at:%B}", at.date(), "l j F"),
        time=f"{at:%H:%M}",
    )
    return Done("Proposed", words)


ANOTHER = Act(
    "another",
    "Another time",
    perform=propose_other,
    done=proposed_other,
    undo=unpropose,
    look="page",
    icon="calendar-days",
    choices=other_times,
    legend="Times you both have free",
    press="Propose this time",
)
