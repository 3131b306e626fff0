"""Whom somebody can book for, with whom, for how long, and how they can meet. Reads for the booking pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from supervision.availability.models import BookingRules, DayHours, Medium, WeeklyHours
from supervision.people.access import leads
from supervision.people.models import Member, Relationship
from supervision.scheduling.days import local_day
from supervision.sessions import access, rules
from supervision.sessions.models import Session

MOST_PEOPLE = 300
MOST_SUPERVISORS = 8
LENGTHS = (45, 60, 90)
IN_PERSON = Medium.IN_PERSON.value


@dataclass(frozen=True, slots=True)
class Way:
    """A way to meet: what the form sends, and its words. `place` only for meeting in person."""

    value: str
    words: str
    medium: str
    place: str = ""


WAYS = (Way("video", "Video", "video"), Way("phone", "Phone", "phone"))


def people_for(viewer: Member, *, now: datetime) -> list[Member]:
    """Return whom the viewer can book for today, by name, themselves first.

    Themselves if somebody supervises them; those they supervise; those whose lead they are.
    """
    on = local_day(now, viewer.zone)
    members = Member.objects.of(viewer.organisation_id).tracked_at(now)
    supervised = Relationship.objects.on(on).filter(supervisor=viewer).values("supervisee")
    found = members.filter(Q(pk__in=supervised) | Q(team__in=leads(viewer))).exclude(pk=viewer.pk)
    others = list(found.with_person().order_by("person__name", "pk")[:MOST_PEOPLE])
    has_supervisor = access.supervisors_on(on, viewer).exists()
    return [viewer, *others] if has_supervisor or not others else others


def group_for(viewer: Member, *, now: datetime) -> list[Member]:
    """Return whom the viewer can book as a group today: a supervisor's own, a lead's people."""
    on = local_day(now, viewer.zone)
    own = access.group_of(viewer, on).values("pk") if viewer.is_supervisor else []
    members = Member.objects.of(viewer.organisation_id).tracked_at(now)
    found = members.filter(Q(pk__in=own) | Q(team__in=leads(viewer))).exclude(pk=viewer.pk)
    return list(found.with_person().order_by("person__name", "pk")[:MOST_PEOPLE])


def supervisors_for(
    viewer: Member, supervisees: Sequence[Member], *, now: datetime
) -> tuple[list[Member], set[int]]:
    """Return with whom the viewer can book these people, and the ids of those who supervise all of them.

    Whoever supervises them comes first. A lead is offered more: those who supervise others of the same
    team, or else any supervisor here.
    """
    on, ids = local_day(now, viewer.zone), {one.pk for one in supervisees}
    relationships = Relationship.objects.on(on).filter(supervisee__in=ids)
    of_whom: dict[int, set[int]] = {}
    for supervisor, supervisee in relationships.values_list("supervisor", "supervisee"):
        of_whom.setdefault(supervisor, set()).add(supervisee)
    own = {pk for pk, known in of_whom.items() if known == ids}
    wanted = set(own)
    is_lead = bool(ids) and (Member.objects.filter(pk__in=ids, team__in=leads(viewer)).count() == len(ids))
    if is_lead:
        wanted |= set(of_whom) | _near(supervisees, on=on, now=now, but=ids | set(of_whom))
        wanted |= {viewer.pk} if viewer.is_supervisor and viewer.pk not in ids else set()
    elif ids != {viewer.pk}:
        wanted = {viewer.pk} - ids if viewer.is_supervisor or viewer.pk in own else set()
        own &= {viewer.pk}
        own |= wanted
    found = Member.objects.of(viewer.organisation_id).present(on).filter(pk__in=wanted - ids).with_person()
    ordered = sorted(found, key=lambda one: (one.pk not in own, one.person.name.casefold(), one.pk))
    return ordered, own


def _near(supervisees: Sequence[Member], *, on: date, now: datetime, but: set[int]) -> set[int]:
    """Return more supervisors: of others in the same teams, or else any of the organisation."""
    organisation = supervisees[0].organisation_id
    members = Member.objects.of(organisation).tracked_at(now).filter(is_supervisor=True).exclude(pk__in=but)
    teams = {one.team_id for one in supervisees if one.team_id}
    of_team = Relationship.objects.on(on).filter(supervisee__team__in=teams).values("supervisor")
    for found in (members.filter(pk__in=of_team), members):
        ids = set(found.order_by("person__name", "pk").values_list("pk", flat=True)[:MOST_SUPERVISORS])
        if ids:
            return ids
    return set()


def lengths_for(supervisors: Iterable[Member], *, kind: str) -> tuple[list[int], int]:
    """Return how long a session of this kind can be, in minutes, and which of them is usual here."""
    supervisors = list(supervisors)
    field = "group_minutes" if kind == rules.GROUP else "individual_minutes"
    organisations = {one.organisation_id for one in supervisors}
    found = BookingRules.objects.filter(organisation__in=organisations).filter(
        Q(member=None) | Q(member__in=[one.pk for one in supervisors])
    )
    said = dict(found.values_list("member", field))
    usual = next((said[one.pk] for one in supervisors if said.get(one.pk)), None)
    usual = usual or said.get(None) or (90 if kind == rules.GROUP else 60)
    return sorted({*LENGTHS, usual}), usual


def ways_for(supervisors: Iterable[Member], *, on: date) -> list[Way]:
    """Return how one can meet these supervisors: video, phone, and in person at the places they named."""
    ids = [one.pk for one in supervisors]
    weekly = WeeklyHours.objects.filter(member__in=ids, in_person=True)
    by_day = DayHours.objects.filter(member__in=ids, in_person=True, day__gte=on)
    places = {*weekly.values_list("place", flat=True), *by_day.values_list("place", flat=True)}
    in_person = [
        Way(
            f"{IN_PERSON}:{place}" if place else IN_PERSON,
            f"{_('In person')}, {place}" if place else _("In person"),
            IN_PERSON,
            place,
        )
        for place in sorted(places, key=str.casefold)
    ]
    return [*WAYS, *in_person]


def last_met(
    supervisors: Iterable[Member], supervisees: Sequence[Member], *, now: datetime
) -> datetime | None:
    """Return when any of these last met: its weekday and hour are the usual ones."""
    found = Session.objects.held().filter(
        supervisor__in=list(supervisors), attendances__member__in=list(supervisees), starts_at__lte=now
    )
    return found.order_by("-starts_at", "-pk").values_list("starts_at", flat=True).first()


def since_words(supervisors: Sequence[Member], supervisee: Member, *, viewer: Member, on: date) -> str:
    """Return "Judith has supervised Grace since March.", "you" for the viewer; nothing where nobody does."""
    found = (
        Relationship.objects.on(on)
        .filter(supervisee=supervisee, supervisor__in=list(supervisors))
        .select_related("supervisor__person")
        .order_by("starts_on", "pk")
        .first()
    )
    if found is None:
        return ""
    month = format_date(found.starts_on, "F" if found.starts_on.year == on.year else "F Y")
    supervisor = found.supervisor.person.get_short_name()
    if found.supervisor_id == viewer.pk:
        pattern = _("You have supervised {supervisee} since {month}.")
    elif supervisee.pk == viewer.pk:
        pattern = _("{supervisor} has supervised you since {month}.")
    else:
        pattern = _("{supervisor} has supervised {supervisee} since {month}.")
    return pattern.format(supervisor=supervisor, supervisee=supervisee.person.get_short_name(), month=month)
