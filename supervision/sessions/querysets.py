"""Words for sets of sessions and attendances."""

from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When

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

    def standing(self, when, now):
        """Those `ahead`, those `past`, or those over of which nobody has said how they went (`record`)."""
        if when == "record":
            return self.unrecorded(now)
        return self.filter(ends_at__gt=now) if when == "ahead" else self.filter(ends_at__lte=now)

    def overlapping(self, starts_at, ends_at):
        """Sessions whose planned time shares a moment with this stretch; its end is not part of it."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)

    def with_people(self):
        """With everybody's name, in a fixed number of queries."""
        return self.select_related("organisation", "supervisor__person").prefetch_related(
            "attendances__member__person", "besides__member__person", "accounts__member__person"
        )

    def with_rebooking(self):
        """With the sessions that came in place of those called off."""
        return self.prefetch_related("rebooked_by")

    def ahead_first(self, now):
        """Those still to end, the soonest first; then those that are over, the latest first."""
        is_ahead = Case(When(ends_at__gt=now, then=F("starts_at")))
        return self.order_by(is_ahead.asc(nulls_last=True), "-starts_at", "-pk")

    def attended_by_people(self, person_ids):
        """Held sessions at which any of these persons was, on either side, in whatever organisation."""
        attendances: Any = self.model._meta.get_field("attendances").related_model
        came = Exists(
            attendances.objects.filter(
                session=OuterRef("pk"), attended=True, member__person_id__in=person_ids
            )
        )
        return self.held().filter(Q(supervisor__person_id__in=person_ids) | came)

    def between(self, member):
        """Sessions of which `member` is one of the two sides: its supervisor, or invited. Each once."""
        return self.filter(Q(supervisor=member) | Q(pk__in=member.attendances.values("session")))

    def involving(self, member):
        """Sessions that take `member`'s time: one of the two sides, or beside the supervisor. Each once."""
        return self.filter(
            Q(supervisor=member)
            | Q(pk__in=member.attendances.values("session"))
            | Q(pk__in=member.besides.values("session"))
        )


class AttendanceQuerySet(models.QuerySet):
    def counted(self):
        """Places in sessions that were held and attended."""
        return self.filter(attended=True, session__status="held")


class ProposalQuerySet(models.QuerySet):
    def open(self, now):
        """Proposals that still wait for an answer."""
        return self.filter(state="open", expires_at__gt=now)


class TakenTimeQuerySet(models.QuerySet):
    def standing(self, now):
        """Stretches that count at `now`: those of sessions, and those of holds that have not run out."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now))

    def run_out(self, now):
        """Stretches of holds that ran out and were not cleared away yet."""
        return self.filter(expires_at__lte=now)
