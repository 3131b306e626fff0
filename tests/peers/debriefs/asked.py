"""Who was asked and who was told."""

from datetime import timedelta

from peers.debriefs.models import Invite
from supervision.notices.models import Notice

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def told(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("recipient", flat=True))


def invites(request, state="open"):
    return list(Invite.objects.with_request().filter(request=request, state=state).order_by("asked_at", "pk"))
