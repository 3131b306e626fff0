"""Words for sets of rows about what an organisation brings. What a person keeps is found by its key alone."""

from __future__ import annotations

from django.db import models


class QuestionnaireQuerySet(models.QuerySet):
    def of(self, organisation):
        return self.filter(organisation=organisation)

    def open(self):
        return self.filter(withdrawn_at=None)
