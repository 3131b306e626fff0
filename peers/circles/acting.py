"""Answering from a message: keeping a place that came free, or saying “not this time”, without signing in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.urls import reverse

from peers.circles import notice_facts, rules, services, telling
from peers.circles.models import Meeting, Place
from peers.circles.sealing import names_of
from supervision.notices.acts import Act, Answering, Done, Fact, Goes, Over, Pressed, Question
from supervision.notices.acts.registry import Kept
from supervision.notices.models import Notice
from supervision.wording import noted, sentence

OVER_WORDS = noted(
    "It was given up, called off or moved, or it has begun. There is nothing to answer any more."
)


def question(notice: Notice, now: datetime) -> Question | Over:
    """Ask whether a held time still suits; Over once nothing is held."""
    held = notice_facts.held(notice, now)
    if held is None:
        return Over("Nothing waits here", OVER_WORDS, Goes(reverse("circles:list"), "See other times"))
    time = held["time"]
    meeting = Meeting.objects.select_related("circle").get(pk=notice.about["meeting"])
    when = sentence(
        "{day}, {starts} to {ends} ({zone})",
        day=time["day"],
        starts=time["starts"],
        ends=time["ends"],
        zone=time["zone"],
    )
    return Question(
        heading="A time is held for you. Does it suit?",
        facts=(
            Fact("clock", "When", when),
            Fact("users-round", "What", meeting.circle.title, is_private=True),
        ),
        after=(
            "Not this time needs no reason.",
            "Whoever waits next has the place at once. If you leave this, it stays yours.",
        ),
        audience="Your organisation isn’t told either way.",
        acts=() if notice.about.get("host") else None,
    )


def keep(pressed: Pressed) -> Kept | None:
    """Nothing changes: the place is theirs already."""
    _own(pressed.notice)
    return None


def kept(notice: Notice, left: Kept, now: datetime) -> Done:
    return Done("Kept. Good to have you", "It stands in your calendar as held time.", _page(notice))


def give_up(pressed: Pressed) -> Kept:
    """Give a place up, or leave one meeting of a standing circle out."""
    place = _own(pressed.notice)
    meeting = Meeting.objects.get(pk=pressed.notice.about["meeting"])
    if place.meeting_id is None:
        services.stay_away(place, meeting, now=pressed.now)
        return {"place": str(place.pk)}
    services.leave(place, now=pressed.now)
    return {"listens": place.seat_kind == rules.LISTEN}


def given_up(notice: Notice, left: Kept, now: datetime) -> Done:
    return Done("Not this time, then", "That is fine. The time is your own again.")


def take_again(notice: Notice, left: Kept, now: datetime) -> None:
    """Take it back: under a fresh name, since the old one was erased, if a place is still there."""
    meeting = Meeting.objects.select_related("circle").get(pk=notice.about["meeting"])
    if "place" in left:
        place = Place.objects.of(notice.recipient).with_all().filter(pk=UUID(left["place"])).first()
        if place is None:
            raise services.PlaceGone("There is no such place any more.")
        services.come_after_all(place, meeting, now=now)
        return
    taken = names_of(meeting.circle, Place.objects.at(meeting.circle, meeting)).values()
    name = rules.names_left(list(taken), begin=notice.pk % len(rules.NAMES), number=1)
    services.join(
        notice.recipient,
        meeting.circle,
        meeting,
        alias=name[0] if name else "Somebody",
        listens=bool(left.get("listens")),
        now=now,
    )


def _own(notice: Notice) -> Place:
    place = Place.objects.of(notice.recipient).held().with_all().filter(pk=notice.about["place"]).first()
    if place is None:
        raise services.PlaceGone("Nothing is held for you here any more.")
    return place


def _page(notice: Notice) -> Goes:
    return Goes(reverse("circles:meeting", args=[notice.about["meeting"]]), "See it")


def _until(notice: Notice, now: datetime) -> datetime | None:
    return notice.not_after


ANSWERINGS = tuple(
    Answering(
        kind=kind,
        question=question,
        is_equal=True,
        lasts=_until,
        acts=(
            Act("keep", "Keep it", perform=keep, done=kept, icon="check"),
            Act("pass", "Not this time", perform=give_up, done=given_up, undo=take_again),
        ),
    )
    for kind in (telling.CAME_FREE, telling.TOMORROW)
)
