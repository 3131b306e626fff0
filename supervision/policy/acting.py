"""`due_soon`, `return_offer`: an hour comes due. One of three free times is booked from the message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.urls import reverse

from supervision.languages import day_words
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
from supervision.notices.acts.ready_made import comes_again_at, pause_these, snooze
from supervision.notices.acts.registry import Kept
from supervision.notices.models import Notice
from supervision.people.models import Member
from supervision.policy.notice_facts import (
    about,
    due_soon_on,
    own_sentence,
    picks_of,
    return_offer_until,
)
from supervision.policy.times import pick_of
from supervision.sessions.access import NotYours
from supervision.sessions.acting.words import day_and_time
from supervision.sessions.booking import book
from supervision.sessions.models import Session
from supervision.sessions.proposing import WrongTimes
from supervision.sessions.undoing import take_back
from supervision.wording import sentence

OVER = Over("That is settled", "An hour is booked by now, or none is owed any more.")
FOR_LEADS = Over("An hour comes due", "It can be booked from the board.", Goes("/board/", "To the board"))
NOBODY = "There is nobody of that name here."


class Due(NamedTuple):
    """Whose hour comes due, and by when it is to be found."""

    member: Member
    is_own: bool
    on: date


def due_of(notice: Notice, now: datetime) -> Due | None:
    """Return what a message is about, for the two who can book it; None once nothing is asked."""
    member, told_as = about(notice, now)
    if member is None or told_as not in ("own", "supervisor"):
        return None
    on = (due_soon_on if notice.kind == "due_soon" else return_offer_until)(notice, member, now)
    return Due(member, told_as == "own", on) if on is not None else None


def question(notice: Notice, now: datetime) -> Question | Over:
    due = due_of(notice, now)
    if due is None:
        return FOR_LEADS if about(notice, now)[1] == "lead" else OVER
    zone = notice.recipient.zone
    facts = [Fact("calendar-days", "Up to", day_words(due.on, this_year=now.astimezone(zone).year))]
    if not due.is_own:
        facts.append(Fact("user-round", "For", due.member.person.name, is_private=True))
    sentence = (
        own_sentence(due.member, due.on, "own", now) if due.is_own and notice.kind == "due_soon" else ""
    )
    later = ("later",) if comes_again_at(notice, now) else ()
    return Question(
        heading="Your next hour comes due. Which suits?" if due.is_own else "An hour comes due. Which suits?",
        facts=facts,
        only_you=(sentence,) if sentence else (),
        after=(
            "Nothing is booked until you press.",
            "You needn’t answer: we write about this once a week at most.",
        ),
        audience="Who it is with is told, as for any booking.",
        goes=Goes(f"{reverse('sessions:book')}?for={due.member.pk}", "More times, or somebody else"),
        acts=("book", *later, "pause"),
    )


def times(notice: Notice, now: datetime) -> Sequence[Choice]:
    """Return the times that are free just now."""
    due = due_of(notice, now)
    picks = picks_of(due.member, notice.recipient, due.on, now=now) if due else ()
    zone = notice.recipient.zone
    return [Choice(one.value, day_and_time(one.starts_at, one.ends_at, zone, now)) for one in picks]


def book_it(pressed: Pressed) -> Kept:
    """Book the time that was chosen, as the board does."""
    due, pick = due_of(pressed.notice, pressed.now), pick_of(pressed.choice)
    if due is None:
        raise NotYours(NOBODY)
    if pick is None:
        raise WrongTimes("Choose one of the times.")
    here = Member.objects.of(pressed.member.organisation_id).with_person()
    supervisor = here.filter(pk=pick.supervisor_id).first()
    if supervisor is None:
        raise NotYours(NOBODY)
    (session,) = book(
        by=pressed.member,
        supervisor=supervisor,
        supervisees=[due.member],
        starts_at=pick.starts_at,
        minutes=pick.minutes,
        now=pressed.now,
    ).sessions
    return {"session": session.pk}


def unbook(notice: Notice, kept: Kept, now: datetime) -> None:
    session = Session.objects.with_people().filter(pk=kept["session"]).first()
    if session is None:
        raise NotYours("That one is gone already.")
    take_back(session=session, by=notice.recipient, now=now)


def booked(notice: Notice, kept: Kept, now: datetime) -> Done:
    session = Session.objects.filter(pk=kept["session"]).first()
    if session is None:
        return Done("Booked")
    when = day_and_time(session.starts_at, session.ends_at, notice.recipient.zone, now)
    page = Goes(reverse("sessions:detail", args=[session.pk]), "Open it in Holdspace")
    return Done("Booked", sentence("{when}. Everybody in it is told.", when=when), page)


ACTS = (
    Act(
        "book",
        "Book this time",
        perform=book_it,
        done=booked,
        undo=unbook,
        look="times",
        choices=times,
        legend="Free just now",
    ),
    snooze(),
    pause_these(),
)


def register_acts() -> None:
    """Register how messages about hours that come due are answered."""
    for kind in ("due_soon", "return_offer"):
        register(Answering(kind=kind, question=question, acts=ACTS))
