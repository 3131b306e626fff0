"""What stands around every page of this installation."""

from django.shortcuts import render


class NotThisWayMiddleware:
    """Show a page where the address of a button was opened by itself: Django answers 405 with nothing in it.

    Browsers show an empty answer as a fault of theirs. Programs keep it, and an answer with words its words.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_empty = response.status_code == 405 and not response.streaming and not response.content
        if not is_empty or request.method != "GET" or request.headers.get("Authorization"):
            return response
        page = render(request, "errors/405.html", status=405)
        page.headers["Allow"] = response.headers.get("Allow", "POST")
        return page
