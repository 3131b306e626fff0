"""Words for sets of rows about who takes part among peers."""

from django.db import models


class JoinedQuerySet(models.QuerySet):
    def of(self, organisation):
        return self.filter(member__organisation=organisation)

    def in_part(self, part):
        """Members who take part in this now: joined, and not on a pause from it."""
        return self.filter(part=part, state="in")

    def present(self, day):
        """Those of members who have begun and not left by `day`."""
        return self.filter(member__start_date__lte=day).filter(
            models.Q(member__end_date=None) | models.Q(member__end_date__gte=day)
        )


class NotWithQuerySet(models.QuerySet):
    def between(self, member_ids):
        """Rows that either side of which is one of these members."""
        ids = list(member_ids)
        return self.filter(models.Q(member__in=ids) | models.Q(other__in=ids))
