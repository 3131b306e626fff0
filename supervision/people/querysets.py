"""Words for sets of persons, members, teams and what hangs on them."""

from datetime import date

from django.contrib.auth.models import BaseUserManager
from django.db import connections, models
from django.db.models import F, Q


class PersonManager(BaseUserManager):
    def get_by_natural_key(self, username):
        return self.get(email__iexact=username)

    def create_user(self, email, name="", password=None, **extra):
        person = self.model(email=email.strip().lower(), name=name, **extra)
        person.set_password(password)
        person.save()
        return person

    def create_superuser(self, email, name="", password=None, **extra):
        return self.create_user(email, name, password, is_staff=True, is_superuser=True, **extra)


class LockedMixin:
    """Row locks in one fixed order, where the database has them."""

    def locked(self, *rows):
        """Lock these rows, always in `pk` order, and return them; SQLite's one writer needs no lock."""
        chosen = self.filter(pk__in=[getattr(row, "pk", row) for row in rows]).order_by("pk")
        if connections[self.db].features.has_select_for_update:
            chosen = chosen.select_for_update(of=("self",), no_key=True)
        return list(chosen)


class OrganisationQuerySet(LockedMixin, models.QuerySet):
    pass


class TeamQuerySet(models.QuerySet):
    def of(self, organisation):
        return self.filter(organisation=organisation)


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
        """Tracked members from `start_date` to `end_date`, both days included."""
        return self.tracked().present(day).filter(start_date__lte=day)

    def with_person(self):
        return self.select_related("person", "organisation", "team")


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
