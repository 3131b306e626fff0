"""Words for sets of requests to be erased."""

from django.db import models


class ErasureRequestQuerySet(models.QuerySet):
    def of(self, organisation):
        return self.filter(member__organisation=organisation)

    def waiting(self):
        return self.filter(state="open")
