"""Talks as calendars have them: held times that say when, and nothing else; and what calendars answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from peers.debriefs.answering import accept, let_pass
from peers.debriefs.models import Invite, Request
from peers.debriefs.notice_facts import AGREED, entry_of
from supervision.availability.booked import Booked
from supervision.errors import Refusal
from supervision.notices.calendars.addresses import is_answer_address
from supervision.notices.calendars.answers import ACCEPTED, DECLINED, Answer
from supervision.notices.calendars.writing import Entry
from supervision.notices.letters import BadAddress, wire_address
from supervision.people.access import open_on
from supervision.people.models import Member

TITLE = "Held time"
AHEAD = timedelta(days=1)
NOTED, NOT_AUTHENTIC, NOT_THEIRS, STALE, OVER = (
    "noted",
    "not authentic",
    "not theirs",
    "about an earlier state",
    "over",
)


def entries_of(member: Member, since: datetime) -> Iterable[Entry]:
    """Yield the talks agreed with a member, or over, from `since` on. One query."""
    both = Q(request__asker=member) | Q(member=member)
    accepted = Invite.objects.filter(
        both,
        state=Invite.State.ACCEPTED,
        request__organisation=member.organisation_id,
        request__state__in=("agreed", "over"),
        request__ends_at__gt=since,
    )
    for invite in accepted.select_related("request").order_by("request__starts_at", "pk"):
        stamped_at = invite.request.agreed_at or invite.asked_at
        yield entry_of(invite, invite.request, AGREED, stamped_at)


def page_of(member: Member, name: str) -> str | None:
    """Return the page of what calendars call `name`; None unless this member may see it."""
    invite = _called(name)
    if invite is None or member.pk not in (invite.member_id, invite.request.asker_id):
        return None
    if invite.state == Invite.State.ACCEPTED:
        return reverse("talks:talk", args=[invite.request_id])
    return reverse("talks:invite", args=[invite.pk]) if member.pk == invite.member_id else None


def booked_from(member: Member, now: datetime) -> Iterator[Booked]:
    """Give a member's own talks that are agreed and have yet to start, as held times."""
    mine = Q(asker=member) | Q(listener=member)
    ahead = Request.objects.filter(mine, state=Request.State.AGREED, starts_at__gt=now)
    for talk in ahead.order_by("starts_at", "pk"):
        if talk.starts_at and talk.ends_at:
            yield Booked(talk.starts_at, talk.ends_at, TITLE, reverse("talks:talk", args=[talk.pk]))


def take_answer(answer: Answer, addresses: frozenset[str], now: datetime) -> str | None:
    """Take a yes or a no that somebody's calendar gave to an invite; None for a name we don't know.

    Once a talk is agreed a calendar's no calls nothing off: it is noted by nobody, and the page asks.
    """
    invite = _called(answer.name)
    if invite is None:
        return None
    giver = invite.member
    if not any(is_answer_address(address, answer.name, giver.pk) for address in addresses):
        return NOT_AUTHENTIC
    if not _is_own(giver, answer.attendee):
        return NOT_THEIRS
    if answer.stamped_at > now + AHEAD or answer.sequence != 0:
        return STALE
    if not open_on(giver, now):
        return OVER
    try:
        if answer.said == ACCEPTED and answer.proposed is None:
            accept(invite, by=giver, now=now)
        elif answer.said == DECLINED:
            let_pass(invite, by=giver, now=now)
    except Refusal:
        return OVER
    return NOTED


def _called(name: str) -> Invite | None:
    try:
        pk = UUID(hex=name)
    except ValueError:
        return None
    return Invite.objects.with_request().filter(pk=pk).first()


def _is_own(member: Member, address: str) -> bool:
    try:
        return wire_address(member.person.email).casefold() == address.casefold()
    except BadAddress:
        return False
