"""The place of offers in one's own space: the one that stands, and the way to say that something happened."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from peers.events.selectors import offer_of
from peers.pool.own_space import Panel, show
from supervision.people.models import Member


def read(member: Member, now: datetime) -> dict[str, Any]:
    return {"offer": offer_of(member, now=now)}


def register() -> None:
    show(Panel("events", "peers/events/_space.html", read=read, rank=85, is_beside=True))
