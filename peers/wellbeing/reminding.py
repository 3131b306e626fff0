"""Reminders that somebody asked for: of the self-check, or to look at their plan. Neutral, and theirs alone.

A reminder comes every so many days from the day it was asked for, whether or not one did anything: so nobody
can tell from it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from peers.wellbeing.models import Reminder
from supervision.notices.services import Message, forget_about, queue_notices
from supervision.people.models import Member
from supervision.scheduling.days import day_starts_at, local_day

CHECK, PLAN = Reminder.About.CHECK.value, Reminder.About.PLAN.value
KIND = "own_space"
STILL_OF_USE = timedelta(days=3)


def reminder_of(member: Member, about: str) -> Reminder | None:
    return Reminder.objects.filter(member=member, about=about).first()


@transaction.atomic
def set_reminder(member: Member, about: str, every_days: int | None, *, now: datetime) -> date | None:
    """Remind a member every so many days from now on; None: no more. Return the first day."""
    Member.objects.locked(member)
    if every_days is None:
        Reminder.objects.filter(member=member, about=about).delete()
        forget_about([member.pk], kinds=[KIND], about={"of": [about]})
        return None
    next_on = local_day(now, member.zone) + timedelta(days=every_days)
    Reminder.objects.update_or_create(
        member=member, about=about, defaults={"every_days": every_days, "next_on": next_on}
    )
    return next_on


def remind(*, now: datetime) -> int:
    """Leave whatever is to be said on this day of each, and return how many messages are new.

    After a week without a beat one reminder is left, not several. Twice is no more.
    """
    left = 0
    waiting = Reminder.objects.filter(next_on__lte=(now + timedelta(hours=14)).date())
    for reminder in waiting.select_related("member__person", "member__organisation").order_by("pk"):
        left += _remind(reminder, now=now)
    return left


@transaction.atomic
def _remind(reminder: Reminder, *, now: datetime) -> int:
    member = reminder.member
    today = local_day(now, member.zone)
    if reminder.next_on > today:
        return 0
    if member.end_date is not None and member.end_date < today:
        reminder.delete()
        return 0
    late = (today - reminder.next_on).days // reminder.every_days
    due_on = reminder.next_on + timedelta(days=late * reminder.every_days)
    following = due_on + timedelta(days=reminder.every_days)
    moved = Reminder.objects.filter(pk=reminder.pk, next_on=reminder.next_on).update(next_on=following)
    if not moved:
        return 0
    message = Message(
        organisation_id=member.organisation_id,
        recipient_id=member.pk,
        kind=KIND,
        notice_class="S",
        key=f"{KIND}:{reminder.pk}:{due_on}",
        not_before=now,
        not_after=day_starts_at(today, member.zone) + STILL_OF_USE,
        about={"of": reminder.about},
    )
    return queue_notices([message], now=now)
