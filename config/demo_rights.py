"""Somebody of the demo who has left, and asks to be erased."""

from datetime import datetime, timedelta

from config.demo_names import email_of
from supervision.people.models import Member
from supervision.people.services import end_membership
from supervision.rights.services import ask_to_be_erased

LEFT, ADMIN = "Mostyn Edwards", "Asha Denholm"
DAYS_AGO, ASKED_DAYS_AGO = 12, 4


def let_one_leave(*, now: datetime) -> None:
    """Let Mostyn Edwards have left twelve days ago, and have asked four days ago."""
    people = Member.objects.filter(organisation__slug="alder-case-management").with_person()
    member, admin = (people.get(person__email=email_of(name)) for name in (LEFT, ADMIN))
    last = now.astimezone(member.zone).date() - timedelta(days=DAYS_AGO)
    member = end_membership(member, last_day=last, by=admin, now=now)
    ask_to_be_erased(member, now=now - timedelta(days=ASKED_DAYS_AGO))
