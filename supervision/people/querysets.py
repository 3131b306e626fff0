"""Words for sets of persons, members, teams and what hangs on them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import BaseUserManager
from django.db import connections, models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL

from supervision.people.visibility import Audience, Sight, Thing, audiences_who_see
from supervision.scheduling.days import zones_apart

if TYPE_CHECKING:
    from supervision.people.models import Person  # noqa: F401  named in a string below


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username):
        return self.get(email__iexact=username)

    def create_user(self, email, name="", password=None, **extra):
        person = self.model(email=email.strip().lower(), name=name, **extra)
        person.set_password(password)
        person.save()
        return person

    def create_superuser(self, email, name="", password=None, **extra):
        return self.create_user(email, name, password, is_staff=True, is_superuser=True, **extra)


class LockedMixin(models.QuerySet):
    """Row locks in one fixed order, where the database has them."""

    def locked(self, *rows):
        """Lock these rows, always in `pk` order, and return them; SQLite's one writer needs no lock."""
        chosen = self.filter(pk__in=[getattr(row, "pk", row) for row in rows]).order_by("pk")
        if connections[self.db].features.has_select_for_update:
            chosen = chosen.select_for_update(of=("self",), no_key=True)
        return list(chosen)


class OrganisationQuerySet(LockedMixin, models.QuerySet):
    pass


# The teams a member leads in their own organisation, and all below them; `union` ends on a circle.
LED_TEAMS = """
with recursive led(id) as (
    select own.team_id from supervision_people_leadership own
    join supervision_people_team top on top.id = own.team_id
    where own.member_id = %s and top.organisation_id = %s
    union
    select team.id from supervision_people_team team join led on team.parent_id = led.id
)
select id from led
"""


class TeamQuerySet(models.QuerySet):
    def of(self, organisation):
        return self.filter(organisation=organisation)

    def led_by(self, member):
        """Teams whose supervision `member` answers for: those they lead, and all below them in the tree.

        The role counts as well: whoever is no longer a team lead leads nothing.
        """
        if not member.is_team_lead:
            return self.none()
        # Constant text with bound values, so nothing can be slipped in.
        led = RawSQL(LED_TEAMS, (member.pk, member.organisation_id))  # noqa: S611  # nosec B611
        return self.filter(organisation_id=member.organisation_id, pk__in=led)


class MemberQuerySet(LockedMixin, models.QuerySet):
    def of(self, organisation):
        return self.filter(organisation=organisation)

    def present(self, day: date):
        """Members who have not left by `day`; those who have yet to start are here too."""
        return self.filter(Q(end_date=None) | Q(end_date__gte=day))

    def tracked(self):
        """Members to whom supervision can be owed: case managers, supervisors and team leads."""
        return self.filter(Q(is_case_manager=True) | Q(is_supervisor=True) | Q(is_team_lead=True))

    def tracked_on(self, day: date):
        """Tracked members from `start_date` to `end_date`, both included; one day for all."""
        return self.tracked().present(day).filter(start_date__lte=day)

    def tracked_at(self, now: datetime):
        """Members tracked on the day it is for each of them at the moment `now`, in their own zone."""
        today, one = now.astimezone(UTC).date(), timedelta(days=1)
        ahead, behind = (Q(time_zone__in=sorted(zones)) for zones in zones_apart(now))
        begun = Q(start_date__lt=today) | Q(start_date=today) & ~behind | Q(start_date=today + one) & ahead
        ended = Q(end_date__lt=today - one) | Q(end_date=today - one) & ~behind | Q(end_date=today) & ahead
        return self.tracked().filter(begun).filter(Q(end_date=None) | ~ended)

    def with_person(self):
        return self.select_related("person", "organisation", "team")

    def visible_to(self, viewer, *, on: date, thing: Thing = Thing.PLACE, at_least: Sight = Sight.DATES):
        """Members of whom the viewer, on this day, sees at least so much of `thing`.

        Who that is, `visibility` says. Nobody of another organisation is ever among them, nor anybody who was
        erased; to a guest nobody here is a colleague.
        """
        allowed = audiences_who_see(thing, at_least)
        if viewer.is_guest:
            allowed -= {Audience.PEER}
        seen = Q(pk__in=[])
        if Audience.PEER in allowed or (Audience.ADMIN in allowed and viewer.is_admin):
            seen = ~seen
        else:
            if Audience.SELF in allowed:
                seen |= Q(pk=viewer.pk)
            if Audience.LEAD in allowed and viewer.is_team_lead:
                teams: Any = self.model._meta.get_field("team").related_model
                seen |= Q(team__in=teams.objects.led_by(viewer))
            if Audience.STAND_IN in allowed and viewer.is_admin:
                seen |= Q(team=None)
            if Audience.SUPERVISOR in allowed:
                seen |= Q(pk__in=viewer.supervises.on(on).values("supervisee"))
        return self.of(viewer.organisation_id).filter(seen, erased_at=None)


class RelationshipQuerySet(models.QuerySet):
    def on(self, day: date):
        """Relationships in force on `day`, both ends included."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))


class LeaveQuerySet(models.QuerySet):
    def on(self, day: date):
        """Leave that covers `day`, both ends included."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))


class AuditQuerySet(models.QuerySet):
    def about(self, member):
        return self.filter(organisation_id=member.organisation_id, subject_id=member.pk)

    def in_chain(self):
        return self.order_by(F("organisation_id"), F("sequence"))
