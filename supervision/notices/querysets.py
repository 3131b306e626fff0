"""Words for sets of notices."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

IN_HAND = ("claimed", "sending")
DONE = ("sent", "uncertain", "passed_on", "dropped", "failed")


def is_due(now):
    return Q(state="due", not_before__lte=now) & (Q(not_after=None) | Q(not_after__gt=now))


class NoticeQuerySet(models.QuerySet):
    def due(self, now):
        return self.filter(is_due(now)).order_by("not_before", "pk")

    def claimable(self, now):
        """What is due and can be taken: of each topic one alone, and not while another is in hand.

        What must arrive goes before what is soft, and then the newest first.
        """
        same_topic = self.model._default_manager.filter(
            recipient=OuterRef("recipient"), topic=OuterRef("topic")
        )
        is_like_it = Q(notice_class=OuterRef("notice_class"))
        goes_first = Q(is_like_it, pk__gt=OuterRef("pk")) | Q(~is_like_it, notice_class="R")
        ahead = same_topic.filter(Q(state__in=IN_HAND) | (is_due(now) & goes_first))
        return self.due(now).filter(Q(topic="") | ~Exists(ahead))

    def in_hand(self, owner):
        return self.filter(owner=owner, state__in=IN_HAND)

    def lease_over(self, now):
        return self.filter(state__in=IN_HAND, lease_until__lte=now)

    def done(self):
        return self.filter(state__in=DONE)

    def visible_to(self, member):
        return self.filter(recipient=member)

    def in_inbox(self):
        """What has reached its reader, or would have by e-mail had they not chosen otherwise."""
        return self.filter(inbox_at__isnull=False)

    def unread(self):
        return self.in_inbox().filter(read_at=None)


class WayQuerySet(models.QuerySet):
    def of(self, member):
        """A member's own ways, the oldest first."""
        return self.filter(member=member).select_related("gateway").order_by("made_at", "pk")
