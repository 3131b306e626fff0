"""Which place of the person's is looking, and in whose zone: one organisation at a time."""

from django.utils import timezone

from supervision.clock import now
from supervision.people.access import current_member


class MemberMiddleware:
    """Set `request.member`: the signed-in person's place in the organisation they chose, or None.

    One query, and none for strangers. While the request lasts, templates show moments in the
    member's own zone.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.member = current_member(request.user, request.session, now=now())
        if request.member is None:
            return self.get_response(request)
        with timezone.override(request.member.zone):
            return self.get_response(request)
