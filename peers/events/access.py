"""Who may note that something happened, and whom they may name: anybody here, and anybody here."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q

from peers.events.models import Event
from supervision.people.access import leads
from supervision.people.models import Member
from supervision.people.querysets import MemberQuerySet
from supervision.scheduling.days import local_day


def nameable(member: Member, *, now: datetime) -> MemberQuerySet:
    """Return whom a member may name: everybody who works here today, themselves too, but no guests."""
    return working_on(local_day(now, member.organisation.zone)).filter(organisation=member.organisation_id)


def working_on(day: date) -> MemberQuerySet:
    """Return the members who work on a day, whatever their organisation; guests are nobody's colleagues."""
    is_more = Q(is_case_manager=True) | Q(is_team_lead=True) | Q(is_admin=True)
    found: MemberQuerySet = Member.objects.present(day).filter(start_date__lte=day)
    return found.filter(~Q(employment=Member.Employment.EXTERNAL) | is_more)


def close_to(member: Member, *, now: datetime) -> MemberQuerySet:
    """Return whom the page offers by itself: one's own team, those one leads, those one supervises."""
    day = local_day(now, member.organisation.zone)
    near = Q(team__in=leads(member)) | Q(pk__in=member.supervises.on(day).values("supervisee"))
    if member.team_id:
        near |= Q(team=member.team_id)
    found: MemberQuerySet = nameable(member, now=now).filter(near).exclude(pk=member.pk)
    return found.with_person().order_by("team__name", "team", "person__name", "pk")


def noted_by(member: Member) -> list[Event]:
    """Return what a member noted, the latest first: a day and a number of each, and never who."""
    return list(Event.objects.noted_by(member).order_by("-noted_at", "pk"))
