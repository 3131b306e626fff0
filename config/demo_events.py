"""Something happened in the demo, twenty days ago: Ruth noted it, and four people got offers."""

from datetime import datetime, timedelta

from config.demo_names import email_of
from peers.events.services import go_on_with_due, note
from supervision.people.models import Member

NAMED = ("Nia Bevan", "Tom Ashworth")
DAYS_AGO, PEOPLE = 20, 4


def note_something(*, now: datetime) -> None:
    """Let Ruth have noted something, and the offers have come as far as twenty days bring them."""
    alder = Member.objects.filter(organisation__slug="alder-case-management").select_related("organisation")
    ruth = alder.get(person__email=email_of("Ruth Calder"))
    named = list(alder.filter(person__email__in=[email_of(name) for name in NAMED]))
    rest = alder.filter(team=named[0].team_id, end_date=None).exclude(
        pk__in=[ruth.pk, *(one.pk for one in named)]
    )
    named += list(rest.order_by("pk")[: PEOPLE - len(named) - 1])
    noted_at = now - timedelta(days=DAYS_AGO)
    members = [ruth.pk, *(one.pk for one in named)]
    note(by=ruth, days_ago=0, member_ids=members, now=noted_at)
    go_on_with_due(now=noted_at + timedelta(days=3))
    go_on_with_due(now=noted_at + timedelta(days=7))
