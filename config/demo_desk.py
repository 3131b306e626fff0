"""The week ahead on one supervisor's desk, in both demo organisations."""

from dataclasses import replace
from datetime import datetime, timedelta

from supervision.availability.models import Medium
from supervision.people.models import Member, Relationship
from supervision.policy.services import refresh
from supervision.scheduling.days import local_day
from supervision.sessions.asking import search_again, search_for
from supervision.sessions.booking import book
from supervision.sessions.finding import best_for, next_free
from supervision.sessions.models import Session
from supervision.sessions.moving import move

LEAD, BESIDE = "ruth.calder@alder.example", "femi.oladipo@alder.example"
"""Who books a group for the team, and who is there beside its supervisor."""
SUPERVISOR, SUPERVISEE = "judith.marlow@alder.example", "Viv Castellano"
"""Who works for both, and whom they see at Fern."""


def fill_week(*, now: datetime) -> None:
    """Let Judith Marlow supervise somebody at Fern too, and book her next hours in both places."""
    _book_together(now=now)
    _move_one(now=now)
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


def _move_one(*, now: datetime) -> None:
    """Have Judith Marlow move one of her hours to another day, so that its old time shows where it went."""
    by = Member.objects.get(person__email=SUPERVISOR, organisation__slug="alder-case-management")
    found = Session.objects.upcoming(now).filter(supervisor=by, kind="individual", series=None)
    session = found.with_people().order_by("starts_at", "pk").first()
    if session is None:
        return
    search = replace(search_again(session, around=session.starts_at), first=session.starts_at.date())
    slots = next_free(search, 4, now=now, near=session.starts_at)
    for slot in [one for one in slots if one.starts_at.date() > session.starts_at.date()][:1]:
        move(session=session, by=by, starts_at=slot.starts_at, now=now)


def _book_together(*, now: datetime) -> None:
    """Book a group of Community that two supervisors hold together, some weeks ahead."""
    named = Member.objects.select_related("person", "organisation", "team").filter(
        person__email__in=[LEAD, SUPERVISOR, BESIDE], organisation__slug="alder-case-management"
    )
    by_email = {one.person.email: one for one in named}
    lead, supervisor, beside = (by_email[email] for email in (LEAD, SUPERVISOR, BESIDE))
    today = local_day(now, lead.zone)
    team = Member.objects.tracked_on(today).filter(team=lead.team).exclude(pk__in=[one.pk for one in named])
    people = list(team.exclude(leaves__isnull=False).with_person().order_by("pk")[:4])
    search = replace(
        search_for(supervisor, people, minutes=90, kind="group", around=now, beside=[beside]),
        first=today + timedelta(days=14),
    )
    for slot in next_free(search, 1, now=now):
        book(
            by=lead,
            supervisor=supervisor,
            supervisees=people,
            beside=[beside],
            starts_at=slot.starts_at,
            minutes=90,
            kind="group",
            medium=Medium.VIDEO,
            now=now,
        )
