"""Words for sets of requests and invites."""

from django.db import models
from django.db.models import Q

from supervision.people.querysets import LockedMixin


class RequestQuerySet(LockedMixin, models.QuerySet):
    def asking(self):
        """Those still being asked round."""
        return self.filter(state="asking")

    def due(self, now):
        """Those with which we go on by now: the next wave, or the end."""
        return self.asking().filter(next_at__lte=now)

    def ended(self, now):
        """Agreed talks whose time is over, and of which nobody was asked afterwards."""
        return self.filter(state="agreed", ends_at__lte=now)

    def to_erase(self, now):
        return self.filter(erase_at__lte=now)

    def seen_by(self, member):
        """Requests of this member, and those in which they agreed to listen."""
        return self.filter(organisation_id=member.organisation_id).filter(
            Q(asker=member) | Q(listener=member, state__in=("agreed", "over"))
        )

    def with_people(self):
        return self.select_related("organisation", "asker__person", "asker__organisation", "listener__person")


class InviteQuerySet(LockedMixin, models.QuerySet):
    def open(self):
        """Those that can still be answered: nobody said yes, and it was not withdrawn."""
        return self.filter(state="open", request__state="asking")

    def of(self, member):
        return self.filter(member=member)

    def with_request(self):
        return self.select_related(
            "request__asker__person", "request__organisation", "member__person", "member__organisation"
        )
