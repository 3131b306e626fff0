"""The check-ins' own section of one's settings among colleagues."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from peers.checkins.forms import NOT_NOW, PartnerForm
from peers.checkins.selectors import every_words, place_of
from peers.checkins.services import join, leave
from peers.pool.sections import Section, register
from supervision.clock import now as clock_now
from supervision.people.models import Member


def partner_form(member: Member, data: Any) -> PartnerForm:
    place = place_of(member, now=clock_now())
    turns = place.turns if place.is_in else NOT_NOW
    return PartnerForm(data, initial={"turns": turns}, prefix="checkins", words=every_words(member))


def save_partner(member: Member, form: Any, now: datetime) -> None:
    turns = form.cleaned_data["turns"]
    if turns == NOT_NOW:
        if place_of(member, now=now).is_in:
            leave(member, now=now)
    else:
        join(member, turns=turns, now=now)


def read_place(member: Member, now: datetime) -> dict[str, Any]:
    return {"place": place_of(member, now=now)}


def register_section() -> None:
    register(
        Section(
            "checkins",
            "peers/checkins/_section.html",
            read=read_place,
            form=partner_form,
            save=save_partner,
            is_beside=True,
        )
    )
