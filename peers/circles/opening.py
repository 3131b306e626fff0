"""Opening a circle to people from outside: asked by whoever holds it, with an administrator's yes."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from peers.circles import rules, telling
from peers.circles.models import Circle
from supervision.errors import Refusal
from supervision.people.audit import Deed, record
from supervision.people.models import Member


class NotToOutside(Refusal):
    """This circle can't be opened to people from outside, or it was decided already."""

    code = "circle_not_outside"


@transaction.atomic
def ask_for_outside(circle: Circle, *, now: datetime) -> None:
    """Ask the administrators to let people from outside come. Raises NotToOutside."""
    asked = Circle.objects.going().filter(pk=circle.pk, kind=rules.OPEN, outside__in=["", "refused"])
    if not asked.update(outside=Circle.Outside.ASKED):
        raise NotToOutside("Only an open circle can be opened, and only once.")
    telling.tell_administrators(circle, now=now)
    record([Deed(circle.organisation_id, "circle.asked_outside", circle.facilitator_id)], at=now)


@transaction.atomic
def answer_for_outside(circle: Circle, administrator: Member, *, is_yes: bool, now: datetime) -> None:
    """Open a circle to people from outside, or not this time. Raises NotToOutside when nothing was asked."""
    asked = Circle.objects.going().filter(pk=circle.pk, outside=Circle.Outside.ASKED)
    said = (
        {"outside": Circle.Outside.OPENED, "public_key": secrets.token_urlsafe(18)}
        if is_yes
        else {"outside": Circle.Outside.REFUSED}
    )
    if not asked.update(outside_by=administrator, **said):
        raise NotToOutside("That was answered already.")
    telling.tell_host(telling.ANSWERED, circle, None, now=now, occasion=f":{int(now.timestamp())}")
    action = "circle.opened" if is_yes else "circle.kept_inside"
    record([Deed(circle.organisation_id, action, administrator.pk, circle.facilitator_id)], at=now)


@transaction.atomic
def close_to_outside(circle: Circle, by: Member, *, now: datetime) -> None:
    """Close the public page. Whoever has a place keeps it."""
    if Circle.objects.filter(pk=circle.pk).exclude(outside="").update(outside="", public_key=None):
        record([Deed(circle.organisation_id, "circle.closed_outside", by.pk, circle.facilitator_id)], at=now)
