"""Words for sets of notices."""

from django.db import models
from django.db.models import Q


class NoticeQuerySet(models.QuerySet):
    def due(self, now):
        return (
            self.filter(state="due", not_before__lte=now)
            .filter(Q(not_after=None) | Q(not_after__gt=now))
            .order_by("not_before", "pk")
        )

    def visible_to(self, member):
        return self.filter(recipient=member)
