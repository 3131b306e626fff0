"""Words for sets of rounds, and of places in them."""

from django.db import models


class RoundQuerySet(models.QuerySet):
    def of(self, organisation):
        return self.filter(organisation=organisation)

    def among(self, team_id):
        """Rounds of a team that has its own; with None, those of everybody else."""
        return self.filter(team=team_id)

    def open_on(self, day):
        """Rounds that have begun and not ended by this day."""
        return self.filter(starts_on__lte=day, ends_on__gte=day, closed_at=None)

    def to_close(self, day):
        return self.filter(ends_on__lt=day, closed_at=None)


class SeatQuerySet(models.QuerySet):
    def of(self, member):
        """A member's own places: nobody else's can be asked for by this."""
        return self.filter(member=member)

    def together(self):
        return self.exclude(pair=None)

    def alone(self):
        return self.filter(pair=None)
