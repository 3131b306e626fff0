"""The pool's own sections of the settings: being asked to listen, and with whom rather not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from peers.pool.access import colleagues_of, list_of
from peers.pool.forms import ListeningForm, NotWithForm
from peers.pool.models import DEBRIEFS
from peers.pool.rules import parted
from peers.pool.sections import Section, register
from peers.pool.selectors import profile_of, state_of
from peers.pool.services import keep_listening
from supervision.people.form_parts import let_choose
from supervision.people.models import Member
from supervision.scheduling.days import local_day

PLAIN = ("most_a_week", "heaviest", "longest_minutes", "around_for_five", "training", "phone", "link")


def listening_form(member: Member, data: Any) -> ListeningForm:
    profile = profile_of(member)
    kept = {name: getattr(profile, name) for name in PLAIN} | {
        "listens": state_of(member, DEBRIEFS),
        "languages": parted(profile.languages),
        "work": parted(profile.work),
    }
    return ListeningForm(data, initial=kept, prefix="listening")


def save_listening(member: Member, form: Any, now: datetime) -> None:
    said = dict(form.cleaned_data)
    state = said.pop("listens")
    keep_listening(member, state=state, wanted=said, now=now)


def read_not_with(member: Member, now: datetime) -> dict[str, Any]:
    return {"kept": list_of(member), "form": not_with_form(member, None, now=now)}


def not_with_form(member: Member, data: Any, *, now: datetime) -> NotWithForm:
    form = NotWithForm(data, prefix="not", use_required_attribute=False)
    let_choose(form, "other", colleagues_of(member, on=local_day(now, member.zone)))
    return form


def register_sections() -> None:
    register(Section("listening", "peers/pool/_listening.html", form=listening_form, save=save_listening))
    register(Section("not_with", "peers/pool/_not_with.html", read=read_not_with, is_beside=True))
