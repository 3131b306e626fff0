"""Logs of the demo: with whom people are registered, and what somebody had elsewhere and wrote down."""

from datetime import datetime, timedelta

from config.demo_names import email_of
from supervision.evidence.entries import GROUP, INDIVIDUAL, Entry, add_entry
from supervision.evidence.rules import Registration
from supervision.evidence.services import keep_registrations
from supervision.people.models import Member, Person

REGISTERED = {
    "Nia Bevan": (Registration("bacp", 2, 1),),
    "Tom Ashworth": (Registration("bacp", 10, 1), Registration("babcp", 4, 15)),
}

ELSEWHERE = ((12, 60, INDIVIDUAL, 1), (40, 90, GROUP, 4), (75, 60, INDIVIDUAL, 1))
"""Days ago, minutes, kind and how many came: what Nia had with somebody who is not in Holdspace."""


def register(*, now: datetime) -> None:
    """Let some have said with whom they are registered, and Nia have written down what she had elsewhere."""
    for name, registrations in REGISTERED.items():
        keep_registrations(Person.objects.get(email=email_of(name)), registrations)
    nia = Member.objects.get(person__email=email_of("Nia Bevan"), organisation__slug="alder-case-management")
    for ago, minutes, kind, came in ELSEWHERE:
        on = (now - timedelta(days=ago)).date()
        add_entry(nia, Entry(on, minutes, kind, came, "Helen Marsh", "Marsh training practice"), now=now)
