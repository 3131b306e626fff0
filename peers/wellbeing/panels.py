"""What this room puts on the page of one's own space."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from peers.pool.own_space import Panel, show
from peers.wellbeing import checking
from supervision.people.models import Member
from supervision.scheduling.days import local_day


def read_checks(member: Member, now: datetime) -> dict[str, Any]:
    found = checking.checks_of(member)
    return {
        "trend": checking.trend_of(found, today=local_day(now, member.zone)),
        "last": found[-1].on if found else None,
        "offer": checking.offer_to(member, found, now=now),
    }


def register_panels() -> None:
    show(Panel("checks", "peers/wellbeing/_checks.html", read=read_checks, rank=30))
