"""Pauses in one's own space: noted, read and deleted by their owner alone. Nothing here counts them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from peers.pool.own_space import Panel, show
from peers.wellbeing import keeping
from peers.wellbeing.keeping import drawer
from peers.wellbeing.pause_rules import KEPT_DAYS, Drawing, Pause, body_of, drawn, is_overtaken, pause_of
from supervision.errors import Refusal
from supervision.people.models import Member
from supervision.scheduling.days import local_day

PAUSES = drawer("pauses", known_as="pauses")
A_DAY = 100
"""So many can be kept for one day: room for anybody, and a bound for a program gone wild."""


class TooMany(Refusal):
    code = "too_many_pauses"


def note_pause(member: Member, key: uuid.UUID, given: Mapping[str, Any], *, now: datetime) -> Pause | None:
    """Keep what is answered under `key`, in place of what it said before; nothing answered takes it back.

    `given`: load and body from 1 to 5, reset, nourished; each may be missing. A page numbers what it sends by
    `turn`: a request that was overtaken by a later one changes nothing. Raises TooMany.
    """
    name = str(key)
    day = local_day(now, member.zone)

    def changing(before: dict[str, Any] | None) -> dict[str, Any] | None:
        return before if is_overtaken(given, before) else body_of(given, before, at=now) or None

    if len([one for one in pauses_of(member) if one.key != name and _day(one, member) == day]) >= A_DAY:
        raise TooMany("That is more than a day holds. The pause itself needs no note.")
    kept = keeping.change(
        member.person_id, PAUSES, name, changing, forget_on=now.date() + timedelta(days=KEPT_DAYS)
    )
    return pause_of(name, kept) if kept else None


def pauses_of(member: Member) -> list[Pause]:
    """Return a person's own pauses, the latest first. Three queries."""
    kept = keeping.open_space(member.person_id).all(PAUSES)
    return sorted((pause_of(one.name, one.body) for one in kept), key=lambda one: one.at, reverse=True)


def delete_pause(member: Member, key: uuid.UUID) -> bool:
    """Delete a pause for good. Says whether there was one."""
    return keeping.drop(member.person_id, PAUSES, str(key))


def drawing_of(member: Member, pauses: list[Pause], *, now: datetime) -> Drawing | None:
    """Return one's own weeks as they are drawn, or None while no pause says how full."""
    return drawn(pauses, today=local_day(now, member.zone), zone=member.zone)


def _day(pause: Pause, member: Member) -> date:
    return local_day(pause.at, member.zone)


def _read_panel(member: Member, now: datetime) -> dict[str, Any]:
    pauses = pauses_of(member)
    return {"drawing": drawing_of(member, pauses, now=now), "pauses": pauses[:5], "more": len(pauses) > 5}


def register_panel() -> None:
    show(Panel("pauses", "peers/wellbeing/_pauses.html", read=_read_panel, rank=20))
