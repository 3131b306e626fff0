"""Verbs: write down the units somebody worked."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from supervision.people.audit import record
from supervision.people.models import Member
from supervision.people.services import deed, lock_members
from supervision.policy.models import Worked
from supervision.policy.services import refresh


@transaction.atomic
def set_worked(member: Member, day: date, units: Decimal, *, by: Member, now: datetime) -> Worked:
    """Keep the shifts or client hours of one day, in place of what was there, and bring clocks up to it.

    Raises NotHere for a member of another organisation.
    """
    (member,) = lock_members(by, member)
    kept = Worked.objects.filter(member=member, day=day).first()
    if kept is not None and kept.units == units:
        return kept
    kept, _ = Worked.objects.update_or_create(member=member, day=day, defaults={"units": units})
    refresh(member_ids=[member.pk], now=now)
    record([deed(by, "worked.changed", subject=member, object_id=kept.pk)], at=now)
    return kept
