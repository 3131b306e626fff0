"""What somebody does with their whole space: take it along, or let it go for good."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from peers.pool.own_space import Belonging, belong, belongings
from peers.wellbeing import contacts, keeping
from peers.wellbeing.models import Reminder
from supervision.people.models import Member


def everything(member: Member) -> dict[str, Any]:
    """Return all that a person keeps in their space, by what it is; for themselves alone."""
    space = keeping.open_space(member.person_id)
    return {
        known_as: [{"name": entry.name, **entry.body} if entry.name else entry.body for entry in found]
        for name, known_as in sorted(keeping.DRAWERS.items(), key=lambda item: item[1])
        if (found := space.all(name))
    }


def download(member: Member, *, now: datetime) -> dict[str, Any]:
    """Return everything that is a person's own, of all rooms, in values that JSON can write."""
    kept = {belonging.name: belonging.everything(member) for belonging in belongings()}
    return {"taken_at": now.isoformat(), "of": member.person.name, **kept}


@transaction.atomic
def wipe_everything(member: Member) -> bool:
    """Delete everything that is a person's own, of all rooms, for good. Says whether there was anything."""
    had_any = any(belonging.everything(member) for belonging in belongings())
    for belonging in belongings():
        belonging.wipe(member)
    return had_any


def wipe_space(member: Member) -> None:
    """Delete a person's space, the breaks they hold, and the reminders they asked for anywhere."""
    contacts.release_all(member)
    keeping.wipe(member.person_id)
    Reminder.objects.filter(member__person=member.person_id).delete()


def register_space() -> None:
    belong(Belonging("space", everything=everything, wipe=wipe_space))
