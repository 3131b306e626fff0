"""What this room puts on the page of one's own space."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from peers.pool.own_space import Panel, show
from peers.wellbeing import checking, journal, planning
from supervision.people.models import Member
from supervision.scheduling.days import local_day


def read_checks(member: Member, now: datetime) -> dict[str, Any]:
    found = checking.checks_of(member)
    return {
        "trend": checking.trend_of(found, today=local_day(now, member.zone)),
        "last": found[-1].on if found else None,
        "offer": checking.offer_to(member, found, now=now),
    }


def read_plan(member: Member, now: datetime) -> dict[str, Any]:
    plan = planning.plan_of(member)
    today = local_day(now, member.zone)
    return {
        "plan": plan,
        "people": planning.people_of(member),
        "is_due": planning.is_due_for_a_look(plan, today=today),
    }


def read_journal(member: Member, now: datetime) -> dict[str, Any]:
    return {"number": len(journal.lines_of(member))}


def read_thanks(member: Member, now: datetime) -> dict[str, Any]:
    return {"thanks": planning.thanks_to(member)[:3]}


def nothing(member: Member, now: datetime) -> dict[str, Any]:
    return {}


def register_panels() -> None:
    show(Panel("day", "peers/wellbeing/_day.html", read=nothing, rank=10, is_beside=True))
    show(Panel("checks", "peers/wellbeing/_checks.html", read=read_checks, rank=30))
    show(Panel("plan", "peers/wellbeing/_plan.html", read=read_plan, rank=40))
    show(Panel("journal", "peers/wellbeing/_journal.html", read=read_journal, rank=45))
    show(Panel("thanks", "peers/wellbeing/_thanks.html", read=read_thanks, rank=80, is_beside=True))
