"""`session_cancelled`: the time is free again. One of three others is booked from the message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from supervision.notices.acts import Act, Answering, Choice, Done, Goes, Over, Pressed, Question
from supervision.notices.acts.registry import Kept
from supervision.notices.models import Notice
from supervision.sessions import access, change_page, choosing, taking
from supervision.sessions.acting import shared
from supervision.sessions.acting.words import day_and_time
from supervision.sessions.booking import book
from supervision.sessions.booking_access import NO_SESSION
from supervision.sessions.booking_facts import CANCELLED
from supervision.sessions.models import Session
from supervision.sessions.placing import place_again
from supervision.sessions.proposing import WrongTimes
from supervision.sessions.undoing import take_back
from supervision.sessions.words import planned_minutes
from supervision.wording import sentence

SETTLED = Over("That is settled", "The time is on again, or another one is booked instead of it.")


def asks(notice: Notice) -> bool:
    """Say whether its reader is asked for another time: times came with it, and they may book one."""
    return bool(notice.about.get("times")) and _goes_for(notice) is not None


def question(notice: Notice, now: datetime) -> Question | Over:
    session = _goes_for(notice)
    if session is None:
        return SETTLED
    anew = change_page.rebooked_by(session)
    if anew is not None:
        return Over("Another time is booked", "Everybody in it is told.", shared.page_of(anew))
    facts = shared.facts_of(session, notice, now)
    return Question(
        heading="A held time is free again. Which suits instead?",
        facts=[fact for fact in facts if fact.is_private],
        after=("Nothing is booked until you press.", "You needn’t answer: its page has these times as well."),
        audience="Everybody in it is told, as for any booking.",
        goes=Goes(reverse("sessions:again", args=[session.pk]), "More about it in Holdspace"),
        acts=("book",) if times(notice, now) else (),
    )


def times(notice: Notice, now: datetime) -> Sequence[Choice]:
    """Return up to three times that are free just now, by the day on which one is owed if there are any."""
    session = _goes_for(notice)
    if session is None:
        return ()
    zone = notice.recipient.zone
    found, _ = change_page.times_instead(session, now=now)
    return [
        Choice(choosing.moment_value(one.starts_at), day_and_time(one.starts_at, one.ends_at, zone, now))
        for one in found
    ]


def book_anew(pressed: Pressed) -> Kept:
    """Book the chosen time for the same people, as the session's own page does; once, whoever presses."""
    session, chosen = _goes_for(pressed.notice), choosing.read_moment(pressed.choice)
    if session is None:
        raise access.NotYours(NO_SESSION)
    if chosen is None:
        raise WrongTimes("Choose one of the times.")
    session = taking.lock_session(session)
    if session.status != Session.Status.CANCELLED or change_page.rebooked_by(session) is not None:
        raise access.NotYours(SETTLED.words)
    (made,) = book(
        by=pressed.member,
        supervisor=session.supervisor,
        supervisees=[place.member for place in session.attendances.all()],
        beside=[one.member for one in session.besides.all()],
        starts_at=chosen,
        minutes=planned_minutes(session),
        kind=session.kind,
        medium=session.medium,
        place=place_again(session, chosen),
        rebooks=session,
        now=pressed.now,
    ).sessions
    return {"session": made.pk}


def unbook(notice: Notice, kept: Kept, now: datetime) -> None:
    made = Session.objects.with_people().filter(pk=kept["session"]).first()
    if made is None:
        raise access.NotYours(NO_SESSION)
    take_back(session=made, by=notice.recipient, now=now)


def booked(notice: Notice, kept: Kept, now: datetime) -> Done:
    made = Session.objects.filter(pk=kept["session"]).first()
    if made is None:
        return Done("Booked")
    when = day_and_time(made.starts_at, made.ends_at, notice.recipient.zone, now)
    return Done("Booked", sentence("{when}. Everybody in it is told.", when=when), shared.page_of(made))


def _goes_for(notice: Notice) -> Session | None:
    """Return the session that was called off, for a reader who may book it anew; else None."""
    session = shared.session_of(notice)
    if session is None or session.status != Session.Status.CANCELLED:
        return None
    return session if change_page.may_book_anew(notice.recipient, session) else None


ANSWERING = Answering(
    kind=CANCELLED,
    asks=asks,
    question=question,
    acts=(
        Act(
            "book",
            "Find another time",
            perform=book_anew,
            done=booked,
            undo=unbook,
            look="times",
            icon="calendar-plus",
            choices=times,
            legend="Free just now",
            press="Book this time",
        ),
    ),
)
