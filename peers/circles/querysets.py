"""Words for sets of circles, meetings and places."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Count, F, Q

from peers.circles import rules
from supervision.people.models import Team
from supervision.people.querysets import LockedMixin


class CircleQuerySet(LockedMixin, models.QuerySet):
    def visible_to(self, viewer):
        """Circles of the viewer's organisation that go on. A team's meeting is there for its team alone.

        Nobody sees more by being a lead or an administrator, and who leads a team does not see its
        support meeting. Whoever holds one sees it always.
        """
        for_all = Q(kind__in=[rules.OPEN, rules.GROUP, rules.SERIES])
        own_team = Q(kind=rules.TEAM, team_id=viewer.team_id, team__isnull=False)
        own_team &= ~Q(team__in=Team.objects.led_by(viewer))
        going = Q(ended_at=None) & (for_all | own_team)
        return self.filter(going | Q(facilitator=viewer), organisation_id=viewer.organisation_id)

    def held_by(self, member):
        return self.filter(facilitator=member)

    def going(self):
        return self.filter(ended_at=None)

    def with_host(self):
        return self.select_related("facilitator__person", "organisation", "team")


class MeetingQuerySet(models.QuerySet):
    def ahead(self, now: datetime):
        """Meetings that are on and have yet to end."""
        return self.on().filter(ends_at__gt=now)

    def on(self):
        return self.exclude(state="off")

    def with_circle(self):
        return self.select_related("circle__facilitator__person", "circle__organisation", "circle__team")

    def with_taken(self):
        """Each with `speakers`, `listeners` and `waiters`: places taken for this meeting alone, by kind."""
        held = Q(places__state="held")
        return self.annotate(
            speakers=Count("places", filter=held & Q(places__seat_kind=rules.SPEAK)),
            listeners=Count("places", filter=held & Q(places__seat_kind=rules.LISTEN)),
            waiters=Count("places", filter=Q(places__state="waiting")),
        )


class PlaceQuerySet(models.QuerySet):
    def held(self):
        return self.filter(state="held")

    def waiting(self):
        """Those who wait, the longest first."""
        return self.filter(state="waiting").order_by("asked_at", "pk")

    def at(self, circle, meeting):
        """Places of one table: of one meeting of an open circle, or (no meeting) of a standing one."""
        return self.filter(circle=circle, meeting=meeting)

    def for_meeting(self, meeting):
        """Places that hold for a meeting: those taken for it, and those of the whole standing circle."""
        return self.filter(Q(meeting=meeting) | Q(meeting=None, circle_id=meeting.circle_id))

    def coming(self, meeting):
        """Places held for a meeting by those who have not said "not this time"."""
        return self.for_meeting(meeting).held().exclude(absences__meeting=meeting)

    def of(self, member):
        return self.filter(member=member)

    def with_all(self):
        return self.select_related(
            "circle__facilitator__person", "circle__organisation", "circle__team", "meeting"
        )

    def in_order(self):
        """In the order in which the places were asked for."""
        return self.order_by(F("asked_at"), "pk")
