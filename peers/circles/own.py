"""What of circles stands on somebody's own pages: on Today, and among their settings with colleagues."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from peers.circles import access, held_times, rules, selectors, words
from peers.circles.forms import HearForm
from peers.circles.models import Circle, Meeting, Place
from peers.circles.sealing import names_of
from peers.pool.models import CIRCLES, Joined
from peers.pool.sections import Section, register
from peers.pool.selectors import state_of
from peers.pool.services import take_part
from supervision.people.models import Member

NEAR = timedelta(days=14)
"""So far ahead Today looks."""


@dataclass(frozen=True, slots=True)
class NextCircle:
    """The meeting of a circle that comes next for somebody. `turns`: what is theirs to do in it."""

    meeting: Meeting
    alias: str = ""
    turns: tuple[str, ...] = ()

    @property
    def is_host(self) -> bool:
        return not self.alias


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on Today: what comes next, and what somebody asks them to hold."""

    next: NextCircle | None = None
    asked: list[Circle] = field(default_factory=list)


def card_for(member: Member, *, now: datetime) -> Card:
    """Return what of circles concerns a member now. Two queries for whoever is in none."""
    asked = Circle.objects.going().filter(hand_over__to=member).with_host().order_by("pk")
    asked_for = [one for one in asked if access.may_be_handed(one, member, now=now)]
    return Card(next_of(member, now=now), asked_for)


def next_of(member: Member, *, now: datetime) -> NextCircle | None:
    """Return the next meeting within two weeks that a member holds or has a place in."""
    for owner, meeting in held_times.held_for(member, now):
        if meeting.starts_at > now + NEAR:
            return None
        if meeting.circle.facilitator_id == member.pk:
            return NextCircle(meeting)
        place = Place.objects.with_all().filter(pk=owner).first()
        if place is not None:
            alias = names_of(place.circle, [place]).get(place.pk, "you")
            return NextCircle(meeting, alias, _turns(meeting, place))
    return None


def _turns(meeting: Meeting, place: Place) -> tuple[str, ...]:
    if meeting.circle.kind != rules.GROUP:
        return ()
    held = Place.objects.at(meeting.circle, None).held()
    return tuple(words.ROLE_WORDS[role][0] for role in selectors.roles_of(meeting, held, place.pk))


# ---------------------------------------------------------------- among one's settings
def hear_form(member: Member, data: Any) -> HearForm:
    hears = state_of(member, CIRCLES) == Joined.State.IN
    return HearForm(data, initial={"hears": "yes" if hears else "no"}, prefix="circles")


def save_hearing(member: Member, form: Any, now: datetime) -> None:
    state = Joined.State.IN if form.cleaned_data["hears"] == "yes" else Joined.State.OUT
    if state != state_of(member, CIRCLES):
        take_part(member, CIRCLES, state=state, now=now)


def read_yours(member: Member, now: datetime) -> dict[str, Any]:
    return {"yours": selectors.list_for(member, now=now).yours}


def register_section() -> None:
    register(
        Section(
            "circles",
            "peers/circles/_section.html",
            read=read_yours,
            form=hear_form,
            save=save_hearing,
            is_beside=True,
        )
    )
