"""The week ahead on one supervisor's desk, in both demo organisations."""

from datetime import datetime, timedelta

from supervision.availability.models import Medium
from supervision.people.models import Member, Relationship
from supervision.policy.services import refresh
from supervision.scheduling.days import local_day
from supervision.sessions.booking import book
from supervision.sessions.finding import best_for
from supervision.sessions.models import Session

SUPERVISOR, SUPERVISEE = "judith.marlow@alder.example", "Viv Castellano"
"""Who works for both, and whom they see at Fern."""


def fill_week(*, now: datetime) -> None:
    """Let Judith Marlow supervise somebody at Fern too, and book her next hours in both places."""
    alder = Member.objects.select_related("person").get(person__email=SUPERVISOR)
    viv = Member.objects.select_related("organisation").get(person__name=SUPERVISEE)
    began = local_day(now, alder.zone) - timedelta(days=10)
    fern = Member.objects.create(
        organisation=viv.organisation,
        person=alder.person,
        is_supervisor=True,
        employment="external",
        time_zone=alder.time_zone,
        start_date=began,
    )
    Relationship.objects.create(supervisor=fern, supervisee=viv, starts_on=began)
    refresh(member_ids=[fern.pk], now=now)
    ahead = Session.objects.upcoming(now).values("attendances__member")
    supervised = alder.supervises.on(local_day(now, alder.zone)).values("supervisee")
    covered = Member.objects.filter(pk__in=supervised, clocks__state="on_track").exclude(pk__in=ahead)
    for place, those in ((alder, covered.order_by("pk")[:3]), (fern, [viv])):
        people = {one.pk: one for one in those}
        times = best_for({pk: [place.pk] for pk in people}, {}, 1, now=now, medium=Medium.VIDEO, apart=True)
        for pk, found in times.items():
            for slot, _ in found:
                book(
                    by=place,
                    supervisor=place,
                    supervisees=[people[pk]],
                    starts_at=slot.starts_at,
                    minutes=int((slot.ends_at - slot.starts_at).total_seconds()) // 60,
                    medium=Medium.VIDEO,
                    now=now,
                )
