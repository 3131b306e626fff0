"""Words for sets of sessions and attendances."""

from django.db import models
from django.db.models import Q

from supervision.people.querysets import LockedMixin


class SessionQuerySet(LockedMixin, models.QuerySet):
    def of(self, organisation):
        return self.filter(organisation=organisation)

    def booked(self):
        return self.filter(status="booked")

    def held(self):
        return self.filter(status="held")

    def upcoming(self, now):
        return self.booked().filter(starts_at__gt=now)

    def unrecorded(self, now):
        """Booked sessions whose end has passed: asked about, never guessed."""
        return self.booked().filter(ends_at__lte=now)

    def involving(self, member):
        """Sessions that `member` facilitates or is invited to, each once."""
        return self.filter(Q(supervisor=member) | Q(pk__in=member.attendances.values("session")))


class AttendanceQuerySet(models.QuerySet):
    def counted(self):
        """Places in sessions that were held and attended."""
        return self.filter(attended=True, session__status="held")
