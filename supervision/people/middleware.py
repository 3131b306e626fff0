"""Which place of the person's is looking: one organisation at a time."""

from django.utils.functional import SimpleLazyObject

from supervision.clock import now
from supervision.people.access import current_member

class MemberMiddleware:
    """Set `request.member`: the signed-in person's place in the organisation they chose, or None."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.member = current_member(request.user, request.session, now=now())
        return self.get_response(request)
