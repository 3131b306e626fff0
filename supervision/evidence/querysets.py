"""Words for sets of documents."""

from django.db import models
from django.db.models import Q

AT_WORK = ("waiting", "making")


class DocumentQuerySet(models.QuerySet):
    def of(self, member, now):
        """A member's own documents that are still to be had: whoever asked sees it, nobody else does."""
        return self.filter(member=member, organisation=member.organisation_id, expires_at__gt=now)

    def at_work(self):
        return self.filter(state__in=AT_WORK)

    def free(self, now):
        """Documents that no worker has, or whose worker has not been heard of."""
        return self.filter(Q(taken_until=None) | Q(taken_until__lte=now))

    def over(self, now):
        """Documents that are to be had no more."""
        return self.filter(expires_at__lte=now)
