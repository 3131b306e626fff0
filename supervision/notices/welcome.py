"""The first message: an organisation has set up a place, and the reader can sign in."""

from collections.abc import Mapping
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from supervision.notices.models import Notice
from supervision.notices.services import WELCOME, Message, queue_notices
from supervision.people.audit import Deed, record
from supervision.people.models import Member, Organisation, Team
from supervision.people.rules import below
from supervision.scheduling.wall_time import resolve

KIND = WELCOME
INVITE_AT = time(8)


def uninvited(organisation: Organisation, *, now: datetime) -> QuerySet[Member]:
    """Return members of an organisation who are here and have not been invited yet."""
    invited = Notice.objects.filter(recipient=OuterRef("pk"), kind=KIND)
    here = Member.objects.of(organisation).present(now.astimezone(organisation.zone).date())
    return here.filter(~Exists(invited))


def to_invite(by: Member, *, team: int | None = None, now: datetime) -> QuerySet[Member]:
    """Return whom `by` can still invite: everybody but themselves, or those in a team and all under it."""
    members = uninvited(by.organisation, now=now).exclude(pk=by.pk)
    if team is None:
        return members
    parents = dict(Team.objects.of(by.organisation).values_list("pk", "parent"))
    return members.filter(team__in=below(team, parents))


def begins_at(organisation: Organisation, day: date) -> datetime:
    """Return from when on invitations for `day` go out: eight in the morning where the organisation is."""
    return resolve(datetime.combine(day, INVITE_AT), organisation.zone)


@transaction.atomic
def invite_members(members: QuerySet[Member], *, not_before: datetime, by: Member, now: datetime) -> int:
    """Leave one welcome for each of these members of the inviter's organisation, and return how many.

    Nobody is ever invited twice. It goes out from `not_before` on, in the reader's own working hours.
    """
    Organisation.objects.locked(by.organisation_id)  # of two who invite at once, the second sees the first's
    ids = list(
        members.filter(organisation=by.organisation_id)
        .exclude(pk=by.pk)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    known = set(
        Notice.objects.filter(organisation=by.organisation_id, kind=KIND).values_list(
            "recipient_id", flat=True
        )
    )
    fresh = [pk for pk in ids if pk not in known]
    queue_notices(
        (
            Message(
                organisation_id=by.organisation_id,
                recipient_id=pk,
                kind=KIND,
                notice_class=Notice.Class.MUST_ARRIVE,
                key=f"{KIND}:{pk}",
                not_before=not_before,
            )
            for pk in fresh
        ),
        now=now,
    )
    record((Deed(by.organisation_id, "member.invited", by.pk, pk) for pk in fresh), at=now)
    return len(fresh)


def context(notice: Notice, now: datetime) -> Mapping[str, object] | None:
    """Return nothing but that it still holds; None once the member has left."""
    member = notice.recipient
    if member.end_date is not None and member.end_date < now.astimezone(member.zone).date():
        return None
    return {}


def path(notice: Notice) -> str:
    return reverse("today")
