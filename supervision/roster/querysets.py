"""Words for sets of uploads."""

from django.db import models
from django.db.models import Q

AT_WORK = ("reading", "applying")


class UploadQuerySet(models.QuerySet):
    def of(self, member):
        """A member's own uploads: whoever brought files sees them, nobody else does."""
        return self.filter(member=member, organisation=member.organisation_id)

    def free(self, now):
        """Uploads that no worker has."""
        return self.filter(Q(taken_until=None) | Q(taken_until__lte=now))

    def waiting(self, now):
        """Uploads whose next step nobody is taking."""
        return self.filter(state__in=AT_WORK).free(now)

    def brought_before(self, moment):
        return self.filter(created_at__lt=moment)
