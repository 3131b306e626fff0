"""Who is looking: from which place, in whose zone, and with a second step where their roles need one."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect
from django.urls import resolve
from django.utils import timezone, translation

from supervision.clock import now
from supervision.people import guests, walls
from supervision.people.access import current_member
from supervision.people.signin import lacks_second_step


class LanguageMiddleware:
    """Say everything in the language the person chose; Django's own has gone by the browser until here.

    No query: the person is read for `request.member` in any case.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        language = getattr(request.user, "language", "")
        if not language:
            return self.get_response(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


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


class WallMiddleware:
    """Hold a signed-in person's request to their own places in the database too (`walls`).

    Stands after `MemberMiddleware`. Open are the pages on which a link says whose the matter is, whoever is
    signed in; those on which people sign in; and those of the installation. A token is held to its place
    where it is read (`tokens`).
    """

    OPEN = frozenset(
        {
            "address_back",
            "answer",
            "calendars:answers",
            "calendars:feed",
            "circles:guest",
            "circles:guest_file",
            "circles:open",
            "live",
            "metrics",
            "notices:unsubscribe",
            "ready",
            "sign_in_link",
        }
    )
    OPEN_ROOMS = frozenset({"admin"})
    SIGNING_IN = ("account_", "mfa_", "openid_connect_", "socialaccount_", "usersessions_")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.is_walled = True
        try:
            response = self.get_response(request)
        finally:
            walls.unbind()
        if response.streaming and not response.is_async and request.user.is_authenticated:
            response.streaming_content = walls.bound_while_sent(request.user.pk, response.streaming_content)
        return response

    def process_view(self, request, view, args, kwargs):
        if request.user.is_authenticated and not self._is_open(request.resolver_match):
            walls.bind(request.user.pk)

    def _is_open(self, match) -> bool:
        room = match.app_names[0] if match.app_names else ""
        return (
            match.view_name in self.OPEN
            or room in self.OPEN_ROOMS
            or match.view_name.startswith(self.SIGNING_IN)
        )


class GuestMiddleware:
    """Show a guest nothing but what stands open to them (`guests.py`), and their desk in place of Today.

    Stands after `SecondStepMiddleware`. Doors of the API ask the same, for a token names its place later.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        name = request.resolver_match.view_name
        if request.member is None or guests.may_open(request.member, name):
            return None
        if name == "today":
            return redirect("desk:page" if request.member.is_supervisor else "outside:asked")
        raise Http404


class SecondStepMiddleware:
    """Lead whoever sees other people's dates to set up a second step, before anything else is shown.

    Stands after `MemberMiddleware`. Signing in and out, the pages that set it up, and those that are
    open to everyone stay open. Where it is required, `HOLDSPACE_REQUIRE_MFA` says.
    """

    OPEN = frozenset(
        {
            "accessibility",
            "address_back",
            "answer",  # it asks for the number from the message, as on a device where nobody is signed in
            "help",
            "help-kept",
            "live",
            "manifest",
            "metrics",
            "offline",
            "pause:card",
            "pause:page",
            "ready",
            "service-worker",
            "sign_in_link",
            "who-sees-what",
        }
    )

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.HOLDSPACE_REQUIRE_MFA and lacks_second_step(request) and not self._is_open(request):
            return redirect("mfa_index")
        return self.get_response(request)

    def _is_open(self, request) -> bool:
        try:
            name = resolve(request.path_info).view_name
        except Http404:
            return True
        return name in self.OPEN or name.startswith(("account_", "mfa_"))
