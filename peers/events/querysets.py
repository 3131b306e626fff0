"""Words for sets of what was noted, and of who was named."""

from django.db import models

from supervision.people.querysets import LockedMixin


class EventQuerySet(LockedMixin, models.QuerySet):
    def noted_by(self, member):
        return self.filter(noted_by=member, organisation=member.organisation_id)

    def due(self, now):
        """What has an offer to make, or is to be erased."""
        return self.filter(next_at__lte=now)


class OfferedQuerySet(LockedMixin, models.QuerySet):
    def of(self, member):
        return self.filter(member=member)
