"""An earlier supervision, offered after something happened: the times come from the supervision wing.

Neither wing knows the other. All that passes is whose times are wanted, and what comes back are times.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from peers.events.earlier import provide
from supervision.notices.facts import PickFacts
from supervision.people.models import Member
from supervision.policy.notice_facts import picks_for
from supervision.scheduling.days import local_day

SOON = timedelta(days=7)


def earlier_times(member: Member, now: datetime) -> PickFacts:
    """Return up to three free times with whoever supervises a member, as near as there are."""
    return picks_for(member, member, local_day(now, member.zone) + SOON, now=now)


def register() -> None:
    provide(earlier_times)
