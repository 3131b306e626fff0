"""Doors for coming in by the link that was sent."""

from allauth.account.internal.stagekit import clear_login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import RequestLoginCodeView
from django.contrib.auth import logout
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from supervision.clock import now
from supervision.people.links import LinkOver, is_open, use_link
from supervision.people.signin import sign_in


class AskForLink(RequestLoginCodeView):
    """Send a link. Asking again starts afresh, so that somebody who went back can name another address."""

    def dispatch(self, request, *args, **kwargs):
        if request.method == "POST":
            clear_login(request)
        return super().dispatch(request, *args, **kwargs)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request, token):
    """Show one button; the button signs in. Opening changes nothing, for mail scanners open links too."""
    if request.method != "POST":
        return _page(request, is_open(token, now=now()))
    following = get_next_redirect_url(request)
    try:
        person = use_link(token, now=now())
    except LinkOver:
        return _page(request, False)
    if request.user.is_authenticated and request.user.pk != person.pk:
        logout(request)
    clear_login(request)
    return sign_in(request, person, redirect_url=following)


def _page(request, link_is_open: bool):
    following = get_next_redirect_url(request)
    template = "account/sign_in_link.html" if link_is_open else "account/sign_in_link_over.html"
    response = render(request, template, {"next": following}, status=200 if link_is_open else 404)
    response["Referrer-Policy"] = "no-referrer"
    return response
