"""What somebody who leaves, or is away by then, was to do in debriefs: nobody is left waiting for them.

An asker whose listener will not be there is asked round for again; a listener whose asker leaves is told that
it is off. Whoever was asked and has left holds no wave up.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from django.db.models import Q

from peers.debriefs import asking, rules
from peers.debriefs.answering import run_out, step_back
from peers.debriefs.models import Invite, Request
from supervision.people.access import open_on
from supervision.people.models import Member
from supervision.scheduling.days import local_day


def free_talks(member_ids: Iterable[int], now: datetime) -> None:
    """Step back for members from what is agreed and lies after their last day, or in a leave of a listener.

    Of those who have left by now, what they asked for is withdrawn and what they were asked has run out.
    Heard of whenever members change; with nobody leaving or away it asks one question.
    """
    has_something = Q(pk__in=Request.objects.filter(state__in=("asking", "nobody", "agreed")).values("asker"))
    has_something |= Q(pk__in=Request.objects.filter(state="agreed").values("listener"))
    has_something |= Q(pk__in=Invite.objects.filter(state__in=("open", "offered")).values("member"))
    is_leaving = Q(end_date__isnull=False) | Q(leaves__isnull=False)
    found = Member.objects.filter(has_something, is_leaving, pk__in=list(member_ids)).distinct()
    for member in found.select_related("person", "organisation").order_by("pk"):
        _free_agreed(member, now)
        if not open_on(member, now):
            _free_open(member, now)


def _free_agreed(member: Member, now: datetime) -> None:
    mine = Q(asker=member) | Q(listener=member)
    ahead = Request.objects.with_people().filter(mine, state=Request.State.AGREED, starts_at__gt=now)
    for talk in ahead.order_by("starts_at", "pk"):
        if talk.starts_at and not _will_be_there(
            member, talk.starts_at, listens=talk.listener_id == member.pk
        ):
            with suppress(rules.NotNow):
                step_back(talk, by=member, now=now)


def _will_be_there(member: Member, moment: datetime, *, listens: bool) -> bool:
    """Say whether a member is there then. An asker's leave doesn't count: they may still want to talk."""
    day = local_day(moment, member.zone)
    if member.end_date is not None and day > member.end_date:
        return False
    away = member.leaves.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)
    return not (listens and away.exists())


def _free_open(member: Member, now: datetime) -> None:
    for request in Request.objects.filter(asker=member, state__in=("asking", "nobody")).order_by("pk"):
        with suppress(rules.NotNow):
            asking.withdraw(request, by=member, now=now)
    waiting = Invite.objects.with_request().filter(member=member, state__in=("open", "offered"))
    for invite in waiting.order_by("pk"):
        run_out(invite, now=now)
