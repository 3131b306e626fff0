"""Who was asked and who was told."""

from datetime import timedelta

from peers.debriefs.models import Invite
from supervision.notices.models import Notice
from tests.builders import MONDAY_9AM

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LATER = MONDAY_9AM + MINUTE


def told(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("recipient", flat=True))


def invites(request, state="open"):
    return list(Invite.objects.with_request().filter(request=request, state=state).order_by("asked_at", "pk"))


def all_invites(request):
    return list(Invite.objects.with_request().filter(request=request).order_by("pk"))
