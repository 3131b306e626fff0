"""Asking for what is one's own, asking to be erased, and what an administrator says to it."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from supervision.evidence import handing
from supervision.evidence.documents import Wish
from supervision.evidence.models import Document
from supervision.notices.services import Message, queue_notices, withdraw_notices
from supervision.people.audit import Deed, record
from supervision.people.models import Member
from supervision.rights import erasing, rules
from supervision.rights.models import ErasureRequest
from supervision.rights.notice_kinds import ANSWERED, ASKED
from supervision.scheduling.days import local_day


def ask_for_everything(member: Member, *, now: datetime) -> Document:
    """Have a file made of everything that is a member's; asked twice at once it is one file. Raises
    Enough.
    """
    today = local_day(now, member.zone)
    wish = Wish(Document.Kind.MINE, min(member.start_date, today), today)
    return handing.ask(member, wish, now=now)


@transaction.atomic
def ask_to_be_erased(member: Member, *, now: datetime) -> ErasureRequest:
    """Ask the organisation to erase what it holds of a member; administrators are told. Asked twice is
    once.
    """
    try:
        with transaction.atomic():
            request = ErasureRequest.objects.create(member=member, asked_at=now)
    except IntegrityError:
        return ErasureRequest.objects.waiting().get(member=member)
    here = local_day(now, member.organisation.zone)
    admins = Member.objects.of(member.organisation_id).present(here).filter(is_admin=True)
    queue_notices(
        [_to_admin(request, pk, now) for pk in sorted(admins.values_list("pk", flat=True))], now=now
    )
    record([Deed(member.organisation_id, "erasure.asked", member.pk, member.pk, request.pk)], at=now)
    return request


def _to_admin(request: ErasureRequest, admin: int, now: datetime) -> Message:
    return Message(
        organisation_id=request.member.organisation_id,
        recipient_id=admin,
        kind=ASKED,
        notice_class="R",
        key=_key(request, admin),
        not_before=now,
        about={"request": request.pk},
    )


def _key(request: ErasureRequest, admin: int) -> str:
    return f"{ASKED}-{request.pk}-{admin}"


@transaction.atomic
def take_back(member: Member, *, now: datetime) -> bool:
    """Take back what was asked; say whether anything was open. Administrators are not told again."""
    request = ErasureRequest.objects.waiting().filter(member=member).first()
    if request is None or not _settle(request, ErasureRequest.State.WITHDRAWN, now=now):
        return False
    record([Deed(member.organisation_id, "erasure.taken_back", member.pk, member.pk, request.pk)], at=now)
    return True


@transaction.atomic
def refuse(request: ErasureRequest, *, why: str, by: Member, now: datetime) -> None:
    """Say no for one of the grounds that the law names; whoever asked is told. Raises NotAsked."""
    if not _settle(request, ErasureRequest.State.REFUSED, why=why, now=now):
        raise rules.NotAsked("It was taken back, or answered already.")
    told = Message(
        organisation_id=request.member.organisation_id,
        recipient_id=request.member_id,
        kind=ANSWERED,
        notice_class="R",
        key=f"{ANSWERED}-{request.pk}",
        not_before=now,
        about={"request": request.pk},
    )
    queue_notices([told], now=now)
    record([Deed(by.organisation_id, "erasure.refused", by.pk, request.member_id, request.pk)], at=now)


def _settle(request: ErasureRequest, state: str, *, now: datetime, why: str = "") -> bool:
    """Close a request that is open, and withdraw what administrators were to be told of it."""
    open_one = ErasureRequest.objects.waiting().filter(pk=request.pk)
    if not open_one.update(state=state, why=why, answered_at=now):
        return False
    admins = Member.objects.of(request.member.organisation_id).filter(is_admin=True)
    withdraw_notices([_key(request, pk) for pk in admins.values_list("pk", flat=True)])
    return True


def erase(member: Member, *, name: str, by: Member, now: datetime) -> bool:
    """Erase somebody who has left, once their name was typed. Raises OtherName and StillHere."""
    erasing.check(member, now=now)
    if not rules.same_name(name, member.person.name):
        raise rules.OtherName("That is not their name as it stands above.")
    return erasing.erase(member, by=by, now=now)
