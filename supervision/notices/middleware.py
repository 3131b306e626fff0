"""Messages left by a page or an API call go out at once, not with the next beat."""

from supervision.notices.tasks import nudge

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}


class NudgeMiddleware:
    """After a call that may have left messages, ring for delivery. Never slows or fails the answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method not in SAFE and response.status_code < 400:
            nudge()
        return response
