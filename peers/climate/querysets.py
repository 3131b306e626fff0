"""Words for sets of months, of groups in them, and of figures typed in."""

from django.db import models

from supervision.people.querysets import LockedMixin


class WindowQuerySet(LockedMixin, models.QuerySet):
    def of(self, organisation):
        return self.filter(organisation=organisation)

    def unreleased(self):
        return self.filter(released_at=None)

    def released(self):
        return self.exclude(released_at=None)

    def open_on(self, day):
        return self.unreleased().filter(month__lte=day, closes_on__gte=day)

    def over_by(self, day):
        """Months whose last day has passed, and of which nothing has been decided yet."""
        return self.unreleased().filter(closes_on__lt=day)


class CellQuerySet(models.QuerySet):
    def of(self, organisation):
        return self.filter(window__organisation=organisation)

    def shown(self):
        """Groups of which something was released."""
        return self.exclude(bands={})


class FigureQuerySet(models.QuerySet):
    def of(self, organisation):
        return self.filter(organisation=organisation)
