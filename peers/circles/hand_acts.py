"""Answering from a message whether one would hold a circle from now on: yes, or not this time."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from peers.circles import handing, telling, words
from peers.circles.models import Circle, Meeting
from supervision.notices.acts import Act, Answering, Done, Fact, Goes, Over, Pressed, Question
from supervision.notices.acts.registry import Kept
from supervision.notices.models import Notice
from supervision.people.models import Member

ASKED_FOR = timedelta(days=14)
"""So long a link to answer by works; the page stays."""
SETTLED = Over(
    "Thank you. It is settled",
    "Somebody holds it, or it goes on as it was. Nothing is needed from you.",
    Goes("/circles/", "See circles"),
)


def circle_of(notice: Notice) -> Circle | None:
    """Return the circle that a message is about, with whoever holds it; None when it is gone."""
    return Circle.objects.with_host().filter(pk=UUID(notice.about["circle"])).first()


def question(notice: Notice, now: datetime) -> Question | Over:
    """Ask whether somebody would hold a circle; Over once that is settled."""
    circle, member = circle_of(notice), notice.recipient
    if circle is None or handing.asked_of(member, circle, now=now) is None:
        return SETTLED
    facts = [
        Fact("users-round", "What", circle.title, is_private=True),
        Fact("repeat", "How often", words.pattern_words(circle)),
    ]
    if clash := clash_words(handing.busy_at(circle, member, now=now), member):
        facts.append(Fact("calendar-days", "You have something else", clash, is_private=True))
    return Question(
        heading="Would you hold a time that others come to?",
        facts=tuple(facts),
        after=(
            "Not this time needs no reason.",
            "You would see the names people chose, and nothing that they wrote to the one before.",
        ),
        audience="Your organisation isn’t told what you answer.",
    )


def clash_words(meetings: list[Meeting], member: Member) -> str:
    """Return what becomes of meetings at which a member is somewhere else; empty where there are none."""
    if not meetings:
        return ""
    days = [meeting.starts_at.astimezone(member.zone) for meeting in meetings]
    shown = ", ".join(format_date(day, "j M") for day in days[:5])
    if len(days) > 5:
        shown = _("{days} and {number} more").format(days=shown, number=len(days) - 5)
    return _("{days}. With your yes that would be called off, and everybody told.").format(days=shown)


def _yes(pressed: Pressed) -> Kept | None:
    handing.take_on(_wanted(pressed.notice), pressed.member, now=pressed.now)
    return None


def _said_yes(notice: Notice, kept: Kept, now: datetime) -> Done:
    desk = reverse("circles:desk", args=[notice.about["circle"]])
    return Done("Thank you. You hold it now", "Everybody with a place is told.", Goes(desk, "To your desk"))


def _pass(pressed: Pressed) -> None:
    handing.pass_on(_wanted(pressed.notice), pressed.member, now=pressed.now)


def _passed(notice: Notice, kept: Kept, now: datetime) -> Done:
    return Done("Not this time, and that is fine", "No reason is asked, and none is kept.")


def _wanted(notice: Notice) -> Circle:
    circle = circle_of(notice)
    if circle is None:
        raise handing.NotAsked
    return circle


def _until(notice: Notice, now: datetime) -> datetime:
    return notice.created_at + ASKED_FOR


ANSWERING = Answering(
    kind=telling.HANDS,
    question=question,
    is_equal=True,
    lasts=_until,
    acts=(
        Act("yes", "Yes, I’ll hold it", perform=_yes, done=_said_yes, icon="check"),
        Act("pass", "Not this time", perform=_pass, done=_passed),
    ),
)
