"""A lead asks the administrators to find somebody a supervisor, which is theirs to set."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Min, OuterRef

from supervision.errors import Refusal
from supervision.notices import claiming
from supervision.notices.models import Notice
from supervision.notices.services import Message, queue_notices
from supervision.people.audit import Deed, record
from supervision.people.models import Member
from supervision.people.organisation_selectors import without_supervisor
from supervision.policy.models import Clock
from supervision.scheduling.days import local_day

KIND = "supervisor_wanted"
AGAIN = timedelta(days=7)
"""So long nobody asks again, whichever lead it is."""


class NotWanted(Refusal):
    code = "no_supervisor_wanted"


class NobodyToAsk(Refusal):
    code = "nobody_to_ask"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody who is owed supervision has no supervisor, or soon none.

    `asked_at`: since when administrators have been asked, in the last seven days; None: they have not.
    """

    asked_at: datetime | None = None


def wanted_among(
    member_ids: Collection[int], *, organisation_id: int, on: date, now: datetime
) -> dict[int, Wanted]:
    """Return those of these members of an organisation who have no supervisor, or soon none, on this day.

    Only those to whom a rule owes supervision. One query where everybody has one, else two.
    """
    is_owed = Exists(Clock.objects.filter(member=OuterRef("pk")))
    here = Member.objects.of(organisation_id).filter(is_owed, pk__in=member_ids)
    alone = list(without_supervisor(here, on=on).values_list("pk", flat=True)) if member_ids else []
    if not alone:
        return {}
    topics = {_topic(pk): pk for pk in alone}
    asked = (
        Notice.objects.filter(
            recipient__in=administrators(organisation_id, on=on),
            topic__in=list(topics),
            created_at__gt=now - AGAIN,
        )
        .exclude(state=Notice.State.DROPPED, reason=claiming.GONE)
        .order_by()
        .values_list("topic")
        .annotate(first=Min("created_at"))
    )
    since = {topics[topic]: first for topic, first in asked}
    return {pk: Wanted(since.get(pk)) for pk in alone}


def wanted_for(member: Member, *, now: datetime) -> Wanted | None:
    """Return whether a member has no supervisor, or soon none, on their own day; None where they have one."""
    today = local_day(now, member.zone)
    found = wanted_among([member.pk], organisation_id=member.organisation_id, on=today, now=now)
    return found.get(member.pk)


def administrators(organisation_id: int, *, on: date):
    """Return an organisation's administrators who are here on this day."""
    here = Member.objects.of(organisation_id).present(on)
    return here.filter(is_admin=True, start_date__lte=on)


@transaction.atomic
def ask_for_supervisor(*, member: Member, by: Member, now: datetime) -> datetime:
    """Leave each administrator but `by` a message that somebody needs a supervisor; return when it was.

    Once in seven days for one member, whoever asks: asked again, it is the moment of the first time. A
    message whose reason had gone before it was sent does not count. Raises NotWanted where nobody has to
    be found, NobodyToAsk where there is no other administrator.
    """
    Member.objects.locked(member)
    wanted = wanted_for(member, now=now)
    if wanted is None:
        raise NotWanted("They have a supervisor for the next thirty days, or no supervision is owed to them.")
    if wanted.asked_at is not None:
        return wanted.asked_at
    here = administrators(member.organisation_id, on=local_day(now, member.zone)).exclude(pk=by.pk)
    told = sorted(here.values_list("pk", flat=True))
    if not told:
        raise NobodyToAsk("There is no other administrator who could be asked.")
    queue_notices([_message(member, pk, now=now) for pk in told], now=now)
    record([Deed(member.organisation_id, "supervisor.asked_for", by.pk, member.pk)], at=now)
    return now


def _message(member: Member, administrator: int, *, now: datetime) -> Message:
    return Message(
        organisation_id=member.organisation_id,
        recipient_id=administrator,
        kind=KIND,
        notice_class="R",
        key=f"{KIND}-{member.pk}-{administrator}-{now.isoformat()}",
        topic=_topic(member.pk),
        about={"member": member.pk},
        not_before=now,
    )


def _topic(member_id: int) -> str:
    return f"{KIND}-{member_id}"
